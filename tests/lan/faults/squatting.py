"""A port that somebody else holds."""

from __future__ import annotations

import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.lan.network import squatter
from tests.lan.network.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.network.host import Host

_FOLDER = "/mnt"
"""What the web server shows: an empty folder."""


@contextmanager
def squatting(host: Host, port: int, what: str) -> Iterator[None]:
    """A program that holds a port, over UDP and TCP, and is `deaf` or serves a page of its own (`web`)."""
    with (
        host.network(),
        socket.create_server(("", port)) as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
    ):
        udp.bind(("", port))
        descriptors = (tcp.fileno(), udp.fileno())
        holder = Program(host)
        holder.start(
            sys.executable, squatter.__file__, what, str(tcp.fileno()), pass_fds=descriptors, cwd=_FOLDER
        )
    yield
    holder.stop()
