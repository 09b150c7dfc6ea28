"""A diagnosis with one of everything, the same on every machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conf.numbers import TabletNumbers
from conf.site import Dns, Plan, Profile, Router, Server, Site, Upstream
from netcheck import remedies
from netcheck.diagnosis import diagnose
from netcheck.model import Result, failed, passed, skipped, undecided, warned
from netcheck.world import Token, World
from tests.netcheck.fakes.site import FakeMachine, plan_of

if TYPE_CHECKING:
    from netcheck.diagnosis import Diagnosis

SITE = Site(
    profile=Profile.LAN,
    server=Server(
        "money.getz.fr", "127.0.0.2", 80, Upstream("127.0.0.1", 8018), Path("/srv/ganomics/static")
    ),
    dns=Dns("fr", "127.0.0.2", ()),
    router=Router("127.0.0.3", forwards_dns=True, ssid="NETGEAR54-5G"),
)


def _of(check: str, result: Result) -> Result:
    return replace(result, check=check, started=0.01, duration=0.0125)


def _results() -> list[Result]:
    two_are_silent = (
        _of("tablet.seen", failed("tablet_silent", "silent", target=str(n), tablets=TabletNumbers.of([n])))
        for n in (3, 4)
    )
    seen = (
        _of("tablet.seen", passed("heard by name, 0.4 s ago", target=str(n)))
        for n in (0, 1, 2, *range(10, 15), 88)
    )
    return [
        _of(
            "plan.ranges",
            warned("plan_gap", "86-89 unassigned", missing="86-89", tablets=TabletNumbers.of(range(86, 90))),
        ),
        _of("dns.answers", passed("answers over UDP and TCP at 127.0.0.2")),
        _of(
            "dns.other_types",
            warned(
                "dns_not_sealed",
                "REFUSED",
                target="AAAA",
                question="The AAAA question for money.getz.fr",
                got="REFUSED",
                domain="fr",
                evidence=("money.getz.fr AAAA @127.0.0.2: REFUSED (1 ms)",),
            ),
        ),
        _of("dns.public", skipped("not used in the profile lan")),
        _of(
            "ws.upgrade",
            failed(
                "nginx_no_upgrade_headers",
                "status 404",
                status=404,
                evidence=("through nginx: status 404; straight to the kiosk: status 101",),
            ),
        ),
        _of("store.disk", undecided("no_time", "the roll call was not done in time")),
        _of(
            "ap.silent",
            failed(
                "ap_silent",
                "5 of 5 silent",
                target="2",
                tablets=TabletNumbers(((5, 9),)),
                point=2,
                silent=5,
                expected="5",
                ssid="game-2",
            ),
        ),
        *two_are_silent,
        *seen,
        _of(
            "session.ready",
            Result(state=failed("", "").state, observed="4 results are not as they should be"),
        ),
    ]


@pytest.fixture
def diagnosis(monkeypatch: pytest.MonkeyPatch) -> Diagnosis:
    monkeypatch.setattr(remedies, "shown", lambda path: path.name)
    monkeypatch.setattr("shutil.which", lambda _name: "netcheck")
    monkeypatch.setattr("sys.executable", "python")
    monkeypatch.setenv("TZ", "UTC")
    world = World(
        plan=Plan(SITE, plan_of().access_points),
        machine=FakeMachine(),
        token=Token("", "", Path("netcheck_token")),
    )
    return diagnose(world, _results(), moment=datetime(2026, 1, 5, 8, tzinfo=UTC), duration=1.25)


@pytest.fixture
def ready(diagnosis: Diagnosis) -> Diagnosis:
    results = [_of("dns.answers", passed("answers"))]
    return diagnose(diagnosis.world, results, moment=diagnosis.moment, duration=0.31)
