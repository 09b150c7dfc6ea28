"""Somebody on the machines' LAN, or on the internet as it sees one: run beside a machine, never on it.

python -m tests.machine.caller say NAME JSON CA     says something at the door of the tablets
python -m tests.machine.caller knock NAME TIMES CA  asks for a page that often, as fast as it can
python -m tests.machine.caller load NAME PATH       shows a page of plain http
"""

from __future__ import annotations

import asyncio
import http.client
import json
import ssl
import sys
from collections import Counter

from websockets.asyncio.client import connect


async def say(name: str, trust: ssl.SSLContext, frame: str) -> str:
    """What the door of the tablets answers."""
    async with connect(f"wss://{name}/ws/identity/", ssl=trust, origin=f"https://{name}") as socket:  # type: ignore[arg-type]
        await socket.send(frame)
        return str(await socket.recv())


def knock(name: str, trust: ssl.SSLContext, times: int) -> str:
    """How often each status came."""
    seen: Counter[str] = Counter()
    connection = http.client.HTTPSConnection(name, context=trust)
    for _each in range(times):
        connection.request("GET", "/static/none", headers={"Connection": "keep-alive"})
        with connection.getresponse() as response:
            response.read()
            seen[str(response.status)] += 1
    connection.close()
    return json.dumps(seen)


def load(name: str, path: str) -> str:
    """What a browser gets that trusts nobody yet."""
    connection = http.client.HTTPConnection(name)
    connection.request("GET", path)
    with connection.getresponse() as response:
        return response.read().decode()


def main(what: str, name: str, detail: str, authority: str = "") -> str:
    if what == "load":
        return load(name, detail)
    trust = ssl.create_default_context(cafile=authority)
    return asyncio.run(say(name, trust, detail)) if what == "say" else knock(name, trust, int(detail))


if __name__ == "__main__":
    sys.stdout.write(main(*sys.argv[1:]))
