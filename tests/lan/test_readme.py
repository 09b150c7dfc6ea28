"""The README's table tells of every fault what was seen of it."""

from __future__ import annotations

from tests.lan import choice, record
from tests.lan.faults import FAULTS


def test_the_table_lists_every_fault_as_it_was_seen() -> None:
    text = record.README.read_text(encoding="utf-8")
    assert f"{record.BEGIN}{record.table()}{record.END}" in text, "run: python -m tests.lan verdicts --write"
    assert [name for name in FAULTS if f"| `{name}` |" not in text] == []


def test_every_trial_of_the_tests_was_seen_to_end_well() -> None:
    seen = record.read()
    for layout, fault in choice.sample():
        one = seen.get(fault.name, {}).get(layout.value)
        assert one, f"run: python -m tests.lan verdicts --write --layout {layout} {fault.name}"
        assert (one.missed, one.invented, one.healed) == (0, 0, True), (fault.name, layout)
