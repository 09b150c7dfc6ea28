"""The hub of a process: remembers where its rooms and players stand, and fans results out to its sockets.

1. A commit, or another process, brings news: `learn`, `hear`.
2. The memory is brought up to date; it never goes back.
3. Every client whose pending demand the news has decided is answered, unasked.

A request that only repeats what is committed is answered from here, without the database. News that
is lost on its way is found by `watch`, which compares one row a room with the memory every second.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from kiosk.models import Step
from kiosk.services.guesses import guesses_note
from kiosk.services.presence import presence_note
from kiosk.services.requests import Chosen, Committed, ExpireRound, PlayRobots, RobotsPlayed
from kiosk.services.seats import seats_refresh
from kiosk.services.standing import (
    PlayerStanding,
    RoomStanding,
    RoundResult,
    room_standings,
)
from kiosk.upkeep.metrics import LAG
from kiosk.wire.clerk import Clerk
from kiosk.wire.desk import Desk
from kiosk.wire.guesses import Guesses
from kiosk.wire.notices import Notices
from kiosk.wire.presence import Register
from kiosk.wire.relay import Relay
from kiosk.wire.timers import Timers

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from kiosk.services.conduct import Message

logger = logging.getLogger(__name__)

WATCH_PERIOD = 1.0
"""Seconds; as often as an idle client asks, so lost news costs no more than one repetition."""


class Client(Protocol):
    """A socket of a player."""

    async def push(self, room: RoomStanding, player: PlayerStanding) -> None:
        """Answer the pending demand if these standings decide it."""

    async def notify(self, message: Message) -> None:
        """Show what the operator writes."""


class Hub:
    """What one process knows, and who is connected to it."""

    def __init__(self) -> None:
        self.rooms: dict[int, RoomStanding] = {}
        self.players: dict[int, PlayerStanding] = {}
        self.clerk = Clerk(self.learn)
        self.reader = Desk("reader")
        """For questions of the console, which keep no round waiting."""
        self.relay = Relay(self.hear)
        self.register = Register()
        self.guesses = Guesses()
        self.notices = Notices(self.clerk)
        self.timers = Timers()
        self._clients: dict[int, dict[Client, int]] = defaultdict(dict)
        self._empty: set[int] = set()
        self._robots_at: dict[int, tuple[Any, ...]] = {}
        """Room → the place up to which the robots that the server plays have played."""
        self._memory = asyncio.Lock()  # news is taken in one after the other
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to listen and to watch, in the loop that runs; once."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self.relay.listen()), asyncio.create_task(self._watch())]

    async def stop(self) -> None:
        """Finish what has been asked, and end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.clerk.close()
        await self.reader.close()

    def attach(self, client: Client, player: PlayerStanding) -> None:
        """From now on the client hears what concerns the player."""
        self._clients[player.room_id][client] = player.id

    def detach(self, client: Client, player_id: int) -> None:
        """The client is gone; what is known of its player stays until its room is forgotten."""
        self._clients[self.players[player_id].room_id].pop(client, None)

    async def learn(self, committed: Committed) -> None:
        """Take in what a commit of this process has made true, and tell the others what they need."""
        results = {closed.room.id: closed.results for closed in committed.closed}
        seated = {player.room_id for player in committed.players.values()}
        await self.notices.open(room for room in committed.rooms.values() if room.id in seated)
        async with self._memory:
            self._empty -= committed.rooms.keys()
            behind = {room.id for room in committed.rooms.values() if self._is_behind(room)}
            self.players |= {
                player.id: player
                for player in committed.players.values()
                if player.room_id not in behind or player.id not in self.players
            }
            moved = [
                room
                for room in committed.rooms.values()
                if await self._advance(room, results.get(room.id, {}))
            ]
            for answer in committed.answers:
                if isinstance(answer, Chosen) and answer.success is None:
                    self._remember_choice(answer)
        for room in moved:
            await self._push(room.id)
        for room in moved:
            await self.relay.tell(_news(room, results.get(room.id, {})))

    async def hear(self, news: dict[str, Any]) -> None:
        """Take in what another process has learnt of a room that we have clients in."""
        results = {player: RoundResult(*result) for player, *result in news["results"]}
        async with self._memory:
            known = self.rooms.get(news["room"])
            if known is None:
                return
            room = replace(
                known,
                step=Step(news["step"]),
                t=news["t"],
                arrived=news["arrived"],
                closed=news["closed"],
                clock_from=_moment(news["clock_from"]),
                version=news["version"],
            )
            moved = self._is_ahead(room) and await self._advance(room, results)
        if moved:
            await self._push(room.id)

    def _is_ahead(self, room: RoomStanding) -> bool:
        known = self.rooms.get(room.id)
        return known is None or room.place > known.place

    def _is_behind(self, room: RoomStanding) -> bool:
        known = self.rooms.get(room.id)
        return known is not None and room.place < known.place

    async def _advance(self, room: RoomStanding, results: dict[int, RoundResult]) -> bool:
        """Bring the memory of a room and its players to where it stands now; True when it has moved.

        What does not follow from the memory and the results of one round is read again: another process
        was faster, and has closed a round that we have not heard of, or has overtaken what we have read;
        or an operator has acted, which may concern every player.
        """
        known = self.rooms.get(room.id, room)
        moved = self._is_ahead(room)
        if self._is_behind(room) or room.t > known.t + bool(results) or room.version != known.version:
            await self._reread(room)
        else:
            self._apply(room, results)
        return moved

    def _remember_choice(self, chosen: Chosen) -> None:
        player = self.players.get(chosen.player_id)
        if player is not None and self.rooms[player.room_id].t == chosen.t:
            self.players[player.id] = player._replace(asked=chosen.asked)

    def _apply(self, room: RoomStanding, results: dict[int, RoundResult]) -> None:
        """Bring the memory of a room's players to the state after a round."""
        self.rooms[room.id] = room
        for player_id, result in results.items():
            player = self.players.get(player_id)
            if player is not None:
                self.players[player_id] = player._replace(
                    step=room.step,
                    good_in_hand=result.good_in_hand,
                    score=result.score,
                    asked=None,
                    last_success=result.success,
                )

    async def _push(self, room_id: int) -> None:
        self.timers.note(self.rooms[room_id])
        for client, player_id in list(self._clients.get(room_id, {}).items()):
            await _tell(client.push(self.rooms[room_id], self.players[player_id]))
        await self._pass_messages_on(room_id)

    async def _pass_messages_on(self, room_id: int) -> None:
        """Show each client what operators have written since the last time."""
        for message in await self.notices.news(self.rooms[room_id]):
            for client, player_id in list(self._clients.get(room_id, {}).items()):
                if message.tablet in (None, self.players[player_id].tablet):
                    await _tell(client.notify(message))

    async def _reread(self, room: RoomStanding) -> None:
        """Read the room's players again, and the room itself as it was at that moment."""
        players = [player.id for player in self.players.values() if player.room_id == room.id]
        found = await self.clerk.run(partial(seats_refresh, players))
        self.rooms |= {room.id: room} | found.rooms
        self.players |= found.players

    async def _watch(self) -> None:
        """Find news that was lost, and what commands have changed; write down who was heard."""
        clock = asyncio.get_running_loop().time
        while True:
            due = clock() + WATCH_PERIOD
            await asyncio.sleep(WATCH_PERIOD)
            LAG.set(clock() - due)
            try:
                self._forget()
                await self._compare()
                heard, left = self.register.changes(), self.register.departures()
                if heard or left:
                    await self.clerk.run(partial(presence_note, heard, left))
                guessed = self.guesses.changes()
                if guessed:
                    await self.clerk.run(partial(guesses_note, guessed))
            except Exception:
                logger.exception("The rooms could not be compared with the database; trying again")

    async def _compare(self) -> None:
        for room in (await self.clerk.run(partial(room_standings, list(self.rooms)))).values():
            if room.id in self.rooms:
                await self._catch_up(room)
                await self._pass_messages_on(room.id)  # those that could not be read before
                expired = None if self._is_behind(room) else self.timers.expired(room)
                if expired is not None:
                    await self.clerk.ask(ExpireRound(room.id, room.t, expired))
            if room.robots and self._robots_at.get(room.id) != room.place:
                answer = await self.clerk.ask(PlayRobots(room.id))
                if isinstance(answer, RobotsPlayed):
                    self._robots_at[room.id] = room.place

    async def _catch_up(self, room: RoomStanding) -> None:
        """Take in what is true of a room that we have clients in."""
        async with self._memory:
            moved = self._is_ahead(room)
            if moved:
                await self._reread(room)
            elif not self._is_behind(room) and room.arrived > self.rooms[room.id].arrived:
                self.rooms[room.id] = room
        if moved:
            await self._push(room.id)

    def _forget(self) -> None:
        """Let go of the rooms that have had no client since the last look.

        Not as soon as the last one goes: another may have been found, and attach in a moment.
        """
        empty = {room_id for room_id in self.rooms if not self._clients.get(room_id)}
        for room_id in empty & self._empty:
            del self.rooms[room_id]
            self._clients.pop(room_id, None)
        self.players = {pk: player for pk, player in self.players.items() if player.room_id in self.rooms}
        self.notices.keep(self.rooms.keys())
        self.timers.keep(self.rooms.keys())
        self._empty = empty


async def _tell(telling: Awaitable[None]) -> None:
    """Tell a client; one that cannot be told keeps nobody waiting."""
    try:
        await telling
    except Exception:  # its socket is closing; whatever it is, the others are told
        logger.warning("A client could not be told; it will ask again", exc_info=True)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _news(room: RoomStanding, results: dict[int, RoundResult]) -> dict[str, Any]:
    """What another process needs to bring its memory of the room up to date; made of plain values."""
    return {
        "room": room.id,
        "step": str(room.step),
        "t": room.t,
        "arrived": room.arrived,
        "closed": room.closed,
        "clock_from": room.clock_from.isoformat() if room.clock_from else None,
        "version": room.version,
        "results": [
            (player, result.success, result.good_in_hand, result.score) for player, result in results.items()
        ],
    }
