from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """When and how a device was last heard; written by every process, a row a device.

    Presence is a heartbeat, not a pair of connect and disconnect: half-open sockets are the rule
    when a tablet changes access points.
    """

    device_id = models.CharField(_("device"), max_length=200, unique=True)
    heard_at = models.DateTimeField(_("last heard"))
    left_at = models.DateTimeField(_("last socket closed"), null=True, blank=True)
    host = models.CharField(_("name it came by"), max_length=300, blank=True, default="")
    address = models.CharField(_("source address"), max_length=100, blank=True, default="")
    sockets = models.PositiveIntegerField(_("sockets opened"), default=0)
    rtt_ms = models.FloatField(_("round trip in ms"), null=True, blank=True)
    loss = models.FloatField(_("share of heartbeats lost"), null=True, blank=True)
    number = models.PositiveIntegerField(_("number it claims"), null=True, blank=True)
    voices = models.PositiveIntegerField(_("tablets that speak as this device"), default=1)
    report = models.JSONField(_("what it says of itself"), default=dict, blank=True)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")

    def __str__(self) -> str:
        return f"{self.device_id} {self.heard_at:%H:%M:%S}"
