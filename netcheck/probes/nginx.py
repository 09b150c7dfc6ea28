"""nginx's configuration on this machine: what a reader finds wrong in it, and what nginx itself says."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcheck import timeouts
from netcheck.facts import Probe
from netcheck.i18n import N_
from netcheck.nginx import Finding, findings

if TYPE_CHECKING:
    from pathlib import Path

    from netcheck.facts import Facts
    from netcheck.world import World


@dataclass(frozen=True)
class Configuration:
    """Where it lies, its faults, and nginx's own complaint: empty, or None where it may not be asked."""

    file: Path
    findings: tuple[Finding, ...]
    complaint: str | None


async def _configuration(world: World, _facts: Facts) -> Configuration | None:
    file = world.machine.nginx_configuration()
    if file is None:
        return None
    found = await asyncio.to_thread(findings, file, world.plan)
    complaint = await asyncio.to_thread(world.machine.nginx_complaint, file)
    return Configuration(file, tuple(found), complaint)


CONFIGURATION = Probe(N_("nginx's configuration"), _configuration, timeouts.COMMAND)
