"""A session across the laboratory: what its tablets tell while they play, and what has become of it."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from conf.numbers import TabletNumbers
from kiosk.archive.files import read_recording
from kiosk.economy.goods import relative

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Self

    from kiosk.archive.recording import ChoiceRow, PlayerRow
    from tests.lan.laboratory import Laboratory

MANAGE = ".venv/bin/python manage.py"
PATIENCE = 240.0
"""Seconds until a session in which nothing more happens counts as stuck."""
Choice: TypeAlias = tuple[int, int, int]
"""Tablet, round, and the wanted good as the wire calls it."""
_EXPORTED = "/tmp/exported"  # noqa: S108  of the laboratory's own disk


class Evening:
    """A room that is played at tablets of the laboratory, for as long as the block lasts."""

    def __init__(self, laboratory: Laboratory, treatment: str, numbers: list[int]) -> None:
        self.laboratory = laboratory
        self.kept: set[Choice] = set()
        """Every choice of which the server has said that it keeps it."""
        self.ended: set[int] = set()
        self._numbers = numbers
        self._told: queue.Queue[list[Any] | None] = queue.Queue()
        laboratory.fleet("sleep", numbers=numbers)
        self.server(f"{MANAGE} room open {treatment} --tablets {TabletNumbers.of(numbers)}")

    def __enter__(self) -> Self:
        words = " ".join(map(str, self._numbers))
        command = f"cd /opt/ganomics && .venv/bin/python -m tests.lan.fleet.players {words}"
        self._process = subprocess.Popen(
            self.laboratory.command("router", command), stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def server(self, command: str) -> str:
        """Type a command into the server's terminal; what it printed."""
        return self.laboratory.run("server", command).stdout

    def until_round(self, t: int) -> None:
        """Wait until somebody has chosen in that round."""
        self._until(lambda told: told[0] == "kept" and told[2] >= t)

    def until_lost(self, tablets: list[int]) -> None:
        """Wait until each of these tablets has noticed that its socket is lost."""
        missing = set(tablets)

        def all_lost(told: list[Any]) -> bool:
            if told[0] == "lost":
                missing.discard(told[1])
            return not missing

        self._until(all_lost)

    def until_the_end(self) -> None:
        """Wait until everybody has come to the end."""
        self._until(lambda _told: self.ended == set(self._numbers))

    def written_down(self, folder: Path) -> set[Choice]:
        """What the room's export says of the choices, as it stands now; `folder` gets its files.

        Raises:
            AssertionError: a choice is there twice.
        """
        self.server(f"rm -rf {_EXPORTED} && {MANAGE} room export 1 --to {_EXPORTED}")
        folder.mkdir(exist_ok=True)
        for name in self.server(f"ls {_EXPORTED}").split():
            (folder / name).write_text(self.server(f"cat {_EXPORTED}/{name}"), encoding="utf-8")
        recording = read_recording(folder)
        seats = {player.player: player for player in recording.players}
        kept = [_as_said(row, seats[row.player], recording.room.n_type) for row in recording.choices]
        assert len(kept) == len(set(kept))
        return set(kept)

    def _until(self, enough: Callable[[list[Any]], bool]) -> None:
        """Take in what is told, until it is enough.

        Raises:
            AssertionError: nothing more is told.
        """
        while True:
            try:
                told = self._told.get(timeout=PATIENCE)
            except queue.Empty:
                told = None
            assert told, f"the session is stuck: {len(self.kept)} choices kept, {len(self.ended)} at the end"
            if told[0] == "kept":
                self.kept.add((told[1], told[2], told[3]))
            elif told[0] == "end":
                self.ended.add(told[1])
            if enough(told):
                return

    def _listen(self, lines: IO[str]) -> None:
        for line in lines:
            self._told.put(json.loads(line))
        self._told.put(None)


def _as_said(row: ChoiceRow, player: PlayerRow, n_goods: int) -> Choice:
    assert player.tablet_id is not None
    good = relative(row.desired_good, player.production_good, player.consumption_good, n_goods)
    return player.tablet_id, row.t, good
