"""Whatever is asked of the services, in whatever order: they do what the model of a session does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiosk.models import Choice, Phase, Player, Room, Step
from kiosk.services.advancing import barrier_advance
from kiosk.services.conduct import room_close, session_end, session_pause, session_resume
from kiosk.services.passing import survey_answer, training_finish
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Answer, Arrive, ExpireRound
from kiosk.services.rounds import choices_make
from kiosk.services.seats import seats_arrive
from kiosk.services.standing import RoomStanding
from kiosk.services.time_limit import rounds_expire
from kiosk.services.training import training_exchange
from tests.hostile.model import OK, Seat, Session
from tests.sessions import choose, device, enrol, finish, open_room, survey, train

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.services.standing import PlayerStanding

ROUNDS, TRAINING_ROUNDS, TIME_LIMIT = 3, 2, 30
TABLETS = range(5)
"""Three for the seats, one too many, and one that is not enrolled."""

SEATS, ENROLLED = 3, 4
_Request = TypeVar("_Request")

tablets = st.sampled_from(TABLETS)
goods = st.sampled_from(range(3))
rounds = st.sampled_from(range(ROUNDS + 1))
players = st.sampled_from(range(SEATS))


def batches(*parts: st.SearchStrategy[object]) -> st.SearchStrategy[list[tuple[object, ...]]]:
    """Requests that arrive together, repetitions among them."""
    return st.lists(st.tuples(players, *parts), min_size=1, max_size=5)


class SessionMachine(RuleBasedStateMachine):
    """Asks the services and the model the same."""

    @initialize(seed=st.integers(0, 2**63 - 1), start=st.sampled_from(list(Step)[:-1]))
    def open(self, seed: int, start: Step) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.room = open_room(
            seed=seed, rounds=ROUNDS, training_rounds=TRAINING_ROUNDS, time_limit=TIME_LIMIT
        )
        enrol(*range(ENROLLED))
        self.model = Session(
            self.room.economy,
            seed=seed,
            rounds=ROUNDS,
            training_rounds=TRAINING_ROUNDS,
            odds=self.room.odds,
        )
        self.standings: dict[int, PlayerStanding] = {}
        while self.model.step is not start:
            self.everybody_does_what_is_due((0, 1, 2))

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(tablet=tablets)
    def arrive(self, tablet: int) -> None:
        (answer,) = seats_arrive([Arrive(device(tablet))]).answers
        expected = self.model.arrive(tablet) if tablet < ENROLLED else "not_enrolled"
        assert code(answer) == expected
        if not isinstance(answer, Refusal):
            self.standings.setdefault(tablet, answer)  # type: ignore[arg-type]  # what the service answers

    @precondition(lambda self: self.standings)
    @rule(batch=batches(st.sampled_from((None, 20, 30))))
    def answer_survey(self, batch: list[tuple[int, int | None]]) -> None:
        asked = [(self._tablet(who), age) for who, age in batch]
        self._compare(
            survey_answer,
            [survey(self.standings[tablet], age) for tablet, age in asked],
            self.model.survey([(self.model.seats[tablet], age) for tablet, age in asked]),
        )

    @precondition(lambda self: self.standings)
    @rule(batch=batches(st.sampled_from(range(TRAINING_ROUNDS + 1)), goods))
    def train(self, batch: list[tuple[int, int, int]]) -> None:
        asked = [(self._tablet(who), t, good) for who, t, good in batch]
        self._compare(
            training_exchange,
            [train(self.standings[tablet], t, good) for tablet, t, good in asked],
            [self.model.train(self.model.seats[tablet], t, good) for tablet, t, good in asked],
        )

    @precondition(lambda self: self.standings)
    @rule(batch=batches())
    def finish_training(self, batch: list[tuple[int]]) -> None:
        asked = [self._tablet(who) for (who,) in batch]
        self._compare(
            training_finish,
            [finish(self.standings[tablet]) for tablet in asked],
            self.model.finish([self.model.seats[tablet] for tablet in asked]),
        )

    @precondition(lambda self: self.standings)
    @rule(batch=batches(rounds, goods))
    def choose(self, batch: list[tuple[int, int, int]]) -> None:
        asked = [(self._tablet(who), t, good) for who, t, good in batch]
        self._compare(
            choices_make,
            [choose(self.standings[tablet], t, good) for tablet, t, good in asked],
            self.model.choose([(self.model.seats[tablet], t, good) for tablet, t, good in asked]),
        )

    @rule(wishes=st.tuples(goods, goods, goods))
    def everybody_does_what_is_due(self, wishes: tuple[int, int, int]) -> None:
        """So that a walk of some dozen steps comes to the end.

        Who holds what it wishes for is refused, and asks for another good.
        """
        everybody = range(len(self.standings))
        match self.model.step:
            case Step.WELCOME:
                for tablet in range(SEATS):
                    self.arrive(tablet)
            case Step.SURVEY:
                self.answer_survey([(who, 20) for who in everybody])
            case Step.TRAINING:
                for t in range(TRAINING_ROUNDS):
                    for more in range(3):
                        self.train([(who, t, (wishes[who] + more) % 3) for who in everybody])
                self.finish_training([(who,) for who in everybody])
            case _:
                t = self.model.t
                for more in range(3):
                    self.choose([(who, t, (wishes[who] + more) % 3) for who in everybody])

    @rule(late=st.sampled_from((True, True, False)), rounds_ago=st.sampled_from((0, 0, 0, 1, -1)))
    def look_at_the_clock(self, *, late: bool, rounds_ago: int) -> None:
        """The time is over, of this round or another; or only of a limit that does not hold any more."""
        t = self.model.t - rounds_ago
        expires_at = RoomStanding.of(Room.objects.get(pk=self.room.pk)).expires_at or timezone.now()
        rounds_expire([ExpireRound(self.room.pk, t, expires_at - timedelta(seconds=not late))])
        if late and t == self.model.t:
            self.model.time_is_over()

    @precondition(lambda self: self.model.step is not Step.WELCOME)
    @rule()
    def advance(self) -> None:
        self._act(barrier_advance, self._over() or self.model.advance())

    @rule()
    def pause(self) -> None:
        expected = self._over() or ("paused_already" if self.model.paused else OK)
        self._act(session_pause, expected)
        self.model.paused |= expected == OK

    @rule()
    def resume(self) -> None:
        expected = self._over() or (OK if self.model.paused else "not_paused")
        self._act(session_resume, expected)
        self.model.paused &= expected != OK

    @rule(sure=st.sampled_from(range(8)))
    def end(self, sure: int) -> None:
        if sure == 0:
            expected = self._over() or ("not_begun" if self.model.step is Step.WELCOME else OK)
            self._act(session_end, expected)
            if expected == OK:
                self.model.end()

    @rule(sure=st.sampled_from(range(8)))
    def close(self, sure: int) -> None:
        if sure == 0:
            self._act(room_close, "room_closed" if self.model.closed else OK)
            self.model.closed = True

    @invariant()
    def the_database_is_as_the_model_says(self) -> None:
        if not hasattr(self, "room"):
            return
        room = Room.objects.get(pk=self.room.pk)
        said = self.model
        assert (room.step, room.t, room.arrived) == (said.step, said.t, said.arrived)
        assert (room.closed_at is not None, room.paused_at is not None) == (said.closed, said.paused)
        found = Player.objects.filter(room=room).order_by("seat").select_related("tablet")
        assert [as_seat(player) for player in found] == list(said.seats.values())  # both in their order

    def _tablet(self, who: int) -> int:
        return list(self.standings)[who % len(self.standings)]

    def _over(self) -> str:
        if self.model.closed:
            return "room_closed"
        return "session_over" if self.model.step is Step.END else ""

    def _act(self, service: Callable[[Room], object], expected: str) -> None:
        said = OK
        try:
            service(self.room)
        except Refusal as refusal:
            said = refusal.code
        assert said == expected

    @staticmethod
    def _compare(
        service: Callable[[Sequence[_Request]], object], requests: list[_Request], expected: list[str]
    ) -> None:
        answers = service(requests).answers  # type: ignore[attr-defined]  # every service answers so
        assert [code(answer) for answer in answers] == expected


def code(answer: Answer) -> str:
    return answer.code if isinstance(answer, Refusal) else OK


def as_seat(player: Player) -> Seat:
    """The player as the model tells it."""
    rows = list(Choice.objects.filter(player=player).order_by("t"))
    game = [row for row in rows if row.phase == Phase.GAME]
    return Seat(
        number=player.seat,
        production=player.production_good,
        consumption=player.consumption_good,
        held=player.good_in_hand,
        training_held=player.training_good_in_hand,
        step=Step(player.step),
        score=player.score,
        age=player.age,
        asked={row.t: row.desired_good for row in game},
        won={row.t: row.success for row in game if row.success is not None},
        trained=[row.desired_good for row in rows if row.phase == Phase.TRAINING],
        training_score=player.training_score,
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(900)
def test_the_services_do_what_the_model_of_a_session_does() -> None:
    run_state_machine_as_test(
        SessionMachine,
        settings=settings(
            max_examples=150,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
