"""The recorded rooms, which lie beside the checkout and not in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
ROOMS = (416, 417)


def room_directory(number: int) -> Path:
    """The folder of a recorded room; the test is skipped where there is none."""
    directory = DATA / "rooms" / str(number)
    if not directory.is_dir():
        pytest.skip(f"needs the recorded room {number}, which is not beside this checkout")
    return directory


def rows(directory: Path, name: str) -> list[dict[str, str]]:
    """The rows of ``NAME.csv``."""
    with (directory / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def columns(directory: Path, name: str, *keys: str) -> list[tuple[int, ...]]:
    """Those columns of ``NAME.csv`` as numbers, one tuple a row."""
    return [tuple(int(row[key]) for key in keys) for row in rows(directory, name)]
