from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kiosk.archive.files import read_recording, write_recording
from kiosk.models import Room, Step, Treatment
from tests.replay.synthetic import synthetic_recording
from tests.sessions import make_treatment, open_room, walk

pytestmark = pytest.mark.django_db


def room(*arguments: object) -> str:
    out = StringIO()
    call_command("room", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def treatment() -> Treatment:
    return make_treatment("2/2/2", training_rounds=0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_recording(synthetic_recording(seed=5), tmp_path / "recorded")
    return tmp_path / "recorded"


def test_open_says_what_it_opened(treatment: Treatment) -> None:
    said = room("open", treatment.name, "--tablets", "0-5")
    opened = Room.objects.get()
    assert said == f"Room {opened.pk} is open: 6 players, 2/2/2, tablets: 0-5.\n"


def test_open_refuses_a_treatment_that_is_not_there_and_names_those_that_are(treatment: Treatment) -> None:
    with pytest.raises(CommandError, match=f"no treatment nothing; expected one of: {treatment.name}"):
        room("open", "nothing")


def test_open_refuses_tablets_of_a_room_that_is_not_over(treatment: Treatment) -> None:
    room("open", treatment.name, "--tablets", "0-5")
    with pytest.raises(CommandError, match="claims the same tablets"):
        room("open", treatment.name, "--tablets", "5-10")
    assert Room.objects.count() == 1


@pytest.mark.parametrize("tablets", ["5-0", "x", "1,,2"])
def test_open_refuses_tablets_that_are_none(treatment: Treatment, tablets: str) -> None:
    with pytest.raises(CommandError, match="--tablets"):
        room("open", treatment.name, "--tablets", tablets)


def test_list_and_show_tell_where_rooms_stand() -> None:
    played = open_room("1/1/1")
    walk(played, Step.END)
    assert re.search(rf"^{played.pk} +end +3/3 +0/3 +1/1/1 +any", room("list"), re.MULTILINE)
    shown = room("show", played.pk)
    assert re.search(r"^step +end$", shown, re.MULTILINE)
    assert len(re.findall(r"^\d  ", shown, re.MULTILINE)) == 3


def test_close_ends_a_room(treatment: Treatment) -> None:
    room("open", treatment.name)
    number = Room.objects.get().pk
    assert room("close", number) == f"Room {number} is closed.\n"
    assert Room.objects.get().closed_at is not None


def test_a_room_that_is_not_there_is_a_sentence_with_those_that_are() -> None:
    with pytest.raises(CommandError, match="There is no room 7; expected one of: none"):
        room("show", 7)


def test_export_verify_and_import_agree(tmp_path: Path) -> None:
    played = open_room("2/2/2")
    walk(played, Step.END)
    files = room("export", played.pk, "--to", tmp_path / "out").splitlines()
    assert [Path(file).name for file in files] == [
        "room.csv", "players.csv", "choices.csv", "training_choices.csv", "events.csv", "codebook.md",
    ]  # fmt: skip
    assert room("verify", played.pk) == f"{played.pk}: 6 players, 18 choices, 0 violations.\n"
    assert "0 violations" in room("verify", tmp_path / "out")
    room("import", tmp_path / "out")
    again = Room.objects.latest("pk")
    room("export", again.pk, "--to", tmp_path / "again")
    first, second = read_recording(tmp_path / "out"), read_recording(tmp_path / "again")
    assert (first.players, first.choices, first.training) == (
        second.players,
        second.choices,
        second.training,
    )


def test_verify_prints_each_violation_and_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = folder / "choices.csv"
    lines = table.read_text().splitlines()
    table.write_text("\n".join([*lines[:5], *lines[6:]]) + "\n")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("room", "verify", str(folder), stdout=out)
    assert ended.value.code == 1
    assert "Player 0, round 4: there is no choice." in out.getvalue()


def test_import_refuses_what_breaks_the_rules_and_keeps_nothing(folder: Path) -> None:
    table = folder / "choices.csv"
    lines = table.read_text().splitlines()
    table.write_text("\n".join([*lines, lines[-1]]) + "\n")
    with pytest.raises(CommandError, match=r"breaks the rules 1 times"):
        room("import", folder)
    assert not Room.objects.exists()


def test_replay_opens_a_room_whose_seats_wait_for_the_recorded_tablets(folder: Path) -> None:
    assert "is open: 10 players" in room("replay", folder)
    seats = Room.objects.get().players.order_by("seat").values_list("seat", "tablet__number")
    assert list(seats) == [(seat, seat) for seat in range(10)]


@pytest.mark.parametrize("action", ["open", "list", "show", "close", "export", "import", "verify", "replay"])
def test_every_action_has_help_with_an_example(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("room", action, "--help")
    assert ended.value.code == 0
    assert f"manage.py room {action}" in capsys.readouterr().out
