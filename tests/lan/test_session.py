"""A whole session across the laboratory, while what can happen in an evening happens."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.lan import site
from tests.lan.evening import MANAGE, Evening
from tests.lan.examination import examine
from tests.lan.faults.access_points import POINT
from tests.lan.laboratory import laboratory
from tests.lan.site import Layout

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lan.laboratory import Laboratory

TREATMENT, TABLETS, ROUNDS = "10-10-20-20", 60, 50


@pytest.mark.timeout(900)
@pytest.mark.xdist_group("lan-session")
def test_sixty_tablets_play_to_the_end_whatever_breaks_meanwhile_and_nothing_acknowledged_is_lost(
    possible: None, tmp_path: Path
) -> None:
    with laboratory(Layout.NAT, tablets=TABLETS, name=f"session-{os.getpid()}") as lan:
        numbers = site.tablets(TABLETS)
        with Evening(lan, TREATMENT, numbers) as evening:
            _break_and_mend(evening, lan, site.behind(POINT, numbers))
            _require_the_accounts(evening, tmp_path / "meanwhile")
            evening.until_the_end()

        assert len(evening.kept) == TABLETS * ROUNDS
        assert evening.kept == evening.written_down(tmp_path / "end")
        assert " 0 violations" in evening.server(f"{MANAGE} room verify 1")
        lan.fleet("wake", numbers=numbers)
        lan.fleet("gather")
        said = examine(lan, numbers, "--wait", "60s")
        assert said.ready, said


def _break_and_mend(evening: Evening, lan: Laboratory, behind: list[int]) -> None:
    """An evening's accidents, each at its round."""
    evening.until_round(4)
    evening.server("sudo systemctl reload nginx")
    evening.until_round(8)
    lan.ask("inject", name="ap_without_power")
    evening.until_lost(behind)
    lan.ask("heal")
    evening.until_round(14)
    lan.ask("kill", name="ganomics.target")
    evening.until_round(20)
    evening.server("sudo systemctl restart redis-server")
    evening.until_round(26)
    evening.server("sudo systemctl restart postgresql")
    evening.until_round(32)
    lan.ask("inject", name="ap_loses_packets")
    evening.until_round(36)
    lan.ask("heal")
    evening.until_round(42)


def _require_the_accounts(evening: Evening, folder: Path) -> None:
    """What was acknowledged is kept where the server dies in that moment and no tablet can repeat it."""
    evening.server("sudo systemctl stop nginx")
    evening.laboratory.ask("kill", name="ganomics.target")
    acknowledged = set(evening.kept)
    assert acknowledged <= evening.written_down(folder)
    evening.server("sudo systemctl start nginx")
