"""A healthy site is READY, and says nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conf.site import Profile
from netcheck.model import State, Verdict

if TYPE_CHECKING:
    from tests.netcheck.fakes.site import FakeSite


async def test_a_healthy_lan_is_ready_without_a_warning(site: FakeSite) -> None:
    diagnosis = await site.examine()

    assert diagnosis.verdict is Verdict.READY
    assert (diagnosis.problems, diagnosis.warnings) == ((), ())
    assert diagnosis.count(State.ERROR) == 0
    skipped = {result.id: result.reason for result in diagnosis.results if result.state is State.SKIP}
    assert set(skipped) == {
        "dns.public",
        "http.config",
        "http.certificate",
        "http.redirect",
        "ws.capacity",
        "ws.idle",
    }


async def test_every_tablet_is_seen_by_name_and_on_its_access_point(site: FakeSite) -> None:
    diagnosis = await site.examine()

    by_check = {
        check: {
            result.target
            for result in diagnosis.results
            if result.check == check and result.state is State.PASS
        }
        for check in ("tablet.seen", "tablet.path", "tablet.health")
    }
    everybody = {str(number) for number in site.plan.tablets}
    assert by_check == {"tablet.seen": everybody, "tablet.path": everybody, "tablet.health": everybody}


async def test_the_deep_checks_pass_too(site: FakeSite) -> None:
    site.options["silence"] = 0.2

    diagnosis = await site.examine(deep=True)

    assert diagnosis.verdict is Verdict.READY
    deep = {
        result.id: result.observed for result in diagnosis.results if result.id in ("ws.capacity", "ws.idle")
    }
    assert deep == {"ws.capacity": "17 sockets at once", "ws.idle": "0 s of silence survived"}


async def test_one_machine_alone_needs_no_dnsmasq_and_no_nginx(site: FakeSite) -> None:
    site.plan = type(site.plan)(site.plan.site.on(Profile.LOCAL), site.plan.access_points)
    site.running = {"kiosk"}
    site.report["tablets"] = []
    site.report["rooms"] = []

    diagnosis = await site.examine()

    assert diagnosis.verdict is Verdict.READY
    assert not diagnosis.warnings
    assert {result.check for result in diagnosis.results if result.state is State.PASS} >= {
        "http.direct",
        "ws.direct",
        "ws.echo",
        "store.database",
        "plan.in_sync",
    }


@pytest.mark.parametrize("platform", ["linux", "macos"])
async def test_the_verdict_does_not_depend_on_the_operating_system(site: FakeSite, platform: str) -> None:
    site.machine.platform = type(site.machine.platform)(platform)

    assert (await site.examine()).verdict is Verdict.READY
