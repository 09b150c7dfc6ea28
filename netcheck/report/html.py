"""The report as one page for the session's log book: nothing is loaded from anywhere."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from netcheck.i18n import _
from netcheck.model import State, Verdict
from netcheck.report.fleet import areas
from netcheck.report.text import headline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netcheck.diagnosis import Diagnosis, Problem
    from netcheck.model import Result
    from netcheck.report.fleet import Area

_PAGE = Path(__file__).with_name("page.html")
_VERDICTS = {Verdict.READY: State.PASS, Verdict.NOT_READY: State.FAIL, Verdict.UNKNOWN: State.ERROR}


def written(diagnosis: Diagnosis) -> str:
    """The page as HTML text."""
    site = diagnosis.world.site
    template = Template(_PAGE.read_text(encoding="utf-8"))
    return template.substitute(
        language=_("en"),
        title=escape(headline(diagnosis)),
        state=_VERDICTS[diagnosis.verdict].value,
        site=escape(f"{site.server.name}, {site.server.address}, {site.profile.value}"),
        moment=escape(diagnosis.moment.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")),
        problems="".join(_problem(problem) for problem in diagnosis.problems),
        warnings=_section(_("Warnings"), map(_problem, diagnosis.warnings)),
        fleet=_section(_("Access points and tablets"), [_fleet(areas(diagnosis))]),
        results=_section(_("Every result"), [_results(diagnosis.results)]),
    )


def _section(title: str, parts: Iterable[str]) -> str:
    content = "".join(parts)
    return f"<section><h2>{escape(title)}</h2>{content}</section>" if content else ""


def _problem(problem: Problem) -> str:
    tablets = _line(_("Tablets"), escape(str(problem.tablets))) if problem.tablets else ""
    evidence = "<br>".join(escape(line) for line in problem.evidence)
    commands, lines = _typed(problem.remedy.commands), _typed(problem.remedy.lines)
    where = f"{problem.check}[{problem.target}]" if problem.target else problem.check
    return (
        f'<article class="{problem.state.value}"><h3>{escape(problem.title)}</h3>'
        f"<p>{escape(problem.summary)}</p><dl>"
        + tablets
        + _line(_("Seen"), f"<code>{escape(where)}</code><br>{evidence}")
        + _line(_("Mend"), f"{escape(problem.remedy.text)}{commands}")
        + (_line(_("Lines"), lines) if lines else "")
        + "</dl></article>"
    )


def _typed(lines: tuple[str, ...]) -> str:
    return f"<pre>{escape(chr(10).join(lines))}</pre>" if lines else ""


def _line(label: str, content: str) -> str:
    return f"<dt>{escape(label)}</dt><dd>{content}</dd>"


def _fleet(found: tuple[Area, ...]) -> str:
    if not found:
        return ""
    words = {
        State.PASS: _("heard"),
        State.WARN: _("warning"),
        State.FAIL: _("problem"),
        State.SKIP: _("not heard"),
    }
    legend = "".join(f'<li class="{state.value}">{escape(word)}</li>' for state, word in words.items())
    areas_ = "".join(_area(area) for area in found)
    return f'<ul class="legend">{legend}</ul><div class="fleet">{areas_}</div>'


def _area(area: Area) -> str:
    spots = "".join(
        f'<li class="{spot.state.value}" title="{escape(spot.words)}">{spot.number}</li>'
        for spot in area.spots
    )
    words = f"<p>{escape(area.words)}</p>" if area.words else ""
    return f'<div class="area {area.state.value}"><h3>{escape(area.title)}</h3>{words}<ol>{spots}</ol></div>'


def _results(results: Iterable[Result]) -> str:
    rows = "".join(
        f'<tr class="{result.state.value}"><td>{result.state.value}</td><td>{escape(result.id)}</td>'
        f"<td>{escape(result.observed or result.reason)}</td><td>{result.duration * 1000:.0f} ms</td></tr>"
        for result in results
    )
    show = escape(_("Show"))
    return f"<details><summary>{show}</summary><table>{rows}</table></details>"
