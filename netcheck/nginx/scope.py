"""What holds at a place of nginx's configuration: its blocks from the outermost in, and what they inherit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.nginx.tree import Directive

_NAMED_GROUP = re.compile(r"\(\?<(?![=!])")


@dataclass(frozen=True)
class Scope:
    """A block and those around it: http, server, location, and locations within it."""

    blocks: tuple[Directive, ...]

    @property
    def block(self) -> Directive:
        """The innermost block."""
        return self.blocks[-1]

    @property
    def place(self) -> str:
        """How an operator calls the block: ``location /ws/``."""
        return str(Pattern.of(self.block)) if self.block.name == "location" else self.block.name

    def within(self, block: Directive) -> Scope:
        """The scope of a block of this one."""
        return Scope((*self.blocks, block))

    def inherited(self, name: str) -> list[Directive]:
        """The directives that hold here: those of the innermost level that has any, as nginx inherits."""
        return next((found for block in reversed(self.blocks) if (found := block.all(name))), [])

    def value(self, name: str, default: str) -> str:
        """The first argument of the directive that holds here, else nginx's default for it."""
        found = self.inherited(name)
        return found[-1].args[0] if found else default

    def own(self, name: str) -> Directive | None:
        """The directive of the innermost block alone: `proxy_pass` and `alias` are not inherited."""
        return next(iter(self.block.all(name)), None)

    def locations(self) -> Iterator[Scope]:
        """Every location below."""
        for location in self.block.all("location"):
            inner = self.within(location)
            yield inner
            yield from inner.locations()


@dataclass(frozen=True)
class Pattern:
    """What a location matches: a modifier (``=``, ``^~``, ``~``, ``~*`` or none) and its text."""

    modifier: str
    text: str

    @classmethod
    def of(cls, location: Directive) -> Pattern:
        """The pattern of a location; `location =/x` is written as one word too."""
        if len(location.args) > 1:
            return cls(location.args[0], location.args[1])
        match = re.match(r"(=|\^~|~\*|~)?(.*)", location.args[0], re.DOTALL)
        assert match is not None  # noqa: S101  the pattern matches every text
        return cls(match[1] or "", match[2])

    @property
    def is_regex(self) -> bool:
        """Whether the text is a regular expression."""
        return self.modifier in {"~", "~*"}

    def matches(self, path: str) -> bool:
        """Whether a request for `path` may end here."""
        if self.modifier == "=":
            return path == self.text
        if self.is_regex:
            return _search(self.text, path, ignore_case=self.modifier == "~*")
        return not self.text.startswith("@") and path.startswith(self.text)

    def remainder(self, path: str) -> str:
        """What is left of `path` after the prefix."""
        return path.removeprefix(self.text)

    def __str__(self) -> str:
        return f"location {self.modifier} {self.text}" if self.modifier else f"location {self.text}"


def location_of(scope: Scope, path: str) -> Scope:
    """Where nginx answers a request for `path`: in the location it chooses, or in the server itself."""
    return _find(scope, path)[0]


def _find(scope: Scope, path: str) -> tuple[Scope, bool]:
    """The chosen scope, and whether the choice is final for the levels around it."""
    locations = [(Pattern.of(location), location) for location in scope.block.all("location")]
    prefixes = [(pattern, location) for pattern, location in locations if not pattern.is_regex]
    found, final = scope, False
    matching = [(pattern, location) for pattern, location in prefixes if pattern.matches(path)]
    if matching:
        # An exact match before all prefixes, then the longest of them.
        pattern, location = max(matching, key=lambda item: (item[0].modifier == "=", len(item[0].text)))
        found, final = _find(scope.within(location), path)
        final = final or pattern.modifier == "="
        if pattern.modifier == "^~":  # keeps off the regular expressions of its own level alone
            return found, final
    if not final:
        for pattern, location in locations:
            if pattern.is_regex and pattern.matches(path):
                return _find(scope.within(location), path)[0], True
    return found, final


def _search(pattern: str, path: str, *, ignore_case: bool) -> bool:
    """Whether nginx's regular expression, near enough to Python's, is found in the path."""
    try:
        return bool(re.search(_NAMED_GROUP.sub("(?P<", pattern), path, re.IGNORECASE if ignore_case else 0))
    except re.error:
        return False
