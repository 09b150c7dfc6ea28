"""The report for a terminal: verdict first, then each problem with its cause, its remedy and what to type."""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from netcheck.i18n import _, ngettext
from netcheck.model import State, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netcheck.diagnosis import Diagnosis, Problem
    from netcheck.model import Result

_COLOURS = {
    State.PASS: "green",
    State.WARN: "yellow",
    State.FAIL: "red",
    State.ERROR: "magenta",
    State.SKIP: "bright_black",
}
_VERDICT_COLOURS = {Verdict.READY: "green", Verdict.NOT_READY: "red", Verdict.UNKNOWN: "magenta"}
_MARGIN = "   "
_GATE = "session"
"""The last link sums up the others."""
_PLAIN = str.maketrans(
    {
        "…": "...",
        "—": "-",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "«": '"',
        "»": '"',
        "\N{NO-BREAK SPACE}": " ",
    }
)


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a report looks: `width` in columns; `ascii` where the terminal has no other letters."""

    verbose: bool = False
    short: bool = False
    colour: bool = False
    ascii: bool = False
    width: int = 100


def written(diagnosis: Diagnosis, style: Style) -> str:
    """The whole report, with its final line feed."""
    lines = [short(diagnosis)] if style.short else list(_lines(diagnosis, style))
    report = "\n".join(lines) + "\n"
    return plain(report) if style.ascii else report


def plain(text: str) -> str:
    """The text in ASCII, for terminals that have nothing else."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return decomposed.encode("ascii", "ignore").decode("ascii")


def verdict_words(verdict: Verdict) -> str:
    """The verdict as people say it."""
    return {
        Verdict.READY: _("READY"),
        Verdict.NOT_READY: _("NOT READY"),
        Verdict.UNKNOWN: _("COULD NOT CHECK"),
    }[verdict]


def headline(diagnosis: Diagnosis) -> str:
    """The verdict, and how much stands behind it."""
    problems, warnings = len(diagnosis.problems), len(diagnosis.warnings)
    passed, skipped = diagnosis.count(State.PASS), diagnosis.count(State.SKIP)
    counts = [
        ngettext("{n} problem", "{n} problems", problems).format(n=problems) if problems else "",
        ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings) if warnings else "",
        ngettext("{n} passed", "{n} passed", passed).format(n=passed),
        ngettext("{n} not checked", "{n} not checked", skipped).format(n=skipped) if skipped else "",
    ]
    return _("{verdict}: {counts}").format(
        verdict=verdict_words(diagnosis.verdict), counts=", ".join(filter(None, counts))
    )


def short(diagnosis: Diagnosis) -> str:
    """One line that fits a chat message."""
    told = []
    for problem in diagnosis.problems or diagnosis.warnings:
        tablets = _(" (tablets {tablets})").format(tablets=problem.tablets) if problem.tablets else ""
        told.append(f"{problem.title}{tablets}")
    return f"{headline(diagnosis)}. {'; '.join(told)}".rstrip(". ") + "."


def _lines(diagnosis: Diagnosis, style: Style) -> Iterator[str]:
    colour = _VERDICT_COLOURS[diagnosis.verdict]
    seconds = f"{diagnosis.duration:.1f} s"
    yield f"{_painted(headline(diagnosis), colour, style, bold=True)} ({seconds})"
    if diagnosis.verdict is Verdict.READY:
        yield ""
        yield from _checked(diagnosis, style)
    for number, problem in enumerate(diagnosis.problems, start=1):
        yield ""
        yield from _told(problem, f"{number}. ", style)
    if diagnosis.warnings:
        yield ""
        yield _("Warnings")
        for problem in diagnosis.warnings:
            yield ""
            yield from _told(problem, "*  ", style)
    if style.verbose:
        yield from _results(_("Passed"), diagnosis.results, State.PASS, style)
        yield from _results(_("Not checked"), diagnosis.results, State.SKIP, style)


def _checked(diagnosis: Diagnosis, style: Style) -> Iterator[str]:
    """What READY rests on: what passed, a link of the chain a line; and why the rest was not checked."""
    links: dict[str, Counter[str]] = {}
    for result in diagnosis.results:
        link, _dot, check = result.check.partition(".")
        if result.state is State.PASS and link != _GATE:
            links.setdefault(link, Counter())[check] += 1
    passed = [f"{link}: {_counted(checks)}" for link, checks in links.items()]
    skipped = Counter(result.reason for result in diagnosis.results if result.state is State.SKIP)
    yield from _labelled(
        {_("Checked"): passed, _("Not checked"): [_counted(skipped)] if skipped else []}, style
    )


def _counted(items: Counter[str]) -> str:
    return ", ".join(item if count == 1 else f"{item} ({count})" for item, count in items.items())


def _told(problem: Problem, bullet: str, style: Style) -> Iterator[str]:
    target = f"[{problem.target}]" if problem.target and len(problem.target) < style.width // 3 else ""
    yield _painted(f"{bullet}{problem.title}", _COLOURS[problem.state], style, bold=True)
    yield from _wrapped(problem.summary, _MARGIN, style)
    labels = {
        _("Tablets"): [str(problem.tablets)] if problem.tablets else [],
        _("Seen"): [f"{problem.check}{target}", *problem.evidence],
        _("Mend"): [problem.remedy.text, *(f"$ {command}" for command in problem.remedy.commands)],
        _("Lines"): list(problem.remedy.lines),
    }
    yield from _labelled(labels, style)


def _labelled(labels: dict[str, list[str]], style: Style) -> Iterator[str]:
    """Texts beside their labels, each on lines of its own; what is to be typed is never broken."""
    width = max(map(len, labels)) + 2
    for label, texts in labels.items():
        for position, text in enumerate(texts):
            head = _MARGIN + (label if position == 0 else "").ljust(width)
            typed = text.startswith("$ ") or label == _("Lines")
            yield from [head + text] if typed else _wrapped(text, head, style)


def _results(title: str, results: Iterable[Result], state: State, style: Style) -> Iterator[str]:
    chosen = [result for result in results if result.state is state]
    if not chosen:
        return
    yield ""
    yield title
    width = max(len(result.id) for result in chosen) + 2
    for result in chosen:
        name = _painted(result.id.ljust(width), _COLOURS[state], style)
        yield f"{_MARGIN}{name}{result.observed or result.reason}"


def _wrapped(text: str, head: str, style: Style) -> list[str]:
    """The text after `head`, its next lines below its first."""
    return textwrap.wrap(
        text,
        style.width,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _painted(text: str, colour: str, style: Style, *, bold: bool = False) -> str:
    return click.style(text, fg=colour, bold=bold) if style.colour else text
