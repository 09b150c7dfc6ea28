"""The real nginx in front of the real kiosk: each measured fault is found as its one cause."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from netcheck.model import State, Verdict
from tests.netcheck.real.conftest import running_kiosk, served_as_nobody

if TYPE_CHECKING:
    from tests.netcheck.real.conftest import Chain, Kiosk

WHAT = ("plan.in_sync", "http", "ws", "store", "session")

UPGRADE = "    proxy_set_header Upgrade $http_upgrade;\n"
CONNECTION = "    proxy_set_header Connection $connection_upgrade;\n"
HOST = "    proxy_set_header Host $host_and_port;\n"
SOCKETS = "        location /ws {\n            proxy_pass http://daphne;\n"

SPOILS: list[tuple[str, list[tuple[str, str]], str]] = [
    ("no upgrade headers", [(UPGRADE, ""), (CONNECTION, "")], "nginx_no_upgrade_headers"),
    ("Upgrade without Connection", [(CONNECTION, "")], "nginx_half_upgrade_headers"),
    ("Host lost", [(HOST, "")], "nginx_host_lost"),
    (
        "another Origin",
        [(HOST, HOST + "    proxy_set_header Origin http://somebody.else;\n")],
        "nginx_origin_lost",
    ),
    (
        "a header of its own in the location",
        [(SOCKETS, SOCKETS + "            proxy_set_header X-Own yes;\n")],
        "nginx_host_lost",
    ),
    (
        "another upstream for sockets",
        [(SOCKETS, SOCKETS.replace("http://daphne", "http://127.0.0.1:9"))],
        "nginx_ws_wrong_upstream",
    ),
    (
        "another path for sockets",
        [(SOCKETS, SOCKETS.replace("http://daphne", "http://daphne/elsewhere/"))],
        "nginx_origin_lost",
    ),
    ("an access rule for sockets", [(SOCKETS, SOCKETS + "            deny all;\n")], "nginx_forbidden"),
    (
        "an access rule",
        [("        location / {\n", "        location / {\n            deny all;\n")],
        "nginx_forbidden",
    ),
    (
        "autoindex",
        [("            expires $static_expiry;\n", "            autoindex on;\n")],
        "static_listing",
    ),
    ("no slash", [("        location /static/ {\n", "        location /static {\n")], "static_escape"),
]

READABLE = [row for row in SPOILS if row[2] not in ("nginx_origin_lost", "nginx_forbidden")]
"""Those whose fault the reader of the configuration knows too."""


async def test_the_rendered_configuration_leads_to_the_kiosk(real: Chain) -> None:
    with real.behind_nginx() as site:
        site.machine.nginx_file = real.nginx()
        diagnosis = await site.examine(*WHAT)

    assert diagnosis.verdict is Verdict.READY
    assert diagnosis.warnings == ()
    states = {result.check: result.state for result in diagnosis.results}
    passing = (
        "http.page",
        "http.static",
        "http.sealed",
        "http.config",
        "ws.upgrade",
        "ws.echo",
        "store.report",
    )
    assert {states[check] for check in passing} == {State.PASS}


@pytest.mark.parametrize(("spoils", "cause"), [row[1:] for row in SPOILS], ids=[row[0] for row in SPOILS])
async def test_a_spoilt_configuration_is_found_by_what_it_does(
    real: Chain, spoils: list[tuple[str, str]], cause: str
) -> None:
    with real.behind_nginx(*spoils) as site:
        assert list(await site.found(*WHAT)) == [cause]


async def test_connection_without_upgrade_looks_like_neither_until_the_file_tells(real: Chain) -> None:
    with real.behind_nginx((UPGRADE, "")) as site:
        assert await site.found(*WHAT) == {"nginx_no_upgrade_headers": ""}
        site.machine.nginx_file = real.nginx((UPGRADE, ""))
        assert list(await site.found(*WHAT)) == ["nginx_half_upgrade_headers"]


async def test_another_path_looks_like_another_origin_until_the_file_tells(real: Chain) -> None:
    spoil = (SOCKETS, SOCKETS.replace("http://daphne", "http://daphne/elsewhere/"))
    with real.behind_nginx(spoil) as site:
        site.machine.nginx_file = real.nginx(spoil)
        assert list(await site.found(*WHAT)) == ["nginx_ws_wrong_path"]


@pytest.mark.parametrize(("spoils", "cause"), [row[1:] for row in READABLE], ids=[row[0] for row in READABLE])
async def test_what_the_file_says_is_the_same_problem(
    real: Chain, spoils: list[tuple[str, str]], cause: str
) -> None:
    with real.behind_nginx(*spoils) as site:
        site.machine.nginx_file = real.nginx(*spoils)
        diagnosis = await site.examine(*WHAT)

    assert [problem.cause for problem in (*diagnosis.problems, *diagnosis.warnings)] == [cause]


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (("    proxy_http_version 1.1;\n", "    proxy_http_version 1.0;\n"), "nginx_http_version"),
        (("server 127.0.0.1:", "server localhost:"), "nginx_localhost"),
        (("proxy_read_timeout 120s;", "proxy_read_timeout 15s;"), "ws_cut_when_idle"),
        (("proxy_set_header X-Forwarded-For $remote_addr;", ""), "nginx_forwarded_for"),
    ],
    ids=["HTTP/1.0 for sockets", "localhost for the kiosk", "a short read time-out", "no X-Forwarded-For"],
)
async def test_what_works_today_and_is_a_trap_only_the_file_tells(
    real: Chain, spoil: tuple[str, str], cause: str
) -> None:
    with real.behind_nginx(spoil) as site:
        assert await site.found(*WHAT) == {}
        site.machine.nginx_file = real.nginx(spoil)
        assert list(await site.found(*WHAT)) == [cause]


async def test_an_origin_that_is_lost_and_not_replaced_does_no_harm(real: Chain) -> None:
    """The field's old application sends none either, so the kiosk lets it in."""
    with real.behind_nginx((HOST, HOST + '    proxy_set_header Origin "";\n')) as site:
        assert await site.found(*WHAT) == {}


async def test_a_silent_socket_lives_on_behind_the_rendered_configuration(real: Chain) -> None:
    real.site.options["silence"] = 2.0
    with real.behind_nginx() as site:
        assert (await site.examine("ws.idle")).verdict is Verdict.READY


async def test_a_wrong_upstream_port_is_a_502_that_is_not_the_kiosk_s(real: Chain) -> None:
    upstream = str(real.site.plan.site.server.upstream)
    with real.behind_nginx((f"server {upstream}", "server 127.0.0.1:9")) as site:
        assert await site.found(*WHAT) == {"nginx_wrong_upstream": ""}


async def test_another_kiosk_behind_nginx_is_recognised(real: Chain) -> None:
    upstream = str(real.site.plan.site.server.upstream)
    with running_kiosk() as other:
        spoil = (f"server {upstream}", f"server 127.0.0.1:{other.daphne.port}")
        with real.behind_nginx(spoil) as site:
            assert await site.found(*WHAT) == {"http_other_kiosk": ""}


async def test_static_files_in_another_folder_are_missing(real: Chain) -> None:
    folder = real.site.plan.site.server.static_root
    with real.behind_nginx((f"alias {folder}/;", f"alias {folder}-elsewhere/;")) as site:
        assert await site.found(*WHAT) == {"static_missing": ""}


async def test_static_files_that_nginx_may_not_read_are_forbidden(real: Chain) -> None:
    folder = real.site.plan.site.server.static_root
    mode = folder.stat().st_mode
    folder.chmod(0o000)
    try:
        with real.behind_nginx(served_as_nobody()) as site:
            assert list(await site.found(*WHAT)) == ["static_forbidden"]
    finally:
        folder.chmod(mode)


async def test_a_default_page_in_place_of_the_site_is_another_site(real: Chain) -> None:
    name = real.site.plan.site.server.name
    spoil = (f"server_name {name};", "server_name somebody.else;")
    with real.behind_nginx(spoil) as site:
        assert set(await site.found(*WHAT)) <= {"nginx_other_site", "nginx_page_missing"}


async def test_too_few_connections_are_counted(real: Chain) -> None:
    connections = next(line for line in real.nginx().read_text().splitlines() if "worker_connections" in line)
    spoils = [(connections, "    worker_connections 64;"), ("worker_processes auto;", "worker_processes 1;")]
    with real.behind_nginx(*spoils) as site:
        diagnosis = await site.examine("ws.capacity")

    (problem,) = diagnosis.problems
    assert problem.cause == "too_few_connections"


async def test_enough_connections_hold_a_socket_for_every_tablet(real: Chain) -> None:
    with real.behind_nginx() as site:
        assert (await site.examine("ws.capacity")).verdict is Verdict.READY


async def test_a_read_time_out_shorter_than_the_ping_cuts_silent_sockets(real: Chain) -> None:
    real.site.options["silence"] = 10.0
    with real.behind_nginx(("proxy_read_timeout 120s;", "proxy_read_timeout 1s;")) as site:
        assert list(await site.found("ws.idle")) == ["ws_cut_when_idle"]


async def test_a_kiosk_that_was_stopped_is_one_problem(chain: Chain) -> None:
    with chain.behind_nginx() as site:
        assert await site.found(*WHAT) == {"daphne_down": ""}


@pytest.mark.usefixtures("impatient")
async def test_a_kiosk_that_hangs_is_one_problem(real: Chain, kiosk: Kiosk) -> None:
    with real.behind_nginx() as site:
        os.kill(kiosk.daphne.process.pid, signal.SIGSTOP)
        try:
            assert await site.found(*WHAT) == {"daphne_hangs": ""}
        finally:
            os.kill(kiosk.daphne.process.pid, signal.SIGCONT)


async def test_nginx_stopped_is_one_problem(real: Chain) -> None:
    assert await real.site.found(*WHAT) == {"nginx_down": ""}


async def test_a_kiosk_started_under_another_name_refuses_this_one(real: Chain) -> None:
    real.site.rewire(server=replace(real.site.plan.site.server, name="other.fr"))
    with real.behind_nginx() as site:
        assert await site.found(*WHAT) == {"host_not_allowed": ""}


async def test_a_foreign_token_is_refused_by_the_real_kiosk(real: Chain) -> None:
    real.site.token = "not-this-kiosk-s"  # noqa: S105  a test's own
    with real.behind_nginx() as site:
        diagnosis = await site.examine(*WHAT)

    assert diagnosis.verdict is Verdict.UNKNOWN
    assert [problem.cause for problem in diagnosis.problems] == ["token_refused"]


async def test_an_edited_plan_is_not_the_one_the_kiosk_runs(real: Chain) -> None:
    real.site.plan = replace(real.site.plan, access_points=real.site.plan.access_points[:-1])
    with real.behind_nginx() as site:
        assert list(await site.found("plan.in_sync", "store")) == ["plan_not_loaded"]
