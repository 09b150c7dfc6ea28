"""netcheck tells the truth: each fault of the field is named as what it is, and mended as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.lan import choice
from tests.lan.site import Layout
from tests.lan.trial import as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lan.faults.fault import Fault
    from tests.lan.trial import Bench, Trial

TRIALS = [
    pytest.param(layout, fault, id=f"{layout}-{fault.name}", marks=pytest.mark.xdist_group(f"lan-{layout}"))
    for layout, fault in choice.sample()
]


@pytest.mark.parametrize(("bench", "fault"), TRIALS, indirect=["bench"])
def test_the_one_cause_is_named_and_its_remedy_heals(
    bench: Bench, fault: Fault, counted: Callable[[Trial], None]
) -> None:
    trial = bench.try_out(fault.name)

    counted(trial)
    assert trial.good, as_text(trial)


def test_every_fault_is_tried_and_every_layout_has_its_share() -> None:
    tried = choice.sample()
    assert {fault.name for _layout, fault in tried} == {fault.name for _layout, fault in choice.everything()}
    shares = [sum(layout is each for each, _fault in tried) for layout in Layout]
    assert min(shares) > len(tried) / 5
