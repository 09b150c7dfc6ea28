"""Does the kiosk report, and can it keep what it must?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.model import blocked, failed, passed, undecided, warned
from netcheck.places import VARIABLE
from netcheck.probes.report import SCHEMA
from netcheck.probes.roll_call import ROLL_CALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.model import Result

_EMBEDDED = "sqlite"
_REFUSALS = (401, 403)
_MEGABYTE = 1_000_000
_FULL, _LOW = 50 * _MEGABYTE, 500 * _MEGABYTE
"""Free bytes: a session writes a few megabytes, each log segment of PostgreSQL takes 16."""


def _report(case: Case) -> Iterator[Result]:
    called, token = case.fact(ROLL_CALL), case.world.token
    response = called.response
    blocker = case.blocker("http.direct")
    if blocker and called.report is None:
        yield blocked(blocker)
        return
    if response is None:
        yield undecided(
            "token_missing",
            _("no token in {source}").format(source=token.source),
            read_token=f"export NETCHECK_TOKEN=$(sudo cat {token.file})" if token.there else "",
        )
        return
    evidence = (str(response),)
    if called.report:
        yield passed(
            _("kiosk {instance}, version {version}").format(
                instance=called.report.instance, version=called.report.version
            )
        )
    elif response.status in _REFUSALS:
        yield undecided(
            "token_refused",
            response.said,
            evidence=evidence,
            status=response.status,
            source=token.source,
            read_token=f"unset {VARIABLE}" if token.source == VARIABLE else "",
        )
    elif called.schema:
        yield undecided(
            "kiosk_other_version", called.schema, expected=SCHEMA, evidence=evidence, got=called.schema
        )
    else:
        yield undecided("report_unreadable", called.mistake or response.said, evidence=evidence)


def _database(case: Case) -> Iterator[Result]:
    report = case.fact(ROLL_CALL).report
    if report is None:
        return
    if not report.database_ok:
        error = report.database_error or _("no reason given")
        embedded = {"restart_database": "{restart_kiosk}"} if report.database_vendor == _EMBEDDED else {}
        yield failed("database_down", error, vendor=report.database_vendor, error=error, **embedded)
    elif report.pending_migrations:
        pending = ", ".join(report.pending_migrations)
        yield failed("migrations_pending", pending, pending=pending)
    else:
        yield passed(_("{vendor} answers, its tables are up to date").format(vendor=report.database_vendor))


def _channel_layer(case: Case) -> Iterator[Result]:
    report = case.fact(ROLL_CALL).report
    if report is None:
        return
    if report.channel_layer_ok:
        yield passed(_("{kind} passes messages on").format(kind=report.channel_layer_kind))
    else:
        error = report.channel_layer_error or _("no reason given")
        yield failed("channel_layer_down", error, kind=report.channel_layer_kind, error=error)


def _disk(case: Case) -> Iterator[Result]:
    report = case.fact(ROLL_CALL).report
    if report is None:
        return
    free = _("{megabytes} MB").format(megabytes=report.free_bytes // _MEGABYTE)
    if report.free_bytes < _FULL:
        yield failed("disk_full", free, free=free)
    elif report.free_bytes < _LOW:
        yield warned("disk_low", free, free=free)
    else:
        yield passed(_("{free} free").format(free=free))


CHECKS = (
    Check(
        id="store.report",
        proves=N_("the kiosk reports on itself and its tablets to this netcheck"),
        judge=_report,
        probes=(ROLL_CALL,),
        follows=("http.direct",),
        causes=("token_missing", "token_refused", "kiosk_other_version", "report_unreadable"),
    ),
    Check(
        id="store.database",
        proves=N_("the database answers, and all migrations are applied"),
        judge=_database,
        probes=(ROLL_CALL,),
        after=("store.report",),
        causes=("database_down", "migrations_pending"),
    ),
    Check(
        id="store.channel_layer",
        proves=N_("the channel layer passes messages on"),
        judge=_channel_layer,
        probes=(ROLL_CALL,),
        after=("store.report",),
        causes=("channel_layer_down",),
    ),
    Check(
        id="store.disk",
        proves=N_("the disk has room for the session"),
        judge=_disk,
        probes=(ROLL_CALL,),
        after=("store.report",),
        causes=("disk_full", "disk_low"),
    ),
)
