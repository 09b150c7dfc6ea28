"""What was seen of each fault in each layout, kept in a file, and told in the README's table."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lan.faults import FAULTS
from tests.lan.trial import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.lan.faults.fault import Fault
    from tests.lan.site import Layout
    from tests.lan.trial import Trial

FILE = Path(__file__).with_name("seen.json")
README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- the table: written by `python -m tests.lan verdicts --write` -->\n", "<!-- its end -->\n"
_HEAD = (
    "| fault | what breaks | tablets meet | netcheck says | mended by | layouts |\n"
    "|---|---|---|---|---|---|\n"
)


@dataclass(frozen=True)
class Seen:
    """What a trial showed."""

    symptom: str
    named: list[str]
    missed: int
    invented: int
    healed: bool

    @classmethod
    def of(cls, trial: Trial) -> Seen:
        """What is worth keeping of a trial of one fault."""
        assert trial.said
        tally = trial.tally
        return cls(
            trial.symptom,
            [str(one) for one in trial.said.named],
            tally.missed,
            tally.invented,
            bool(trial.mended and trial.mended.ready),
        )


Record = dict[str, dict[str, Seen]]
"""By fault, by layout."""


def read() -> Record:
    """What has been seen so far."""
    if not FILE.exists():
        return {}
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: {layout: Seen(**seen) for layout, seen in by.items()} for name, by in kept.items()}


def write(new: Iterable[tuple[Layout, Fault, Trial]]) -> None:
    """Keep what was seen, without what no longer exists, and tell it in the README."""
    seen = read()
    for layout, fault, trial in new:
        seen.setdefault(fault.name, {})[layout.value] = Seen.of(trial)
    kept = {
        name: {
            layout.value: asdict(seen[name][layout.value])
            for layout in fault.layouts
            if layout.value in seen.get(name, {})
        }
        for name, fault in FAULTS.items()
    }
    FILE.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}", encoding="utf-8")


def table() -> str:
    """Fault × symptom × verdict, and how often the verdict was right."""
    seen = read()
    trials = [one for by_layout in seen.values() for one in by_layout.values()]
    tally = sum((Tally(1 - one.missed, one.missed, one.invented) for one in trials), start=Tally())
    rows = "".join(_row(fault, seen.get(name, {})) for name, fault in FAULTS.items())
    return f"{len(FAULTS)} faults, {len(trials)} trials: {tally}.\n\n{_HEAD}{rows}"


def _row(fault: Fault, seen: dict[str, Seen]) -> str:
    cells = (
        f"`{fault.name}`",
        fault.says,
        _told({layout: one.symptom for layout, one in seen.items()}),
        _told({layout: "; ".join(one.named) or "nothing" for layout, one in seen.items()}),
        "hand" if fault.by_hand else "its commands",
        ", ".join(seen) or "none yet",
    )
    return f"| {' | '.join(cells)} |\n"


def _told(by_layout: dict[str, str]) -> str:
    """One text, or one a layout where they differ."""
    texts = list(dict.fromkeys(by_layout.values()))
    if len(texts) < 2:
        return "".join(texts)
    return "<br>".join(f"{layout}: {text}" for layout, text in by_layout.items())
