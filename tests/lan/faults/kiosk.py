"""daphne: whether it runs, answers, and is the one of this site."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from netcheck.rendering.layout import LINUX
from tests.lan import site
from tests.lan.faults.fault import Registry, Verdict
from tests.lan.faults.files import edited
from tests.lan.services.server import ACCESS_POINTS, SITE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.lan import Lan

FAULTS = Registry("kiosk")
fault = FAULTS.fault
KIOSK = "ganomics.target"
SECOND = "ganomics-daphne@8019"


@fault("no daphne runs", Verdict(cause="daphne_down"))
def daphne_stopped(lan: Lan) -> Iterator[None]:
    lan.server.init.stop(KIOSK)
    yield
    lan.server.init.start(KIOSK)


@fault("one of the daphne processes does not run", Verdict(cause="daphne_down", target="8019"))
def daphne_half_stopped(lan: Lan) -> Iterator[None]:
    lan.server.init.stop(SECOND)
    yield
    lan.server.init.start(SECOND)


@fault("daphne accepts connections and hangs", Verdict(cause="daphne_hangs"))
def daphne_hangs(lan: Lan) -> Iterator[None]:
    yield from _hanging(lan, KIOSK)


@fault("one of the daphne processes hangs", Verdict(cause="daphne_hangs", target="8019"))
def daphne_half_hangs(lan: Lan) -> Iterator[None]:
    yield from _hanging(lan, SECOND)


def _hanging(lan: Lan, unit: str) -> Iterator[None]:
    lan.server.init.signal(unit, signal.SIGSTOP)
    yield
    lan.server.init.signal(unit, signal.SIGCONT)


@fault("another kiosk runs on the site's port", Verdict(cause="token_refused"), by_hand=True)
def daphne_of_another_kiosk(lan: Lan) -> Iterator[None]:
    others, unit = "/var/lib/another", LINUX.units / "ganomics-daphne@.service"
    lan.server.shell(f"install -d -o ganomics {others}")
    with edited(unit, (f"GANOMICS_STATE={LINUX.state}", f"GANOMICS_STATE={others}")):
        _restart(lan)
    yield
    _restart(lan)


@fault("the kiosk was started with the plan of another site", Verdict(cause="host_not_allowed"))
def daphne_of_another_plan(lan: Lan) -> Iterator[None]:
    with edited(SITE, (site.NAME, "money.example")):
        _restart(lan)
    yield
    _restart(lan)


def _restart(lan: Lan) -> None:
    lan.server.init.restart(KIOSK)
    lan.server.await_kiosk()


@fault("the access points were edited and not loaded", Verdict(cause="plan_not_loaded"))
def plan_not_loaded(lan: Lan) -> Iterator[None]:
    with edited(ACCESS_POINTS, ('tablets = "90-103"', 'tablets = "86-103"')):
        yield
    lan.server.manage("loaddata", str(ACCESS_POINTS), "--verbosity", "0")


@fault("two access points claim the same tablets", Verdict(cause="plan_overlap", tablets=(17,)), by_hand=True)
def plan_overlap(lan: Lan) -> Iterator[None]:
    with edited(ACCESS_POINTS, ('tablets = "0-16"', 'tablets = "0-17"')):
        yield
