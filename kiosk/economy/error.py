"""What makes no economy, in a sentence that whoever shows it translates."""

from __future__ import annotations


def gettext_noop(text: str) -> str:
    """Mark a text for the catalogue of translations; whoever shows it translates it."""
    return text


class EconomyError(ValueError):
    """Numbers that make no economy: a sentence as it is marked, and what is filled into it."""

    def __init__(self, template: str, **places: object) -> None:
        super().__init__(template.format(**places))
        self.template = template
        self.places = places
