"""A diagnosis, written for a terminal, a program, a build server or a log book."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from netcheck.report import html, json, junit, text

if TYPE_CHECKING:
    from netcheck.diagnosis import Diagnosis


class Format(enum.StrEnum):
    """The forms a diagnosis can take."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    HTML = "html"


def written(diagnosis: Diagnosis, form: Format, style: text.Style) -> str:
    """The diagnosis in that form; `style` matters to text only."""
    if form is Format.JSON:
        return json.written(diagnosis)
    if form is Format.JUNIT:
        return junit.written(diagnosis)
    if form is Format.HTML:
        return html.written(diagnosis)
    return text.written(diagnosis, style)
