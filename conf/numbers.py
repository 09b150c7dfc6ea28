"""Sets of tablet numbers as people write them: ``0-16, 40``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from conf.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HIGHEST_NUMBER = 99_999
"""No laboratory numbers more tablets; a slip such as ``0-1600000`` is caught."""

_PART = re.compile(r"(\d+)(?:\s*-\s*(\d+))?")


@dataclass(frozen=True)
class TabletNumbers:
    """An ordered set of tablet numbers, kept as disjoint ranges (first, last), ends included.

    >>> str(TabletNumbers.parse("40, 0-15, 16"))
    '0-16,40'
    """

    ranges: tuple[tuple[int, int], ...] = ()

    @classmethod
    def parse(cls, text: str) -> TabletNumbers:
        """Read ``"0-16,40"``; an empty text is the empty set.

        Raises:
            ValueError: a sentence that says which part is wrong and what was expected;
                a number named twice in one text is such a mistake.
        """
        ranges = [_parse_part(part.strip()) for part in text.split(",")] if text.strip() else []
        ranges.sort()
        for (_first, last), (first, _last) in pairwise(ranges):
            if first <= last:
                raise ValueError(
                    _("number {number} is named twice in {text!r}").format(number=first, text=text)
                )
        return cls(_joined(ranges))

    @classmethod
    def of(cls, numbers: Iterable[int]) -> TabletNumbers:
        """The set of the given numbers."""
        return cls(_joined([(number, number) for number in sorted(set(numbers))]))

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and any(first <= number <= last for first, last in self.ranges)

    def __iter__(self) -> Iterator[int]:
        for first, last in self.ranges:
            yield from range(first, last + 1)

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def __and__(self, other: TabletNumbers) -> TabletNumbers:
        return TabletNumbers.of(number for number in self if number in other)

    def __str__(self) -> str:
        return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in self.ranges)


def _parse_part(part: str) -> tuple[int, int]:
    match = _PART.fullmatch(part)
    if match is None:
        raise ValueError(_("expected numbers and ranges such as '0-16,40', got {got!r}").format(got=part))
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        sentence = _("the range {got!r} runs backwards: expected '{last}-{first}'")
        raise ValueError(sentence.format(got=part, last=last, first=first))
    if last > HIGHEST_NUMBER:
        sentence = _("expected tablet numbers up to {highest}, got {got!r}")
        raise ValueError(sentence.format(highest=HIGHEST_NUMBER, got=part))
    return first, last


def _joined(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for first, last in ranges:
        if joined and first == joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return tuple(joined)
