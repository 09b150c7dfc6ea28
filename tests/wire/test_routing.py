from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.wire.sockets import Socket

if TYPE_CHECKING:
    from tests.wire.sockets import Process

PATHS = ["/ws/", "/ws", "/ws/identity/", "/ws/identity", "/ws/check_network/", "/ws/check_network"]


async def is_let_in(server: Process, path: str, *headers: tuple[bytes, bytes]) -> bool:
    socket = Socket(server.application, path, headers)
    let_in = await socket.open()
    await socket.close()
    return let_in


@pytest.mark.parametrize("path", PATHS)
async def test_each_socket_answers_with_and_without_its_last_slash(server: Process, path: str) -> None:
    assert await is_let_in(server, path)


@pytest.mark.parametrize("path", ["/", "/wss/", "/ws/other/", "/ws/identity/7/", "/WS/", "/ws//", "/%00"])
async def test_any_other_path_is_refused_without_an_error_of_the_server(server: Process, path: str) -> None:
    assert not await is_let_in(server, path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://evil.example:8018",
        "http://localhost.evil.example",
        "http://evil.example/?localhost",
        "null",
        "",
        "file://",
    ],
)
async def test_pages_of_other_sites_are_refused(server: Process, path: str, origin: str) -> None:
    assert not await is_let_in(server, path, (b"origin", origin.encode()))


@pytest.mark.parametrize("path", PATHS)
async def test_pages_of_this_site_and_clients_that_are_no_browsers_are_let_in(
    server: Process, path: str
) -> None:
    for host in settings.ALLOWED_HOSTS:
        for origin in (f"http://{host}", f"https://{host}", f"http://{host}:8018"):
            assert await is_let_in(server, path, (b"origin", origin.encode())), origin
    assert await is_let_in(server, path)


async def test_any_json_is_told_how_patient_to_be(server: Process) -> None:
    socket = await server.socket("/ws/check_network/")
    for frame in ("{}", "null", "[1, 2]", '"hello"', '{"demand": "anything"}'):
        await socket.send(frame)
        assert json.loads(await socket.hear()) == {
            "timeOut": 30_000,
            "reconnectTime": 1_000,
            "delayRequest": 1_000,
        }


async def test_what_is_no_json_is_told_so(server: Process) -> None:
    socket = await server.socket("/ws/check_network/")
    for frame in ("", "hello", "{", "NaN", "[" * 4000):
        await socket.send(frame)
        reply = json.loads(await socket.hear())
        assert (reply["demand"], reply["error"]["code"]) == ("check_network", "malformed")
    await socket.send_binary(b"{}")
    assert json.loads(await socket.hear())["error"]["code"] == "malformed"
    await socket.send("{}")
    assert "timeOut" in json.loads(await socket.hear())
