"""What netcheck says to people, in the language of their terminal."""

from __future__ import annotations

import gettext
from pathlib import Path

from conf.i18n import terminal_language

LOCALE = Path(__file__).resolve().parent / "locale"
"""Compiled catalogues, LANGUAGE/LC_MESSAGES/netcheck.mo; English is the source language."""

# One process speaks one language, so the choice is made once.
_translation = gettext.translation("netcheck", LOCALE, [terminal_language()], fallback=True)

_ = _translation.gettext
ngettext = _translation.ngettext


def N_(message: str) -> str:  # noqa: N802  gettext's own name for it
    """Mark a text for translation where it is written down; `_` translates it where it is said."""
    return message
