"""The laboratory itself: whole, healthy, closed, and gone without a trace."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.lan import site
from tests.lan.control import ControlError, names
from tests.lan.examination import GAP, examine
from tests.lan.faults import FAULTS
from tests.lan.faults.access_points import POINT
from tests.lan.laboratory import bring_up, laboratory
from tests.lan.site import Layout
from tests.lan.trial import Bench, as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lan.trial import Trial

LAYOUTS = [pytest.param(layout, marks=pytest.mark.xdist_group(f"lan-{layout}")) for layout in Layout]
NAMED = 60


@pytest.mark.parametrize("bench", LAYOUTS, indirect=True)
def test_the_healthy_site_is_ready_with_no_warning_but_the_plans_gap(bench: Bench) -> None:
    bench.await_ready()

    said = examine(bench.laboratory, bench.numbers)

    assert said.ready, said
    assert [warning["cause"] for warning in said.report["warnings"]] == [GAP]
    assert set(bench.laboratory.ask("status")["tablets"].values()) == {""}


@pytest.mark.parametrize("bench", LAYOUTS, indirect=True)
def test_the_laboratory_has_no_way_out(bench: Bench) -> None:
    def told(host: str, what: str) -> list[dict[str, Any]]:
        return list(json.loads(bench.laboratory.run(host, f"ip -details -json {what}").stdout))

    machines = {"server", "router", *(f"ap-{number}" for number in site.POINTS)}
    machines |= {site.tablet_host(number) for number in bench.numbers}
    links = [link for host in machines for link in told(host, "link") if link["link_type"] != "loopback"]
    assert {link["linkinfo"]["info_kind"] for link in links} == {"veth", "bridge"}
    ends = [(link["ifindex"], link["link_index"]) for link in links if "link_index" in link]
    assert Counter(ends) == Counter((there, here) for here, there in ends), "a cable leads elsewhere"
    assert all(route["dst"] != "default" for route in told("router", "route"))


@pytest.mark.parametrize("layout", Layout)
def test_the_whole_fleet_comes_and_an_access_point_without_power_is_named_and_mended(
    possible: None, layout: Layout, counted: Callable[[Trial], None]
) -> None:
    with laboratory(layout, name=f"fleet-{layout}-{os.getpid()}") as up:
        trial = Bench(up, layout, site.tablets(site.TABLETS)).try_out("ap_without_power")

    counted(trial)
    assert trial.good, as_text(trial)
    assert Counter(trial.symptoms.values())[""] == site.TABLETS - len(site.behind(POINT, trial.numbers))


@pytest.mark.xdist_group("lan-twice")
def test_two_stand_side_by_side_and_go_without_a_trace(possible: None) -> None:
    before = _traces()
    first, second = (f"{name}-{os.getpid()}" for name in ("first", "second"))
    with laboratory(Layout.NAT, tablets=6, name=first) as one:
        with laboratory(Layout.NAT, tablets=6, name=second) as two:
            two.ask("inject", name="nginx_stopped")
            assert not examine(two, site.tablets(6)).ready
            assert examine(one, site.tablets(6), "--wait", "60s").ready
            with pytest.raises(ControlError, match="is up already"):
                bring_up(Layout.NAT, name=first)
        assert second not in names()
        assert first in names()
    assert first not in names()
    assert _traces() == before


def test_as_many_faults_can_be_switched_on_as_the_field_has_taught() -> None:
    assert len(FAULTS) >= NAMED


def _traces() -> list[str]:
    """What a laboratory could leave behind: interfaces, mounts, namespaces."""
    links = subprocess.run(["ip", "-o", "link"], check=True, capture_output=True, text=True).stdout
    mounts = Path("/proc/self/mounts").read_text(encoding="utf-8")
    networks = Path("/run/netns")
    named = sorted(path.name for path in networks.iterdir()) if networks.exists() else []
    return [*links.splitlines(), *mounts.splitlines(), *named]
