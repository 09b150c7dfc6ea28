"""conf's README lists every variable of the environment that the server reads, and no other."""

from __future__ import annotations

import re

from conf.site import ROOT

README = (ROOT / "conf" / "README.md").read_text(encoding="utf-8")


def _read_variables() -> set[str]:
    sources = [*(ROOT / "conf").rglob("*.py"), *(ROOT / "kiosk").rglob("*.py")]
    reading = re.compile(r'\b(?:environ(?:\.get\(|\[)|(?:seconds|port)_from\()"(\w+)"')
    return {name for source in sources for name in reading.findall(source.read_text(encoding="utf-8"))}


def test_every_variable_is_in_the_table_and_no_other() -> None:
    section = README.partition("\n## Environment\n")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", section, re.MULTILINE)) == _read_variables()
