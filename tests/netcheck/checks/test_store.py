"""What the kiosk reports of itself: every bad state and every unreadable report has its one cause."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from netcheck.model import Verdict
from netcheck.world import Token
from tests.netcheck.fakes.web import Page, Sick

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.netcheck.fakes.site import FakeSite

SICK_REPORTS: list[tuple[str, Callable[[dict[str, Any]], None], str]] = [
    (
        "PostgreSQL stopped",
        lambda report: report.update(
            database={"ok": False, "vendor": "postgresql", "error": "connection refused"}
        ),
        "database_down",
    ),
    (
        "migrations pending",
        lambda report: report.update(migrations={"pending": ["kiosk.0007_more", "kiosk.0008_most"]}),
        "migrations_pending",
    ),
    (
        "Redis stopped",
        lambda report: report.update(channel_layer={"ok": False, "kind": "redis", "error": "Error 111"}),
        "channel_layer_down",
    ),
    (
        "disk full",
        lambda report: report.update(disk={"free_bytes": 4096, "total_bytes": 10**10}),
        "disk_full",
    ),
    (
        "disk nearly full",
        lambda report: report.update(disk={"free_bytes": 10**8, "total_bytes": 10**10}),
        "disk_low",
    ),
    ("another plan", lambda report: report.update(plan_digest="0123456789abcdef"), "plan_not_loaded"),
]


@pytest.mark.parametrize(
    ("sick", "cause"), [row[1:] for row in SICK_REPORTS], ids=[row[0] for row in SICK_REPORTS]
)
async def test_a_sick_report_has_one_cause(
    site: FakeSite, sick: Callable[[dict[str, Any]], None], cause: str
) -> None:
    sick(site.report)

    assert await site.found() == {cause: ""}


async def test_a_report_without_tablets_for_want_of_a_database_misses_nobody(site: FakeSite) -> None:
    site.report.update(
        database={"ok": False, "vendor": "sqlite", "error": "database is locked"},
        plan_digest=None,
        rooms=[],
        tablets=[],
    )

    (problem,) = (await site.examine()).problems

    assert problem.cause == "database_down"
    assert problem.remedy.commands == ("sudo systemctl restart ganomics.target",)


async def test_a_full_disk_explains_a_database_that_fails(site: FakeSite) -> None:
    site.report["disk"]["free_bytes"] = 0
    site.report["database"] = {"ok": False, "vendor": "postgresql", "error": "No space left on device"}

    (problem,) = (await site.examine()).problems

    assert problem.cause == "disk_full"
    assert "store.database" in problem.results


async def test_a_page_that_fails_for_want_of_a_database_is_the_database(site: FakeSite) -> None:
    site.report["database"] = {"ok": False, "vendor": "postgresql", "error": "connection refused"}
    for server in (site.kiosk, site.nginx):
        server.site = lambda asked: Page(500) if asked.path == "/" else site.daphne(asked)

    assert await site.found() == {"database_down": ""}


async def test_an_echo_lost_for_want_of_redis_is_redis(site: FakeSite) -> None:
    site.report["channel_layer"] = {"ok": False, "kind": "redis", "error": "Error 111"}

    (problem,) = (await site.examine()).problems

    assert problem.remedy.commands == ("sudo systemctl restart redis-server",)


def _reporting(site: FakeSite, page: Page | Sick) -> None:
    site.kiosk.site = lambda asked: page if asked.path == "/api/report" else site.daphne(asked)


async def _could_not_check(site: FakeSite) -> tuple[str, str]:
    diagnosis = await site.examine()
    assert diagnosis.verdict is Verdict.UNKNOWN
    (problem,) = diagnosis.problems
    return problem.cause, problem.summary


async def test_without_a_token_netcheck_says_where_it_looked(site: FakeSite) -> None:
    site.token = ""

    assert await _could_not_check(site) == (
        "token_missing",
        "no token in NETCHECK_TOKEN: without it nobody is told which tablets are there.",
    )


async def test_a_refused_token_is_told_with_its_source(site: FakeSite) -> None:
    site.token = "a-wrong-token"  # noqa: S105  a test's own

    cause, summary = await _could_not_check(site)

    assert cause == "token_refused"
    assert "the token from NETCHECK_TOKEN" in summary


@pytest.mark.parametrize(
    ("token", "command"),
    [
        (Token("", "NETCHECK_TOKEN", Path("/nowhere/token")), None),
        (
            Token("", "/state/token (Permission denied)", Path("/state/token"), there=True),
            "export NETCHECK_TOKEN=$(sudo cat /state/token)",
        ),
        (Token("wrong", "NETCHECK_TOKEN", Path("/state/token")), "unset NETCHECK_TOKEN"),
    ],
    ids=["no file", "a file of somebody else", "a wrong variable"],
)
async def test_what_is_typed_for_a_token_depends_on_what_is_wrong_with_it(
    site: FakeSite, token: Token, command: str | None
) -> None:
    site.options["token"] = token

    (problem,) = (await site.examine("store.report")).problems

    assert next(iter(problem.remedy.commands), None) == command


async def test_a_kiosk_of_another_version_is_told_with_both_versions(site: FakeSite) -> None:
    site.report["schema"] = "ganomics-report/2"

    assert await _could_not_check(site) == (
        "kiosk_other_version",
        "The report is ganomics-report/2, but this netcheck reads ganomics-report/1.",
    )


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("page", "said"),
    [
        (Page(200, b"<!doctype html>"), "expected JSON, got b'<!doctype html>'"),
        (Page(200, b"\xc3("), "expected JSON, got other bytes"),
        (Page(200, b"[1, 2]"), "the report: expected an object, got [1, 2]"),
        (Page(404), "status 404"),
        (Page(500), "status 500"),
        (Sick.EMPTY, "closed without a byte"),
        (Sick.SILENT, "silence"),
    ],
    ids=["HTML", "other bytes", "a list", "404", "500", "nothing", "silence"],
)
async def test_a_report_that_cannot_be_read_is_told_as_it_came(
    site: FakeSite, page: Page | Sick, said: str
) -> None:
    _reporting(site, page)

    cause, summary = await _could_not_check(site)

    assert cause == "report_unreadable"
    assert said in summary


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tablets": None}, "tablets: expected a list, got None"),
        ({"instance": 7}, "instance: expected a text, got 7"),
        ({"disk": {"free_bytes": "much"}}, "disk.free_bytes: expected a whole number, got 'much'"),
        ({"database": {"ok": "yes", "vendor": "sqlite"}}, "database.ok: expected true or false, got 'yes'"),
        ({"rooms": [{"step": "game", "tablets": "9-3"}]}, "rooms[0].tablets: the range '9-3' runs backwards"),
        ({"tablets": [{"number": True}]}, "tablets[0].number: expected a whole number, got True"),
    ],
    ids=["no list", "no text", "no number", "no flag", "a range backwards", "a flag for a number"],
)
async def test_a_field_of_the_wrong_kind_is_named(site: FakeSite, change: dict[str, Any], said: str) -> None:
    _reporting(site, Page(200, json.dumps(site.report | change).encode()))

    cause, summary = await _could_not_check(site)

    assert cause == "report_unreadable"
    assert said in summary
