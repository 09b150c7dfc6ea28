"""The steps of a site, in the order in which one needs the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conf.installation.command_line import COMMANDS, CommandLine, ganomics_script, netcheck_script
from conf.installation.database import URL, Database, Tables
from conf.installation.files import File, Folder, Secret
from conf.installation.firewall import Firewall, openings
from conf.installation.machine import attempt
from conf.installation.packages import Packages
from conf.installation.release import Release, Source
from conf.installation.service import Kiosk, Service, reload_units
from conf.installation.static import Static
from conf.installation.user import User
from conf.installation.variables import Variables
from conf.site import Profile, read_plan
from netcheck.rendering.dnsmasq import render_dnsmasq
from netcheck.rendering.layout import LINUX, Layout
from netcheck.rendering.nginx import render_nginx
from netcheck.rendering.units import SYSTEMD_UNITS, render_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conf.installation.step import Step
    from conf.site import Plan

LEDGER = Path("/var/lib/ganomics-installation.json")
SITE = Path("/etc/ganomics/site.toml")
ACCESS_POINTS = Path("/etc/ganomics/access_points.toml")
_REDIS_URL = "redis://127.0.0.1:6379/0"
_JOURNAL = Path("/etc/systemd/journald.conf.d/ganomics.conf")
_JOURNAL_TEXT = """\
# The kiosk's log is in the journal. It never fills the disk, and a session of months ago can be looked up.
[Journal]
SystemMaxUse=500M
MaxRetentionSec=6month
"""


@dataclass(frozen=True)
class Order:
    """What is to be installed, and from where."""

    site: Path
    access_points: Path
    source: Source | None = None
    """The program; None leaves the one that is installed."""
    apt: tuple[str, ...] = ()
    """Options by which apt finds its packages elsewhere than usual."""
    layout: Layout = LINUX

    @property
    def plan(self) -> Plan:
        """The plan, as its two files say it."""
        return read_plan(self.site, self.access_points)


def steps_of(order: Order) -> list[Step[Any]]:
    """Every step; what the plan does not ask for is among them, so that it can be undone.

    Raises:
        ConfigurationError: the plan cannot be.
    """
    return [*_programs(order), *_kiosk(order), *_names(order), *_web(order)]


def _programs(order: Order) -> Iterator[Step[Any]]:
    """What the site runs on, and the program itself."""
    layout = order.layout
    yield Packages("programs", ("nginx", "redis-server", "logrotate", "python3-venv"), source=order.apt)
    yield Packages("postgresql", ("postgresql",), source=order.apt, holds_data=True)
    yield User(layout.user, layout.state)
    yield Folder(layout.application)
    yield Release(layout.application, order.source)
    yield Folder(SITE.parent)
    yield File(SITE, partial(order.site.read_text, encoding="utf-8"))
    yield File(ACCESS_POINTS, partial(order.access_points.read_text, encoding="utf-8"))
    yield Variables(
        layout.environment,
        {
            "DATABASE_URL": URL,
            "REDIS_URL": _REDIS_URL,
            "GANOMICS_SITE": str(SITE),
            "GANOMICS_ACCESS_POINTS": str(ACCESS_POINTS),
        },
    )
    yield File(COMMANDS / "ganomics", partial(ganomics_script, layout), mode=0o755)
    yield File(COMMANDS / "netcheck", partial(netcheck_script, layout), mode=0o755)


def _kiosk(order: Order) -> Iterator[Step[Any]]:
    """What the kiosk needs, and its processes."""
    layout, plan = order.layout, order.plan
    ganomics = CommandLine(COMMANDS / "ganomics")
    yield Folder(layout.state, mode=0o750, owner=layout.user, holds_data=True)
    for name in ("secret_key", "netcheck_token"):
        yield Secret(layout.state / name, owner=layout.user)
    yield Service("postgresql.service", holds_data=True)
    yield Service("redis-server.service")
    yield Database()
    yield Tables(ganomics, plan, ACCESS_POINTS)
    static = plan.site.server.static_root
    yield Folder(static.parent)
    yield Folder(static)
    yield Static(static, layout.application / ".venv", ganomics)
    yield Folder(_JOURNAL.parent, shared=True)
    yield File(
        _JOURNAL, lambda: _JOURNAL_TEXT, after=lambda: attempt("systemctl", "restart", "systemd-journald")
    )
    units = [layout.units / name for name in SYSTEMD_UNITS]
    for unit in units:
        yield File(unit, partial(_unit, plan, layout, unit), after=reload_units)
    yield Kiosk(
        [upstream.port for upstream in plan.site.server.upstreams],
        reads=[*units[:2], layout.application / ".venv", layout.environment, SITE, ACCESS_POINTS],
    )

    yield Service("ganomics-backup.timer", reads=[layout.units / "ganomics-backup.timer"])


def _unit(plan: Plan, layout: Layout, path: Path) -> str:
    return next(unit.text for unit in render_units(plan, layout) if unit.installed == path)


def _names(order: Order) -> Iterator[Step[Any]]:
    """The name server of a LAN; the public ones answer for a public server."""
    layout, plan = order.layout, order.plan
    needed = plan.site.profile is Profile.LAN and bool(plan.site.dns.address)
    steps: tuple[Step[Any], ...] = (
        Packages("dnsmasq", ("dnsmasq",), source=order.apt),
        File(layout.dnsmasq_conf, lambda: render_dnsmasq(plan, layout).text),
        Service("dnsmasq.service", reads=[layout.dnsmasq_conf]),
    )
    for step in steps:
        step.needed = needed
        yield step


def _web(order: Order) -> Iterator[Step[Any]]:
    """nginx, and where a certificate authority looks."""
    layout, plan = order.layout, order.plan
    challenges = Folder(layout.acme)
    challenges.needed = plan.site.profile is Profile.WAN
    yield challenges
    yield File(layout.nginx_conf, lambda: render_nginx(plan, layout).text)
    certificate = [plan.site.tls.certificate, plan.site.tls.key] if plan.site.tls else []
    yield Service("nginx.service", reads=[layout.nginx_conf, *certificate], again="reload")
    yield Firewall(openings(plan.site))
