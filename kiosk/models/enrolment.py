from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime


class Enrolment(models.Model):
    """The door for new devices: one row, closed unless an operator opens it for a while."""

    open_until = models.DateTimeField(_("open until"), null=True, blank=True)
    pin = models.CharField(_("PIN"), max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolment")
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="enrolment_is_one_row"),)

    def __str__(self) -> str:
        return f"until {self.open_until}" if self.open_until else "closed"

    def save(self, **kwargs: Any) -> None:
        """Write the one row."""
        self.pk = 1
        super().save(**kwargs)

    def is_open(self, now: datetime) -> bool:
        """Whether a device may enrol at that moment."""
        return self.open_until is not None and now < self.open_until
