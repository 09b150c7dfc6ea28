from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from conf.i18n import speak


class KioskConfig(AppConfig):
    """The game."""

    name = "kiosk"
    verbose_name = _("Money game")

    def ready(self) -> None:
        """Have the plan speak the reader's language, and `manage.py check` look at the site."""
        speak(get_language)
        from kiosk.upkeep.soundness import INTEGRITY, SITE, database_is_sound, site_is_fit  # noqa: PLC0415

        register(site_is_fit, SITE)
        register(database_is_sound, INTEGRITY)
