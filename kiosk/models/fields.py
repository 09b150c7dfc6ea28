"""Validators that turn the plan's and the rules' own errors into Django's."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conf.numbers import TabletNumbers
from kiosk.economy.error import EconomyError
from kiosk.economy.goods import Cycle, Economy

if TYPE_CHECKING:
    from collections.abc import Callable


def _validator(read: Callable[[str], object], text: str, expected: str = "") -> None:
    """Refuse what cannot be read, with the reader's own sentence unless another one says what is expected."""
    try:
        read(text)
    except ValueError as error:
        raise ValidationError(expected.format(got=text) if expected else str(error)) from error


def validate_numbers(text: str) -> None:
    """Tablet numbers such as ``0-16,40``."""
    _validator(TabletNumbers.parse, text)


def validate_network(text: str) -> None:
    """A subnet such as ``192.168.2.0/24``."""
    _validator(ipaddress.ip_network, text, _("expected a subnet such as '192.168.2.0/24', got {got!r}"))


def validate_distribution(text: str) -> None:
    """Players for each production good, such as ``10/10/20/20``; at least three goods."""
    _validator(_economy_of, text)


def _economy_of(text: str) -> Economy:
    try:
        return Economy(distribution_of(text), Cycle.NEXT)
    except EconomyError as error:
        raise ValueError(_(error.template).format(**error.places)) from error


def distribution_of(text: str) -> tuple[int, ...]:
    """The counts in ``"10/10/20/20"``.

    Raises:
        ValueError: a sentence that says what was expected and what came.
    """
    parts = text.split("/")
    if not all(part.isascii() and part.isdecimal() for part in parts):
        sentence = _("expected players for each good such as '10/10/20/20', got {got!r}")
        raise ValueError(sentence.format(got=text))
    return tuple(int(part) for part in parts)
