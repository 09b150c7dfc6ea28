"""netcheck, started as the console starts it; on this machine alone, for the site is a local one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.models import Event
from kiosk.services import site_check
from kiosk.services.refusal import Refusal
from kiosk.services.site_check import SiteCheck, check_report, last_check, site_check_start
from tests.sessions import open_room

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def state(settings: Any, tmp_path: Path) -> Path:
    settings.STATE_DIR = tmp_path
    return tmp_path


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[SiteCheck]:
    """What is written down of a run while it is under way."""
    seen: list[SiteCheck] = []
    actual = site_check._write

    def noted(folder: Path, check: SiteCheck) -> None:
        seen.append(check)
        actual(folder, check)

    monkeypatch.setattr(site_check, "_write", noted)
    return seen


def test_netcheck_says_how_far_it_is_what_it_found_and_leaves_its_report(written: list[SiteCheck]) -> None:
    assert last_check(None) is None
    site_check_start(None, language="fr", actor="Ada").join()
    under_way = [check for check in written if check.running and check.total]
    assert under_way[-1].done == under_way[-1].total
    assert len({check.done for check in under_way}) > 3
    done = last_check(None)
    assert done is not None
    assert (done.actor, done.running) == ("Ada", False)
    assert done.verdict in ("ready", "not_ready", "unknown")
    assert done.headline
    assert done.ended_at is not None
    report = check_report(None)
    assert report is not None
    assert 'lang="fr"' in report
    assert done.headline in report
    assert Event.objects.get(kind="site_checked").actor == "Ada"


def test_a_rooms_report_is_kept_with_the_room(state: Path) -> None:
    room = open_room(tablets="40-42")
    site_check_start(room.pk, language="en").join()
    report = check_report(room.pk)
    assert report is not None
    assert ">41<" in report
    assert check_report(None) is None
    assert (state / "netcheck" / f"room-{room.pk}" / "report.html").exists()
    assert room.events.filter(kind="site_checked").exists()


def test_it_is_not_started_twice_at_once(state: Path) -> None:
    folder = state / "netcheck" / "site"
    folder.mkdir(parents=True)
    site_check._write(folder, SiteCheck(time.time(), "Ada"))
    with pytest.raises(Refusal) as refused:
        site_check_start(None, language="en")
    assert refused.value.code == "check_running"


def test_a_run_whose_process_has_died_keeps_nobody_from_the_next(state: Path) -> None:
    folder = state / "netcheck" / "site"
    folder.mkdir(parents=True)
    site_check._write(folder, SiteCheck(time.time() - site_check.LONGEST - 1, "Ada"))
    last = last_check(None)
    assert last is not None
    assert not last.running


@pytest.mark.parametrize("content", ["", "{", "[]", '{"nonsense": 1}'])
def test_a_file_that_somebody_has_spoilt_is_no_check(state: Path, content: str) -> None:
    folder = state / "netcheck" / "site"
    folder.mkdir(parents=True)
    (folder / "check.json").write_text(content)
    assert last_check(None) is None
