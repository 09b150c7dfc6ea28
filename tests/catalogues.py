"""What is looked at in a catalogue of translations."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polib


def texts(entries: Iterable[polib.POEntry]) -> set[str]:
    """The texts of the source language, in the singular and in the plural."""
    return {text for entry in entries for text in (entry.msgid, entry.msgid_plural) if text}


def translations(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    """The one translation of an entry, or that of each plural form."""
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def broken(text: str) -> bool:
    """Whether a line of French may end before its double sign, or inside of its quotation marks."""
    return re.search(" [;:?!»]|« ", text) is not None


def places(text: str) -> set[str]:
    """What is filled in: ``{name}``, with its conversion and format where it has them, or ``%(name)s``."""
    braces = {
        f"{name}!{conversion}:{form}" for _text, name, form, conversion in Formatter().parse(text) if name
    }
    return braces | set(re.findall(r"%\(\w+\)[a-z]", text))
