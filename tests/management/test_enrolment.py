from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kiosk.models import Event
from kiosk.services.requests import Enrol, Enrolled
from kiosk.services.tablets import tablets_enrol
from tests.sessions import enrol

pytestmark = pytest.mark.django_db


def enrolment(*arguments: str) -> str:
    out = StringIO()
    call_command("enrolment", *arguments, stdout=out)
    return out.getvalue()


def test_opening_lets_devices_in_and_closing_keeps_them_out() -> None:
    assert "Enrolment is open until" in enrolment("open", "--minutes", "5")
    assert tablets_enrol([Enrol("device", 3, "")]).answers == [Enrolled(3)]
    assert "Enrolment is closed." in enrolment("close")
    assert not isinstance(tablets_enrol([Enrol("other", 4, "")]).answers[0], Enrolled)
    assert list(Event.objects.values_list("kind", "actor")) == [
        ("enrolment_opened", "terminal"),
        ("tablet_enrolled", ""),
        ("enrolment_closed", "terminal"),
    ]


def test_status_counts_the_tablets_and_changes_nothing() -> None:
    enrol(1, 2, 3)
    assert enrolment("status") == "Enrolment is closed.\n3 tablets are enrolled.\n"
    assert not Event.objects.exists()


def test_a_pin_is_asked_for() -> None:
    enrolment("open", "--pin", "4711")
    refused, taken = tablets_enrol([Enrol("a", 1, "1234"), Enrol("b", 2, "4711")]).answers
    assert getattr(refused, "code", None) == "wrong_pin"
    assert taken == Enrolled(2)


def test_no_time_at_all_is_refused() -> None:
    with pytest.raises(CommandError, match="--minutes: expected 1 or more, got 0"):
        enrolment("open", "--minutes", "0")
