"""The console's live pages: who may watch, and what they are told."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from kiosk.models import Role, Room
from kiosk.services.conduct import session_pause
from kiosk.services.operators import operator_add
from kiosk.services.stalls import Place, stall_note
from kiosk.wire import console
from tests.sessions import enrol, open_room
from tests.wire.sockets import PATIENCE, Socket, walk, wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.wire.sockets import Process

PERSON = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def sign_in(role: Role | None) -> str:
    """The key of a session in which a person of that role has signed in."""
    user, _password = operator_add(name=role.value if role else "guest", role=role or Role.ASSISTANT)
    if role is None:
        user.groups.clear()
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = PERSON
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


async def opened(server: Process) -> Room:
    def write() -> Room:
        enrol(0, 1, 2)
        return open_room("1/1/1")

    return await server.database(write)


class Watcher(Socket):
    """An operator's page, which keeps what it has been told as its script does."""

    def __init__(self, server: Process, address: str, session: str = "") -> None:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}".encode()
        super().__init__(server.application, address, [(b"cookie", cookie)] if session else [])
        self.state: dict[str, Any] = {"cells": {}, "log": []}

    async def look(self) -> dict[str, Any]:
        """The next news, taken in."""
        news: dict[str, Any] = json.loads(await self.hear())
        for key, cell in news.get("cells", {}).items():
            self.state["cells"][key] = cell
        self.state["log"] += news.get("log", [])
        self.state |= {key: part for key, part in news.items() if key not in ("cells", "log")}
        return news

    async def until(self, true: Any) -> dict[str, Any]:
        """Look until something is true of what is shown; that news."""
        while True:
            news = await self.look()
            if true(self.state):
                return news

    async def closed_with(self) -> int:
        while (said := await self._communicator.receive_output(PATIENCE))["type"] != "websocket.close":
            pass
        return int(said["code"])


@asynccontextmanager
async def watching(server: Process, address: str, session: str = "") -> AsyncIterator[Watcher]:
    page = Watcher(server, address, session)
    assert await page.open()
    try:
        yield page
    finally:
        await page.close()


@pytest.mark.parametrize("who", ["nobody", "guest", "forged", "expired"])
async def test_who_is_not_signed_in_with_a_role_is_told_nothing(server: Process, who: str) -> None:
    room = await opened(server)
    session = {"nobody": "", "forged": "x" * 32}.get(who)
    if session is None:
        session = await server.database(partial(sign_in, None if who == "guest" else Role.OPERATOR))
    if who == "expired":
        await server.database(Session.objects.all().delete)
    for address in (f"/ws/console/{room.pk}", "/ws/console/"):
        async with watching(server, address, session) as page:
            said = await page._communicator.receive_output(PATIENCE)
            assert (said["type"], said["code"]) == ("websocket.close", console.NOT_SIGNED_IN)


@pytest.mark.parametrize("role", list(Role))
async def test_everybody_with_a_role_may_watch(server: Process, role: Role) -> None:
    room = await opened(server)
    session = await server.database(partial(sign_in, role))
    async with watching(server, f"/ws/console/{room.pk}", session) as page:
        assert (await page.look())["room"]["step"] == "welcome"


async def test_who_loses_its_role_sees_no_more(server: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "ADMISSION_PERIOD", 0.0)
    session = await server.database(partial(sign_in, Role.OPERATOR))
    async with watching(server, "/ws/console/", session) as page:
        await server.database(User.groups.through.objects.all().delete)
        assert await page.closed_with() == console.NOT_SIGNED_IN


async def test_a_session_that_does_not_exist_is_said_to(server: Process) -> None:
    session = await server.database(partial(sign_in, Role.OPERATOR))
    async with watching(server, "/ws/console/987654", session) as page:
        assert await page.closed_with() == console.NO_SUCH_ROOM


async def test_the_first_news_is_everything_and_the_next_only_what_differs(server: Process) -> None:
    room = await opened(server)
    session = await server.database(partial(sign_in, Role.OPERATOR))
    tablets = await walk(server, room)
    async with watching(server, f"/ws/console/{room.pk}", session) as page:
        await page.until(lambda shown: all(cell["state"] == "busy" for cell in shown["cells"].values()))
        assert page.state["cells"].keys() == {"t0", "t1", "t2"}
        await tablets[1].say("choice", t=0, good=await wish(tablets[1]))
        news = await page.until(lambda shown: shown["cells"]["t1"]["state"] == "done")
        assert news["cells"].keys() == {"t1"}
        assert "t1" not in page.state["waiting"]


async def test_what_an_operator_does_is_on_every_page_in_its_language(server: Process) -> None:
    room = await opened(server)
    session = await server.database(partial(sign_in, Role.OPERATOR))
    await walk(server, room)
    address = f"/ws/console/{room.pk}?after=0&language="
    async with (
        watching(server, address + "fr", session) as one,
        watching(server, address + "en", session) as other,
    ):
        await asyncio.gather(one.look(), other.look())
        await server.database(partial(session_pause, room, text="Une panne", actor="Ada"))
        for page, words in ((one, "a mis la séance en pause"), (other, "paused the session")):
            await page.until(lambda shown: shown["room"]["paused"] == "Une panne")
            assert words in page.state["log"][-1][1]


async def test_a_page_hears_something_also_when_there_is_nothing_new(
    server: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "PERIOD", 0.0)
    session = await server.database(partial(sign_in, Role.ASSISTANT))
    async with watching(server, "/ws/console/", session) as page:
        await page.look()
        assert await page.look() == {}, "by which it knows that the connection lives"


async def test_a_room_that_stands_still_is_told_of_with_who_is_missing_and_why(server: Process) -> None:
    room = await opened(server)
    session = await server.database(partial(sign_in, Role.ASSISTANT))
    await walk(server, room)
    moment = timezone.now()

    def notice() -> None:
        room.refresh_from_db()
        stall_note(room.pk, Place.of(room), since=moment, now=moment)

    async with watching(server, f"/ws/console/{room.pk}?after=0&language=en", session) as page:
        await page.look()
        await server.database(notice)
        await page.until(lambda shown: "Nobody has moved" in shown["log"][-1][1])
        assert page.state["log"][-1][1].endswith("Missing: tablets 0–2 (never connected).")


async def test_a_page_that_comes_back_is_told_only_what_it_has_not_seen(server: Process) -> None:
    room = await opened(server)
    session = await server.database(partial(sign_in, Role.OPERATOR))
    async with watching(server, f"/ws/console/{room.pk}", session) as page:
        await page.look()
        last = page.state["log"][-1][0]
    async with watching(server, f"/ws/console/{room.pk}?after={last}", session) as page:
        assert "log" not in await page.look()


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=" + "9" * 400, "language=xx", "after=%00", "a&b=="]
)
async def test_a_question_that_makes_no_sense_is_answered_all_the_same(server: Process, query: str) -> None:
    room = await opened(server)
    session = await server.database(partial(sign_in, Role.ASSISTANT))
    async with watching(server, f"/ws/console/{room.pk}?{query}", session) as page:
        assert (await page.look())["room"]["id"] == room.pk


async def test_a_page_that_cannot_be_kept_up_to_date_is_closed_so_that_it_comes_again(
    server: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_room: int) -> None:
        raise RuntimeError("the disk is gone")

    room = await opened(server)
    session = await server.database(partial(sign_in, Role.OPERATOR))
    monkeypatch.setattr(console, "room_overview", failing)
    async with watching(server, f"/ws/console/{room.pk}", session) as page:
        assert await page.closed_with() == console.WENT_WRONG
