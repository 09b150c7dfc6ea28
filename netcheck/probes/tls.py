"""The certificate that the site shows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from netcheck import timeouts
from netcheck.facts import Probe
from netcheck.i18n import N_
from netcheck.probes.pages import tls_port

if TYPE_CHECKING:
    from netcheck.facts import Facts
    from netcheck.world import World


async def _certificate(world: World, _facts: Facts) -> str | None:
    """Until when it is valid, in OpenSSL's words; None where the handshake fails."""
    server = world.site.server
    try:
        async with (
            asyncio.timeout(timeouts.HTTP.seconds),
            world.network.connection(server.address, tls_port(world), tls=world.trust, name=server.name) as (
                _reader,
                writer,
            ),
        ):
            certificate = writer.get_extra_info("peercert") or {}
    except OSError:
        return None
    until = certificate.get("notAfter")
    return str(until) if until else None


CERTIFICATE = Probe(N_("the certificate"), _certificate, timeouts.HTTP)
