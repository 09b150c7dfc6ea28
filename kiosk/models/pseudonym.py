from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.models.natural import NaturalModel


class Pseudonym(NaturalModel):
    """A name that a participant plays under."""

    natural_fields = ("name",)

    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("pseudonym")
        verbose_name_plural = _("pseudonyms")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
