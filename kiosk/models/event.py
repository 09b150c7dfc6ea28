from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.models.room import Room


class Event(models.Model):
    """Something that happened, said in the past tense, with who made it happen."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="events", null=True, blank=True)
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("kind"), max_length=40)
    actor = models.CharField(_("who"), max_length=150, blank=True, default="")
    data = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("pk",)
        indexes = (models.Index(fields=("room", "kind"), name="event_by_room_and_kind"),)

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S} {self.kind}"
