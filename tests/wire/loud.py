"""The kiosk's daphne around a talkative application: `python -m tests.wire.loud FD NAME=NUMBER`.

A page tells how many frames of each path were read; settings that are given replace the site's.
On `/spellbound` the whole process stands still after each answer, until SIGUSR1 wakes it.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections import Counter
from typing import Any

import django
from django.conf import settings

LENGTH = 200_000
"""Bytes of an answer: a few dozen fill every buffer on the way."""

read: Counter[str] = Counter()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """A socket counts its frames under its path, as a page does; `/slow` also takes its time over each."""
    if scope["type"] == "http":
        if scope["path"] == "/slow":
            read["/slow"] += 1
            await asyncio.sleep(1)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(read).encode()})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] == "websocket.receive":
        if scope["path"] == "/slow":
            await asyncio.sleep(1)
        read[scope["path"]] += 1
        await send({"type": "websocket.send", "text": _answer(scope["path"])})
        if scope["path"] == "/spellbound":
            signal.sigwait({signal.SIGUSR1})


def _answer(path: str) -> str:
    """On `/numbered` its number, by turns in a long frame and in a short one."""
    if path == "/numbered":
        number = read[path]
        return str(number).ljust(LENGTH if number % 2 else 1)
    return "x" * (LENGTH if path == "/loud" else 1)


if __name__ == "__main__":
    descriptor, *changed = sys.argv[1:]
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})  # it waits for who waits for it
    django.setup()
    for each in changed:
        name, number = each.split("=")
        setattr(settings, name, int(number))
    from kiosk.wire.server import Server  # after Django, whose settings it reads

    Server(application, [f"fd:fileno={descriptor}"]).run()
