"""What the kiosk says of itself to who holds its token: netcheck's side of the roll call."""

from __future__ import annotations

import shutil
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.crypto import salted_hmac

from conf import site
from kiosk.models import Presence, Room, Tablet
from kiosk.services.plan import planned_access_points
from kiosk.services.tablets import enrolment

if TYPE_CHECKING:
    from datetime import datetime, timedelta

SCHEMA = "ganomics-report/1"
PRESENT_S = 5.0
"""A device heard within this many seconds is there: five heartbeats."""


@cache
def instance() -> str:
    """Which kiosk this is: the same for all processes of a site, another at every other site."""
    return salted_hmac("kiosk.instance", "").hexdigest()[:16]


def report_facts(*, page_version: str) -> dict[str, Any]:
    """Everything but the state of the channel layer, which only an event loop can ask."""
    facts: dict[str, Any] = {
        "schema": SCHEMA,
        "instance": instance(),
        "version": version_of_server(),
        "page_version": page_version,
        "now": timezone.now().isoformat(),
        "disk": _disk(),
        "database": {"ok": True, "vendor": connection.vendor, "error": None},
        "migrations": {"pending": []},
        "enrolment": {"open": False, "until": None},
        "rooms": [],
        "tablets": [],
        "plan_digest": None,
    }
    try:
        facts["migrations"] = {"pending": pending_migrations()}
        if not facts["migrations"]["pending"]:
            facts |= _records(timezone.now())
    except DatabaseError as error:
        facts["database"] = {"ok": False, "vendor": connection.vendor, "error": str(error).strip()}
    return facts


def _records(now: datetime) -> dict[str, Any]:
    door = enrolment()
    return {
        "plan_digest": site.digest(planned_access_points()),
        "enrolment": {
            "open": door.is_open(now),
            "until": door.open_until.isoformat() if door.open_until else None,
        },
        "rooms": [
            {"id": room.pk, "step": room.step, "tablets": room.tablets}
            for room in Room.objects.unfinished().defer("script")
        ],
        "tablets": _tablets(now),
    }


def _tablets(now: datetime) -> list[dict[str, Any]]:
    heard = {presence.device_id: presence for presence in Presence.objects.all()}
    rows = []
    for tablet in Tablet.objects.filter(robot=False).exclude(device_id=None):
        presence = heard.get(tablet.device_id or "")
        if presence is not None:
            rows.append(_tablet(tablet, presence, list(heard.values()), now))
    return rows


def _tablet(tablet: Tablet, presence: Presence, heard: list[Presence], now: datetime) -> dict[str, Any]:
    others = [
        other
        for other in heard
        if other.number == tablet.number
        and other.device_id != tablet.device_id
        and _seconds(now - other.heard_at) <= PRESENT_S
    ]
    said = presence.report
    return {
        "number": tablet.number,
        "device": presence.device_id,
        "host": presence.host or None,
        "address": presence.address or None,
        "last_heard_s": round(_seconds(now - presence.heard_at), 3),
        "rtt_ms": presence.rtt_ms,
        "loss": presence.loss,
        "reconnections": max(0, presence.sockets - 1),
        "ssid": said.get("ssid"),
        "bssid": said.get("bssid"),
        "battery": said.get("battery"),
        "charging": said.get("charging"),
        "page_version": said.get("pageVersion"),
        "clock_offset_s": said.get("clockOffset"),
        "duplicates": len(others) + presence.voices - 1,
    }


def _seconds(span: timedelta) -> float:
    return max(0.0, span.total_seconds())


def pending_migrations() -> list[str]:
    """The migrations that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _disk() -> dict[str, int]:
    usage = shutil.disk_usage(settings.STATE_DIR)
    return {"free_bytes": usage.free, "total_bytes": usage.total}


def version_of_server() -> str:
    """The version that is installed, or that this is a checkout."""
    try:
        return version("ganomics")
    except PackageNotFoundError:
        return "checkout"
