"""What every report promises, whatever it says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from netcheck.model import State
from netcheck.report import Format, text, written
from netcheck.report.fleet import areas

if TYPE_CHECKING:
    from netcheck.diagnosis import Diagnosis


def test_the_verdict_is_the_first_thing_said(diagnosis: Diagnosis) -> None:
    first = written(diagnosis, Format.TEXT, text.Style()).splitlines()[0]

    assert first == "NOT READY: 4 problems, 2 warnings, 10 passed, 1 not checked (1.2 s)"


def test_a_ready_site_says_what_that_rests_on(ready: Diagnosis) -> None:
    (answers,) = ready.results
    seen = [replace(answers, check="tablet.seen", target=number) for number in ("1", "2")]
    skipped = replace(answers, check="dns.router", state=State.SKIP, observed="", reason="not selected")
    diagnosis = replace(ready, results=(answers, *seen, skipped))

    assert written(diagnosis, Format.TEXT, text.Style()).splitlines() == [
        "READY: 3 passed, 1 not checked (0.3 s)",
        "",
        "   Checked      dns: answers",
        "                tablet: seen (2)",
        "   Not checked  not selected",
    ]


def test_the_short_form_is_one_line(diagnosis: Diagnosis) -> None:
    report = written(diagnosis, Format.TEXT, text.Style(short=True))

    assert report.count("\n") == 1
    assert "Access point 2 brings no tablet (tablets 5-9)" in report


def test_no_line_of_prose_is_wider_than_the_terminal(diagnosis: Diagnosis) -> None:
    report = written(diagnosis, Format.TEXT, text.Style(width=60))

    assert all(len(line) <= 60 or "$ " in line or "proxy_" in line for line in report.splitlines()[1:])


def test_ascii_has_nothing_but_ascii_in_any_language() -> None:
    assert text.plain("« prêt » — l’œil…") == '" pret " - l\'il...'


def test_json_names_its_schema_and_keeps_every_result(diagnosis: Diagnosis) -> None:
    report = json.loads(written(diagnosis, Format.JSON, text.Style()))

    assert (report["schema"], report["verdict"]) == ("netcheck/1", "not ready")
    assert len(report["results"]) == len(diagnosis.results)
    problem = report["problems"][0]
    assert {"check", "target", "cause", "summary", "evidence", "remedy", "tablets"} <= problem.keys()
    assert {"text", "commands"} <= problem["remedy"].keys()


def test_junit_counts_what_it_lists(diagnosis: Diagnosis) -> None:
    root = ET.fromstring(written(diagnosis, Format.JUNIT, text.Style()))  # noqa: S314  our own

    for suite in root:
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[attribute]) == len(suite.findall(f"testcase/{tag}"))
    assert sum(int(suite.attrib["tests"]) for suite in root) == len(diagnosis.results)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag for name, _value in attrs if name in ("src", "href", "srcset", "data")]


def test_the_page_loads_nothing_and_runs_nothing(diagnosis: Diagnosis) -> None:
    page = written(diagnosis, Format.HTML, text.Style())
    links = _Links()
    links.feed(page)

    assert links.found == []
    assert not re.search(r"<script|@import|url\(", page)


def test_the_page_takes_no_markup_from_what_was_observed(diagnosis: Diagnosis) -> None:
    hostile = replace(diagnosis.problems[0], title="<script>alert(1)</script>", evidence=("<img src=x>",))

    page = written(replace(diagnosis, problems=(hostile,)), Format.HTML, text.Style())

    assert "<script>" not in page
    assert "<img" not in page


def test_the_map_shows_every_tablet_and_why(diagnosis: Diagnosis) -> None:
    first, second, third, strays = areas(diagnosis)

    assert [spot.state for spot in first.spots] == [State.PASS] * 3 + [State.FAIL] * 2
    assert second.state is State.FAIL
    assert {spot.words for spot in second.spots} == {"Access point 2 brings no tablet"}
    assert {spot.state for spot in third.spots} == {State.PASS}
    assert [spot.number for spot in strays.spots] == [88]
