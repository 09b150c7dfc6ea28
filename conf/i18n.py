"""What the plan's readers say to people, in their language. Without Django, which may not be there yet."""

from __future__ import annotations

import gettext
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LOCALE = Path(__file__).resolve().parent / "locale"
"""Compiled catalogues, LANGUAGE/LC_MESSAGES/conf.mo; English is the source language."""

SOURCE = "en"
LANGUAGES = (SOURCE, "fr")


def terminal_language() -> str:
    """The first that the terminal wishes for of the languages spoken here, else English.

    The first of these variables that says anything decides, as for gettext; which would pass over English, of
    which there is no catalogue, to what the terminal wishes for next.
    """
    variables = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wishes = next(filter(None, map(os.environ.get, variables)), "")
    return next((wish[:2] for wish in wishes.split(":") if wish[:2] in LANGUAGES), SOURCE)


_spoken: Callable[[], str | None] = terminal_language


def speak(language: Callable[[], str | None]) -> None:
    """From now on ask `language` in which one to speak: a server has readers of several."""
    global _spoken  # noqa: PLW0603  a process speaks one way
    _spoken = language


def _(message: str) -> str:
    language = _spoken() or terminal_language()
    return gettext.translation("conf", LOCALE, [language], fallback=True).gettext(message)
