"""Validators that turn the plan's and the rules' own errors into Django's."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from conf.numbers import TabletNumbers
from kiosk.economy.goods import Cycle, Economy

if TYPE_CHECKING:
    from collections.abc import Callable


def _validator(read: Callable[[str], object], text: str) -> None:
    try:
        read(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def validate_numbers(text: str) -> None:
    """Tablet numbers such as ``0-16,40``."""
    _validator(TabletNumbers.parse, text)


def validate_network(text: str) -> None:
    """A subnet such as ``192.168.2.0/24``."""
    _validator(ipaddress.ip_network, text)


def validate_distribution(text: str) -> None:
    """Players for each production good, such as ``10/10/20/20``; at least three goods."""
    _validator(lambda text: Economy(distribution_of(text), Cycle.NEXT), text)


def distribution_of(text: str) -> tuple[int, ...]:
    """The counts in ``"10/10/20/20"``.

    Raises:
        ValueError: a sentence that says what was expected and what came.
    """
    parts = text.split("/")
    if not all(part.isascii() and part.isdecimal() for part in parts):
        raise ValueError(f"expected players for each good such as '10/10/20/20', got {text!r}")
    return tuple(int(part) for part in parts)
