"""QR codes, drawn here and served from here."""

from __future__ import annotations

import re

import segno
from django.utils.safestring import SafeString, mark_safe

_RESERVED = re.compile(r'([\\;,":])')


def qr(text: str) -> SafeString:
    """The code of a text, as a drawing that stands in a page; its size is the style sheet's business."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308  segno draws squares: nothing of the text is in it


def wifi(ssid: str, password: str) -> str:
    """What a camera reads as a Wi-Fi to join; without a password, an open one."""
    if not password:
        return f"WIFI:T:nopass;S:{_escaped(ssid)};;"
    return f"WIFI:T:WPA;S:{_escaped(ssid)};P:{_escaped(password)};;"


def _escaped(text: str) -> str:
    return _RESERVED.sub(r"\\\1", text)
