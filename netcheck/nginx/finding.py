"""What a look at nginx's configuration brings up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcheck.i18n import _
from netcheck.nginx.causes import CAUSES

if TYPE_CHECKING:
    from pathlib import Path

    from netcheck.nginx.tree import Directive


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault of a configuration: where it is, what follows from it, and the lines that mend it."""

    code: str
    """A key of `CAUSES`."""
    file: Path
    line: int
    """From 1; 0 where the fault is in no line, such as a file that is missing."""
    summary: str
    remedy_text: str
    remedy_lines: tuple[str, ...] = ()
    warning: bool = False
    """Whether tablets can play all the same."""


def found(code: str, at: Directive, summary: str, *lines: str, warning: bool | None = None) -> Finding:
    """The finding of `code` at a directive; `warning` where this case is milder than the cause in general."""
    cause = CAUSES[code]
    return Finding(
        code=code,
        file=at.file,
        line=at.line,
        summary=summary,
        remedy_text=_(cause.remedy),
        remedy_lines=lines,
        warning=cause.warning if warning is None else warning,
    )
