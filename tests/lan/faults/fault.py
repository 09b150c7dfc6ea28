"""What a fault is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tests.lan.site import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.lan.lan import Lan

    Breaking: TypeAlias = Callable[[Lan], Iterator[None]]

EVERYWHERE = tuple(Layout)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What netcheck must say: one cause, its target, the tablets concerned; a warning where they can play."""

    cause: str
    target: str = ""
    tablets: tuple[int, ...] = ()
    warning: bool = False


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that breaks: a generator breaks it, yields, and mends it."""

    name: str
    says: str
    breaking: Breaking
    expects: Verdict
    layouts: tuple[Layout, ...] = EVERYWHERE
