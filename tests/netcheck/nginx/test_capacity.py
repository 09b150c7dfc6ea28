from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from netcheck.nginx.capacity import connections_needed, connections_with_margin
from tests.netcheck.rendering.servers import free_port, running_nginx, trial_layout

if TYPE_CHECKING:
    from pathlib import Path

    from netcheck.rendering.layout import Layout

TABLETS = 30
SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
ASKING = b"GET /ws/ HTTP/1.1\r\nHost: money.getz.fr\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


class Upstream:
    """Upgrades whoever asks, and holds the socket until the other end lets go."""

    def __init__(self) -> None:
        self.held: list[asyncio.Task[None]] = []

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.held.append(asyncio.create_task(self._hold(reader, writer)))

    async def _hold(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(SWITCHING)
        await reader.read()
        writer.close()
        await writer.wait_closed()


async def is_upgraded(reader: asyncio.StreamReader) -> bool:
    """Whether nginx passes the upgrade; one that has no connection left closes without a byte."""
    try:
        return (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    except (asyncio.IncompleteReadError, ConnectionResetError):
        return False


async def held_at_once(layout: Layout, connections: int, wanted: int) -> int:
    """How many of the wanted sockets one worker of nginx with that many connections holds."""
    port, upstream_port, upstream = free_port(), free_port(), Upstream()
    config = layout.nginx_logs / "nginx.conf"
    config.write_text(f"""
        user {layout.nginx_user}; worker_processes 1; pid {layout.nginx_pid};
        error_log {layout.nginx_logs}/error.log emerg;
        events {{ worker_connections {connections}; }}
        http {{
            access_log off;
            proxy_temp_path {layout.trial}/proxy; client_body_temp_path {layout.trial}/body;
            fastcgi_temp_path {layout.trial}/fastcgi; uwsgi_temp_path {layout.trial}/uwsgi;
            scgi_temp_path {layout.trial}/scgi;
            server {{
                listen 127.0.0.1:{port};
                location / {{
                    proxy_pass http://127.0.0.1:{upstream_port};
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection upgrade;
                }}
            }}
        }}
    """)
    held, writers = 0, []
    async with await asyncio.start_server(upstream.accept, "127.0.0.1", upstream_port):
        with running_nginx(config, layout):
            for _ in range(wanted):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writers.append(writer)
                writer.write(ASKING)
                held += await is_upgraded(reader)
            for writer in writers:
                writer.close()
        await asyncio.gather(*upstream.held)
        # Those that were turned away were reset.
        await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)
    return held


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return trial_layout(tmp_path)


async def test_what_is_needed_holds_a_socket_and_a_page_of_every_tablet(layout: Layout) -> None:
    # A page that is on its way through nginx costs as much as a socket.
    assert await held_at_once(layout, connections_needed(TABLETS), 2 * TABLETS) == 2 * TABLETS


async def test_half_of_what_is_needed_turns_tablets_away(layout: Layout) -> None:
    assert await held_at_once(layout, connections_needed(TABLETS) // 2, 2 * TABLETS) < 2 * TABLETS


@pytest.mark.parametrize("tablets", [0, 1, 100, 1000])
def test_the_margin_is_above_what_is_needed_in_whole_thousands(tablets: int) -> None:
    margin = connections_with_margin(tablets)
    assert margin > connections_needed(tablets)
    assert margin % 1024 == 0
