"""The folder of backups: how they are named, which are kept, and which is the newest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

EVERY_ONE = timedelta(hours=1)
"""All backups of the last hour are kept."""

HOURLY = timedelta(days=2)
"""And the last of each hour of two days, counted back from the newest, an idle laptop forgets none."""

_PREFIX = "kiosk-"
_MOMENT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup, and when it was made."""

    file: Path
    made_at: datetime


class Shelf:
    """The backups of one kind (`suffix`) in a folder."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self.folder = folder
        self._suffix = suffix

    def open(self) -> None:
        """Make the folder; not the one it lies in, which may be a disk that is not plugged in."""
        self.folder.mkdir(exist_ok=True)

    def place_for(self, moment: datetime) -> Path:
        """Where a backup made at that moment lies."""
        return self.folder / f"{_PREFIX}{moment.astimezone(UTC):{_MOMENT}}{self._suffix}"

    def backups(self) -> list[Backup]:
        """All there are, the oldest first; other files are not looked at."""
        files = self.folder.glob(f"{_PREFIX}*{self._suffix}")
        found = [Backup(file, moment) for file in files if (moment := _moment_in(file.name))]
        return sorted(found, key=lambda backup: backup.made_at)

    def tidy(self) -> None:
        """Delete what need not be kept."""
        backups = self.backups()
        kept = kept_moments([backup.made_at for backup in backups])
        for backup in backups:
            if backup.made_at not in kept:
                backup.file.unlink(missing_ok=True)


def backup_at(file: Path) -> Backup:
    """A backup that may have another name: then it was made when it was last written."""
    written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Backup(file, _moment_in(file.name) or written)


def _moment_in(name: str) -> datetime | None:
    try:
        return datetime.strptime(name.removeprefix(_PREFIX).partition(".")[0], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None


def kept_moments(moments: Collection[datetime]) -> set[datetime]:
    """Which of the backups made at these moments are kept."""
    if not moments:
        return set()
    newest = max(moments)
    last_of_hour = {moment.replace(minute=0, second=0, microsecond=0): moment for moment in sorted(moments)}
    return {moment for moment in moments if newest - moment < EVERY_ONE} | {
        moment for moment in last_of_hour.values() if newest - moment < HOURLY
    }
