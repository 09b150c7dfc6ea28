"""One HTTP request: whole answers in each framing, and every way to fail by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netcheck.network import Outcome
from netcheck.probes.http import Request, fetch
from tests.netcheck.fakes.site import SERVER, free_port
from tests.netcheck.fakes.web import Page, Sick, WebServer

if TYPE_CHECKING:
    from netcheck.probes.http import Response
    from tests.netcheck.fakes.site import FakeSite

BODY = b"0123456789\r\n" * 9000


async def _fetched(site: FakeSite, answer: Page | Sick, port: int | None = None) -> Response:
    server = WebServer(SERVER, free_port(), lambda _asked: answer)
    await server.start()
    try:
        return await fetch(
            site.world(), Request(address=SERVER, port=port or server.port, host="money.getz.fr")
        )
    finally:
        await server.stop()


@pytest.mark.parametrize("chunked", [True, False], ids=["in chunks", "with a length"])
async def test_a_body_comes_whole(site: FakeSite, chunked: bool) -> None:  # noqa: FBT001  a parameter
    response = await _fetched(site, Page(200, BODY, {"X-Ganomics-Instance": "k"}, chunked=chunked))

    assert (response.status, response.body, response.instance) == (200, BODY, "k")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Sick.SILENT, Outcome.SILENT),
        (Sick.EMPTY, Outcome.EMPTY),
        (Sick.RESET, Outcome.RESET),
        (Sick.GARBAGE, Outcome.GARBAGE),
    ],
)
async def test_each_way_to_fail_has_its_name(site: FakeSite, answer: Sick, outcome: Outcome) -> None:
    assert (await _fetched(site, answer)).outcome is outcome


async def test_a_closed_port_refuses(site: FakeSite) -> None:
    assert (await _fetched(site, Page(), port=free_port())).outcome is Outcome.REFUSED


async def test_a_port_that_swallows_connections_times_out(site: FakeSite) -> None:
    site.network.dark.add(SERVER)

    assert (await _fetched(site, Page())).outcome is Outcome.TIMEOUT


async def test_the_request_carries_host_path_and_headers() -> None:
    request = Request(address=SERVER, port=80, host="money.getz.fr:81", path="/x", headers={"A": "b"})

    lines = request.wire().decode().split("\r\n")
    assert lines[0] == "GET /x HTTP/1.1"
    assert {"Host: money.getz.fr:81", "A: b", "Connection: close"} <= set(lines)
    assert lines[-2:] == ["", ""]
