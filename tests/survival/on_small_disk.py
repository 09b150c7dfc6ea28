"""An evening on a full disk: `unshare --mount python -m tests.survival.on_small_disk full SEED`.

The disk is mounted where only this process and its children see it, and is gone with them.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers import private_folder
from tests.survival.evening import Evening
from tests.survival.house import small_house

if TYPE_CHECKING:
    from pathlib import Path

TIMES = 4
WITHIN = 150
MEGABYTES = 24
BLOCK = 65_536


@dataclass(frozen=True)
class SmallDisk:
    """A tmpfs."""

    folder: Path

    def mount(self) -> None:
        self._mount("-t", "tmpfs", "-o", f"size={MEGABYTES}m", "none")

    def fill(self) -> None:
        """Leave no byte free."""
        with self._ballast.open("wb", buffering=0) as ballast:
            for size in (BLOCK, 1):
                try:
                    while True:
                        ballast.write(b"\0" * size)
                except OSError:
                    continue

    def empty(self) -> None:
        """Give back what `fill` took."""
        self._ballast.unlink()

    def protect(self) -> None:
        """Let nobody write; nobody may have anything open to be written."""
        self._mount("-o", "remount,ro")

    def free(self) -> None:
        """Let everybody write again."""
        self._mount("-o", "remount,rw")

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def _mount(self, *arguments: str) -> None:
        subprocess.run(["mount", *arguments, self.folder], check=True)


async def fill(evening: Evening, disk: SmallDisk) -> None:
    """The disk is full until somebody is refused."""

    async def fill_and_empty() -> None:
        with closing(evening.house.connect()) as database:
            database.execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )  # else what is written next may fit in the log
        disk.fill()
        await evening.ledger.refusal()
        disk.empty()

    for _ in range(TIMES):
        await evening.befall("full disk", fill_and_empty, within=WITHIN)


async def protect(evening: Evening, disk: SmallDisk) -> None:
    """After a power cut the disk is read-only until somebody is refused."""
    (process,) = evening.house.processes

    async def protect_and_free() -> None:
        process.kill()
        disk.protect()
        process.revive()
        await evening.ledger.refusal()
        disk.free()

    for _ in range(TIMES):
        await evening.befall("power cut and read-only disk", protect_and_free, within=WITHIN)


FAULTS = {"full": fill, "read-only": protect}


def main(fault: str, seed: str) -> None:
    with private_folder() as folder:
        disk = SmallDisk(folder)
        disk.mount()
        with small_house(folder=folder) as house:
            evening = Evening(house, random.Random(int(seed)))
            asyncio.run(evening.play(lambda evening: FAULTS[fault](evening, disk)))
            assert set(evening.ledger.refusals) == {"unavailable"}, evening.ledger.refusals
            sys.stdout.write(evening.figures())
        subprocess.run(["umount", folder], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
