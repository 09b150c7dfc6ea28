"""What a fault is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tests.lan import site
from tests.lan.site import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.lan.lan import Lan

    Breaking: TypeAlias = Callable[[Lan], Iterator[None]]

EVERYWHERE = (Layout.ROUTED, Layout.NAT, Layout.BRIDGED)
BEHIND_ROUTERS = (Layout.ROUTED, Layout.NAT)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What netcheck must say: one cause, its target, the tablets concerned."""

    cause: str
    target: str = ""
    """As netcheck calls it; not compared where it is empty."""
    tablets: tuple[int, ...] = ()
    point: int = 0
    """The access point whose tablets are concerned, all of them."""
    warning: bool = False
    """Whether tablets can play all the same."""

    def concerned(self, numbers: Iterable[int]) -> list[int]:
        """The tablets concerned, of those that there are."""
        return site.behind(self.point, numbers) if self.point else sorted(self.tablets)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that breaks: a generator breaks it, yields, and mends it."""

    name: str
    link: str
    """The link of the chain that breaks."""
    says: str
    breaking: Breaking
    expects: Verdict
    layouts: tuple[Layout, ...]
    """Where it makes sense."""
    by_hand: bool
    """Whether hands have to mend it, so that the commands of the remedy alone do not."""
    over_time: bool
    """Whether it shows only in what the kiosk measures over some seconds."""


class Registry(dict[str, Fault]):
    """The faults of one link of the chain, by name."""

    def __init__(self, link: str, *, over_time: bool = False) -> None:
        super().__init__()
        self._link = link
        self._over_time = over_time

    def fault(
        self,
        says: str,
        expects: Verdict,
        *,
        layouts: tuple[Layout, ...] = EVERYWHERE,
        by_hand: bool = False,
        over_time: bool = False,
    ) -> Callable[[Breaking], Breaking]:
        """Take in a generator that breaks one thing, under its own name."""

        def take_in(breaking: Breaking) -> Breaking:
            name = breaking.__name__
            self[name] = Fault(
                name=name,
                link=self._link,
                says=says,
                breaking=breaking,
                expects=expects,
                layouts=layouts,
                by_hand=by_hand,
                over_time=over_time or self._over_time,
            )
            return breaking

        return take_in
