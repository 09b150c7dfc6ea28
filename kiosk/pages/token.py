"""Who may read what is not for participants: the holder of the site's token."""

from __future__ import annotations

import ipaddress
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import JsonResponse

if TYPE_CHECKING:
    from django.http import HttpRequest


def refused(request: HttpRequest) -> JsonResponse | None:
    """None for the holder of the token; else the refusal: 401 without a token, 403 with another one."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        answer = JsonResponse({"error": "expected the header Authorization: Bearer TOKEN"}, status=401)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if not secrets.compare_digest(given.encode(), settings.NETCHECK_TOKEN.encode()):
        return JsonResponse({"error": "this is not the token of this kiosk"}, status=403)
    return None


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether a program of this machine asks daphne itself; nginx says for whom it asks."""
    try:
        peer = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return peer.is_loopback and "X-Forwarded-For" not in request.headers
