"""Every address of the console, tried by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from kiosk.models import Role
from kiosk.pages.console import urls

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.urls import URLPattern

OPEN = {"sign_in", "sign_out", "set_language"}
"""What anybody may open."""

NEEDS = {
    "sessions": Role.ASSISTANT,
    "password": Role.ASSISTANT,
    "roll_call": Role.ASSISTANT,
    "check": Role.OPERATOR,
    "report": Role.ASSISTANT,
    "room_check": Role.OPERATOR,
    "room_report": Role.ASSISTANT,
    "session": Role.ASSISTANT,
    "seat": Role.ASSISTANT,
    "hand_over": Role.ASSISTANT,
    "answer": Role.ASSISTANT,
    "opening": Role.OPERATOR,
    "opening_terms": Role.OPERATOR,
    "message": Role.OPERATOR,
    "start": Role.OPERATOR,
    "pause": Role.OPERATOR,
    "resume": Role.OPERATOR,
    "advance": Role.OPERATOR,
    "limit": Role.OPERATOR,
    "end": Role.OPERATOR,
    "close": Role.OPERATOR,
    "plots": Role.ASSISTANT,
    "figures": Role.ASSISTANT,
    "summary": Role.OPERATOR,
    "data": Role.OPERATOR,
    "take": Role.OPERATOR,
    "verify": Role.OPERATOR,
    "pay": Role.OPERATOR,
    "tablets": Role.OPERATOR,
    "enrolment_begin": Role.OPERATOR,
    "enrolment_end": Role.OPERATOR,
    "prepare": Role.OPERATOR,
    "stickers": Role.OPERATOR,
    "fully_settings": Role.OPERATOR,
    "tablet_number": Role.ADMINISTRATOR,
    "tablet_remove": Role.ADMINISTRATOR,
    "treatments": Role.OPERATOR,
    "treatment_new": Role.ADMINISTRATOR,
    "treatment": Role.ADMINISTRATOR,
    "treatment_preview": Role.OPERATOR,
    "treatment_remove": Role.ADMINISTRATOR,
    "people": Role.ADMINISTRATOR,
    "person_add": Role.ADMINISTRATOR,
    "person_role": Role.ADMINISTRATOR,
    "person_password": Role.ADMINISTRATOR,
    "settings": Role.ADMINISTRATOR,
    "backups": Role.ADMINISTRATOR,
    "backup_make": Role.ADMINISTRATOR,
    "backup": Role.ADMINISTRATOR,
    "backup_take": Role.ADMINISTRATOR,
}
"""Address → the least role, written down a second time: a change of one alone is a mistake."""

EVERYBODY = [None, *Role]
METHODS = ("get", "post", "put", "delete")
pytestmark = pytest.mark.django_db


def address(pattern: URLPattern) -> str:
    """The address of a page, with some number in each of its places."""
    places = dict.fromkeys(pattern.pattern.converters, 987_654)
    return reverse(f"console:{pattern.name}", kwargs=places)


def test_every_address_is_in_one_of_the_two_lists() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == OPEN | NEEDS.keys()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda role: role.value if role else "anybody")
def test_every_page_is_opened_by_those_who_may_and_by_nobody_else(
    who: Role | None, method: str, signed_in: Callable[[Role], Client]
) -> None:
    client = signed_in(who) if who else Client()
    for pattern in urls.urlpatterns:
        if pattern.name in OPEN:
            continue
        response = getattr(client, method)(address(pattern))
        away = response.status_code == 302 and response["Location"].startswith(reverse("console:sign_in"))
        opened = not away and response.status_code != 403
        expected = who is not None and who.covers(NEEDS[str(pattern.name)])
        assert (away, opened) == (who is None, expected), pattern.name


def test_the_token_of_netcheck_opens_no_page() -> None:
    client = Client(headers={"authorization": f"Bearer {settings.NETCHECK_TOKEN}"})
    for pattern in urls.urlpatterns:
        if pattern.name not in OPEN:
            assert client.get(address(pattern)).status_code == 302


def test_who_has_no_role_any_more_is_out_at_the_next_request(signed_in: Callable[[Role], Client]) -> None:
    client = signed_in(Role.OPERATOR)
    assert client.get(reverse("console:sessions")).status_code == 200
    User.objects.get(username="operator").groups.clear()
    assert client.get(reverse("console:sessions")).status_code == 302


def test_an_address_that_is_only_sent_to_leads_to_a_page(signed_in: Callable[[Role], Client]) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    for name in ("enrolment_begin", "enrolment_end", "check", "backup_make"):
        response = client.get(reverse(f"console:{name}"))
        assert (response.status_code, response["Location"]) == (302, reverse("console:sessions")), name


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Cette page n’existe pas"), ("en", "There is no such page")]
)
def test_a_page_that_is_not_there_says_so_in_the_readers_language(
    client: Client, language: str, words: str
) -> None:
    response = client.get("/console/sessions/999/nothing", headers={"accept-language": language})
    assert response.status_code == 404
    assert words in response.content.decode()


def test_who_sends_an_old_page_reads_what_to_do(person: Callable[[Role], object]) -> None:
    person(Role.ADMINISTRATOR)
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "fr"})
    refused = client.post(reverse("console:sign_in"), {"name": "administrator", "password": "x"})
    assert refused.status_code == 403
    assert "Rien n’a été fait" in refused.content.decode()


def test_a_request_that_another_site_has_made_up_is_refused(person: Callable[[Role], object]) -> None:
    person(Role.ADMINISTRATOR)
    client = Client(enforce_csrf_checks=True)
    for pattern in urls.urlpatterns:
        assert client.post(address(pattern)).status_code in (302, 403), pattern.name
    refused = client.post(reverse("console:sign_in"), {"name": "administrator", "password": "x"})
    assert refused.status_code == 403
    assert "_auth_user_id" not in client.session


def test_no_page_is_kept_by_a_browser_framed_or_served_with_something_of_another_host(
    signed_in: Callable[[Role], Client],
) -> None:
    response = signed_in(Role.ADMINISTRATOR).get(reverse("console:sessions"))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["Content-Security-Policy"].startswith("default-src 'self';")
    assert "unsafe" not in response["Content-Security-Policy"]
    session = response.cookies["sessionid"]
    assert (session["httponly"], session["samesite"], session["max-age"]) == (True, "Strict", "")
