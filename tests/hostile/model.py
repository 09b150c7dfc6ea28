"""A session as anybody would describe it: three seats, each service a few lines, and no database."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from kiosk.economy import goods, market, training
from kiosk.models import Step

OK = "ok"


@dataclass
class Seat:
    """A player. Goods are absolute; `asked` and `won` are by round."""

    number: int
    production: int
    consumption: int
    held: int
    training_held: int
    step: Step = Step.SURVEY
    score: int = 0
    age: int | None = None
    asked: dict[int, int] = field(default_factory=dict)
    won: dict[int, bool] = field(default_factory=dict)
    trained: list[int] = field(default_factory=list)
    training_score: int = 0


class Session:
    """One room, and who sits in it; each method answers ``ok`` or the code of a refusal."""

    def __init__(
        self, economy: goods.Economy, *, seed: int, rounds: int, training_rounds: int, odds: dict[str, float]
    ) -> None:
        self.economy = economy
        self.rounds, self.training_rounds = rounds, training_rounds
        self.step, self.t, self.arrived = Step.WELCOME, 0, 0
        self.closed = self.paused = False
        self.seats: dict[int, Seat] = {}
        self._seed = seed
        self._odds = training.TrainingOdds.from_mapping(odds)
        self._roles = [int(good) for good in goods.seat_roles(economy, seed)]

    @property
    def is_over(self) -> bool:
        return self.closed or self.step is Step.END

    def arrive(self, tablet: int) -> str:
        if tablet in self.seats:
            return "room_closed" if self.closed and self.seats[tablet].step is not Step.END else OK
        if self.step is not Step.WELCOME or self.closed:
            return "no_room"
        production = self._roles[len(self.seats)]
        consumption = self.economy.consumption_good(production)
        self.seats[tablet] = Seat(len(self.seats), production, consumption, production, production)
        self._count(1)
        return OK

    def survey(self, answers: list[tuple[Seat, int | None]]) -> list[str]:
        said, passed = [], 0
        for seat, age in answers:
            code = self._passes(seat, Step.SURVEY)
            if code == "":
                code = OK if age is not None else "answer_missing"
                if code == OK:
                    seat.age, seat.step, passed = age, Step.TRAINING, passed + 1
            said.append(code)
        self._count(passed)
        return said

    def train(self, seat: Seat, t: int, good: int) -> str:
        asked = self._absolute(seat, good)
        if t < len(seat.trained):
            return OK if seat.trained[t] == asked else "past_round"
        code = self._due(seat, Step.TRAINING) or ("paused" if self.paused else "")
        if code:
            return code
        if t > len(seat.trained) or t >= self.training_rounds:
            return "future_round"
        if asked == seat.training_held:
            return "good_in_hand"
        self._exchange(seat, asked)
        return OK

    def finish(self, seats: list[Seat]) -> list[str]:
        said, passed = [], 0
        for seat in seats:
            code = self._passes(seat, Step.TRAINING)
            if code == "":
                code = OK if len(seat.trained) == self.training_rounds else "training_unfinished"
                if code == OK:
                    seat.step, passed = Step.GAME, passed + 1
            said.append(code)
        self._count(passed)
        return said

    def choose(self, choices: list[tuple[Seat, int, int]]) -> list[str]:
        said, fresh = [], 0
        for seat, t, good in choices:
            code = self._choose(seat, t, self._absolute(seat, good))
            fresh += code == ""
            said.append(code or OK)
        self._count_choices(fresh)
        return said

    def time_is_over(self) -> None:
        """Nobody waits longer than the time limit; a pause stops the clock."""
        if self.step is Step.GAME and not self.closed and not self.paused:
            self._choose_for_the_missing()

    def advance(self) -> str:
        """What is missing is done by the server; not at the welcome, where robots would take seats."""
        if self.paused:
            return "paused"
        missing = [seat for seat in self.seats.values() if seat.step is self.step]
        if self.step is Step.SURVEY:
            for seat in missing:
                seat.step = Step.TRAINING
            self._count(len(missing))
        elif self.step is Step.TRAINING:
            for seat in missing:
                while len(seat.trained) < self.training_rounds:
                    self._exchange(seat, seat.consumption)
                seat.step = Step.GAME
            self._count(len(missing))
        else:
            self._choose_for_the_missing()
        return OK

    def end(self) -> None:
        for seat in self.seats.values():
            seat.step = Step.END
        self.step, self.arrived, self.paused = Step.END, 0, False

    def _due(self, seat: Seat, step: Step) -> str:
        if self.closed:
            return "room_closed"
        return "" if seat.step is step and self.step is step else "wrong_step"

    def _passes(self, seat: Seat, step: Step) -> str:
        order = list(Step)
        return OK if order.index(seat.step) > order.index(step) else self._due(seat, step)

    def _choose(self, seat: Seat, t: int, asked: int) -> str:
        if t in seat.asked:
            if seat.asked[t] == asked:
                return OK
            return "past_round" if t < self.t else "already_chosen"
        code = self._due(seat, Step.GAME) or ("paused" if self.paused else "")
        if code:
            return code
        if t != self.t:
            return "past_round" if t < self.t else "future_round"
        if asked == seat.held:
            return "good_in_hand"
        seat.asked[t] = asked
        return ""

    def _choose_for_the_missing(self) -> None:
        late = [seat for seat in self.seats.values() if self.t not in seat.asked]
        for seat in late:
            seat.asked[self.t] = seat.consumption
        self._count_choices(len(late))

    def _count(self, passed: int) -> None:
        self.arrived += passed
        if self.arrived == self.economy.n_players:
            self.step = list(Step)[list(Step).index(self.step) + 1]
            self.arrived = 0

    def _count_choices(self, fresh: int) -> None:
        self.arrived += fresh
        if self.arrived == self.economy.n_players:
            self._close_round()

    def _close_round(self) -> None:
        seats = sorted(self.seats.values(), key=lambda seat: seat.number)
        held = np.array([seat.held for seat in seats])
        asked = np.array([seat.asked[self.t] for seat in seats])
        won = market.resolve(held, asked, market.draw(self._seed, self.t, len(seats)))
        for seat, success in zip(seats, won.tolist(), strict=True):
            seat.won[self.t] = success
            if success:
                consumes = seat.asked[self.t] == seat.consumption
                seat.score += consumes
                seat.held = seat.production if consumes else seat.asked[self.t]
        self.t, self.arrived = self.t + 1, 0
        if self.t == self.rounds:
            self.end()

    def _exchange(self, seat: Seat, asked: int) -> None:
        roles = seat.production, seat.consumption, self.economy.n_goods
        held, good = goods.relative(seat.training_held, *roles), goods.relative(asked, *roles)
        if training.exchange(self._odds, self._seed, seat.number, len(seat.trained), int(held), int(good)):
            seat.training_score += 1
            seat.training_held = seat.production if asked == seat.consumption else asked
        seat.trained.append(asked)

    def _absolute(self, seat: Seat, good: int) -> int:
        return int(goods.absolute(good, seat.production, seat.consumption, self.economy.n_goods))
