from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kiosk.models import AccessPoint, Enrolment, Event, Tablet
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, Enrol, Enrolled
from kiosk.services.tablets import enrolment, enrolment_close, enrolment_open, tablets_enrol
from tests.sessions import arrive, open_room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def access_points() -> None:
    """The site's first and last: numbers 17 to 89 lie between them."""
    AccessPoint.objects.create(number=1, tablets="0-16")
    AccessPoint.objects.create(number=6, tablets="90-103")


def enrol(device: str, number: int, pin: str = "") -> Answer:
    return tablets_enrol([Enrol(device, number, pin)]).answers[0]


def code(answer: Answer) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


def devices() -> dict[int, str | None]:
    return dict(Tablet.objects.values_list("number", "device_id"))


def test_the_door_is_closed_until_an_operator_opens_it() -> None:
    assert code(enrol("a", 1)) == "enrolment_closed"
    until = enrolment_open(duration=timedelta(minutes=5))
    assert enrolment().is_open(timezone.now())
    assert enrol("a", 1) == Enrolled(1)
    assert not enrolment().is_open(until)
    enrolment_close()
    assert code(enrol("b", 2)) == "enrolment_closed"
    assert devices() == {1: "a"}
    kinds = ["enrolment_opened", "tablet_enrolled", "enrolment_closed"]
    assert list(Event.objects.values_list("kind", flat=True)) == kinds


def test_the_door_closes_by_itself() -> None:
    Enrolment(open_until=timezone.now()).save()
    assert code(enrol("a", 1)) == "enrolment_closed"


def test_a_device_that_is_enrolled_is_told_so_at_any_time_and_nothing_is_written() -> None:
    enrolment_open(duration=timedelta(minutes=5), pin="1234")
    enrol("a", 1, "1234")
    enrolment_close()
    before = (devices(), Event.objects.count())
    assert enrol("a", 1) == Enrolled(1)
    assert (devices(), Event.objects.count()) == before


@pytest.mark.parametrize("pin", ["", "123", "12345", "é234"])
def test_a_wrong_pin_keeps_a_device_out(pin: str) -> None:
    enrolment_open(duration=timedelta(minutes=5), pin="1234")
    assert code(enrol("a", 1, pin)) == "wrong_pin"
    assert enrol("a", 1, "1234") == Enrolled(1)


@pytest.mark.parametrize("number", [86, 87, 88, 89, 17, 0, 103])
def test_numbers_in_a_gap_between_access_points_play_too(number: int) -> None:
    enrolment_open(duration=timedelta(minutes=5))
    assert enrol("a", number) == Enrolled(number)


@pytest.mark.parametrize("number", [104, 9000, 2**31 - 1])
def test_numbers_that_the_site_does_not_have_are_refused_with_those_it_has(number: int) -> None:
    enrolment_open(duration=timedelta(minutes=5))
    answer = enrol("a", number)
    assert code(answer) == "unknown_tablet"
    assert "0-103" in str(answer)
    assert devices() == {}


def test_a_new_device_replaces_the_one_of_its_number_and_keeps_the_seat() -> None:
    enrolment_open(duration=timedelta(minutes=5))
    open_room()
    enrol("broken", 5)
    (before,) = arrive("broken")
    enrol("spare", 5)
    (after,) = arrive("spare")
    assert (after.id, after.user_id, after.seat) == (before.id, before.user_id, before.seat)
    assert devices() == {5: "spare"}


def test_a_device_that_changes_its_number_leaves_the_old_one_without_a_device() -> None:
    enrolment_open(duration=timedelta(minutes=5))
    enrol("a", 5)
    enrol("a", 6)
    assert devices() == {5: None, 6: "a"}


def test_devices_that_enrol_together_each_get_their_own_answer() -> None:
    enrolment_open(duration=timedelta(minutes=5))
    answers = tablets_enrol([Enrol("a", 1, ""), Enrol("b", 999, ""), Enrol("a", 1, ""), Enrol("c", 1, "")])
    first, unknown, again, other = answers.answers
    assert (first, again, other) == (Enrolled(1), Enrolled(1), Enrolled(1))
    assert code(unknown) == "unknown_tablet"
    assert devices() == {1: "c"}
