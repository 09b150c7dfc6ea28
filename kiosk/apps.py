from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KioskConfig(AppConfig):
    """The game."""

    name = "kiosk"
    verbose_name = _("Money game")
