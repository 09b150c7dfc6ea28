"""Is this process alive, can it serve, and how does it do: for service managers, proxies and Prometheus."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from kiosk.pages.token import is_from_this_machine, refused
from kiosk.upkeep.metrics import REGISTRY
from kiosk.upkeep.readiness import OK, Readiness

_readiness = Readiness()


@require_safe
@never_cache
async def health(_request: HttpRequest) -> JsonResponse:
    """`/api/health`: this process answers. It asks nobody else."""
    return JsonResponse({"status": OK})


@require_safe
@never_cache
async def ready(_request: HttpRequest) -> JsonResponse:
    """`/api/ready`: 200 where all that a round needs is there, else 503; says what is away, and no more."""
    facts = await _readiness.facts()
    is_ready = all(fact == OK for fact in facts.values())
    return JsonResponse({"ready": is_ready, **facts}, status=200 if is_ready else 503)


@require_safe
@never_cache
async def metrics(request: HttpRequest) -> HttpResponse:
    """`/api/metrics`: this process's metrics, for programs of this machine and holders of the token."""
    refusal = None if is_from_this_machine(request) else refused(request)
    return refusal or HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
