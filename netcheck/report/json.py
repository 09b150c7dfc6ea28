"""The report for programs, ``netcheck/1``; netcheck/README.md describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netcheck.diagnosis import Diagnosis, Problem
    from netcheck.model import Result

SCHEMA = "netcheck/1"


def written(diagnosis: Diagnosis) -> str:
    """The report as JSON text."""
    return json.dumps(content(diagnosis), ensure_ascii=False, indent=2) + "\n"


def content(diagnosis: Diagnosis) -> dict[str, Any]:
    """The report as JSON's own types. Times are seconds, moments ISO 8601 in UTC."""
    site = diagnosis.world.site
    return {
        "schema": SCHEMA,
        "verdict": diagnosis.verdict.value,
        "site": {"name": site.server.name, "address": site.server.address, "profile": site.profile.value},
        "started": diagnosis.moment.isoformat(timespec="seconds"),
        "duration_s": round(diagnosis.duration, 3),
        "problems": [_problem(problem) for problem in diagnosis.problems],
        "warnings": [_problem(problem) for problem in diagnosis.warnings],
        "results": [_result(result) for result in diagnosis.results],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "check": problem.check,
        "target": problem.target,
        "cause": problem.cause,
        "state": problem.state.value,
        "title": problem.title,
        "summary": problem.summary,
        "evidence": list(problem.evidence),
        "remedy": {
            "text": problem.remedy.text,
            "commands": list(problem.remedy.commands),
            "lines": list(problem.remedy.lines),
        },
        "tablets": str(problem.tablets),
        "results": list(problem.results),
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        "check": result.check,
        "target": result.target,
        "state": result.state.value,
        "observed": result.observed,
        "expected": result.expected,
        "evidence": list(result.evidence),
        "cause": result.cause,
        "tablets": str(result.tablets),
        "reason": result.reason,
        "blocked_by": result.blocked_by,
        "started_s": round(result.started, 3),
        "duration_s": round(result.duration, 3),
    }
