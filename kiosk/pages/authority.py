"""`/authority`: where a tablet loads the certificate of the site's own authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest

    from conf.authority import Authority


@require_safe
def authority(request: HttpRequest) -> HttpResponse:
    """What it is, its fingerprint, and how it is installed."""
    known = _known()
    name = settings.SITE.server.name
    return render(request, "authority.html", {"fingerprint": known.fingerprint(), "name": name})


@require_safe
def certificate(_request: HttpRequest) -> HttpResponse:
    """`/authority.crt`: the certificate itself; Android asks what it is for."""
    return HttpResponse(_known().certificate.read_bytes(), content_type="application/x-x509-ca-cert")


def _known() -> Authority:
    made: Authority = settings.AUTHORITY
    if not made.certificate.exists():
        raise Http404
    return made
