"""The engine: runs the checks as a graph, concurrently, within one budget.

Every probe starts at once, so dead targets cost the slowest time-out and not their sum. A check is judged
as soon as its own facts are in and the checks before it are judged; judging is pure and takes no time.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from conf.site import Profile
from netcheck.facts import Facts
from netcheck.i18n import _
from netcheck.model import Result, State, blocked, skipped, undecided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from netcheck.facts import Fact, Probe
    from netcheck.world import World

EVERYWHERE = frozenset(Profile)


def seen_from_afar(world: World) -> str:
    """Why what only the server's own machine shows is left out, or an empty text."""
    return _("netcheck does not run on the server") if world.remote else ""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One question about one link of the chain."""

    id: str
    proves: str
    judge: Callable[[Case], Iterable[Result]]
    probes: tuple[Probe[Any], ...] = ()
    after: tuple[str, ...] = ()
    """Results (``check`` or ``check[target]``) that must not have failed, else this one is skipped."""
    follows: tuple[str, ...] = ()
    """Checks whose results the judge reads."""
    causes: tuple[str, ...] = ()
    profiles: frozenset[Profile] = EVERYWHERE
    deep: bool = False
    unless: Callable[[World], str] | None = None
    """Why this site has no use for the check, or an empty text."""


@dataclass(frozen=True)
class Case:
    """What a judge decides on: the plan, the facts, and the results before it."""

    world: World
    facts: Facts
    results: Mapping[str, Sequence[Result]]

    def fact(self, probe: Probe[Fact]) -> Fact:
        """What the probe found; the check must have named it."""
        return self.facts[probe]

    def causes(self, named: str) -> set[str]:
        """What an earlier check found, or one result of it (``check[target]``)."""
        results = self.results.get(named.partition("[")[0], ())
        return {result.cause for result in results if named in (result.check, result.id)} - {""}

    def blocker(self, *needs: str) -> str:
        """The first result that failed among those named by check or by id, or the one that blocked it."""
        for need in needs:
            check = need.partition("[")[0]
            for result in self.results.get(check, ()):
                if need not in (check, result.id):
                    continue
                if result.state in (State.FAIL, State.ERROR):
                    return result.id
                if result.blocked_by:
                    return result.blocked_by
        return ""


class Observer(Protocol):
    """Told of each check's results as they come."""

    def __call__(self, results: Sequence[Result], *, done: int, total: int) -> None:
        """`results` of one check; `done` of `total` checks are judged."""


@dataclass(frozen=True)
class Selection:
    """Which checks to run: names, or the beginnings of names up to a dot."""

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    deep: bool = False

    def reason_against(self, check: Check, world: World) -> str:
        """Why the check is left out, or an empty text."""
        profile = world.site.profile
        if profile not in check.profiles:
            return _("not used in the profile {profile}").format(profile=profile.value)
        if (self.only and not _named(check.id, self.only)) or _named(check.id, self.skip):
            return _("not selected")
        if check.deep and not (self.deep or check.id in self.only):
            return _("takes long: --deep")
        return check.unless(world) if check.unless else ""


def _named(check: str, names: Iterable[str]) -> bool:
    return any(check == name or check.startswith(f"{name}.") for name in names)


@dataclass
class _Run:
    world: World
    selection: Selection
    observers: Sequence[Observer]
    checks: Sequence[Check]
    facts: Facts
    judged: dict[str, asyncio.Event]
    results: dict[str, list[Result]] = field(default_factory=dict)

    async def finish(self, check: Check) -> None:
        began = self.world.clock()
        results = await self._results(check)
        started, duration = began - self.began, self.world.clock() - began
        self.results[check.id] = [
            replace(result, check=check.id, started=started, duration=duration) for result in results
        ]
        self.judged[check.id].set()
        for observer in self.observers:
            observer(self.results[check.id], done=len(self.results), total=len(self.checks))

    def __post_init__(self) -> None:
        self.began = self.world.clock()

    async def _results(self, check: Check) -> list[Result]:
        if reason := self.selection.reason_against(check, self.world):
            return [skipped(reason)]
        tasks = await self.facts.settle(check.probes)
        before = {name.partition("[")[0] for name in (*check.after, *check.follows)}
        for name in before & self.judged.keys():
            await self.judged[name].wait()
        case = Case(self.world, self.facts, self.results)
        if blocker := case.blocker(*check.after):
            return [blocked(blocker)]
        for probe, task in zip(check.probes, tasks, strict=True):
            if task.cancelled() or isinstance(task.exception(), TimeoutError):
                return [undecided("no_time", _("{probe} was not done in time").format(probe=_(probe.name)))]
        return _judged(check, case)


def _judged(check: Check, case: Case) -> list[Result]:
    try:
        return list(check.judge(case))
    except Exception as error:  # noqa: BLE001  whatever is wrong with one check, the others have their say
        return [undecided("check_broken", f"{type(error).__name__}: {error}", evidence=(_place(error),))]


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


async def run(
    checks: Sequence[Check],
    world: World,
    *,
    selection: Selection = Selection(),
    budget: float,
    observers: Sequence[Observer] = (),
) -> tuple[Result, ...]:
    """Run the checks; their results in the order of `checks`. `budget` in seconds."""
    facts = Facts(world)
    run_ = _Run(world, selection, observers, checks, facts, {check.id: asyncio.Event() for check in checks})
    deadline = asyncio.get_running_loop().call_later(budget, facts.cut_off)
    try:
        async with asyncio.TaskGroup() as group:
            for check in checks:
                group.create_task(run_.finish(check), name=check.id)
    finally:
        deadline.cancel()
        await facts.close()
    return tuple(result for check in checks for result in run_.results[check.id])
