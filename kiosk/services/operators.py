"""The people at the console: their roles, their passwords, and how they come in."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import authenticate, get_user
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kiosk.models import Event, Role
from kiosk.services.events import record
from kiosk.services.refusal import Refusal

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

FIRST_NAME = "admin"
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""None that is taken for another one on paper: no l and 1, no o and 0. 16 of them are 80 bits."""

WINDOW = timedelta(minutes=5)
MOST_FAILURES = 5
"""Failed sign-ins under one name from one address in the window."""

MOST_FAILURES_OF_AN_ADDRESS = 20
"""Under any name; tablets behind one access point may share an address, operators do not use tablets."""


def role_of(user: User | AnonymousUser) -> Role | None:
    """The highest role of a person; None for who has none, or is not signed in."""
    if not user.is_authenticated or not user.is_active:
        return None
    groups = set(user.groups.values_list("name", flat=True))
    return max((role for role in Role if role in groups), key=list(Role).index, default=None)


def role_in_session(session_key: str) -> Role | None:
    """The role of whoever has signed in under that key of a session; None where nobody has, or it is over."""
    request = HttpRequest()
    request.session = SessionStore(session_key)
    return role_of(get_user(request))


def operator_add(*, name: str, role: Role, password: str = "", actor: str = "") -> tuple[User, str]:
    """A new person with that role, and the password: as given, or a new one that is shown once.

    Raises:
        Refusal: ``name_taken``.
        ValidationError: the name or the password is not fit to be one.
    """
    password = password or new_password()
    with transaction.atomic():
        if User.objects.filter(username__iexact=name).exists():
            raise Refusal("name_taken", got=name)
        user = User(username=name)
        user.full_clean(exclude=["password"])
        validate_password(password, user)
        user.set_password(password)
        user.save()
        user.groups.set([_group(role)])
        record("operator_added", actor=actor, name=name, role=role.value)
    return user, password


def first_administrator(*, actor: str = "") -> tuple[User, str] | None:
    """An administrator with a new password where there is none yet; the password is kept nowhere."""
    with transaction.atomic():
        if User.objects.filter(groups__name=Role.ADMINISTRATOR, is_active=True).exists():
            return None
        name = FIRST_NAME
        while User.objects.filter(username=name).exists():
            name = f"{FIRST_NAME}-{secrets.token_hex(2)}"
        return operator_add(name=name, role=Role.ADMINISTRATOR, actor=actor)


def operator_set_password(user: User, password: str = "", *, actor: str = "") -> str:
    """Give a person another password, which ends its sessions; a new one unless it is given.

    Raises:
        ValidationError: the password is not fit to be one.
    """
    password = password or new_password()
    validate_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record("password_set", actor=actor, name=user.username)
    return password


def operator_set_role(user: User, role: Role | None, *, actor: str = "") -> None:
    """Give a person another role, or none: then it can not come in any more.

    Raises:
        Refusal: ``last_administrator``: somebody must be left who may do everything.
    """
    with transaction.atomic():
        Group.objects.select_for_update().filter(name=Role.ADMINISTRATOR).first()
        others = User.objects.filter(groups__name=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
        if role is not Role.ADMINISTRATOR and not others.exists():
            raise Refusal("last_administrator", got=user.username)
        user.groups.set([_group(role)] if role else [])
        user.is_active = role is not None
        user.save(update_fields=["is_active"])
        record("role_set", actor=actor, name=user.username, role=role.value if role else None)


def sign_in(*, name: str, password: str, address: str) -> User:
    """The person of that name and password.

    Raises:
        Refusal: ``too_many_attempts`` after some failures in a row, whatever the password is now;
            ``wrong_password`` where there is no such person, it has no role, or the password is another.
    """
    fingerprint = salted_hmac("kiosk.sign_in", name).hexdigest()[:16]
    _require_patience(fingerprint, address)
    user = authenticate(username=name, password=password)
    if not isinstance(user, User) or role_of(user) is None:
        # A name that nobody has may be a password in the wrong field: it is not written down as it is.
        record("sign_in_failed", name=fingerprint, address=address)
        raise Refusal("wrong_password")
    record("signed_in", actor=user.username, address=address)
    return user


def new_password() -> str:
    """A password to be copied by hand: four groups of four letters."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def _require_patience(name: str, address: str) -> None:
    recent = Event.objects.filter(
        room=None, kind="sign_in_failed", at__gt=timezone.now() - WINDOW, data__address=address
    )
    if (
        recent.filter(data__name=name).count() >= MOST_FAILURES
        or recent.count() >= MOST_FAILURES_OF_AN_ADDRESS
    ):
        raise Refusal("too_many_attempts", minutes=int(WINDOW.total_seconds() // 60))


def _group(role: Role) -> Group:
    return Group.objects.get_or_create(name=role.value)[0]
