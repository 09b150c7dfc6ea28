from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from kiosk.services.operators import operator_add

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import User
    from pytest_django import Settings

    from kiosk.models import Role


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """PBKDF2 is slow on purpose; how slow is Django's own to test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person(db: None) -> Callable[[Role], User]:
    """A person of a role, called as the role is."""

    def made(role: Role) -> User:
        return operator_add(name=role.value, role=role)[0]

    return made


@pytest.fixture
def signed_in(person: Callable[[Role], User]) -> Callable[[Role], Client]:
    """A browser in which a person of that role has signed in; it speaks English."""

    def made(role: Role) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(person(role))
        return client

    return made
