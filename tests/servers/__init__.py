"""Real servers for tests, each on loopback, in a folder of its own, and gone with the block that started it.

A server is there when it says so, or when it answers; nothing waits for a while.
"""

from tests.servers.front import Nginx, nginx, nginx_server
from tests.servers.process import START_TIME_OUT, Process, ServerError, missing_programs, private_folder
from tests.servers.serving import BACKLOG, KIOSK, Daphne, daphne, start_daphne
from tests.servers.state import CHECKOUT, FIXTURES, Site, bare_site, site
from tests.servers.stores import Postgres, Redis, postgres, redis, redis_server

__all__ = [
    "BACKLOG",
    "CHECKOUT",
    "FIXTURES",
    "KIOSK",
    "START_TIME_OUT",
    "Daphne",
    "Nginx",
    "Postgres",
    "Process",
    "Redis",
    "ServerError",
    "Site",
    "bare_site",
    "daphne",
    "missing_programs",
    "nginx",
    "nginx_server",
    "postgres",
    "private_folder",
    "redis",
    "redis_server",
    "site",
    "start_daphne",
]
