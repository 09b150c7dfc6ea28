from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

pytestmark = pytest.mark.django_db


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("operators", *arguments)
    return capsys.readouterr().out


def password_in(text: str) -> str:
    found = re.search(r"\b(\w{4}-\w{4}-\w{4}-\w{4})\b", text)
    assert found, text
    return found[1]


def test_the_first_administrators_password_is_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    password = password_in(told(capsys, "first"))
    assert User.objects.get().check_password(password)
    assert password not in told(capsys, "first") + told(capsys, "list")


def test_a_person_is_added_given_another_password_and_role_and_retired(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told(capsys, "first")
    first = password_in(told(capsys, "add", "ada", "--role", "assistant"))
    second = password_in(told(capsys, "password", "ada"))
    assert first != second
    assert User.objects.get(username="ada").check_password(second)
    told(capsys, "role", "ada", "--role", "operator")
    assert re.search(r"ada +operator", told(capsys, "list"))
    told(capsys, "retire", "ada")
    assert "ada" not in told(capsys, "list")


def test_a_name_that_nobody_has_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "first")
    with pytest.raises(CommandError, match="admin"):
        told(capsys, "password", "ada")
