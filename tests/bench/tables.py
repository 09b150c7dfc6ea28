"""Tables of players, at the floor or in rooms of the kiosk: they play rounds and say how long each took."""

from __future__ import annotations

import json
import random
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tests.bench.crowd import Crowd, frame

if TYPE_CHECKING:
    from collections.abc import Sequence

WAITS = b'"wait":true'
DECIDED = b'"wait":false'


@dataclass(frozen=True, order=True)
class Size:
    """So many rooms, of so many players each, that play at the same time."""

    players: int
    rooms: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """``104``, or ``10x104`` for ten rooms; raises ValueError for anything else."""
        *rooms, players = map(int, text.split("x"))
        size = cls(players, *rooms)
        if size.players < 3 or size.rooms < 1:
            raise ValueError(text)
        return size

    @property
    def total(self) -> int:
        """Players in all."""
        return self.rooms * self.players

    def __str__(self) -> str:
        return str(self.players) if self.rooms == 1 else f"{self.rooms}x{self.players}"


class Table(ABC):
    """The sockets of all players, room after room, that answer and are answered."""

    def __init__(self, port: int, paths: Sequence[str], size: Size, greetings: Sequence[bytes]) -> None:
        self._everyone = range(size.total)
        self._rooms = [self._everyone[room * size.players :][: size.players] for room in range(size.rooms)]
        self._chance = random.Random(size.total)
        self._greetings = greetings
        self._crowd = Crowd(port, paths)
        self._crowd.connect()
        self._crowd.await_doors()
        self._crowd.send_all(greetings)
        self._places = self._crowd.await_each(DECIDED, self._everyone)

    def last_choice(self) -> float:
        """Seconds from the last choice of each room to the last result; all others have been acknowledged."""
        frames = self._acknowledged_frames()
        last = [self._chance.choice(room) for room in self._rooms]
        others = sorted(set(self._everyone) - set(last))
        for number in others:
            self._crowd.send(number, frames[number])
        self._crowd.await_each(WAITS, others)
        started = time.perf_counter()
        for number in last:
            self._crowd.send(number, frames[number])
        return self._until_decided(started)

    def all_at_once(self) -> float:
        """Seconds from the first of all choices, sent as fast as can be, to the last result."""
        frames = self._frames()
        started = time.perf_counter()
        self._crowd.send_all(frames)
        return self._until_decided(started)

    def all_return(self) -> float:
        """Seconds from the first knock, after a power cut, until everybody knows its place again."""
        self._crowd.cut()
        started = time.perf_counter()
        self._crowd.connect(self._greetings)
        self._crowd.await_each(DECIDED, self._everyone)
        return time.perf_counter() - started

    def breathe(self) -> None:
        """Stay connected while others play."""
        self._crowd.breathe()

    def leave(self) -> None:
        """Close the sockets."""
        self._crowd.close()

    def _until_decided(self, started: float) -> float:
        replies = self._crowd.await_each(DECIDED, self._everyone)
        elapsed = time.perf_counter() - started
        self._learn(replies)
        return elapsed

    @abstractmethod
    def _frames(self) -> Sequence[bytes]:
        """What each player sends this round."""

    def _acknowledged_frames(self) -> Sequence[bytes]:
        """The same, where all but the last are acknowledged; the kiosk does so of itself."""
        return self._frames()

    @abstractmethod
    def _learn(self, replies: dict[int, bytes]) -> None:
        """Take in what each player has got."""


class FloorTable(Table):
    """Tables of the bare consumer."""

    def __init__(self, port: int, size: Size) -> None:
        choice = b'{"demand":"choice","userId":1234567890,"t":0,"good":1'
        self._sent = [frame(choice + b',"now":1}')] * size.total
        self._sent_for_acknowledgement = [frame(choice + b',"ack":1}')] * size.total
        paths = [f"/{room}/{size.players}" for room in range(size.rooms) for _ in range(size.players)]
        greeting = _request(demand="init", deviceId="robot-0123456789abcdef")
        super().__init__(port, paths, size, [greeting] * size.total)

    def _frames(self) -> Sequence[bytes]:
        return self._sent

    def _acknowledged_frames(self) -> Sequence[bytes]:
        return self._sent_for_acknowledgement

    def _learn(self, replies: dict[int, bytes]) -> None:
        pass


class RoomTable(Table):
    """The players of rooms of the kiosk; each asks at random for a good that it does not hold."""

    def __init__(self, port: int, size: Size, devices: Sequence[str]) -> None:
        self._t = 0
        greetings = [_request(demand="init", deviceId=device) for device in devices]
        super().__init__(port, ["/ws/"] * size.total, size, greetings)
        places = {number: json.loads(place) for number, place in self._places.items()}
        self._users = [places[number]["userId"] for number in self._everyone]
        self._held = {number: place["goodInHand"] for number, place in places.items()}

    def _frames(self) -> Sequence[bytes]:
        return [
            _request(demand="choice", userId=user, t=self._t, good=self._wish(number))
            for number, user in enumerate(self._users)
        ]

    def _wish(self, number: int) -> int:
        return self._chance.choice([good for good in range(3) if good != self._held[number]])

    def _learn(self, replies: dict[int, bytes]) -> None:
        for number, said in replies.items():
            reply = json.loads(said)
            if reply["t"] != self._t or not isinstance(reply["success"], bool):
                raise AssertionError(f"expected the result of round {self._t}, got {reply}")
            self._held[number] = reply["goodInHand"]
        self._t += 1


def _request(**fields: Any) -> bytes:
    return frame(json.dumps(fields, separators=(",", ":")).encode())
