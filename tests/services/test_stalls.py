from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from kiosk.models import Presence, Room, Step
from kiosk.services.conduct import room_close, session_pause, session_resume
from kiosk.services.handing import seat_hand_over
from kiosk.services.presence import Heard, presence_note
from kiosk.services.requests import Chosen
from kiosk.services.rounds import choices_make
from kiosk.services.stalls import Place, Silence, missing_players, places_of_rooms, stall_note
from tests.sessions import arrive, choose, device, enrol, events, open_room, other_goods, said, walk

if TYPE_CHECKING:
    from kiosk.services.standing import PlayerStanding

pytestmark = pytest.mark.django_db


def hear(number: int, *, seconds_ago: float = 1.0, ahead: int | None = None) -> None:
    """A tablet was heard so long ago."""
    report = {} if ahead is None else {"ahead": ahead}
    at = timezone.now() - timedelta(seconds=seconds_ago)
    presence_note([Heard(device(number), at, "money.getz.fr", "127.0.0.1", 1, None, None, number, 1, report)])


def make_silent(room: Room, tablet: int, silence: Silence) -> None:
    """Let a tablet fall silent in one of the ways there are."""
    Room.objects.filter(pk=room.pk).update(opened_at=timezone.now() - timedelta(hours=1))
    match silence:
        case Silence.NEVER_CONNECTED:
            Presence.objects.filter(device_id=device(tablet)).delete()
        case Silence.DISCONNECTED:
            hear(tablet)
            presence_note([], [device(tablet)])
        case Silence.SILENT:
            hear(tablet, seconds_ago=30)
        case Silence.AHEAD:
            hear(tablet, ahead=2)
        case Silence.UNANSWERED:
            hear(tablet)


def choose_something(room: Room, player: PlayerStanding) -> None:
    good = other_goods(room, player, player.good_in_hand)[0]
    said(Chosen, choices_make([choose(player, 0, good)]).answers)


@pytest.mark.parametrize("silence", Silence)
def test_whom_a_round_waits_for_is_told_with_the_kind_of_the_silence(silence: Silence) -> None:
    room = open_room("1/1/1")
    players = walk(room)
    for player in players[:2]:
        choose_something(room, player)
    make_silent(room, 2, silence)
    room.refresh_from_db()
    (missing,) = missing_players(room, timezone.now())
    assert (missing.seat, missing.tablet, missing.silence) == (players[2].seat, 2, silence)


def test_who_was_heard_before_the_room_was_opened_has_never_connected_to_it() -> None:
    hear(0, seconds_ago=60)
    room = open_room("1/1/1")
    arrive(*enrol(0))
    room.refresh_from_db()
    assert [one.silence for one in missing_players(room, timezone.now())] == [Silence.NEVER_CONNECTED] * 2


def test_a_device_that_left_one_process_and_is_heard_by_another_is_there() -> None:
    room = open_room("1/1/1")
    walk(room)
    hear(0)
    presence_note([], [device(0)])
    hear(0, seconds_ago=0)
    room.refresh_from_db()
    assert missing_players(room, timezone.now())[0].silence is Silence.UNANSWERED


@pytest.mark.parametrize("step", [Step.SURVEY, Step.TRAINING])
def test_whom_a_barrier_waits_for_is_told(step: Step) -> None:
    room = open_room("1/1/1")
    walk(room, step)
    room.refresh_from_db()
    assert [one.tablet for one in missing_players(room, timezone.now())] == [0, 1, 2]


def test_a_stall_is_written_down_once_for_each_place_and_is_gone_when_the_room_goes_on() -> None:
    room = open_room("1/1/1", training_rounds=0)
    players = walk(room)
    room.refresh_from_db()
    now = timezone.now()
    since = now - timedelta(seconds=61)
    first, is_news = stall_note(room.pk, Place.of(room), since=since, now=now)
    again, is_news_again = stall_note(room.pk, Place.of(room), since=since, now=now)
    assert (is_news, is_news_again) == (True, False)
    assert first == again
    assert events(room, "room_stalled") == [
        {
            "step": "game",
            "t": 0,
            "arrived": 0,
            "since": since.isoformat(),
            "missing": [
                {"seat": player.seat, "tablet": player.tablet, "silence": "never_connected"}
                for player in sorted(players, key=lambda player: player.seat)
            ],
        }
    ]
    was = Place.of(room)
    choose_something(room, players[0])
    assert stall_note(room.pk, was, since=since, now=now) == (None, False)


def test_a_room_that_is_closed_waits_for_nobody() -> None:
    room = open_room("1/1/1")
    walk(room)
    room.refresh_from_db()
    place, now = Place.of(room), timezone.now()
    stall_note(room.pk, place, since=now, now=now)
    room_close(room)
    assert stall_note(room.pk, place, since=now, now=now) == (None, False)


def test_a_room_that_an_operator_has_paused_waits_for_nobody() -> None:
    room = open_room("1/1/1")
    walk(room)
    room.refresh_from_db()
    place, now = Place.of(room), timezone.now()
    stall_note(room.pk, place, since=now, now=now)
    session_pause(room, text="Ten minutes")
    assert stall_note(room.pk, place, since=now, now=now) == (None, False)
    assert room.pk not in places_of_rooms()
    session_resume(room)
    assert places_of_rooms()[room.pk] == place


def test_a_seat_that_the_server_plays_is_never_missing() -> None:
    room = open_room("1/1/1")
    first, *_others = walk(room)
    seat_hand_over(room, seat=first.seat, tablet=None)
    room.refresh_from_db()
    assert first.seat not in [one.seat for one in missing_players(room, timezone.now())]
