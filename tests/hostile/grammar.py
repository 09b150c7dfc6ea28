"""Frames of a client that means no good, by a grammar; chance is seeded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kiosk.wire.messages import READERS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

FIELDS = (
    *("deviceId", "userId", "t", "good", "age", "sex", "gender", "token", "rtt", "report", "tabletNumber"),
    *("shownAt", "answeredAt", "language", "pin", "demand", "wait", "__proto__", ""),
)
TEXTS = (
    *(
        "pong",
        "null",
        "fr",
        "en",
        "male",
        "female",
        "ping",
        "Done!",
        "0",
        "-1",
        "1e400",
        "é",
        "'; DROP TABLE x",
    ),
    *("<script>", "{got}", "{0.__class__}", "%s%n", "../../x", "", " ", "\x00", "\x1b[2J", "\x7f", "\u2028"),
    *(
        "\ufeff",
        "\ud800",
        "\udfff\ud800",
        "e\u0301",
        "\u202eevil",
        "😀" * 10,
        "x" * 200,
        "x" * 201,
        "x" * 5000,
    ),
)
NUMBERS = (
    *(0, 1, 2, 3, -1, 4, 14, 15, 99, 100_000, 100_001, 2**31 - 1, 2**31, 2**53, 2**63, -(2**63)),
    *(10**15, 10**16, 10**300, 0.5, -0.0, 1e-300, 1e308, 253_402_214_400_000, 253_402_214_400_001),
)
TOKENS = ("{", "}", "[", "]", '"', ":", ",", "\\", "\\u", "NaN", "-Infinity", "1e999", "//", "\n", "\x00")
LONGEST = 20_000
MOST_FIELDS = 6
DEEPEST = 4


class Grammar:
    """Draws frames for `/ws/` of a client that knows some secrets."""

    def __init__(self, chance: random.Random, *, device: str, user_id: int | None) -> None:
        self._chance = chance
        self._device = device
        self._user_id = user_id

    def frame(self) -> str:
        """A frame: mostly nearly right, sometimes nothing of the kind."""
        kinds: dict[Callable[[], str], int] = {
            self._demand: 70,
            self._mutilated: 12,
            self._soup: 8,
            self._deep: 4,
            self._long: 2,
            self._value_alone: 4,
        }
        (kind,) = self._chance.choices(list(kinds), list(kinds.values()))
        return kind()

    def _demand(self) -> str:
        content: dict[str, Any] = {"demand": self._chance.choice([*READERS, "destroy", "identity", "PING"])}
        if self._happens(0.9):
            content |= {"t": self._chance.choice((0, 0, 0, 1, 2)), "good": self._chance.choice((0, 1, 2, 3))}
            content |= {"age": 30, "sex": "male", "token": "token"}
            content |= self._secrets()
        for _ in range(self._chance.choice((0, 0, 0, 0, 1, 1, 2, MOST_FIELDS))):
            content[self._chance.choice(FIELDS)] = self._value()
        return json.dumps(content)

    def _secrets(self) -> dict[str, Any]:
        known: dict[str, Any] = {"deviceId": self._device}
        if self._user_id is not None:
            known["userId"] = self._user_id
        if self._happens(0.05):
            known["userId"] = self._chance.randrange(1, 2**31)  # a guess
        return known

    def _mutilated(self) -> str:
        frame = list(self._demand())
        for _ in range(self._chance.randint(1, 4)):
            place = self._chance.randrange(len(frame))
            frame[place : place + self._chance.randrange(4)] = self._chance.choice((*TOKENS, "", "9"))
            frame = frame or ["{"]
        return "".join(frame)

    def _soup(self) -> str:
        words = (*TOKENS, *FIELDS, *(text for text in TEXTS if len(text) < 100 and text.isprintable()))
        return " ".join(self._chance.choices(words, k=self._chance.randrange(12)))

    def _deep(self) -> str:
        opening = self._chance.choice(("[", '{"demand":', '{"report":{"report":'))
        return opening * self._chance.randrange(1, 700)

    def _long(self) -> str:
        return json.dumps({"demand": "ping", "deviceId": "x" * self._chance.randrange(LONGEST)})

    def _value_alone(self) -> str:
        return json.dumps(self._value())

    def _value(self, depth: int = 0) -> Any:
        match self._chance.randrange(8 if depth < DEEPEST else 5):
            case 0:
                return self._chance.choice((None, True, False))
            case 1 | 2:
                return self._chance.choice(NUMBERS)
            case 3 | 4:
                return self._chance.choice(TEXTS)
            case 5:
                return self._chance.choice((float("nan"), float("inf")))
            case 6:
                return [self._value(depth + 1) for _ in range(self._chance.randrange(4))]
            case _:
                return {self._chance.choice(FIELDS): self._value(depth + 1) for _ in range(3)}

    def _happens(self, probability: float) -> bool:
        return self._chance.random() < probability
