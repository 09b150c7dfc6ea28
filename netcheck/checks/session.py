"""The gate: everything before it, at the level that the operator asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.model import Result, State, passed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def _ready(case: Case) -> Iterator[Result]:
    states = [result.state for results in case.results.values() for result in results]
    counting = {State.FAIL, State.ERROR, case.world.fail_level}
    bad = [state for state in states if state in counting]
    wrong = [state for state in bad if state is not State.ERROR]
    if wrong:
        yield Result(
            state=State.FAIL, observed=_("{count} results are not as they should be").format(count=len(wrong))
        )
    elif bad:
        yield Result(state=State.ERROR, observed=_("{count} checks could not be made").format(count=len(bad)))
    else:
        yield passed(_("nothing failed"))


def gate(checks: Sequence[Check]) -> Check:
    """The check that follows all others. It has no cause of its own: theirs are the problems."""
    return Check(
        id="session.ready",
        proves=N_("nothing stands between the tablets and the game"),
        judge=_ready,
        follows=tuple(check.id for check in checks),
    )
