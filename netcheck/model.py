"""What netcheck concludes: the result of a check on a target, and how results are written down."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conf.numbers import TabletNumbers
from netcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(enum.StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105  not a password
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"
    ERROR = "error"
    """The check itself could not be made: the question stays open."""


class Verdict(enum.StrEnum):
    """The answer to the question whether every tablet can play."""

    READY = "ready"
    NOT_READY = "not ready"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Result:
    """One check on one target.

    A check leaves `check`, `started` and `duration` to the engine. Times are seconds:
    `started` since the run began.
    """

    state: State
    check: str = ""
    target: str = ""
    observed: str = ""
    expected: str = ""
    evidence: tuple[str, ...] = ()
    cause: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """What fills the placeholders of the cause's sentences."""
    summary: str = ""
    """What the result says of itself, where it knows better than its cause."""
    advice: str = ""
    """The remedy in words, where the result knows better than its cause."""
    lines: tuple[str, ...] = ()
    """Lines of configuration that mend it."""
    tablets: TabletNumbers = field(default_factory=TabletNumbers)
    reason: str = ""
    """Why it was skipped."""
    blocked_by: str = ""
    """The result that had to be right first."""
    started: float = 0.0
    duration: float = 0.0

    @property
    def id(self) -> str:
        """``check`` or ``check[target]``."""
        return f"{self.check}[{self.target}]" if self.target else self.check


def passed(observed: str, *, target: str = "") -> Result:
    """What should be true is."""
    return Result(state=State.PASS, target=target, observed=observed)


def skipped(reason: str, *, target: str = "", blocked_by: str = "") -> Result:
    """Nothing was looked at, and why."""
    return Result(state=State.SKIP, target=target, reason=reason, blocked_by=blocked_by)


def blocked(by: str, *, target: str = "") -> Result:
    """Skipped, because an earlier result has to be right first: its id is `by`."""
    return skipped(_("blocked by {id}").format(id=by), target=target, blocked_by=by)


def failed(cause: str, observed: str, /, **more: object) -> Result:
    """A tablet cannot play; `more` are fields of `Result`, all others fill the cause's sentences."""
    return _caused(State.FAIL, cause, observed, more)


def warned(cause: str, observed: str, /, **more: object) -> Result:
    """Tablets can play, but something is about to go wrong; `more` as in `failed`."""
    return _caused(State.WARN, cause, observed, more)


def undecided(cause: str, observed: str, /, **more: object) -> Result:
    """The check could not be made; `more` as in `failed`."""
    return _caused(State.ERROR, cause, observed, more)


_OWN = frozenset({"target", "expected", "evidence", "tablets", "summary", "advice", "lines"})


def _caused(state: State, cause: str, observed: str, more: Mapping[str, object]) -> Result:
    own = {key: value for key, value in more.items() if key in _OWN}
    values = {key: str(value) for key, value in more.items() if key not in _OWN}
    return Result(state=state, cause=cause, observed=observed, values=values, **own)  # type: ignore[arg-type]  # the keys are fields
