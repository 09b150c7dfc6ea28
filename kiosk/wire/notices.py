"""What operators have written lately, kept for the tablets that were away at that moment.

It is read once when a room becomes known and once a message, however many tablets come back at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from kiosk.services.conduct import STILL_NEWS, Message, messages_after

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kiosk.services.standing import PlayerStanding, RoomStanding
    from kiosk.wire.clerk import Clerk


@dataclass(slots=True)
class _Board:
    """The messages of a room by their numbers, in their order, as far as `version` of it."""

    version: int
    messages: dict[int, Message] = field(default_factory=dict)


class Notices:
    """The boards of the rooms that a hub knows."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk
        self._boards: dict[int, _Board] = {}

    async def open(self, rooms: Iterable[RoomStanding]) -> None:
        """Read what was written in rooms before they were known."""
        boards = {room.id: _Board(room.version) for room in rooms if room.id not in self._boards}
        if boards:
            for message in await self._clerk.run(partial(messages_after, 0, list(boards))):
                boards[message.room].messages[message.number] = message
            self._boards = boards | self._boards

    async def news(self, room: RoomStanding) -> list[Message]:
        """What has been written in a room since the last time."""
        board = self._boards.get(room.id)
        if board is None or board.version == room.version:
            return []
        last = max(board.messages, default=0)
        found = await self._clerk.run(partial(messages_after, last, [room.id]))
        news = {message.number: message for message in found if message.number not in board.messages}
        oldest = timezone.now() - STILL_NEWS
        kept = {number: message for number, message in board.messages.items() if message.at > oldest}
        board.version, board.messages = max(board.version, room.version), kept | news
        return list(news.values())

    def missed(self, player: PlayerStanding, seen: int) -> list[Message]:
        """What was written to a player's tablet after the message that it has `seen`, and is still news.

        A number that stands for none of these says nothing: it is older, or of another session, or of a
        time that a restored backup knows nothing of.
        """
        board = self._boards.get(player.room_id)
        oldest = timezone.now() - STILL_NEWS
        written = board.messages.values() if board else ()
        to_it = [one for one in written if one.tablet in (None, player.tablet) and one.at > oldest]
        numbers = [message.number for message in to_it]
        return to_it[numbers.index(seen) + 1 :] if seen in numbers else to_it

    def keep(self, rooms: Collection[int]) -> None:
        """Let go of all other rooms."""
        self._boards = {room: board for room, board in self._boards.items() if room in rooms}
