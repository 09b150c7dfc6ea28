"""What an operator does to a session: once, noted down, and refused where it makes no sense."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from kiosk.archive.store import recording_of
from kiosk.archive.verify import violations
from kiosk.models import Choice, Event, Room, Step
from kiosk.services.advancing import barrier_advance
from kiosk.services.conduct import (
    STILL_NEWS,
    message_send,
    messages_after,
    possible_acts,
    room_close,
    session_end,
    session_pause,
    session_resume,
    session_start,
    time_limit_set,
)
from kiosk.services.events import KINDS
from kiosk.services.handing import seat_hand_over
from kiosk.services.history import SENTENCES, told
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Chosen
from kiosk.services.rounds import choices_make
from tests.sessions import (
    arrive,
    choose,
    enrol,
    events,
    open_held,
    open_room,
    other_goods,
    play_round,
    refused,
    said,
    standing,
    standings,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.services.requests import Committed

pytestmark = pytest.mark.django_db

ACTS: dict[str, Callable[[Room], Committed]] = {
    "start": session_start,
    "pause": session_pause,
    "resume": session_resume,
    "advance": barrier_advance,
    "limit": partial(time_limit_set, seconds=30),
    "hand over": partial(seat_hand_over, seat=0, tablet=None),
    "message": partial(message_send, text="Bonjour"),
    "end": session_end,
    "close": room_close,
}


def at(room: Room, state: str) -> Room:
    """A room of three, brought to a state."""
    match state:
        case "welcome" | "held":
            pass
        case "paused":
            walk(room)
            session_pause(room)
        case "closed":
            walk(room)
            room_close(room)
        case step:
            walk(room, Step(step))
    return room


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("welcome", {"pause", "advance", "limit", "message", "close"}),
        ("survey", {"pause", "advance", "limit", "hand over", "message", "end", "close"}),
        ("training", {"pause", "advance", "limit", "hand over", "message", "end", "close"}),
        ("game", {"pause", "advance", "limit", "hand over", "message", "end", "close"}),
        ("paused", {"resume", "limit", "hand over", "message", "end", "close"}),
        ("end", {"message", "close"}),
        ("closed", set()),
    ],
)
def test_each_act_is_taken_where_it_makes_sense_and_refused_with_a_reason_elsewhere(
    state: str, allowed: set[str]
) -> None:
    for name, act in ACTS.items():
        room = at(open_room(), state)
        assert set(possible_acts(Room.objects.get(pk=room.pk))) == allowed - {"hand over"}
        version = standing(room).version
        if name in allowed:
            act(room, actor="Ada")  # type: ignore[call-arg]
            assert standing(room).version == version + 1, name
            event = room.events.filter(actor="Ada").get()
            assert event.data["version"] == version + 1
        else:
            refused(act, room)
        Room.objects.filter(pk=room.pk).update(closed_at=timezone.now())  # its tablets are free for the next


def test_a_held_room_begins_when_all_sit_and_the_operator_says_so() -> None:
    room = open_held()
    enrol(0, 1, 2)
    arrive("device-0", "device-1")
    assert refused(session_start, room) == "seats_empty"
    arrive("device-2")
    assert (standing(room).step, standing(room).arrived) == (Step.WELCOME, 3)
    news = session_start(room, actor="Ada")
    assert (news.rooms[room.pk].step, standing(room).step) == (Step.SURVEY, Step.SURVEY)
    assert refused(session_start, room) == "not_held"


def test_in_a_pause_no_choice_is_taken_and_what_was_chosen_stays() -> None:
    room = open_room()
    first, second, _third = walk(room)
    good = other_goods(room, first, first.good_in_hand)[0]
    kept = choose(first, 0, good)
    choices_make([kept])
    session_pause(room, text="Une  panne de\nWi-Fi.")
    assert standing(room).paused == "Une panne de Wi-Fi."
    held = choose(second, 0, other_goods(room, second, second.good_in_hand)[0])
    answers = choices_make([held, kept]).answers
    assert isinstance(answers[0], Refusal)
    assert answers[0].code == "paused"
    assert isinstance(answers[1], Chosen)
    session_resume(room)
    said(Chosen, choices_make([held]).answers)
    assert Choice.objects.filter(player__room=room, phase="game").count() == 2


def test_a_pause_without_words_says_something_in_the_language_of_the_room() -> None:
    french, english = open_room(tablets="0-2"), open_room(tablets="3-5", language="en")
    session_pause(french)
    session_pause(english)
    assert standing(french).paused == "Une courte pause. Le jeu reprend dans un instant."
    assert standing(english).paused == "A short break. The game goes on in a moment."


def test_the_clock_stands_in_a_pause_and_goes_on_where_it_stood() -> None:
    room = open_room(time_limit=30)
    walk(room)
    Room.objects.filter(pk=room.pk).update(clock_from=timezone.now() - timedelta(seconds=20))
    session_pause(room)
    paused = standing(room)
    much_later = timezone.now() + timedelta(hours=1)
    assert paused.expires_at is None
    left = paused.time_left(much_later)
    assert left is not None
    assert 9 < left.total_seconds() <= 10
    long_ago = timedelta(minutes=10)
    Room.objects.filter(pk=room.pk).update(
        paused_at=timezone.now() - long_ago, clock_from=timezone.now() - long_ago - timedelta(seconds=20)
    )
    session_resume(room)
    gone_on = standing(room).time_left(timezone.now())
    assert gone_on is not None
    assert 8 < gone_on.total_seconds() <= 10
    (resumed,) = events(room, "session_resumed")
    assert 600 <= resumed["seconds"] < 660


def test_a_round_whose_time_was_over_when_it_was_paused_has_it_anew() -> None:
    room = open_room(time_limit=30)
    walk(room)
    Room.objects.filter(pk=room.pk).update(clock_from=timezone.now() - timedelta(hours=1))
    session_pause(room)
    session_resume(room)
    left = standing(room).time_left(timezone.now())
    assert left is not None
    assert 25 < left.total_seconds() <= 30


def test_a_time_limit_counts_from_when_it_is_set_also_in_an_open_round() -> None:
    room = open_room()
    walk(room)
    Room.objects.filter(pk=room.pk).update(clock_from=timezone.now() - timedelta(minutes=9))
    time_limit_set(room, seconds=30)
    expires_at = standing(room).expires_at
    assert expires_at is not None
    assert timezone.now() < expires_at <= timezone.now() + timedelta(seconds=30)
    time_limit_set(room, seconds=None)
    assert standing(room).expires_at is None


@pytest.mark.parametrize("seconds", [0, 4, 3601])
def test_a_time_limit_out_of_range_is_refused(seconds: int) -> None:
    assert refused(time_limit_set, open_room(), seconds=seconds) == "time_limit_out_of_range"


def test_a_message_is_for_all_or_for_one_tablet_and_is_found_by_its_number_while_it_is_news() -> None:
    room = open_room()
    walk(room)
    message_send(room, text="Bonjour")
    message_send(room, text="Levez la main", tablet=1)
    to_all, to_one = messages_after(0, [room.pk])
    assert (to_all.tablet, to_all.text) == (None, "Bonjour")
    assert (to_one.tablet, to_one.text) == (1, "Levez la main")
    assert messages_after(to_all.number, [room.pk]) == [to_one]
    assert messages_after(0, [room.pk + 1]) == []
    Event.objects.filter(pk=to_all.number).update(at=to_all.at - STILL_NEWS)
    assert messages_after(0, [room.pk]) == [to_one]
    assert refused(message_send, room, text="Bonjour", tablet=77) == "tablet_unseated"
    assert refused(message_send, room, text="  ") == "text_missing"
    assert refused(message_send, room, text="x" * 201) == "text_missing"


def test_a_session_that_is_ended_early_shows_scores_and_its_data_keep_the_rules() -> None:
    room = open_room(rounds=5)
    players = walk(room)
    for t in range(2):
        play_round(room, players, t)
    first = standings(players)[0]
    choices_make([choose(first, 2, other_goods(room, first, first.good_in_hand)[0])])
    session_end(room, actor="Ada")
    assert {player.step for player in standings(players)} == {Step.END}
    recording = recording_of(Room.objects.get(pk=room.pk))
    assert (recording.room.ended_early, recording.rounds_closed) == (1, 2)
    assert violations(recording) == []


@pytest.mark.parametrize("step", [Step.SURVEY, Step.TRAINING])
def test_a_session_that_is_ended_before_the_game_keeps_the_rules_too(step: Step) -> None:
    room = open_room()
    walk(room, step)
    session_end(room)
    assert violations(recording_of(room)) == []


def test_the_log_is_told_in_sentences() -> None:
    room = open_room()
    walk(room)
    for act in ("pause", "resume", "limit", "hand over", "message", "advance", "end", "close"):
        ACTS[act](room, actor="Ada")  # type: ignore[call-arg]
    time_limit = Event(room=room, at=timezone.now(), kind="time_limit_set", data={"seconds": None})
    lines = [told(event) for event in [*room.events.all(), time_limit]]
    assert sum("Ada" in line for line in lines) == 8
    assert not any("{" in line for line in lines)


def test_every_sentence_of_the_log_belongs_to_a_kind_of_event() -> None:
    variants = {"time_limit_lifted", "seat_handed_to_robot", "message_sent_to_one"}
    assert SENTENCES.keys() - variants <= KINDS.keys()
