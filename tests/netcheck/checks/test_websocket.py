"""Sockets: each row of what nginx and the kiosk were measured to do when something is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.netcheck.fakes.site import INSTANCE
from tests.netcheck.fakes.web import Asked, Page, Sick, Socket, demands

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.netcheck.fakes.site import FakeSite

Answer = Page | Socket | Sick

THROUGH_NGINX: list[tuple[str, Answer, str]] = [
    ("404: no upgrade headers", Page(404), "nginx_no_upgrade_headers"),
    ("200: /ws/ is a page", Page(200), "nginx_no_upgrade_headers"),
    ("426: no upgrade headers", Page(426), "nginx_no_upgrade_headers"),
    ("400: Upgrade without Connection", Page(400), "nginx_half_upgrade_headers"),
    ("403: Origin lost", Page(403), "nginx_origin_lost"),
    ("500: another path", Page(500), "nginx_ws_wrong_path"),
    ("502: another upstream for /ws/", Page(502), "nginx_ws_wrong_upstream"),
    ("504: a silent upstream for /ws/", Page(504), "nginx_ws_wrong_upstream"),
    ("301: a redirect", Page(307, headers={"Location": "/elsewhere"}), "ws_failed"),
    ("silence", Sick.SILENT, "ws_failed"),
    ("closed without a byte", Sick.EMPTY, "ws_failed"),
    ("reset", Sick.RESET, "ws_failed"),
    ("garbage", Sick.GARBAGE, "ws_failed"),
    ("a wrong Sec-WebSocket-Accept", Socket(demands(INSTANCE), accept="d3Jvbmc="), "ws_bad_accept"),
]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("answer", "cause"), [row[1:] for row in THROUGH_NGINX], ids=[row[0] for row in THROUGH_NGINX]
)
async def test_a_socket_that_only_nginx_stops_has_one_cause(
    site: FakeSite, answer: Answer, cause: str
) -> None:
    site.nginx.site = lambda asked: answer if asked.path == "/ws/" else site.front(asked)

    assert await site.found() == {cause: ""}


AT_THE_KIOSK: list[tuple[str, Answer, str]] = [
    ("a wrong or missing Origin", Page(403), "ws_origin_refused"),
    ("no WebSocket side", Page(404), "ws_direct_failed"),
    ("silence", Sick.SILENT, "ws_direct_failed"),
]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("answer", "cause"), [row[1:] for row in AT_THE_KIOSK], ids=[row[0] for row in AT_THE_KIOSK]
)
async def test_a_socket_that_the_kiosk_itself_stops_is_not_blamed_on_nginx(
    site: FakeSite, answer: Answer, cause: str
) -> None:
    for server in (site.kiosk, site.nginx):
        server.site = lambda asked: answer if asked.path == "/ws/" else site.daphne(asked)

    assert await site.found() == {cause: ""}


def _on_sockets(site: FakeSite, replies: Callable[[str], list[str | None]]) -> None:
    def answer(asked: Asked) -> Answer:
        return Socket(replies) if asked.path == "/ws/" and asked.upgrade else site.daphne(asked)

    site.kiosk.site = site.nginx.site = answer


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("replies", "cause"),
    [
        (lambda _text: [], "consumer_silent"),
        (lambda _text: [None], "consumer_silent"),
        (lambda _text: ["hello"], "consumer_silent"),
        (lambda text: ["pong"] if "ping" in text else [], "echo_lost"),
        (lambda text: ["pong"] if "ping" in text else ['{"demand": "echo", "token": "other"}'], "echo_lost"),
        (
            lambda text: ["pong"] if "ping" in text else demands("another-kiosk")(text),
            "echo_lost",
        ),
    ],
    ids=["silence", "closed", "another answer", "no echo", "a wrong token", "another kiosk's echo"],
)
async def test_a_consumer_that_does_not_answer_has_one_cause(
    site: FakeSite, replies: Callable[[str], list[str | None]], cause: str
) -> None:
    _on_sockets(site, replies)

    assert await site.found() == {cause: ""}


async def test_pushed_messages_do_not_disturb_the_echo(site: FakeSite) -> None:
    pushed = json.dumps({"demand": "choice", "wait": False})
    _on_sockets(site, lambda text: [*([] if "ping" in text else [pushed]), *demands(INSTANCE)(text)])

    assert await site.found() == {}


async def test_too_few_connections_are_counted(site: FakeSite) -> None:
    site.nginx.most_sockets = 9
    site.options["silence"] = 0.1

    diagnosis = await site.examine("ws.capacity")

    (problem,) = diagnosis.problems
    assert problem.cause == "too_few_connections"
    assert problem.summary.startswith("9 of 17 sockets")


async def test_a_socket_cut_in_silence_is_told_with_its_age(site: FakeSite) -> None:
    site.options["silence"] = 5.0
    _on_sockets(site, lambda _text: [])
    site.nginx.cut_after = 0.2

    diagnosis = await site.examine("ws.idle")

    assert [problem.cause for problem in diagnosis.problems] == ["ws_cut_when_idle"]
