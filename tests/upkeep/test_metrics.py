"""The README of upkeep lists every metric, and the wire counts what it does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

import kiosk.upkeep
from kiosk.models import Step
from kiosk.upkeep.metrics import REGISTRY
from tests.sessions import enrol, open_room
from tests.wire.sockets import Process, process, walk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

README = Path(kiosk.upkeep.__file__).with_name("README.md").read_text(encoding="utf-8")


@pytest_asyncio.fixture
async def server(transactional_db: None) -> AsyncIterator[Process]:
    async with process() as running:
        yield running


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_every_metric_is_listed_with_its_type_and_meaning() -> None:
    listed = re.findall(r"^\| `(ganomics_\w+)` \| (\w+) \| (.+) \|$", README, re.MULTILINE)
    own = [family for family in REGISTRY.collect() if family.name.startswith("ganomics_")]
    assert listed == [
        (family.name + ("_total" if family.type == "counter" else ""), family.type, family.documentation)
        for family in own
    ]


async def test_a_room_that_is_played_is_counted(server: Process) -> None:
    before = {name: value(name) for name in ("ganomics_rounds_total", "ganomics_choices_total")}
    commits = value("ganomics_commit_seconds_count", request="Choose")
    kept = value("ganomics_batch_requests_sum", request="Choose")
    room = await server.database(lambda: open_room("1/1/1", training_rounds=0))
    await server.database(lambda: enrol(0, 1, 2))
    tablets = await walk(server, room, Step.END)
    assert value("ganomics_sockets") >= 3
    assert value("ganomics_rounds_total") == before["ganomics_rounds_total"] + 3
    assert value("ganomics_choices_total") == before["ganomics_choices_total"] + 9
    assert 3 <= value("ganomics_commit_seconds_count", request="Choose") - commits <= 9
    assert value("ganomics_batch_requests_sum", request="Choose") - kept == 9
    refused = value("ganomics_refusals_total", code="good_out_of_range")
    await tablets[0].ask("choice", t=0, good=99)
    assert value("ganomics_refusals_total", code="good_out_of_range") == refused + 1


def test_the_exposition_is_read_by_prometheus_own_parser() -> None:
    from prometheus_client import generate_latest  # noqa: PLC0415  beside its parser

    families = {family.name for family in text_string_to_metric_families(generate_latest(REGISTRY).decode())}
    assert {"ganomics_rounds", "ganomics_commit_seconds", "process_resident_memory_bytes"} <= families
