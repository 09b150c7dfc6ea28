"""One site on several machines: each has a loopback address, a state folder and a daphne of its own.

PostgreSQL and Redis are shared, nginx is the one that `netcheck conf` renders.
"""

from __future__ import annotations

import http.client
import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from conf.site import ACCESS_POINTS_FILE, Upstream, read_plan
from netcheck.rendering.nginx import render_nginx
from tests import servers
from tests.netcheck.rendering.servers import free_port, running_nginx, trial_layout
from tests.upkeep.participants import ROBOTS, ROUNDS, Evening, choices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADDRESSES = ("127.0.0.2", "127.0.0.3")
SHARED = {"SECRET_KEY": "the same on every machine of a site", "NETCHECK_TOKEN": "this one, too"}
SITE = """
profile = "lan"
[server]
name = "localhost"
address = "127.0.0.1"
http_port = {port}
static_root = "{static}"
"""


@dataclass
class Host:
    """A machine of the site."""

    site: servers.Site
    daphne: servers.Daphne

    @property
    def upstream(self) -> Upstream:
        return Upstream(self.daphne.address, self.daphne.port)

    @property
    def sockets(self) -> int:
        """How many tablets it serves, by its own metrics."""
        connection = http.client.HTTPConnection(self.daphne.address, self.daphne.port, timeout=60)
        try:
            connection.request("GET", "/api/metrics", headers={"Host": "localhost"})
            said = connection.getresponse().read().decode()
        finally:
            connection.close()
        (count,) = re.findall(r"^ganomics_sockets (\S+)$", said, re.MULTILINE)
        return int(float(count))


@contextmanager
def hosts(database_url: str, redis_url: str, site_file: Path) -> Iterator[list[Host]]:
    """The machines, each with a daphne that answers."""
    with ExitStack() as stack:
        found: list[Host] = []
        for address in ADDRESSES:
            own = servers.bare_site(database_url=database_url, redis_url=redis_url)
            site = stack.enter_context(own)
            site.environment.update(SHARED | {"GANOMICS_SITE": str(site_file)})
            if not found:
                site.manage("migrate", "--verbosity", "0")
                site.manage("loaddata", *servers.FIXTURES, "--verbosity", "0")
            daphne = stack.enter_context(servers.daphne(site.environment, address=address))
            found.append(Host(site, daphne))
        yield found


@contextmanager
def front(machines: list[Host], site_file: Path, folder: Path) -> Iterator[str]:
    """nginx as it is rendered for the first machine's plan, which names the others; yields its address."""
    plan = read_plan(site_file, ACCESS_POINTS_FILE)
    first, *others = (machine.upstream for machine in machines)
    server = replace(plan.site.server, upstream=first, others=tuple(others))
    layout = trial_layout(folder)
    rendered = render_nginx(replace(plan, site=replace(plan.site, server=server)), layout)
    config = folder / "nginx.conf"
    config.write_text(rendered.text)
    with running_nginx(config, layout):
        yield f"ws://localhost:{plan.site.server.http_port}"


@pytest.mark.timeout(600)
async def test_a_session_goes_on_while_one_machine_is_restarted_and_another_dies(tmp_path: Path) -> None:
    missing = servers.missing_programs("postgres", "redis-server", "nginx")
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}, which this machine does not have")
    site_file = tmp_path / "site.toml"
    (tmp_path / "static").mkdir()
    site_file.write_text(SITE.format(port=free_port(), static=tmp_path / "static"))
    with ExitStack() as stack:
        database_url = stack.enter_context(servers.postgres()).new_database("hosts")
        redis_url = stack.enter_context(servers.redis())
        first, second = machines = stack.enter_context(hosts(database_url, redis_url, site_file))
        url = stack.enter_context(front(machines, site_file, tmp_path))
        evening = Evening(url)
        await evening.begin(first.site)

        await evening.go_on(until=3)
        shares = [machine.sockets for machine in machines]
        assert min(shares) >= 1, "tablets are spread over the machines"
        assert sum(shares) == 1 + ROBOTS

        restart(first, stack)
        await evening.go_on(until=6)

        second.daphne.process.kill()
        await evening.end()
        assert " 0 violations" in first.site.manage("room", "verify", "1")
        assert len(choices(first.site, tmp_path / "room")) == (1 + ROBOTS) * ROUNDS
        for machine in machines:
            assert "Traceback" not in machine.daphne.process.log, machine.daphne.process.log


def restart(machine: Host, stack: ExitStack) -> None:
    """End a daphne as its unit does, start it again, and return when it can serve."""
    address, port = machine.daphne.address, machine.daphne.port
    machine.daphne.process.stop()
    again = servers.start_daphne(machine.site.environment, port=port, address=address)
    stack.callback(again.process.stop)
    told = machine.site.manage("ready", "--address", address, "--port", str(port))
    assert told == f"The server on {address}:{port} is ready.\n"
    assert "Traceback" not in machine.daphne.process.log
    machine.daphne = again


def test_a_server_that_does_not_answer_is_not_ready() -> None:
    with servers.bare_site() as site:
        with pytest.raises(servers.ServerError) as refused:
            site.manage("ready", "--port", str(free_port()), "--wait", "0")
        assert "is not ready: " in str(refused.value)
        assert "Traceback" not in str(refused.value)
