"""Two faults at once that have nothing to do with each other: both are named, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.lan import pairs
from tests.lan.site import Layout
from tests.lan.trial import as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lan.faults.fault import Fault
    from tests.lan.trial import Bench, Trial

PAIRS = [
    pytest.param(
        layout,
        pair,
        id=f"{layout}-{pair[0].name}+{pair[1].name}",
        marks=pytest.mark.xdist_group(f"lan-pairs-{layout}"),
    )
    for layout in Layout
    for pair in pairs.sample(layout)
]
FEWEST = 30


@pytest.mark.parametrize(("bench", "pair"), PAIRS, indirect=["bench"])
def test_both_causes_are_named_and_nothing_else(
    bench: Bench, pair: tuple[Fault, Fault], counted: Callable[[Trial], None]
) -> None:
    trial = bench.try_out(*(fault.name for fault in pair))

    counted(trial)
    assert trial.good, as_text(trial)


def test_the_sample_is_large_and_always_the_same() -> None:
    assert len(PAIRS) >= FEWEST
    assert pairs.sample(Layout.NAT) == pairs.sample(Layout.NAT)
