"""A stretch of cable that keeps every frame for a while: what a kernel without netem cannot do itself.

Run as a program in the network of the two interfaces: ``relay.py FIRST SECOND MILLISECONDS``.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import Final

_EVERY_PROTOCOL: Final = 0x0003
_LONGEST: Final = 65_536
READY: Final = b"relaying"
"""What it says when frames pass."""


def wire(interface: str) -> socket.socket:
    """Everything that comes in at an interface, and the way out of it."""
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_EVERY_PROTOCOL))
    end.bind((interface, 0))
    end.setblocking(False)
    return end


def join(loop: asyncio.AbstractEventLoop, source: socket.socket, target: socket.socket, delay: float) -> None:
    """Carry frames from one end to the other, `delay` seconds later."""

    def carry() -> None:
        frame, (_interface, _protocol, kind, *_) = source.recvfrom(_LONGEST)
        if kind != socket.PACKET_OUTGOING:
            loop.call_later(delay, target.send, frame)

    loop.add_reader(source, carry)


async def main(first: str, second: str, milliseconds: str) -> None:
    """Carry for ever."""
    loop, ends = asyncio.get_running_loop(), [wire(first), wire(second)]
    for source, target in (ends, reversed(ends)):
        join(loop, source, target, float(milliseconds) / 1000)
    sys.stderr.write(f"{READY.decode()}\n")
    sys.stderr.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
