"""What the tests of the laboratory share: one laboratory a layout, for as long as it is needed."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from tests.lan import site
from tests.lan.laboratory import laboratory
from tests.lan.requirements import missing
from tests.lan.trial import TALLY, Bench

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.lan.trial import Trial


@pytest.fixture(scope="session")
def possible() -> None:
    """A laboratory can be built here."""
    if reason := missing():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def bench(possible: None, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """The laboratory of a layout (the parameter), with trials made in it."""
    layout: site.Layout = request.param
    with laboratory(layout, tablets=site.FEW_TABLETS, name=f"trials-{layout}-{os.getpid()}") as up:
        yield Bench(up, layout, site.tablets(site.FEW_TABLETS))


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Callable[[Trial], None]:
    """Count a trial in the precision and recall that are printed at the end."""
    return lambda trial: record_property(TALLY, asdict(trial.tally))
