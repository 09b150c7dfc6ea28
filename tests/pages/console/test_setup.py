"""What is set up at the console: treatments, tablets, people; and the settings to read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from kiosk.models import Role, Tablet, Treatment
from kiosk.services.operators import operator_add, role_of
from kiosk.services.tablets import enrolment
from tests.sessions import arrive, enrol, make_treatment, open_room

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db
TERMS = {
    "name": "small",
    "distribution": "2/2/2",
    "cycle": "next",
    "rounds": "5",
    "training_rounds": "0",
    "language": "fr",
    "pay_rounding": "0.10",
    "currency": "€",
}


@pytest.fixture
def client(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.ADMINISTRATOR)


def test_a_treatment_is_made_and_seen_as_a_participant_sees_it(client: Client) -> None:
    response = client.post(reverse("console:treatment_new"), TERMS, follow=True)
    treatment = Treatment.objects.get(name="small")
    assert response.redirect_chain[-1][0] == reverse("console:treatment_preview", args=[treatment.pk])
    assert '"nGood": 3' in response.content.decode()


def test_the_example_beside_a_field_can_be_typed_into_it(client: Client) -> None:
    address = reverse("console:treatment_new")
    example = re.search("[0-9]+/[0-9/]+", str(client.get(address).context["form"]["distribution"].help_text))
    assert example
    client.post(address, TERMS | {"distribution": example[0]})
    assert Treatment.objects.get().distribution == example[0]


def test_terms_that_cannot_be_come_back_with_what_was_expected(client: Client) -> None:
    response = client.post(reverse("console:treatment_new"), TERMS | {"distribution": "5", "rounds": "0"})
    assert response.status_code == 400
    page = response.content.decode()
    assert page.count('class="problem"') == 2
    assert not Treatment.objects.exists()


def test_a_copy_begins_with_the_terms_of_the_other_and_leaves_it_alone(client: Client) -> None:
    other = make_treatment("3/3/3", rounds=17)
    page = client.get(reverse("console:treatment_new"), {"copy": other.pk}).content.decode()
    assert 'value="17"' in page
    client.post(reverse("console:treatment_new") + f"?copy={other.pk}", TERMS | {"rounds": "18"})
    other.refresh_from_db()
    assert other.rounds == 17
    assert Treatment.objects.get(name="small").rounds == 18


def test_a_treatment_in_use_says_why_it_stays(client: Client) -> None:
    room = open_room()
    assert room.treatment
    address = reverse("console:treatment_remove", args=[room.treatment_id])
    assert "A session was opened under" in client.post(address, follow=True).content.decode()
    assert Treatment.objects.filter(name=room.treatment.name).exists()


def test_the_door_is_opened_for_some_minutes_with_a_pin_and_closed(client: Client) -> None:
    client.post(reverse("console:enrolment_begin"), {"minutes": "10", "pin": "4711"})
    page = client.get(reverse("console:tablets")).content.decode()
    assert "<strong>4711</strong>" in page
    client.post(reverse("console:enrolment_end"))
    assert enrolment().open_until is None


@pytest.mark.parametrize("wrong", [{"minutes": "0"}, {"minutes": "10", "pin": "12ab"}, {"minutes": "9999"}])
def test_a_door_that_makes_no_sense_stays_closed(client: Client, wrong: dict[str, str]) -> None:
    assert client.post(reverse("console:enrolment_begin"), wrong).status_code == 400
    assert enrolment().open_until is None


def test_a_tablet_gets_another_number_and_its_device_stays(client: Client) -> None:
    enrol(3)
    client.post(reverse("console:tablet_number", args=[3]), {"number": "5"})
    assert Tablet.objects.get(number=5).device_id == "device-3"


@pytest.mark.parametrize(
    ("number", "reason"),
    [("4", "exists already"), ("9000", "There is no tablet"), ("x", "Expected a tablet")],
)
def test_a_number_that_cannot_be_is_refused_with_a_reason(client: Client, number: str, reason: str) -> None:
    enrol(3, 4)
    address = reverse("console:tablet_number", args=[3])
    assert reason in client.post(address, {"number": number}, follow=True).content.decode()
    assert Tablet.objects.get(number=3).device_id == "device-3"


def test_a_tablet_in_a_session_stays_what_it_is(client: Client) -> None:
    open_room()
    arrive(*enrol(0))
    for page, data in (("tablet_number", {"number": "9"}), ("tablet_remove", {})):
        address = reverse(f"console:{page}", args=[0])
        assert "is in a session" in client.post(address, data, follow=True).content.decode()
    assert Tablet.objects.get(number=0).device_id == "device-0"


def test_a_retired_tablet_is_forgotten(client: Client) -> None:
    enrol(3)
    client.post(reverse("console:tablet_remove", args=[3]))
    assert Tablet.objects.get(number=3).device_id is None


def test_a_new_person_gets_a_password_that_works_and_is_shown_once(client: Client) -> None:
    page = client.post(reverse("console:person_add"), {"name": "ada", "role": "assistant"}).content.decode()
    shown = re.search(r"<code>([a-z0-9-]+)</code>", page)
    assert shown
    assert Client().login(username="ada", password=shown[1])
    assert shown[1] not in client.get(reverse("console:people")).content.decode()


def test_a_name_that_is_taken_is_refused(client: Client) -> None:
    response = client.post(reverse("console:person_add"), {"name": "Administrator", "role": "assistant"})
    assert response.status_code == 400
    assert "somebody called Administrator" in response.content.decode()


def test_a_role_is_changed_and_the_last_administrator_stays_one(client: Client) -> None:
    ada, _password = operator_add(name="ada", role=Role.ASSISTANT)
    client.post(reverse("console:person_role", args=[ada.pk]), {"role": "operator"})
    assert role_of(User.objects.get(pk=ada.pk)) is Role.OPERATOR
    me = User.objects.get(username="administrator")
    address = reverse("console:person_role", args=[me.pk])
    assert "last administrator" in client.post(address, {"role": ""}, follow=True).content.decode()
    assert role_of(User.objects.get(pk=me.pk)) is Role.ADMINISTRATOR


def test_a_new_password_replaces_the_old_one(client: Client) -> None:
    ada, old = operator_add(name="ada", role=Role.ASSISTANT)
    page = client.post(reverse("console:person_password", args=[ada.pk])).content.decode()
    shown = re.search(r"<code>([a-z0-9-]+)</code>", page)
    assert shown
    assert Client().login(username="ada", password=shown[1])
    assert not Client().login(username="ada", password=old)


def test_a_backup_is_made_and_listed(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "BACKUPS", tmp_path)
    assert "There is none yet" in client.get(reverse("console:backups")).content.decode()
    file = tmp_path / "kiosk-20261127T080000Z.sqlite3"

    def made(folder: Path) -> Path:
        assert folder == tmp_path
        file.write_bytes(b"x" * 2048)
        return file

    monkeypatch.setattr("kiosk.pages.console.backups.backup_now", made)
    page = client.post(reverse("console:backup_make"), follow=True).content.decode()
    assert f"{file.name} is made." in page
    assert "2.0" in page


def test_why_no_backup_was_made_is_said(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "BACKUPS", tmp_path / "stick" / "that is not plugged in")
    page = client.post(reverse("console:backup_make"), follow=True).content.decode()
    assert "No backup was made" in page


def test_the_settings_tell_their_meaning_and_no_secret(client: Client) -> None:
    page = client.get(reverse("console:settings")).content.decode()
    assert "server.name" in page
    assert settings.SECRET_KEY not in page
    assert settings.NETCHECK_TOKEN not in page
