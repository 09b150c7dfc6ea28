from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class PseudonymManager(models.Manager["Pseudonym"]):
    def get_by_natural_key(self, name: str) -> Pseudonym:
        return self.get(name=name)


class Pseudonym(models.Model):
    """A name that a participant plays under."""

    name = models.CharField(_("name"), max_length=40, unique=True)

    objects: ClassVar[PseudonymManager] = PseudonymManager()

    class Meta:
        verbose_name = _("pseudonym")
        verbose_name_plural = _("pseudonyms")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[Any, ...]:
        return (self.name,)
