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
from functools import partial
from typing import Any, Protocol

from kiosk.models import Step
from kiosk.services.presence import presence_note
from kiosk.services.requests import Chosen, Committed
from kiosk.services.seats import seats_refresh
from kiosk.services.standing import (
    PlayerStanding,
    RoomStanding,
    RoundResult,
    room_standings,
)
from kiosk.wire.clerk import Clerk
from kiosk.wire.presence import Register
from kiosk.wire.relay import Relay

logger = logging.getLogger(__name__)

WATCH_PERIOD = 1.0
"""Seconds; as often as an idle client asks, so lost news costs no more than one repetition."""


class Client(Protocol):
    """A socket of a player."""

    async def push(self, room: RoomStanding, player: PlayerStanding) -> None:
        """Answer the pending demand if these standings decide it."""


class Hub:
    """What one process knows, and who is connected to it."""

    def __init__(self) -> None:
        self.rooms: dict[int, RoomStanding] = {}
        self.players: dict[int, PlayerStanding] = {}
        self.clerk = Clerk(self.learn)
        self.relay = Relay(self.hear)
        self.register = Register()
        self._clients: dict[int, dict[Client, int]] = defaultdict(dict)
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

    def attach(self, client: Client, player: PlayerStanding) -> None:
        """From now on the client hears what concerns the player."""
        self._clients[player.room_id][client] = player.id

    def detach(self, client: Client, player_id: int) -> None:
        """The client is gone; the memory of its player goes with the last client of it."""
        player = self.players.get(player_id)
        if player is None:
            return
        clients = self._clients[player.room_id]
        clients.pop(client, None)
        if player_id not in clients.values():
            del self.players[player_id]
        if not clients:
            del self._clients[player.room_id]
            self.rooms.pop(player.room_id, None)

    async def learn(self, committed: Committed) -> None:
        """Take in what a commit of this process has made true, and tell the others what they need."""
        moved = [room for room in committed.rooms.values() if self._is_ahead(room)]
        behind = [room.id for room in committed.rooms.values() if self._is_behind(room)]
        self.players |= committed.players
        self.rooms |= {room.id: room for room in committed.rooms.values() if room.id not in behind}
        for answer in committed.answers:
            if isinstance(answer, Chosen) and answer.success is None:
                self._remember_choice(answer)
        results = {closed.room.id: closed.results for closed in committed.closed}
        for room in moved:
            self._apply(room, results.get(room.id, {}))
        for room_id in behind:  # another process was faster: what we have just read is old
            await self._reread(room_id)
        for room in moved:
            await self._push(room.id)
            await self.relay.tell(_news(room, results.get(room.id, {})))

    async def hear(self, news: dict[str, Any]) -> None:
        """Take in what another process has learnt of a room that we have clients in."""
        known = self.rooms.get(news["room"])
        if known is None:
            return
        room = replace(
            known,
            step=Step(news["step"]),
            t=news["t"],
            arrived=news["arrived"],
            closed=news["closed"],
        )
        if not self._is_ahead(room):
            return
        results = {player: RoundResult(*result) for player, *result in news["results"]}
        if room.t > known.t + bool(results):
            await self._reread(room.id)  # a round was closed that we have not heard of
        else:
            self._apply(room, results)
        await self._push(room.id)

    def _is_ahead(self, room: RoomStanding) -> bool:
        known = self.rooms.get(room.id)
        return known is None or room.place > known.place

    def _is_behind(self, room: RoomStanding) -> bool:
        known = self.rooms.get(room.id)
        return known is not None and room.place < known.place

    def _remember_choice(self, chosen: Chosen) -> None:
        player = self.players.get(chosen.player_id)
        if player is not None and self.rooms[player.room_id].t == chosen.t:
            self.players[player.id] = replace(player, asked=chosen.asked)

    def _apply(self, room: RoomStanding, results: dict[int, RoundResult]) -> None:
        """Bring the memory of a room's players to the state after a round."""
        self.rooms[room.id] = room
        for player_id, result in results.items():
            player = self.players.get(player_id)
            if player is not None:
                self.players[player_id] = replace(
                    player,
                    step=room.step,
                    good_in_hand=result.good_in_hand,
                    score=result.score,
                    asked=None,
                    last_success=result.success,
                )

    async def _push(self, room_id: int) -> None:
        room = self.rooms[room_id]
        for client, player_id in list(self._clients.get(room_id, {}).items()):
            player = self.players.get(player_id)  # it may have left while others were told
            if player is not None:
                await client.push(room, player)

    async def _reread(self, room_id: int) -> None:
        players = set(self._clients.get(room_id, {}).values())
        found = await self.clerk.run(partial(seats_refresh, players))
        self.rooms |= found.rooms
        self.players |= found.players

    async def _watch(self) -> None:
        """Find news that was lost, and what commands have changed; write down who was heard."""
        while True:
            await asyncio.sleep(WATCH_PERIOD)
            try:
                await self._compare()
                heard = self.register.changes()
                if heard:
                    await self.clerk.run(partial(presence_note, heard))
            except Exception:
                logger.exception("The rooms could not be compared with the database; trying again")

    async def _compare(self) -> None:
        if not self._clients:
            return
        for room in (await self.clerk.run(partial(room_standings, list(self._clients)))).values():
            known = self.rooms.get(room.id)
            if known is None:
                continue
            if room.place > known.place:
                await self._reread(room.id)
                await self._push(room.id)
            elif room.place == known.place and room.arrived > known.arrived:
                self.rooms[room.id] = room


def _news(room: RoomStanding, results: dict[int, RoundResult]) -> dict[str, Any]:
    """What another process needs to bring its memory of the room up to date; made of plain values."""
    return {
        "room": room.id,
        "step": str(room.step),
        "t": room.t,
        "arrived": room.arrived,
        "closed": room.closed,
        "results": [
            (player, result.success, result.good_in_hand, result.score) for player, result in results.items()
        ],
    }
