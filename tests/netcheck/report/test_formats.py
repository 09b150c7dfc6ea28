"""Each format of the report, byte for byte as it was read and found good.

``GOLDEN=write pytest …`` writes the files anew, for somebody to read again.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from netcheck.report import Format, text, written

if TYPE_CHECKING:
    from netcheck.diagnosis import Diagnosis

GOLDEN = Path(__file__).with_name("golden")

CASES = {
    "report.txt": (Format.TEXT, text.Style()),
    "verbose.txt": (Format.TEXT, text.Style(verbose=True, width=80)),
    "short.txt": (Format.TEXT, text.Style(short=True)),
    "ascii.txt": (Format.TEXT, text.Style(ascii=True)),
    "colour.txt": (Format.TEXT, text.Style(colour=True)),
    "report.json": (Format.JSON, text.Style()),
    "report.xml": (Format.JUNIT, text.Style()),
    "report.html": (Format.HTML, text.Style()),
}


@pytest.mark.parametrize("name", CASES)
def test_a_report_is_written_as_it_was_found_good(diagnosis: Diagnosis, name: str) -> None:
    time.tzset()
    form, style = CASES[name]

    report = written(diagnosis, form, style)

    if os.environ.get("GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_text(report, encoding="utf-8")
    assert report == (GOLDEN / name).read_text(encoding="utf-8")
