"""nginx: whether it runs, where it leads, what it passes on, which files it gives."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from netcheck.rendering.layout import LINUX
from tests.lan import site
from tests.lan.faults.fault import Registry, Verdict
from tests.lan.faults.files import edited, lines_with
from tests.lan.faults.squatting import squatting
from tests.lan.services.unit import UnitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.lan import Lan

FAULTS = Registry("nginx")
fault = FAULTS.fault
FILE = LINUX.nginx_conf
STATIC = Path("/srv/ganomics/static")
UPGRADE = "    proxy_set_header Upgrade $http_upgrade;\n"
CONNECTION = "    proxy_set_header Connection $connection_upgrade;\n"
FORWARDED = "    proxy_set_header X-Forwarded-For $remote_addr;\n"
VERSION = "    proxy_http_version 1.1;\n"
SOCKETS = "        location /ws {\n            proxy_pass http://daphne;\n"
PAGES = "        location / {\n            proxy_pass http://daphne;\n"
FIRST, SECOND = "        server 127.0.0.1:8018 max_fails=0;\n", "        server 127.0.0.1:8019 max_fails=0;\n"
RELOADED_WITHIN_S = 30.0
LOOK_AGAIN_S = 0.02
"""nginx says in no other way that it has taken a new configuration."""
ALIAS = f"            alias {STATIC}/;\n"


@contextmanager
def nginx_with(lan: Lan, *changes: tuple[str, str]) -> Iterator[None]:
    """Another configuration, read by the nginx that runs."""
    with edited(FILE, *changes):
        _reload(lan)
        yield
    lan.server.init.start("nginx")
    _reload(lan)


def _reload(lan: Lan) -> None:
    """Let nginx read its configuration, and return when all that comes is met by it."""
    before = _workers(lan)
    lan.server.init.reload("nginx")
    deadline = time.monotonic() + RELOADED_WITHIN_S
    while before & (now := _workers(lan)) or not now:
        if time.monotonic() > deadline:
            raise UnitError("nginx did not take its new configuration")
        time.sleep(LOOK_AGAIN_S)


def _workers(lan: Lan) -> set[int]:
    """The workers that accept connections: those of an earlier configuration say that they are leaving."""
    (master,) = lan.server.init.processes("nginx")
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
    titles = {int(child): Path(f"/proc/{child}/cmdline") for child in children}
    return {child for child, title in titles.items() if _is_at_work(title)}


def _is_at_work(title: Path) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return b"shutting down" not in title.read_bytes()
    return False


@fault("nginx does not run", Verdict(cause="nginx_down"))
def nginx_stopped(lan: Lan) -> Iterator[None]:
    lan.server.init.stop("nginx")
    yield
    lan.server.init.start("nginx")


@fault("another web server holds port 80", Verdict(cause="port_taken", target="http"))
def nginx_port_taken(lan: Lan) -> Iterator[None]:
    lan.server.init.stop("nginx")
    with squatting(lan.server, 80, "web"):
        yield
    lan.server.init.start("nginx")


@fault("nginx listens on another port", Verdict(cause="nginx_wrong_port"))
def nginx_other_port(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, ("listen 80", "listen 8080")):
        yield


@fault("nginx knows the site under another name", Verdict(cause="nginx_wrong_name"))
def nginx_other_name(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (f"server_name {site.NAME};", "server_name money.example;")):
        yield


@fault(
    "nginx's file has a mistake, which it will meet at its next start",
    Verdict(cause="nginx_unreadable"),
)
def nginx_file_broken(lan: Lan) -> Iterator[None]:
    with edited(FILE, (SOCKETS, SOCKETS.replace(";", ""))):
        yield


@fault("nginx passes neither Upgrade nor Connection", Verdict(cause="nginx_no_upgrade_headers"))
def nginx_without_upgrade(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (UPGRADE, ""), (CONNECTION, "")):
        yield


@fault("nginx passes Upgrade without Connection", Verdict(cause="nginx_half_upgrade_headers"))
def nginx_half_upgrade(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (CONNECTION, "")):
        yield


@fault("nginx speaks HTTP 1.0 to daphne", Verdict(cause="nginx_http_version", warning=True))
def nginx_old_http(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (VERSION, "")):
        yield


@fault("nginx looks for daphne on another port", Verdict(cause="nginx_wrong_upstream"))
def nginx_wrong_upstream(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (FIRST, FIRST.replace("8018", "8118")), (SECOND, "")):
        yield


@fault("nginx leaves a daphne process idle", Verdict(cause="nginx_missing_process", warning=True))
def nginx_missing_process(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (SECOND, "")):
        yield


@fault("nginx looks for daphne by the name localhost", Verdict(cause="nginx_localhost", warning=True))
def nginx_localhost(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, ("127.0.0.1", "localhost")):
        yield


@fault("nginx looks for sockets on another port", Verdict(cause="nginx_ws_wrong_upstream"))
def nginx_sockets_elsewhere(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (SOCKETS, SOCKETS.replace("http://daphne", "http://127.0.0.1:8118"))):
        yield


@fault("nginx gives sockets another path", Verdict(cause="nginx_ws_wrong_path"))
def nginx_sockets_other_path(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (SOCKETS, SOCKETS.replace("http://daphne", "http://daphne/socket"))):
        yield


@fault("a header set for pages makes nginx lose Host there", Verdict(cause="nginx_host_lost"))
def nginx_loses_host(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (PAGES, f'{PAGES}            proxy_set_header X-Site "laboratory";\n')):
        yield


@fault("nginx gives sockets another origin", Verdict(cause="nginx_origin_lost"))
def nginx_changes_origin(lan: Lan) -> Iterator[None]:
    kept = f"    proxy_set_header Host $host;\n{UPGRADE}{CONNECTION}{FORWARDED}"
    with nginx_with(lan, (SOCKETS, f'{SOCKETS}{kept}    proxy_set_header Origin "http://daphne";\n')):
        yield


@fault(
    "nginx appends to the X-Forwarded-For that a client sends",
    Verdict(cause="nginx_forwarded_for", warning=True),
)
def nginx_appends_address(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (FORWARDED, FORWARDED.replace("$remote_addr", "$proxy_add_x_forwarded_for"))):
        yield


@fault("nginx does not say where a tablet is", Verdict(cause="nginx_forwarded_for"))
def nginx_without_address(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (FORWARDED, "")):
        yield


@fault("nginx lets nobody see the page", Verdict(cause="nginx_forbidden"))
def nginx_forbids(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (PAGES, f"{PAGES}            deny all;\n")):
        yield


@fault("nginx shows its own page in place of the kiosk's", Verdict(cause="nginx_page_missing"))
def nginx_own_page(lan: Lan) -> Iterator[None]:
    own = PAGES.replace("proxy_pass http://daphne;", "root /srv/ganomics/welcome;")
    with nginx_with(lan, (PAGES, own)):
        yield


@fault("nginx has connections for a few tablets only", Verdict(cause="too_few_connections"))
def nginx_few_connections(lan: Lan) -> Iterator[None]:
    with nginx_with(
        lan, *((line, "    worker_connections 64;\n") for line in lines_with(FILE, "worker_connections"))
    ):
        yield


@fault("nginx cuts sockets that are silent for five seconds", Verdict(cause="ws_cut_when_idle"))
def nginx_impatient(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, ("proxy_read_timeout 120s;", "proxy_read_timeout 5s;")):
        yield


@fault("nginx looks for the page's files in another folder", Verdict(cause="static_missing"))
def static_elsewhere(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (ALIAS, "            alias /srv/kiosk/static/;\n")):
        yield


@fault("the page's files were never collected", Verdict(cause="static_missing"))
def static_not_collected(lan: Lan) -> Iterator[None]:
    lan.server.shell(f"mv {STATIC}/tablet /srv/kept")
    yield
    lan.server.shell(f"rm -rf {STATIC}/tablet && mv /srv/kept {STATIC}/tablet")


@fault("nginx may not read the page's files", Verdict(cause="static_forbidden"))
def static_unreadable(lan: Lan) -> Iterator[None]:
    STATIC.chmod(0o700)
    yield
    STATIC.chmod(0o755)


@fault("the page's files are those of another version", Verdict(cause="static_wrong"))
def static_outdated(lan: Lan) -> Iterator[None]:
    lan.server.shell(f"for file in $(find {STATIC}/tablet -type f); do echo >> $file; done")
    yield
    lan.server.manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")


@fault("nginx lists the folder of static files", Verdict(cause="static_listing"))
def static_listed(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, (ALIAS, f"{ALIAS}            autoindex on;\n")):
        yield


@fault("nginx lets a path climb out of the static folder", Verdict(cause="static_escape"))
def static_escape(lan: Lan) -> Iterator[None]:
    with nginx_with(lan, ("location /static/ {", "location /static {")):
        yield
