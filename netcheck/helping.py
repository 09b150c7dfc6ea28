"""The help of a command: what it is for, and what an operator may type."""

from __future__ import annotations

from netcheck.i18n import _


def helped(text: str, *examples: str) -> str:
    """A help text for click; its examples keep their lines."""
    return "\n".join((text, "", "\b", _("Example:"), *(f"  {example}" for example in examples)))
