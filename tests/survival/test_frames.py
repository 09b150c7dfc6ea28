from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.survival.evening import Evening
from tests.survival.wire import bad_wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.survival.house import House


@pytest.mark.timeout(900)
async def test_frames_that_are_cut_repeated_delayed_and_swapped_change_nothing(
    small: House, chance: random.Random, figures: Callable[[str], None]
) -> None:
    done: Counter[str] = Counter()
    async with bad_wire(small.processes[0].port, random.Random(chance.random()), done) as url:
        evening = Evening(small, chance, url=url)
        await evening.play()
    assert all(done[fate] for fate in ("cut", "repeated", "delayed", "swapped"))
    assert not small.log
    figures(
        f"frames {', '.join(f'{count} {fate}' for fate, count in sorted(done.items()))}; {evening.figures()}"
    )
