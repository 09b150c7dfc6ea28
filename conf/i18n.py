"""What the plan's readers say to people, in their language. Without Django, which may not be there yet."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LOCALE = Path(__file__).resolve().parent / "locale"
"""Compiled catalogues, LANGUAGE/LC_MESSAGES/conf.mo; English is the source language."""


def _of_the_terminal() -> None:
    """Gettext itself asks LANGUAGE, LC_ALL, LC_MESSAGES and LANG, in the order POSIX gives them."""


_spoken: Callable[[], str | None] = _of_the_terminal


def speak(language: Callable[[], str | None]) -> None:
    """From now on ask `language` in which one to speak: a server has readers of several."""
    global _spoken  # noqa: PLW0603  a process speaks one way
    _spoken = language


def _(message: str) -> str:
    wanted = _spoken()
    languages = None if wanted is None else [wanted]
    return gettext.translation("conf", LOCALE, languages, fallback=True).gettext(message)
