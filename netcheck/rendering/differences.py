"""How an installed file differs from the rendered one."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


class UnreadableFileError(Exception):
    """What is installed cannot be read; the sentence names file and reason."""


class Kind(enum.StrEnum):
    """What is the matter with a line."""

    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"
    ORDER = "order"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One line that means something else in the installed file than in the rendered one."""

    kind: Kind
    file: Path
    line: int
    """In the installed file; of a missing line that of the block it belongs in, 0 for the whole file."""
    installed: str = ""
    expected: str = ""
    within: str = ""
    """The blocks around it, from the outermost in."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self._sentence()}{self._context()}"

    def _sentence(self) -> str:
        match self.kind:
            case Kind.MISSING:
                return _("missing: {expected}").format(expected=self.expected)
            case Kind.EXTRA:
                return _("extra: {installed}").format(installed=self.installed)
            case Kind.DIFFERENT:
                return _("different: {installed} (expected: {expected})").format(
                    installed=self.installed, expected=self.expected
                )
            case Kind.ORDER:
                return _("in another order: {installed} (expected here: {expected})").format(
                    installed=self.installed, expected=self.expected
                )

    def _context(self) -> str:
        return _(" - in {within}").format(within=self.within) if self.within else ""
