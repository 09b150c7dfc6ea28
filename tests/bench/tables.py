"""A table of players, at the floor or in a room of the kiosk: it plays rounds and says how long they took."""

from __future__ import annotations

import json
import random
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from tests.bench.crowd import Crowd, frame

if TYPE_CHECKING:
    from collections.abc import Sequence

WAITS = b'"wait":true'
DECIDED = b'"wait":false'


class Table(ABC):
    """N sockets that answer and are answered."""

    def __init__(self, crowd: Crowd, size: int) -> None:
        self._crowd = crowd
        self._everyone = range(size)
        self._chance = random.Random(size)

    def last_choice(self) -> float:
        """Seconds from the last choice to the last of N results, when all others have been acknowledged."""
        frames = self._acknowledged_frames()
        last = self._chance.choice(self._everyone)
        others = [number for number in self._everyone if number != last]
        for number in others:
            self._crowd.send(number, frames[number])
        self._crowd.await_each(WAITS, others)
        started = time.perf_counter()
        self._crowd.send(last, frames[last])
        return self._until_decided(started)

    def all_at_once(self) -> float:
        """Seconds from the first of N choices, sent as fast as can be, to the last of N results."""
        frames = self._frames()
        started = time.perf_counter()
        self._crowd.send_all(frames)
        return self._until_decided(started)

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
    """A table of the bare consumer."""

    def __init__(self, port: int, size: int) -> None:
        super().__init__(Crowd(port, f"/{size}", size), size)
        choice = '{"demand":"choice","userId":1234567890,"t":0,"good":1'
        self._sent = [frame(choice + ',"now":1}')] * size
        self._sent_for_acknowledgement = [frame(choice + ',"ack":1}')] * size

    def _frames(self) -> Sequence[bytes]:
        return self._sent

    def _acknowledged_frames(self) -> Sequence[bytes]:
        return self._sent_for_acknowledgement

    def _learn(self, replies: dict[int, bytes]) -> None:
        pass


class RoomTable(Table):
    """The players of a room of the kiosk; each asks at random for a good that it does not hold."""

    def __init__(self, port: int, devices: Sequence[str]) -> None:
        super().__init__(Crowd(port, "/ws/", len(devices)), len(devices))
        self._t = 0
        self._crowd.send_all([_request(demand="init", deviceId=device) for device in devices])
        places = self._crowd.await_each(DECIDED, self._everyone)
        self._users = [json.loads(places[number])["userId"] for number in self._everyone]
        self._held = {number: json.loads(place)["goodInHand"] for number, place in places.items()}

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
    return frame(json.dumps(fields, separators=(",", ":")))
