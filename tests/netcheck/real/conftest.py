"""The real daphne, nginx and dnsmasq on loopback, in front of netcheck's own eyes."""

from __future__ import annotations

import getpass
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from conf.numbers import TabletNumbers
from conf.site import ACCESS_POINTS_FILE, Profile, Upstream, read_plan
from netcheck.rendering.dnsmasq import render_dnsmasq
from netcheck.rendering.nginx import render_nginx
from tests import servers
from tests.netcheck.fakes.site import SERVER, FakeMachine, FakeSite, free_port, healthy_report
from tests.netcheck.rendering.servers import ENVIRONMENT, running_nginx, trial_layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from netcheck.rendering.layout import Layout

WIRING = f"""
profile = "lan"
[server]
name = "money.getz.fr"
address = "{SERVER}"
static_root = "STATE/static"
[dns]
catch_all = "fr"
address = "{SERVER}"
[router]
"""


@dataclass(frozen=True)
class Kiosk:
    """The real kiosk: its state folder with the plan it runs, and its daphne."""

    folder: Path
    daphne: servers.Daphne
    manage: Callable[..., str]

    def plan_file(self) -> Path:
        return self.folder / "site.toml"


@contextmanager
def running_kiosk() -> Iterator[Kiosk]:
    """A kiosk with its fixtures loaded and its static files collected."""
    with servers.site() as state:
        file = state.folder / "site.toml"
        file.write_text(WIRING.replace("STATE", str(state.folder)), encoding="utf-8")
        state.manage("collectstatic", "--noinput", "--verbosity", "0")
        state.manage("enrolment", "open")
        with servers.daphne(state.environment | {"GANOMICS_SITE": str(file)}) as daphne:
            yield Kiosk(state.folder, daphne, state.manage)


@pytest.fixture(scope="module")
def kiosk() -> Iterator[Kiosk]:
    if missing := servers.missing_programs("nginx"):
        pytest.skip(f"{missing[0]} is not on this machine")
    with running_kiosk() as running:
        yield running


@dataclass
class Chain:
    """A site whose nginx, dnsmasq and daphne are real, its configuration spoilt by the test."""

    site: FakeSite
    layout: Layout

    def nginx(self, *spoils: tuple[str, str]) -> Path:
        """The rendered nginx.conf, with some pieces replaced."""
        return self._file("nginx.conf", render_nginx(self.site.plan, self.layout).text, spoils)

    def dnsmasq(self, *spoils: tuple[str, str]) -> Path:
        """The rendered dnsmasq.conf, with some pieces replaced.

        127.0.0.2 is no interface's own address, and for such a one dnsmasq serves TCP only when it binds it.
        """
        bound = ("bind-dynamic\n", "bind-interfaces\n")
        return self._file("dnsmasq.conf", render_dnsmasq(self.site.plan, self.layout).text, (bound, *spoils))

    def _file(self, name: str, text: str, spoils: tuple[tuple[str, str], ...]) -> Path:
        assert self.layout.trial is not None
        for old, new in spoils:
            assert old in text, f"{name} has no {old!r}"
            text = text.replace(old, new)
        file = self.layout.trial / name
        file.write_text(text, encoding="utf-8")
        return file

    @contextmanager
    def behind_nginx(self, *spoils: tuple[str, str]) -> Iterator[FakeSite]:
        """The site while nginx runs on such a configuration."""
        with running_nginx(self.nginx(*spoils), self.layout):
            yield self.site


@contextmanager
def running_dnsmasq(file: Path, *options: str) -> Iterator[None]:
    """The real dnsmasq; back when it has said that it started."""
    command = ["dnsmasq", "--keep-in-foreground", "--log-facility=-", f"--conf-file={file}", *options]
    process = servers.Process(command, env=ENVIRONMENT)
    try:
        process.await_line("started")
        yield
    finally:
        process.stop()


def chain_in(folder: Path) -> Chain:
    """A site of the laboratory's plan on loopback; no kiosk, no router, no tablets."""
    (folder / "site.toml").write_text(WIRING.replace("STATE", str(folder)), encoding="utf-8")
    plan = read_plan(folder / "site.toml", ACCESS_POINTS_FILE, profile=Profile.LAN)
    server = replace(plan.site.server, http_port=free_port(), upstream=Upstream("127.0.0.1", free_port()))
    dns = replace(plan.site.dns, port=free_port())
    plan = replace(plan, site=replace(plan.site, server=server, dns=dns))
    machine = FakeMachine(listening=None, others=None, dhcp=None)
    site = FakeSite(plan, machine, healthy_report(plan))
    site.running = set()
    site.options["tablets"] = TabletNumbers()
    return Chain(site, trial_layout(folder))


def in_front_of(kiosk: Kiosk, chain: Chain) -> Chain:
    """The chain, leading to the real kiosk."""
    server = chain.site.plan.site.server
    chain.site.rewire(
        server=replace(
            server, upstream=Upstream("127.0.0.1", kiosk.daphne.port), static_root=kiosk.folder / "static"
        )
    )
    chain.site.token = (kiosk.folder / "netcheck_token").read_text().strip()
    return chain


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return chain_in(tmp_path)


@pytest.fixture
def real(chain: Chain, kiosk: Kiosk) -> Chain:
    """The same in front of the real kiosk."""
    return in_front_of(kiosk, chain)


def served_as_nobody() -> tuple[str, str]:
    """A spoil that takes root's rights from nginx's workers, where the test has them."""
    user = getpass.getuser()
    return (f"user {user};", "user nobody nogroup;" if os.geteuid() == 0 else f"user {user};")
