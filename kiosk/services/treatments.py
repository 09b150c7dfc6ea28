"""Treatments are made, changed and thrown away; the rooms that were opened under them keep their terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from kiosk.models import Room, Treatment
from kiosk.services.events import record
from kiosk.services.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


def treatment_save(treatment: Treatment, terms: Mapping[str, Any], *, actor: str = "") -> Treatment:
    """Give a treatment, new or not, these terms, by the names of its fields.

    Raises:
        ValidationError: a value is none that its field can have, or the name is taken.
    """
    with transaction.atomic():
        for name, value in terms.items():
            setattr(treatment, name, value)
        treatment.full_clean()
        treatment.save()
        record("treatment_saved", actor=actor, name=treatment.name)
    return treatment


def treatment_delete(treatment: Treatment, *, actor: str = "") -> None:
    """Throw a treatment away.

    Raises:
        Refusal: ``treatment_used``: a room was opened under it.
    """
    with transaction.atomic():
        if Room.objects.filter(treatment=treatment).exists():
            raise Refusal("treatment_used", got=treatment.name)
        record("treatment_deleted", actor=actor, name=treatment.name)
        treatment.delete()
