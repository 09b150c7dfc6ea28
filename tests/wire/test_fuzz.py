"""Frames that nobody has thought of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.models import Choice, Phase, Player
from kiosk.wire.fields import LONGEST_FRAME
from kiosk.wire.messages import READERS
from tests.sessions import contents, device, enrol, open_room
from tests.wire.sockets import walk

if TYPE_CHECKING:
    from kiosk.models import Room
    from tests.wire.sockets import Process, Tablet

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "deviceId",
    "userId",
    "t",
    "good",
    "age",
    "sex",
    "gender",
    "token",
    "rtt",
    "report",
    "tabletNumber",
    "shownAt",
    "answeredAt",
    "language",
)
MINE = object()
"""Stands for the userId of the tablet that sends the frame."""

PLAUSIBLE = (
    st.sampled_from([MINE, 0, 1, 2, 3, -1, True, "fr", "male", device(0), device(1), device(7)]) | ANYTHING
)
DEMANDS = st.builds(
    lambda demand, fields: {"demand": demand, "userId": MINE} | fields,
    st.sampled_from([*READERS, "destroy"]),
    st.dictionaries(st.sampled_from(FIELDS), PLAUSIBLE, max_size=6),
)
FRAMES = (
    DEMANDS
    | st.text(max_size=60)
    | st.builds(json.dumps, ANYTHING)
    | st.text(min_size=LONGEST_FRAME + 1, max_size=LONGEST_FRAME + 3)
)


def written(frame: dict[str, Any] | str, tablet: Tablet) -> str:
    if isinstance(frame, str):
        return frame
    return json.dumps({key: tablet.user_id if value is MINE else value for key, value in frame.items()})


@pytest.fixture
async def tablet(server: Process) -> Tablet:
    """One of three, in the first round of the game; the third never chooses."""

    def write() -> Room:
        enrol(*range(3))
        return open_room()

    return (await walk(server, await server.database(write)))[0]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frame=FRAMES)
async def test_every_frame_gets_one_answer_and_an_error_changes_nothing(
    server: Process, tablet: Tablet, frame: dict[str, Any] | str
) -> None:
    before = await server.database(contents)
    await tablet.send(written(frame, tablet))
    said = await tablet.ping()
    if said == []:
        assert await tablet.hear() == "pong"  # the frame was a ping
        return
    (answer,) = (json.loads(reply) for reply in said)
    assert answer["wait"] in (True, False)
    if "error" in answer:
        assert answer["error"]["code"] != "unavailable"
        assert answer["error"]["message"]
        assert await server.database(contents) == before
    else:
        tablet.user_id = answer.get("userId", tablet.user_id)
        await server.database(require_sound)


def require_sound() -> None:
    """Nothing was written that the rules do not know."""
    assert Player.objects.count() == 3
    game = Choice.objects.filter(phase=Phase.GAME)
    assert game.count() <= 2
    assert set(game.values_list("t", flat=True)) <= {0}
    assert Choice.objects.exclude(desired_good__in=range(3)).count() == 0
