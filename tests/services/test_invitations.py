from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.signing import Signer

from kiosk.models import AccessPoint, Event, Tablet
from kiosk.services.invitations import invitations_issue
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, Enrol, Enrolled
from kiosk.services.tablets import enrolment_open, tablets_enrol

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def access_points() -> None:
    AccessPoint.objects.create(number=1, tablets="0-16")


def invite(number: int, duration: timedelta = DAY) -> str:
    return str(invitations_issue([number], duration=duration)[0])


def enrol(device: str, number: int, invitation: str = "") -> Answer:
    return tablets_enrol([Enrol(device, number, "", invitation)]).answers[0]


def code(answer: Answer) -> str:
    assert isinstance(answer, Refusal)
    assert answer.message
    return answer.code


def devices() -> dict[int, str | None]:
    return dict(Tablet.objects.values_list("number", "device_id"))


def test_an_invited_device_enters_though_the_door_is_closed() -> None:
    assert code(enrol("a", 7)) == "enrolment_closed"
    assert enrol("a", 7, invite(7)) == Enrolled(7)
    assert devices() == {7: "a"}


def test_an_invitation_is_for_the_first_device_alone() -> None:
    link = invite(7)
    assert enrol("a", 7, link) == Enrolled(7)
    assert code(enrol("b", 7, link)) == "invitation_used"
    assert enrol("a", 7, link) == Enrolled(7)
    assert devices() == {7: "a"}


def test_a_new_invitation_lets_a_spare_device_take_the_place() -> None:
    enrol("broken", 7, invite(7))
    Tablet.objects.update(enrolled_at="2026-01-01T00:00Z")
    assert enrol("spare", 7, invite(7)) == Enrolled(7)
    assert devices() == {7: "spare"}


def test_an_invitation_is_for_its_number_alone() -> None:
    assert code(enrol("a", 8, invite(7))) == "wrong_invitation"
    assert devices() == {}


def test_an_invitation_expires() -> None:
    assert code(enrol("a", 7, invite(7, timedelta()))) == "invitation_expired"
    assert devices() == {}


def test_an_invitation_cannot_be_made_up_or_changed() -> None:
    real = invite(7)
    number, issued, until, signature = real.split(".")
    for forged in (
        "7",
        "7.0.9999999999.x",
        f"7.{issued}.{int(until) + 1}.{signature}",
        Signer(salt="another", sep=".").sign(f"{number}.{issued}.{until}"),
        Signer(salt="kiosk.invitation", sep=".").sign("7.x"),
        real + "x",
        "é",
    ):
        assert code(enrol("a", 7, forged)) == "wrong_invitation", forged
    assert devices() == {}


def test_a_number_that_the_site_lacks_stays_refused() -> None:
    assert code(enrol("a", 99, invite(99))) == "unknown_tablet"


def test_where_only_the_invited_enter_an_open_door_is_closed_for_all_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "BY_INVITATION_ONLY", True)
    enrolment_open(duration=DAY)
    assert code(enrol("a", 7)) == "invitation_needed"
    assert enrol("a", 7, invite(7)) == Enrolled(7)
    assert enrol("a", 7) == Enrolled(7)


def test_who_was_invited_is_recorded_and_the_link_is_not() -> None:
    link = invite(7)
    event = Event.objects.get(kind="invitations_issued")
    assert event.data["numbers"] == [7]
    assert link.rpartition(".")[2] not in str(event.data)
