"""What a client has been told is in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.models import Choice, Phase
from tests.sessions import contents, enrol, open_room
from tests.wire.commits import Commits
from tests.wire.sockets import together, walk, wish

if TYPE_CHECKING:
    from kiosk.models import Room
    from tests.wire.sockets import Process, Tablet


@pytest.fixture
async def tablets(server: Process) -> list[Tablet]:
    """Three, in the first round of the game."""

    def write() -> Room:
        enrol(*range(3))
        return open_room()

    return await walk(server, await server.database(write))


@pytest.fixture
def commits(tablets: list[Tablet], monkeypatch: pytest.MonkeyPatch) -> Commits:
    return Commits(monkeypatch)


def kept() -> int:
    return Choice.objects.filter(phase=Phase.GAME).count()


async def test_a_choice_is_acknowledged_after_its_commit_and_not_before(
    server: Process, tablets: list[Tablet], commits: Commits
) -> None:
    good = await wish(tablets[0])
    commits.hold()
    await tablets[0].say("choice", t=0, good=good)
    await commits.reached()
    assert await tablets[1].ping() == []  # the server is awake, and says nothing of the choice
    assert tablets[0].silent
    commits.release()
    assert (await tablets[0].reply())["wait"] is True
    assert await server.database(kept) == 1


async def test_nobody_hears_the_result_of_a_round_before_its_commit(
    server: Process, tablets: list[Tablet], commits: Commits
) -> None:
    wishes = await together(wish(tablet) for tablet in tablets)
    for tablet, good in zip(tablets[:2], wishes, strict=False):
        assert (await tablet.ask("choice", t=0, good=good))["wait"] is True
    commits.hold()
    await tablets[2].say("choice", t=0, good=wishes[2])
    await commits.reached()
    stranger = await server.tablet(9)
    assert await stranger.ping() == []
    assert all(tablet.silent for tablet in tablets)
    assert all([await tablet.ping() == [] for tablet in tablets[:2]])
    commits.release()
    assert [reply["t"] for reply in await together(tablet.decision() for tablet in tablets)] == [0] * 3


async def test_a_choice_whose_commit_fails_is_not_acknowledged_and_can_be_made_again(
    server: Process, tablets: list[Tablet], commits: Commits
) -> None:
    wishes = await together(wish(tablet) for tablet in tablets)
    before = await server.database(contents)
    commits.fail_next()
    reply = await tablets[0].ask("choice", t=0, good=wishes[0])
    assert (reply["wait"], reply["error"]["code"]) == (True, "unavailable")
    assert await server.database(contents) == before
    assert (await tablets[0].init())["choiceMade"] is False
    assert (await tablets[0].ask("choice", t=0, good=wishes[0]))["wait"] is True
    assert await server.database(kept) == 1


async def test_a_round_whose_commit_fails_stays_open_and_closes_at_the_next_repetition(
    server: Process, tablets: list[Tablet], commits: Commits
) -> None:
    wishes = await together(wish(tablet) for tablet in tablets)
    for tablet, good in zip(tablets[:2], wishes, strict=False):
        await tablet.ask("choice", t=0, good=good)
    commits.fail_next()
    reply = await tablets[2].ask("choice", t=0, good=wishes[2])
    assert reply["error"]["code"] == "unavailable"
    assert [await tablet.ping() for tablet in tablets] == [[], [], []]
    await tablets[2].say("choice", t=0, good=wishes[2])
    assert [reply["t"] for reply in await together(tablet.decision() for tablet in tablets)] == [0] * 3


async def test_choices_that_arrive_while_one_is_committed_share_the_next_commit(
    server: Process, tablets: list[Tablet], commits: Commits
) -> None:
    wishes = await together(wish(tablet) for tablet in tablets)
    before = commits.count
    commits.hold()
    await tablets[0].say("choice", t=0, good=wishes[0])
    await commits.reached()
    for tablet, good in zip(tablets[1:], wishes[1:], strict=True):
        await tablet.say("choice", t=0, good=good)
        stranger = await server.tablet(9)
        await stranger.ping()  # by now the choice waits in the clerk's queue
    commits.release()
    await together(tablet.decision() for tablet in tablets)
    assert commits.count - before == 2


async def test_a_repetition_of_what_is_committed_is_answered_without_the_database(
    server: Process, tablets: list[Tablet], commits: Commits
) -> None:
    good = await wish(tablets[0])
    first = await tablets[0].ask("choice", t=0, good=good)
    commits.hold()  # whoever asks the database now gets no answer
    before = commits.count
    for _ in range(5):
        assert await tablets[0].ask("choice", t=0, good=good) == first
    assert commits.count == before
    commits.release()
