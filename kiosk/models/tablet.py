from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

ROBOT_NUMBERS = 9000
"""Robots sit at tablets of their own, numbered from here on, so that they never take a person's."""


class Tablet(models.Model):
    """A numbered tablet, and the device that is enrolled under that number."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    device_id = models.CharField(
        _("device"), max_length=200, unique=True, null=True, blank=True
    )  # NULL, so that many may have none
    enrolled_at = models.DateTimeField(_("enrolled at"), null=True, blank=True)
    robot = models.BooleanField(_("robot"), default=False)

    class Meta:
        verbose_name = _("tablet")
        verbose_name_plural = _("tablets")
        ordering = ("number",)

    def __str__(self) -> str:
        return str(self.number)
