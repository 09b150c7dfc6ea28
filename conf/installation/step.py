"""A step of the installation: one thing of the machine, how it is and how it shall be."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

T = TypeVar("T")
"""What a step knows of its thing: plain values that JSON can keep."""


class InstallationError(RuntimeError):
    """The installation cannot go on: the sentence says what was expected and what came."""


class Step(ABC, Generic[T]):
    """One thing of the machine. To install is to make it as it shall be; to undo, as it was before.

    So there is one `make` for both directions, and what it was before is all that has to be remembered.
    """

    holds_data = False
    """Whether undoing it loses what sessions have recorded."""
    needed = True
    """Whether the plan asks for it; where not, it shall be as it was before."""

    def __init__(self, name: str) -> None:
        self.name = name
        """What it is called in the ledger; no two steps share a name."""

    @abstractmethod
    def now(self) -> T:
        """How it is."""

    @abstractmethod
    def shall(self) -> T:
        """How the plan wants it."""

    @abstractmethod
    def make(self, wanted: T) -> None:
        """Make it so, whatever it is now.

        Raises:
            InstallationError: the sentence says what failed.
        """

    @abstractmethod
    def told(self, now: T, wanted: T) -> str:
        """What `make` would change, for the operator."""

    @property
    def reads_others(self) -> bool:
        """Whether it has to be looked at once more when everything else is as it was before."""
        return False

    def left(self, before: T) -> str:
        """What could not be undone, in a sentence; mostly nothing."""
        del before
        return ""
