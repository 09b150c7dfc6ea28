from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kiosk.models import Event, Role
from kiosk.services.operators import operator_add

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
PASSWORD = "quince-marmalade"  # noqa: S105  of a test


@pytest.fixture
def ada(db: None) -> str:
    return operator_add(name="ada", role=Role.OPERATOR, password=PASSWORD)[0].username


def sign_in(client: Client, password: str = PASSWORD, *, name: str = "ada", wanted: str = "") -> HttpResponse:
    address = reverse("console:sign_in") + (f"?next={wanted}" if wanted else "")
    return client.post(address, {"name": name, "password": password})  # type: ignore[return-value]


def test_who_signs_in_is_brought_to_the_page_that_was_asked_for(client: Client, ada: str) -> None:
    asked = client.get(reverse("console:password"))
    assert client.get(asked["Location"]).status_code == 200
    done = sign_in(client, wanted=reverse("console:password"))
    assert (done.status_code, done["Location"]) == (302, reverse("console:password"))
    assert client.get(done["Location"]).status_code == 200
    assert Event.objects.get(kind="signed_in").actor == ada


def test_who_had_to_sign_in_again_to_do_something_finds_a_page(client: Client, ada: str) -> None:
    asked = client.post(reverse("console:enrolment_end"))
    wanted = dict(parse_qsl(urlsplit(asked["Location"]).query))["next"]
    done = sign_in(client, wanted=wanted)
    assert client.get(done["Location"]).status_code == 200


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_nobody_is_brought_to_another_site(client: Client, ada: str, wanted: str) -> None:
    assert sign_in(client, wanted=wanted)["Location"] == reverse("console:sessions")


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(
    client: Client, ada: str, name: str, password: str
) -> None:
    refused = sign_in(client, password, name=name)
    assert refused.status_code == 403
    assert "ni ce nom" not in refused.content.decode()
    assert client.get(reverse("console:sessions")).status_code == 302


def test_somebody_without_a_role_does_not_come_in(client: Client, ada: str) -> None:
    User.objects.create_user("guest", password=PASSWORD)
    assert sign_in(client, name="guest").status_code == 403


def test_after_five_failures_the_right_password_has_to_wait_too(client: Client, ada: str) -> None:
    assert [sign_in(client, "wrong").status_code for _ in range(6)] == [403] * 5 + [429]
    refused = sign_in(client)
    assert refused.status_code == 429
    assert "5 minutes" in refused.content.decode()
    Event.objects.update(at=timezone.now() - timedelta(minutes=5, seconds=1))
    assert sign_in(client).status_code == 302


def test_somebody_who_fails_elsewhere_locks_nobody_out(client: Client, ada: str) -> None:
    guesser = Client(REMOTE_ADDR="10.0.0.9")
    for _ in range(6):
        sign_in(guesser, "wrong")
    assert sign_in(client).status_code == 302


def test_an_address_cannot_try_one_name_after_the_other(client: Client, ada: str) -> None:
    codes = [sign_in(client, name=f"name-{number}").status_code for number in range(21)]
    assert codes[-1] == 429
    assert sign_in(client).status_code == 429


def test_a_password_in_the_field_for_the_name_is_written_down_nowhere(client: Client, ada: str) -> None:
    sign_in(client, "x", name=PASSWORD)
    event = Event.objects.get(kind="sign_in_failed")
    assert PASSWORD not in f"{event.actor} {event.data}"


def test_a_console_that_is_left_alone_forgets_who_was_there(client: Client, ada: str) -> None:
    sign_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(reverse("console:sessions")).status_code == 302
    assert settings.SESSION_COOKIE_AGE <= 8 * 3600


def test_every_page_that_is_opened_gives_the_session_new_time(client: Client, ada: str) -> None:
    sign_in(client)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    client.get(reverse("console:sessions"))
    left = Session.objects.get().expire_date - timezone.now()
    assert left > timedelta(seconds=settings.SESSION_COOKIE_AGE - 60)


def test_signing_out_ends_the_session(client: Client, ada: str) -> None:
    sign_in(client)
    assert client.post(reverse("console:sign_out")).status_code == 302
    assert client.get(reverse("console:sessions")).status_code == 302


def test_a_new_password_ends_the_other_sessions_of_the_same_person(client: Client, ada: str) -> None:
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    address = reverse("console:password")
    refused = client.post(address, {"present": "wrong", "new": "cherry-orchard"})
    assert refused.status_code == 400
    assert refused.context["form"].errors["present"] == ["Ce n’est pas votre mot de passe actuel."]
    assert client.post(address, {"present": PASSWORD, "new": "short"}).status_code == 400
    assert client.post(address, {"present": PASSWORD, "new": "cherry-orchard"}).status_code == 302
    assert client.get(reverse("console:sessions")).status_code == 200
    assert elsewhere.get(reverse("console:sessions")).status_code == 302


@pytest.mark.parametrize(("language", "title"), [("fr", "Connexion"), ("en", "Sign in")])
def test_the_console_speaks_the_language_that_was_chosen(client: Client, language: str, title: str) -> None:
    client.post(reverse("console:set_language"), {"language": language, "next": "/console/sign-in"})
    page = client.get(reverse("console:sign_in")).content.decode()
    assert f'<html lang="{language}">' in page
    assert f"<title>{title} · Ganomics</title>" in page
