"""The report as JUnit XML: a suite for each link of the chain, a case for each result."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from netcheck.model import State

if TYPE_CHECKING:
    from netcheck.diagnosis import Diagnosis, Problem
    from netcheck.model import Result

_TAGS = {State.FAIL: "failure", State.ERROR: "error", State.SKIP: "skipped"}


def written(diagnosis: Diagnosis) -> str:
    """The report as XML text."""
    explained = {id_: item for item in (*diagnosis.problems, *diagnosis.warnings) for id_ in item.results}
    root = ET.Element("testsuites", name="netcheck", time=f"{diagnosis.duration:.3f}")
    ordered = sorted(diagnosis.results, key=_link)
    for link, results in groupby(ordered, key=_link):
        _suite(root, link, list(results), explained)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _link(result: Result) -> str:
    return result.check.partition(".")[0]


def _suite(root: ET.Element, link: str, results: list[Result], explained: dict[str, Problem]) -> None:
    counts = {state: str(sum(result.state is state for result in results)) for state in State}
    suite = ET.SubElement(
        root,
        "testsuite",
        name=link,
        tests=str(len(results)),
        failures=counts[State.FAIL],
        errors=counts[State.ERROR],
        skipped=counts[State.SKIP],
    )
    for result in results:
        case = ET.SubElement(
            suite, "testcase", classname=f"netcheck.{link}", name=result.id, time=f"{result.duration:.3f}"
        )
        problem = explained.get(result.id)
        if tag := _TAGS.get(result.state):
            said = problem.title if problem else result.reason or result.observed
            ET.SubElement(case, tag, message=said, type=result.cause or result.state.value).text = _details(
                problem
            )
        elif problem:
            ET.SubElement(case, "system-out").text = f"{problem.title}\n{_details(problem)}"


def _details(problem: Problem | None) -> str:
    if problem is None:
        return ""
    commands = (f"$ {command}" for command in problem.remedy.commands)
    lines = (problem.summary, *problem.evidence, problem.remedy.text, *commands, *problem.remedy.lines)
    return "\n".join(lines)
