"""nginx.conf compared in meaning: block by block, in any order where order means nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcheck.nginx.scope import Pattern
from netcheck.rendering.differences import Difference, Kind
from netcheck.rendering.nginx_meaning import DEFAULTS, ORDERED, is_block, meaning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.nginx.tree import Directive
    from netcheck.rendering.nginx_meaning import Meaning


def nginx_differences(rendered: Directive, installed: Directive) -> list[Difference]:
    """What `installed` says otherwise than `rendered`, each as `read_configuration` returns it."""
    return sorted(_Pair(rendered, installed).differences(), key=lambda found: (found.file, found.line))


@dataclass(frozen=True)
class _Pair:
    """Two blocks that stand for each other, and the names that levels further out already set."""

    rendered: Directive
    installed: Directive
    within: str = ""
    outer: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

    def differences(self) -> Iterator[Difference]:
        """Of the lines, of the blocks within, and of the order."""
        expected = [line for line in self.rendered.block if not _is_default(line, self.outer[0])]
        found = [line for line in self.installed.block if not _is_default(line, self.outer[1])]
        for name in dict.fromkeys(directive.name for directive in (*expected, *found)):
            of_name = [line for line in expected if line.name == name]
            others = [line for line in found if line.name == name]
            yield from self._lines(_lines(of_name), _lines(others))
            yield from self._blocks(_blocks(of_name), _blocks(others))
        yield from self._order(expected, found)

    def _lines(self, expected: list[Directive], found: list[Directive]) -> Iterator[Difference]:
        """Of the unequal lines those about the same thing differ; the rest is missing or extra."""
        missing, extra = _without_common(expected, found)
        alone = len(missing) == len(extra) == 1
        for line in list(extra):
            other = next((other for other in missing if alone or _same_subject(line, other)), None)
            if other is not None:
                missing.remove(other)
                extra.remove(line)
                yield self._difference(Kind.DIFFERENT, line, installed=str(line), expected=str(other))
        for line in extra:
            yield self._difference(Kind.EXTRA, line, installed=str(line))
        for line in missing:
            yield self._difference(Kind.MISSING, self.installed, expected=str(line))

    def _blocks(self, expected: list[Directive], found: list[Directive]) -> Iterator[Difference]:
        """Blocks with equal arguments stand for each other; of several, those that are most alike."""
        pairs = _pairs(expected, found)
        outer = (self.outer[0] | _names(self.rendered), self.outer[1] | _names(self.installed))
        for block, other in pairs:
            if block.name != "types":  # the tables of packages vary; that there is one is what counts
                yield from _Pair(block, other, self._inside(other), outer).differences()
        for block in expected:
            if not any(block is paired for paired, _other in pairs):
                yield self._difference(Kind.MISSING, self.installed, expected=f"{_label(block)} {{...}}")
        for block in found:
            if not any(block is paired for _block, paired in pairs):
                yield self._difference(Kind.EXTRA, block, installed=f"{_label(block)} {{...}}")

    def _order(self, expected: list[Directive], found: list[Directive]) -> Iterator[Difference]:
        """Regular expressions are tried, and rewriting directives run, in the order in which they stand."""
        common = Counter(map(meaning, _ordered(expected))) & Counter(map(meaning, _ordered(found)))
        wanted = [line for line in _ordered(expected) if meaning(line) in common]
        actual = [line for line in _ordered(found) if meaning(line) in common]
        for line, other in zip(wanted, actual, strict=False):
            if meaning(line) != meaning(other):
                yield self._difference(Kind.ORDER, other, installed=str(other), expected=str(line))
                return

    def _inside(self, block: Directive) -> str:
        return f"{self.within} > {_label(block)}" if self.within else _label(block)

    def _difference(
        self, kind: Kind, at: Directive, *, installed: str = "", expected: str = ""
    ) -> Difference:
        return Difference(
            kind=kind, file=at.file, line=at.line, installed=installed, expected=expected, within=self.within
        )


def _pairs(expected: list[Directive], found: list[Directive]) -> list[tuple[Directive, Directive]]:
    """The blocks that stand for each other, each in one pair at most, the most alike first."""
    candidates = [
        (_likeness(block, other), block, other)
        for block in expected
        for other in found
        if meaning(block) == meaning(other)
    ]
    pairs: list[tuple[Directive, Directive]] = []
    for _common, block, other in sorted(candidates, key=lambda candidate: -candidate[0]):
        if not any(block is one or other is another for one, another in pairs):
            pairs.append((block, other))
    return pairs


def _label(block: Directive) -> str:
    """A block as an operator recognises it: a server by its name."""
    names = [*block.all("server_name"), *block.all("listen")] if block.name == "server" else []
    return f"{block} ({names[0]})" if names else str(block)


def _lines(directives: list[Directive]) -> list[Directive]:
    return [directive for directive in directives if not is_block(directive)]


def _blocks(directives: list[Directive]) -> list[Directive]:
    return [directive for directive in directives if is_block(directive)]


def _names(block: Directive) -> frozenset[str]:
    return frozenset(directive.name for directive in block.block)


def _is_default(directive: Directive, outer: frozenset[str]) -> bool:
    return meaning(directive) in DEFAULTS and directive.name not in outer


def _same_subject(line: Directive, other: Directive) -> bool:
    """Whether two lines say something of the same thing: of a header, of an address."""
    return len(line.args) > 1 and len(other.args) > 1 and meaning(line)[:2] == meaning(other)[:2]


def _without_common(
    expected: list[Directive], found: list[Directive]
) -> tuple[list[Directive], list[Directive]]:
    missing, extra = list(expected), []
    for line in found:
        same = next((other for other in missing if meaning(other) == meaning(line)), None)
        if same is None:
            extra.append(line)
        else:
            missing.remove(same)
    return missing, extra


def _ordered(directives: list[Directive]) -> list[Directive]:
    return [
        directive
        for directive in directives
        if directive.name in ORDERED or (directive.name == "location" and Pattern.of(directive).is_regex)
    ]


def _likeness(block: Directive, other: Directive) -> int:
    """How many lines two blocks have in common, at any depth."""
    return (Counter(_all_meanings(block)) & Counter(_all_meanings(other))).total()


def _all_meanings(block: Directive) -> Iterator[Meaning]:
    for directive in block.block:
        yield meaning(directive)
        yield from _all_meanings(directive)
