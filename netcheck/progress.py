"""A live line on the terminal while netcheck works."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netcheck.model import Result

_CLEAR = "\r\x1b[K"


class Progress:
    """An observer of a run; silent where nobody sees the line."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    @classmethod
    def on(cls, stream: TextIO) -> Progress:
        """On a terminal, and nowhere else."""
        return cls(stream if stream.isatty() else None)

    def __call__(self, results: Sequence[Result], *, done: int, total: int) -> None:
        """Show how far the run is."""
        last = results[-1].check if results else ""
        self._write(f"{_CLEAR}netcheck {done}/{total} {last}")

    def clear(self) -> None:
        """Leave the line to what follows."""
        self._write(_CLEAR)

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(text)
            self._stream.flush()
