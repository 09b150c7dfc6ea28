from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from conf import site
from conf.numbers import TabletNumbers
from kiosk.models.fields import validate_network, validate_numbers
from kiosk.models.natural import NaturalModel


class AccessPoint(NaturalModel):
    """An access point and the tablets it serves; a blank is a fact the site does not know."""

    natural_fields = ("number",)

    number = models.PositiveIntegerField(_("number"), unique=True, validators=[MinValueValidator(1)])
    tablets = models.CharField(_("tablets"), max_length=200, validators=[validate_numbers])
    address = models.GenericIPAddressField(_("management address"), null=True, blank=True)
    network = models.CharField(
        _("clients' subnet"), max_length=50, blank=True, default="", validators=[validate_network]
    )
    source = models.GenericIPAddressField(_("address its clients show"), null=True, blank=True)
    ssid = models.CharField(_("Wi-Fi name"), max_length=32, blank=True, default="")
    bssids = models.JSONField(_("hardware addresses"), default=list, blank=True)

    class Meta:
        verbose_name = _("access point")
        verbose_name_plural = _("access points")
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number}: {self.tablets}"

    @property
    def numbers(self) -> TabletNumbers:
        """The tablets it serves."""
        return TabletNumbers.parse(self.tablets)

    @property
    def planned(self) -> site.AccessPoint:
        """The same as the plan says it, for comparing."""
        return site.AccessPoint(
            number=self.number,
            tablets=self.numbers,
            address=self.address or "",
            network=self.network,
            source=self.source or "",
            ssid=self.ssid,
            bssids=tuple(self.bssids),
        )
