from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from django.db import connection

from kiosk.models import Choice
from kiosk.services.refusal import Refusal
from kiosk.services.requests import Chosen, Committed, Find
from kiosk.wire import clerk
from kiosk.wire.clerk import Clerk
from tests.sessions import choose, enrol, open_room, survey, walk
from tests.wire.commits import Commits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from kiosk.services.requests import Answer, Request
    from kiosk.services.standing import PlayerStanding


class Office:
    """A clerk, what it has told, and six players of a room in the first round of the game."""

    def __init__(self) -> None:
        self.learnt: list[Committed] = []
        self.clerk = Clerk(self._learn)
        self.players: list[PlayerStanding] = []

    async def _learn(self, committed: Committed) -> None:
        self.learnt.append(committed)

    async def ask(self, *requests: Request) -> list[Answer]:
        return await asyncio.gather(*(self.clerk.ask(request) for request in requests))


@pytest_asyncio.fixture
async def office(transactional_db: None) -> AsyncIterator[Office]:
    staffed = Office()
    staffed.players = await staffed.clerk.run(lambda: walk(open_room("2/2/2", training_rounds=0)))
    yield staffed
    await staffed.clerk.close()


@pytest.fixture
def commits(office: Office, monkeypatch: pytest.MonkeyPatch) -> Commits:
    return Commits(monkeypatch)


def unavailable(answers: list[Answer]) -> list[bool]:
    return [isinstance(answer, Refusal) and answer.code == "unavailable" for answer in answers]


async def test_requests_that_arrive_together_share_one_transaction(office: Office, commits: Commits) -> None:
    answers = await office.ask(*(choose(player, 0, 1) for player in office.players))
    assert all(isinstance(answer, Chosen) for answer in answers)
    assert commits.count == len(office.learnt) == 1


async def test_a_burst_that_takes_several_turns_of_the_loop_shares_one_transaction(
    office: Office, commits: Commits
) -> None:
    asked = []
    for player in office.players:
        asked.append(asyncio.ensure_future(office.clerk.ask(choose(player, 0, 1))))
        await asyncio.sleep(0)
    assert unavailable(await asyncio.gather(*asked)) == [False] * 6
    assert commits.count == 1


async def test_a_burst_that_does_not_end_is_served_as_far_as_it_has_come(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clerk, "LONGEST_BURST", 0.001)
    first = asyncio.ensure_future(office.clerk.ask(choose(office.players[0], 0, 1)))
    others = []
    while not first.done():
        others.append(asyncio.ensure_future(office.clerk.ask(Find(office.players[1].user_id))))
        await asyncio.sleep(0)
    assert unavailable([await first, *await asyncio.gather(*others)]) == [False] * (1 + len(others))


async def test_what_a_commit_has_made_true_is_told_before_its_requests_are_answered(office: Office) -> None:
    answer = await office.clerk.ask(choose(office.players[0], 0, 1))
    assert [committed.answers for committed in office.learnt] == [[answer]]


async def test_one_poisoned_request_fails_alone(office: Office) -> None:
    good = [choose(player, 0, 1) for player in office.players[:2]]
    poisoned = choose(office.players[2], 0, 1)
    object.__setattr__(poisoned, "player_id", -1)  # as no session would send it
    answers = await office.ask(good[0], poisoned, good[1])
    assert unavailable(answers) == [False, True, False]
    assert await office.clerk.run(Choice.objects.count) == 2


async def test_requests_of_other_kinds_do_not_suffer_from_a_poisoned_one(office: Office) -> None:
    poisoned = survey(office.players[2])
    object.__setattr__(poisoned, "room_id", -1)
    answers = await office.ask(poisoned, choose(office.players[0], 0, 1))
    assert unavailable(answers) == [True, False]


async def test_a_database_that_fails_is_told_to_all_at_once_and_the_next_request_is_served(
    office: Office, commits: Commits
) -> None:
    requests = [choose(player, 0, 1) for player in office.players]
    commits.fail_next()
    assert unavailable(await office.ask(*requests)) == [True] * 6
    assert (commits.count, office.learnt) == (0, [])
    assert unavailable(await office.ask(*requests)) == [False] * 6
    assert commits.count == 1


def lose_connection() -> None:
    """As when the database server starts again."""
    connection.connection.close()


async def test_a_connection_that_is_lost_is_made_anew(office: Office) -> None:
    await office.clerk.run(lose_connection)
    request = choose(office.players[0], 0, 1)
    assert unavailable(await office.ask(request)) == [True]
    assert unavailable(await office.ask(request)) == [False]


async def test_a_query_runs_between_the_batches_and_its_error_is_its_callers(office: Office) -> None:
    assert await office.clerk.run(lambda: enrol(99)) == ["device-99"]
    with pytest.raises(ZeroDivisionError):
        await office.clerk.run(lambda: 1 // 0)
    assert unavailable(await office.ask(choose(office.players[0], 0, 1))) == [False]


async def test_who_no_longer_waits_for_its_answer_holds_nobody_up(office: Office, commits: Commits) -> None:
    commits.hold()
    gone = asyncio.ensure_future(office.clerk.ask(choose(office.players[0], 0, 1)))
    await commits.reached()
    gone.cancel()
    commits.release()
    assert unavailable(await office.ask(choose(office.players[1], 0, 1))) == [False]
    assert await office.clerk.run(Choice.objects.count) == 2


async def test_what_has_been_asked_is_served_before_the_clerk_closes(office: Office) -> None:
    asked = asyncio.ensure_future(office.clerk.ask(choose(office.players[0], 0, 1)))
    await asyncio.sleep(0)  # let it be asked
    closing = Clerk.close(office.clerk)
    office.clerk = Clerk(office._learn)
    await closing
    assert isinstance(await asked, Chosen)
