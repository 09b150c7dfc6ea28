"""The course of an installation: every step forth, or every step back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conf.installation.step import InstallationError, Step
from netcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conf.installation.ledger import Ledger


@dataclass(frozen=True)
class Course:
    """Steps in the order in which one needs the other, and what the machine was before them."""

    steps: Sequence[Step[Any]]
    ledger: Ledger
    say: Callable[[str], None]
    """Hears of each change before it is made."""
    dry: bool = False
    """Say everything, change nothing."""

    def install(self) -> int:
        """Make everything as the plan wants it; how many things had to change.

        Raises:
            InstallationError: a step failed; the next run goes on from there.
        """
        changes = self._back([step for step in self.steps if not step.needed])
        return changes + sum(self._forth(step) for step in self.steps if step.needed)

    def uninstall(self, *, with_data: bool = False) -> int:
        """Make everything as it was before; how many things had to change.

        What holds data stays, and stays in the ledger, unless `with_data`.

        Raises:
            InstallationError: a step failed; the next run goes on from there.
        """
        going = [step for step in self.steps if with_data or not step.holds_data]
        return self._back(going, for_good=with_data)

    def _forth(self, step: Step[Any]) -> bool:
        now, wanted = step.now(), step.shall()
        if now == wanted:
            return False
        self.say(step.told(now, wanted))
        if not self.dry:
            self.ledger.remember(step.name, now)
            step.make(wanted)
            _require(step, wanted)
        return True

    def _back(self, steps: Sequence[Step[Any]], *, for_good: bool = True) -> int:
        """Undo steps; what could not go yet is tried again next time, unless this is the last time."""
        touched = [step for step in reversed(steps) if step.name in self.ledger]
        changes = sum(self._undo(step) for step in touched)
        if self.dry:
            return changes
        for step in touched:
            if step.reads_others:
                self._undo(step)
        for step in touched:
            if left := step.left(self.ledger.before(step.name)):
                self.say(left)
            if for_good or not left:
                self.ledger.forget(step.name)
        return changes

    def _undo(self, step: Step[Any]) -> bool:
        now, before = step.now(), self.ledger.before(step.name)
        if now == before:
            return False
        self.say(step.told(now, before))
        if not self.dry:
            step.make(before)
        return True


def _require(step: Step[Any], wanted: Any) -> None:
    got = step.now()
    if got != wanted:
        raise InstallationError(
            _("{step}: expected {wanted} after the change, got {got}.").format(
                step=step.name, wanted=wanted, got=got
            )
        )
