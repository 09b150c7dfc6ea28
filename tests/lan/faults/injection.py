"""Faults in a LAN: broken one by one, mended in the opposite order."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tests.lan.faults import FAULTS

if TYPE_CHECKING:
    from tests.lan.lan import Lan


class Injection:
    """What is broken at the moment."""

    def __init__(self, lan: Lan) -> None:
        self._lan = lan
        self._stack = ExitStack()
        self.names: list[str] = []

    def inject(self, name: str) -> str:
        """Break one thing; what that is.

        Raises:
            ValueError: there is no such fault, or it makes no sense in this layout.
        """
        fault = FAULTS.get(name)
        if fault is None:
            raise ValueError(f"there is no fault {name!r}: expected one of those of --list")
        if self._lan.layout not in fault.layouts:
            meant = ", ".join(layout.value for layout in fault.layouts)
            raise ValueError(
                f"{name} makes sense where access points are {meant}, not {self._lan.layout.value}"
            )
        self._stack.enter_context(contextmanager(fault.breaking)(self._lan))
        self.names.append(name)
        return fault.says

    def heal(self) -> list[str]:
        """Mend everything; what was broken."""
        mended, self.names = self.names, []
        self._stack.close()
        return mended
