"""Goods as clients name them, turned into goods as the database keeps them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kiosk.economy import goods
from kiosk.services.refusal import Refusal

if TYPE_CHECKING:
    from kiosk.economy.goods import Economy

_absolute = lru_cache(goods.absolute)
_relative = lru_cache(goods.relative)
"""The rules work on arrays; one good at a time is looked up, for there are few."""


def relative_good(good: int, production_good: int, consumption_good: int, economy: Economy) -> int:
    """What the player calls an absolute good."""
    return _relative(good, production_good, consumption_good, economy.n_goods)


def absolute_good(good: int, production_good: int, consumption_good: int, economy: Economy) -> int:
    """The absolute good that a player means by a relative one.

    Raises:
        Refusal: ``good_out_of_range``; a negative one too, which does not count from the end.
    """
    if not 0 <= good < economy.n_goods:
        raise Refusal("good_out_of_range", most=economy.n_goods - 1, got=good)
    return _absolute(good, production_good, consumption_good, economy.n_goods)
