"""A session is conducted from its page: forms are posted, services act, refusals are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from kiosk.models import Player, Role, Room, Step, Treatment
from kiosk.pages.console.opening import OpeningForm
from kiosk.services.acting import Seen
from kiosk.services.conduct import session_pause
from tests.sessions import enrol, load_odds, make_treatment, open_room, standing, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    SignedIn = Callable[[Role], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(signed_in: SignedIn) -> Client:
    return signed_in(Role.OPERATOR)


@pytest.fixture
def room(db: None) -> Room:
    room = open_room()
    walk(room)
    return room


def post(client: Client, act: str, room: Room, **fields: Any) -> str:
    """What the page of the session says after an act; with what its operator sees, unless told otherwise."""
    seen = str(Seen.of(Room.objects.get(pk=room.pk)))
    address = reverse(f"console:{act}", kwargs={"room": room.pk})
    response = client.post(address, {"seen": seen} | fields, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_session_is_paused_and_resumed_from_its_page(operator: Client, room: Room) -> None:
    assert "operator paused the session: “Une panne”" in post(operator, "pause", room, text="Une panne")
    assert standing(room).paused == "Une panne"
    assert "operator let the session go on" in post(operator, "resume", room)
    assert standing(room).paused is None


def test_a_barrier_is_advanced_and_the_time_limit_set_and_lifted(operator: Client, room: Room) -> None:
    post(operator, "advance", room)
    assert standing(room).t == 1
    post(operator, "limit", room, seconds="90")
    assert standing(room).time_limit == 90
    post(operator, "limit", room, seconds="")
    assert standing(room).time_limit is None


def test_a_session_is_ended_and_closed(operator: Client, room: Room) -> None:
    post(operator, "end", room)
    assert standing(room).step is Step.END
    post(operator, "close", room)
    assert standing(room).closed


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("resume", {}, "The session is not paused."),
        ("limit", {"seconds": "2"}, "5"),
        ("message", {"text": ""}, "Message:"),
        ("message", {"text": "Bonjour", "tablet": "77"}, "Tablet 77 has no seat in this session"),
        ("hand_over", {"seat": "0", "tablet": "77"}, "Tablet 77 is not enrolled."),
        ("hand_over", {"seat": "0"}, "Expected the number of a tablet, got none."),
        ("pause", {"seen": "nonsense"}, "look again"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence_and_changes_nothing(
    operator: Client, room: Room, act: str, fields: dict[str, str], said: str
) -> None:
    before = standing(room)
    assert said in post(operator, act, room, **fields)
    assert standing(room) == before


def test_who_has_not_seen_what_another_did_reads_it_and_undoes_nothing(operator: Client, room: Room) -> None:
    seen = str(Seen.of(Room.objects.get(pk=room.pk)))
    session_pause(room, text="Une panne", actor="Ada")
    page = post(operator, "end", room, seen=seen)
    assert "Ada paused the session" in page
    assert standing(room).step is Step.GAME


def test_an_assistant_hands_a_seat_over_but_finds_no_button_to_pause(signed_in: SignedIn, room: Room) -> None:
    assistant = signed_in(Role.ASSISTANT)
    enrol(7)
    seat = Player.objects.get(tablet__number=0).seat
    page = assistant.get(reverse("console:session", kwargs={"room": room.pk})).content.decode()
    assert "data-act" not in page
    assert "to tablet 7" in post(assistant, "hand_over", room, seat=seat, tablet="7")
    assert "to a robot" in post(assistant, "hand_over", room, seat=seat, robot="on", back=seat)
    player = Player.objects.get(room=room, seat=seat)
    assert (player.robot, player.tablet) == (True, None)


def test_every_seat_has_a_page_that_says_who_plays_it(operator: Client, room: Room) -> None:
    post(operator, "hand_over", room, seat="1", robot="on")
    for seat, words in ((0, "Tablet 0"), (1, "A robot of the server")):
        address = reverse("console:seat", kwargs={"room": room.pk, "seat": seat})
        assert words in operator.get(address).content.decode()
    assert operator.get(reverse("console:seat", kwargs={"room": room.pk, "seat": 77})).status_code == 404


def test_somebody_has_come_to_a_seat_that_called(operator: Client, room: Room) -> None:
    post(operator, "answer", room, seat="1", back="1")
    assert room.events.get(kind="call_answered").data["seat"] == 1


# Opening


def terms(treatment: Treatment, **changed: str) -> dict[str, str]:
    """The form as a browser sends it, filled in by the page."""
    form = OpeningForm(instance=treatment)
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, False, ""):
            sent[name] = "on" if value is True else str(value)
    return sent | changed


@pytest.fixture
def treatment(db: None) -> Treatment:
    load_odds()
    return make_treatment("2/1/3")


def test_a_session_is_opened_from_a_treatment_once_its_summary_is_confirmed(
    operator: Client, treatment: Treatment
) -> None:
    assert treatment.name in operator.get(reverse("console:opening")).content.decode()
    address = reverse("console:opening_terms", kwargs={"treatment": treatment.name})
    assert operator.get(address).status_code == 200
    fields = terms(treatment, tablets="10-15", rounds="7")
    summary = operator.post(address, fields | {"wish": "summary"})
    assert "10-15" in summary.content.decode()
    assert not Room.objects.exists()
    back = operator.post(address, fields | {"wish": "change"})
    assert 'value="7"' in back.content.decode()
    done = operator.post(address, fields | {"wish": "open"})
    room = Room.objects.get()
    assert done["Location"] == reverse("console:session", kwargs={"room": room.pk})
    assert (room.tablets, room.rounds, room.distribution, room.held) == ("10-15", 7, "2/1/3", True)
    assert room.treatment == treatment
    treatment.refresh_from_db()
    assert treatment.rounds == 3


@pytest.mark.parametrize("changed", [{"tablets": "1-3"}, {"tablets": "0-9x"}, {"distribution": "2/1"}])
def test_what_cannot_be_opened_is_not_asked_to_be_confirmed_and_the_reason_is_in_the_language_of_the_page(
    operator: Client, treatment: Treatment, changed: dict[str, str]
) -> None:
    address = reverse("console:opening_terms", kwargs={"treatment": treatment.name})
    fields = terms(treatment, **changed) | {"wish": "summary"}
    page = operator.post(address, fields, headers={"accept-language": "fr"})
    assert page.status_code == 400
    assert page.context["form"].errors
    assert not re.search("[Ee]xpected", page.content.decode())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tablets": "15-10"}, "runs backwards"),
        ({"tablets": "1-3"}, "Expected at least 6 tablets"),
        ({"distribution": "2/1"}, "goods"),
        ({"rounds": "0"}, "1"),
    ],
)
def test_what_cannot_be_opened_is_said_where_it_is_wrong(
    operator: Client, treatment: Treatment, changed: dict[str, str], said: str
) -> None:
    address = reverse("console:opening_terms", kwargs={"treatment": treatment.name})
    page = operator.post(address, terms(treatment, **changed) | {"wish": "open"})
    assert page.status_code in (400, 409)
    assert said in page.content.decode()
    assert not Room.objects.exists()


def test_a_session_that_is_over_is_listed_as_waiting_to_be_closed(operator: Client, room: Room) -> None:
    assert "over, not closed yet" not in operator.get(reverse("console:sessions")).content.decode()
    post(operator, "end", room)
    assert "over, not closed yet" in operator.get(reverse("console:sessions")).content.decode()


def test_the_pages_of_a_session_are_found_from_the_list(operator: Client, room: Room) -> None:
    page = operator.get(reverse("console:sessions")).content.decode()
    assert reverse("console:session", kwargs={"room": room.pk}) in page
    assert reverse("console:roll_call") in page
    assert operator.get(reverse("console:roll_call")).status_code == 200


@pytest.mark.parametrize(
    ("language", "base", "per_point", "said"),
    [
        ("fr", "5", "0.2", "5,00 € + 0,20 €"),
        ("en", "5.00", "0.0125", "5.00 € + 0.0125 €"),
        ("en", "", "1", "0.00 € + 1.00 €"),
    ],
)
def test_what_is_paid_is_written_with_its_cents(
    operator: Client, treatment: Treatment, language: str, base: str, per_point: str, said: str
) -> None:
    address = reverse("console:opening_terms", kwargs={"treatment": treatment.name})
    pay = {"pay_base": base, "pay_per_point": per_point, "currency": "€"}
    fields = terms(treatment, **pay) | {"wish": "summary"}
    page = operator.post(address, fields, headers={"accept-language": language})
    assert said in page.content.decode().replace("\xa0", " ")
