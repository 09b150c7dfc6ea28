"""How this server is set up, each setting with its meaning; changed where it is read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings as django_settings
from django.db import connection
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kiosk.services.report import version_of_server

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kiosk.pages.console.gate import Request


class Setting(NamedTuple):
    """One setting: where it is set, what it is now, what it means."""

    name: str
    value: str
    meaning: str


@require_safe
def settings(request: Request) -> HttpResponse:
    """`/console/settings`: the site's wiring and the server's environment; secrets are not shown."""
    return render(
        request,
        "console/setup/settings.html",
        {"site": _site(), "environment": _environment(), "version": version_of_server()},
    )


def _site() -> list[Setting]:
    site = django_settings.SITE
    server = site.server
    return [
        Setting(
            "profile", site.profile.value, _("local: trying out; lan: the laboratory; wan: a public server")
        ),
        Setting("server.name", server.name, _("the name that tablets type")),
        Setting("server.address", server.address, _("the static address on the laboratory’s network")),
        Setting("server.http_port", str(server.http_port), _("where nginx listens")),
        Setting("server.upstream", str(server.upstream), _("where the first daphne process listens")),
        Setting("server.processes", str(server.processes), _("how many daphne processes serve the site")),
        Setting(
            "server.static_root", str(django_settings.STATIC_ROOT), _("where nginx finds the static files")
        ),
    ]


def _environment() -> list[Setting]:
    several = _("several processes, joined by Redis") if django_settings.REDIS_URL else _("one process")
    return [
        Setting("DATABASE_URL", connection.vendor, _("where everything is kept; the kind alone is shown")),
        Setting("REDIS_URL", several, _("joins several processes into one site")),
        Setting("GANOMICS_STATE", str(django_settings.STATE_DIR), _("the folder of what the server writes")),
        Setting("SECRET_KEY", _("set"), _("signs sessions; never shown")),
        Setting("NETCHECK_TOKEN", _("set"), _("opens the report to netcheck; never shown")),
        Setting("TZ", django_settings.TIME_ZONE, _("the time zone of what operators read")),
    ]
