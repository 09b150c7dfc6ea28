from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from kiosk.models import Event, Role
from kiosk.services.operators import (
    first_administrator,
    new_password,
    operator_add,
    operator_set_role,
    role_of,
)
from kiosk.services.refusal import Refusal

pytestmark = pytest.mark.django_db


def test_each_role_may_do_what_those_before_it_may() -> None:
    assert [[role.covers(needed) for needed in Role] for role in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def test_the_first_start_makes_one_administrator_and_no_second() -> None:
    made = first_administrator()
    assert made is not None
    user, password = made
    assert (role_of(user), user.check_password(password)) == (Role.ADMINISTRATOR, True)
    assert not user.is_superuser
    assert first_administrator() is None


def test_the_password_is_in_no_event_and_not_in_the_database() -> None:
    made = first_administrator()
    assert made is not None
    assert made[1] not in str([*Event.objects.values(), *User.objects.values()])


def test_generated_passwords_differ_and_can_be_copied_by_hand() -> None:
    passwords = {new_password() for _ in range(100)}
    assert len(passwords) == 100
    assert all(not set("l1o0O") & set(password) for password in passwords)


def test_two_people_do_not_share_a_name_whatever_its_case() -> None:
    operator_add(name="Ada", role=Role.OPERATOR)
    with pytest.raises(Refusal, match="ada"):
        operator_add(name="ada", role=Role.OPERATOR)


def test_a_password_that_is_easily_guessed_is_refused() -> None:
    with pytest.raises(ValidationError):
        operator_add(name="ada", role=Role.OPERATOR, password="password123")  # noqa: S106


def test_the_last_administrator_stays_one() -> None:
    ada, _ = operator_add(name="ada", role=Role.ADMINISTRATOR)
    for role in (Role.OPERATOR, None):
        with pytest.raises(Refusal, match="ada"):
            operator_set_role(ada, role)
    operator_add(name="bob", role=Role.ADMINISTRATOR)
    operator_set_role(ada, None)
    assert role_of(User.objects.get(username="ada")) is None
