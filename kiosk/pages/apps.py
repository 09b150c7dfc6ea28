from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """The pages: an app of its own, so that Django finds its templates, static files and translations."""

    name = "kiosk.pages"
    label = "pages"
    verbose_name = _("Pages")
