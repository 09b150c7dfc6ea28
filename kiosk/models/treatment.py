from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.models.natural import NaturalModel
from kiosk.models.terms import Terms


class Treatment(NaturalModel, Terms):
    """An experimental condition: the terms that a room is opened under."""

    natural_fields = ("name",)

    name = models.SlugField(_("name"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=models.Q(rounds__gte=1), name="treatment_has_a_round"),
        )

    def __str__(self) -> str:
        return self.name
