"""The kiosk's report, ``ganomics-report/1``, read strictly; netcheck/README.md holds the contract."""

from __future__ import annotations

from dataclasses import dataclass

from conf.numbers import TabletNumbers
from netcheck import timeouts
from netcheck.probes.fields import Fields

SCHEMA = "ganomics-report/1"
_LAST_STEP = "end"


@dataclass(frozen=True, kw_only=True)
class Tablet:
    """What the kiosk knows of a tablet; None and empty texts are facts it does not have."""

    number: int
    device: str
    host: str
    address: str
    last_heard_s: float
    rtt_ms: float | None
    loss: float | None
    reconnections: int
    ssid: str
    bssid: str
    battery: float | None
    charging: bool | None
    page_version: str
    clock_offset_s: float | None
    duplicates: int

    @property
    def heard(self) -> bool:
        """Whether it answered the roll call."""
        return self.last_heard_s <= timeouts.HEARD.seconds


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the kiosk says of itself."""

    instance: str
    version: str
    plan_digest: str
    page_version: str
    database_ok: bool
    database_vendor: str
    database_error: str
    pending_migrations: tuple[str, ...]
    channel_layer_ok: bool
    channel_layer_kind: str
    channel_layer_error: str
    free_bytes: int
    open_rooms: tuple[TabletNumbers, ...]
    """The tablets of each room that names some, and whose session has not ended."""
    tablets: tuple[Tablet, ...]


def read_report(content: object) -> Report:
    """The report in its JSON form; raises `FieldError` naming the field and what was expected."""
    fields = Fields(content, "")
    database, layer = fields.object("database"), fields.object("channel_layer")
    rooms = [room for room in fields.objects("rooms") if room.text("step") != _LAST_STEP]
    return Report(
        instance=fields.text("instance"),
        version=fields.text("version"),
        plan_digest=fields.text("plan_digest", optional=True),
        page_version=fields.text("page_version"),
        database_ok=database.flag("ok"),
        database_vendor=database.text("vendor"),
        database_error=database.text("error", optional=True),
        pending_migrations=fields.object("migrations").texts("pending"),
        channel_layer_ok=layer.flag("ok"),
        channel_layer_kind=layer.text("kind"),
        channel_layer_error=layer.text("error", optional=True),
        free_bytes=fields.object("disk").integer("free_bytes"),
        open_rooms=tuple(filter(None, (room.parsed("tablets", TabletNumbers.parse) for room in rooms))),
        tablets=tuple(_tablet(tablet) for tablet in fields.objects("tablets")),
    )


def _tablet(fields: Fields) -> Tablet:
    return Tablet(
        number=fields.integer("number"),
        device=fields.text("device"),
        host=fields.text("host", optional=True),
        address=fields.text("address", optional=True),
        last_heard_s=fields.number("last_heard_s"),
        rtt_ms=fields.maybe_number("rtt_ms"),
        loss=fields.maybe_number("loss"),
        reconnections=fields.integer("reconnections"),
        ssid=fields.text("ssid", optional=True),
        bssid=fields.text("bssid", optional=True).lower(),
        battery=fields.maybe_number("battery"),
        charging=fields.maybe_flag("charging"),
        page_version=fields.text("page_version", optional=True),
        clock_offset_s=fields.maybe_number("clock_offset_s"),
        duplicates=fields.integer("duplicates"),
    )
