"""The server: what an operator installs on it, from the plan, in the places that the rendered files name."""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from conf.site import ROOT, Plan, read_plan
from netcheck.rendering.dnsmasq import render_dnsmasq
from netcheck.rendering.layout import LINUX
from netcheck.rendering.nginx import render_nginx
from netcheck.rendering.units import render_units
from netcheck.timeouts import HEARD
from tests.lan import site
from tests.lan.network.cable import plug
from tests.lan.network.host import CommandError, Host, run
from tests.lan.requirements import PATH, program
from tests.lan.services import commands
from tests.lan.services.init import Init

if TYPE_CHECKING:
    from tests.lan.network.router import Router
    from tests.lan.site import Layout

CABLE = "eth0"
SITE = Path("/etc/ganomics/site.toml")
ACCESS_POINTS = Path("/etc/ganomics/access_points.toml")
COMMANDS = Path("/opt/lan/bin")
PYTHON = ".venv/bin/python"
FIXTURES = ("pseudonyms", "training", "treatments")
SERVICES = ("postgresql", "redis-server", "dnsmasq", "nginx", "ganomics.target")
LISTENING_WITHIN_S = 60.0
_CLUSTER = Path("/var/lib/postgresql/data")
FORGOTTEN_WITHIN_S = HEARD.seconds + 2.0
LOOK_AGAIN_S = 0.2
"""The kiosk says in no other way that it has missed a tablet."""
_USERS = {"ganomics": 2001, "postgres": 2002, "redis": 2003, "www-data": 2004, "dnsmasq": 2005}


class Server(Host):
    """The laptop at the static address."""

    def __init__(self, layout: Layout, router: Router) -> None:
        super().__init__("server")
        self._layout = layout
        self._router = router
        self.init = Init(self)

    def plug_in(self) -> None:
        """Make it and cable it to the router."""
        self.create(resolv_conf=f"nameserver {site.SERVER}\n")
        plug(self, CABLE, self._router, self.name)
        self._router.take(self.name)
        self.set_address()

    def set_address(self, address: str = site.SERVER) -> None:
        """Give it one address, and the router as its way to everything else."""
        self.ip(f"address flush dev {CABLE}", f"address add {address}/24 dev {CABLE}")
        self.set_gateway()

    def set_gateway(self, address: str = site.ROUTER) -> None:
        """Send all that is not for the LAN there."""
        self.ip(f"route replace default via {address}")

    @property
    def plan(self) -> Plan:
        """The plan as it is written now."""
        return read_plan(SITE, ACCESS_POINTS)

    def install(self) -> None:
        """Write every file, with the users, programs and folders that they name."""
        _add_users()
        _add_application()
        _add_commands()
        for folder, owner in {
            LINUX.nginx_logs: "root",
            LINUX.dnsmasq_leases.parent: "dnsmasq",
            Path("/var/lib/nginx"): "www-data",
            **dict.fromkeys(LINUX.dnsmasq_folders, "root"),
            _CLUSTER.parent: "postgres",
            Path("/run/postgresql"): "postgres",
            Path("/srv/ganomics/static"): "ganomics",
        }.items():
            folder.mkdir(parents=True, exist_ok=True)
            run("chown", owner, str(folder))
        SITE.parent.mkdir()
        SITE.write_text(site.site_toml(self._layout), encoding="utf-8")
        ACCESS_POINTS.write_text(site.access_points_toml(self._layout), encoding="utf-8")
        LINUX.environment.write_text(_environment(), encoding="utf-8")
        LINUX.environment.chmod(0o600)
        for unit in (Path(__file__).parent / "units").iterdir():
            (LINUX.units / unit.name).write_text(unit.read_text(encoding="utf-8"), encoding="utf-8")
        self.configure()

    def configure(self) -> None:
        """Lay down what netcheck renders from the plan."""
        plan = self.plan
        for file in (render_dnsmasq(plan, LINUX), render_nginx(plan, LINUX), *render_units(plan, LINUX)):
            file.installed.parent.mkdir(parents=True, exist_ok=True)
            file.installed.write_text(file.text, encoding="utf-8")

    def make_database(self) -> None:
        """A new cluster with an empty database."""
        as_postgres = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--")
        run(
            *(*as_postgres, program("initdb"), "--pgdata", str(_CLUSTER), "--username", "ganomics"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        )
        self.init.start("postgresql")
        self.run(program("createdb"), "-h", "/run/postgresql", "-U", "ganomics", "ganomics")

    def load(self) -> None:
        """Make the tables, and load what an operator loads."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("loaddata", *FIXTURES, str(ACCESS_POINTS), "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        run("chown", "-R", "ganomics", str(LINUX.state))

    def manage(self, *words: str) -> str:
        """Run a command of manage.py; what it printed."""
        return self.shell(f"{PYTHON} manage.py {' '.join(words)}")

    def shell(self, command: str) -> str:
        """Type a command into the operator's terminal; what it printed.

        Raises:
            CommandError: it failed.
        """
        done = subprocess.run(
            self.command(*operators_shell(), command), check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise CommandError(f"{command} failed ({done.returncode}): {done.stdout}{done.stderr}")
        return done.stdout

    def await_kiosk(self) -> None:
        """Wait until every process of the kiosk takes connections.

        Raises:
            CommandError: one does not.
        """
        deadline = time.monotonic() + LISTENING_WITHIN_S
        for process in self.plan.site.server.upstreams:
            while not self._listens(process.address, process.port):
                if time.monotonic() > deadline:
                    raise CommandError(f"nobody listens on {process}")
                time.sleep(LOOK_AGAIN_S)

    def _listens(self, address: str, port: int) -> bool:
        with self.network(), socket.socket() as knock:
            return not knock.connect_ex((address, port))

    def await_silence_of(self, tablets: set[int]) -> None:
        """Wait until the kiosk no longer takes these tablets to be there; at once where it tells nothing."""
        deadline = time.monotonic() + FORGOTTEN_WITHIN_S
        while tablets & self._heard() and time.monotonic() < deadline:
            time.sleep(LOOK_AGAIN_S)

    def _heard(self) -> set[int]:
        token = (LINUX.state / "netcheck_token").read_text(encoding="ascii").strip()
        with self.network():
            connection = http.client.HTTPConnection("127.0.0.1", 8018, timeout=FORGOTTEN_WITHIN_S)
            try:
                connection.request("GET", "/api/report", headers={"Authorization": f"Bearer {token}"})
                report = json.load(connection.getresponse())
            except (OSError, ValueError, http.client.HTTPException):
                return set()
            finally:
                connection.close()
        rows = report.get("tablets", [])
        return {row["number"] for row in rows if row["last_heard_s"] <= HEARD.seconds}


def operators_shell() -> list[str]:
    """The operator's shell on the server: in the application's folder, with the site's variables."""
    variables = {
        "PATH": f"{COMMANDS}:{PATH}",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "PYTHONDONTWRITEBYTECODE": "1",
        "GANOMICS_STATE": str(LINUX.state),
    }
    shell = f'set -a; . {LINUX.environment}; set +a; cd {LINUX.application}; eval "$1"'
    return ["env", "-i", *(f"{name}={value}" for name, value in variables.items()), "sh", "-c", shell, "sh"]


def _environment() -> str:
    return (
        "DATABASE_URL=postgresql://ganomics@%2Frun%2Fpostgresql/ganomics\n"
        "REDIS_URL=redis://127.0.0.1:6379/0\n"
        f"SECRET_KEY={secrets.token_urlsafe(32)}\n"
        f"GANOMICS_SITE={SITE}\n"
        f"GANOMICS_ACCESS_POINTS={ACCESS_POINTS}\n"
    )


def _add_users() -> None:
    """The services' users, where this machine does not have them."""
    for file, line in {
        "/etc/passwd": "{name}:x:{number}:{number}::/nonexistent:/usr/sbin/nologin\n",
        "/etc/group": "{name}:x:{number}:\n",
    }.items():
        known = {entry.partition(":")[0] for entry in Path(file).read_text(encoding="utf-8").splitlines()}
        new = "".join(
            line.format(name=name, number=number) for name, number in _USERS.items() if name not in known
        )
        with Path(file).open("a", encoding="utf-8") as entries:
            entries.write(new)


def _add_application() -> None:
    """The checkout, with the Python that runs the tests as its virtual environment."""
    LINUX.application.mkdir(parents=True)
    for entry in ROOT.iterdir():
        if not entry.name.startswith(".") and entry.name != "var":
            (LINUX.application / entry.name).symlink_to(entry)
    (LINUX.application / ".venv").symlink_to(sys.prefix)


def _add_commands() -> None:
    COMMANDS.mkdir(parents=True)
    for name in ("systemctl", "journalctl", "ufw"):
        (COMMANDS / name).write_text(
            f'#!/bin/sh\nexec {sys.executable} -I {commands.__file__} {name} "$@"\n', encoding="utf-8"
        )
    (COMMANDS / "sudo").write_text('#!/bin/sh\nexec "$@"\n', encoding="utf-8")
    (COMMANDS / "netcheck").write_text(f'#!/bin/sh\nexec {PYTHON} -m netcheck "$@"\n', encoding="utf-8")
    for file in COMMANDS.iterdir():
        file.chmod(0o755)
