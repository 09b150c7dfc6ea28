from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.models.terms import Terms


class TreatmentManager(models.Manager["Treatment"]):
    def get_by_natural_key(self, name: str) -> Treatment:
        return self.get(name=name)


class Treatment(Terms):
    """An experimental condition: the terms that a room is opened under."""

    name = models.SlugField(_("name"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120, blank=True, default="")

    objects: ClassVar[TreatmentManager] = TreatmentManager()

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=models.Q(rounds__gte=1), name="treatment_has_a_round"),
        )

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[Any, ...]:
        return (self.name,)
