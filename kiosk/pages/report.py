"""`GET /api/report`: the kiosk's report on itself, for a holder of its token."""

from __future__ import annotations

import asyncio
from typing import Any

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kiosk.pages.tablet import made_shell
from kiosk.pages.token import refused
from kiosk.services.report import report_facts

LAYER_TIME_OUT = 2.0
"""Seconds; a layer that takes longer is not fit for a round."""


@require_safe
@never_cache
async def report(request: HttpRequest) -> JsonResponse:
    """The report; 401 without a token, 403 with another one."""
    refusal = refused(request)
    if refusal is not None:
        return refusal
    facts = await sync_to_async(report_facts)(page_version=made_shell().version)
    return JsonResponse(facts | {"channel_layer": await channel_layer_facts()})


async def channel_layer_facts() -> dict[str, Any]:
    """Whether a message comes back through the channel layer, where there is one."""
    layer = get_channel_layer("hub")
    if layer is None:
        return {"ok": True, "kind": "local", "error": None}
    try:
        async with asyncio.timeout(LAYER_TIME_OUT):
            channel = await layer.new_channel()
            await layer.send(channel, {"type": "report"})
            await layer.receive(channel)
    except TimeoutError:
        return {"ok": False, "kind": "redis", "error": f"no answer within {LAYER_TIME_OUT:g} s"}
    except Exception as error:  # noqa: BLE001  the layer's client raises its own and the socket's
        return {"ok": False, "kind": "redis", "error": str(error)}
    return {"ok": True, "kind": "redis", "error": None}
