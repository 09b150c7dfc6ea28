"""The tablet page: one shell, the same for every tablet, that the modules in static/tablet/ bring to life."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import condition, require_safe

from conf.site import read_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from conf.numbers import TabletNumbers

STATIC = Path(__file__).parent / "static"
FILES = STATIC / "tablet"
SHIPPED_BUT_NOT_LOADED = frozenset({".txt"})
"""The fonts' licence."""


@dataclass(frozen=True, slots=True)
class Shell:
    """The page as it is sent, and the worker that keeps it while the server is away."""

    version: str
    page: str
    worker: str


@cache
def made_shell() -> Shell:
    """Both, made once a process: they only change with the files and the site's plan.

    Raises:
        ConfigurationError: where the plan has a mistake.
    """
    loaded = [path for path in sorted(FILES.rglob("*")) if path.is_file() and _is_loaded(path)]
    version = page_version(loaded)
    context = {
        "version": version,
        "tablets": _numbers(read_plan().tablets),
        "modules": _addresses(loaded, "js"),
        "styles": _addresses(loaded, "style"),
    }
    files = [reverse("tablet"), *(_address(path) for path in loaded)]
    return Shell(
        version=version,
        page=render_to_string("tablet/shell.html", context),
        worker=render_to_string(
            "tablet/service-worker.js", {"version": json.dumps(version), "files": json.dumps(files)}
        ),
    )


def _numbers(tablets: TabletNumbers) -> str:
    """From the lowest to the highest: numbers in a gap belong to no access point, and yet are enrolled."""
    return f"{tablets.ranges[0][0]}–{tablets.ranges[-1][1]}" if tablets.ranges else ""


def page_version(files: list[Path]) -> str:
    """A digest of the files' names and contents: what a tablet reports to have loaded."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(STATIC)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _is_loaded(path: Path) -> bool:
    return path.suffix not in SHIPPED_BUT_NOT_LOADED


def _address(path: Path) -> str:
    return static(path.relative_to(STATIC).as_posix())


def _addresses(files: list[Path], folder: str) -> list[str]:
    return [_address(path) for path in files if (FILES / folder) in path.parents]


def _etag(content: Callable[[Shell], str]) -> Callable[[HttpRequest], str]:
    return lambda _request: f'"{hashlib.sha256(content(made_shell()).encode()).hexdigest()[:16]}"'


@require_safe
@condition(etag_func=_etag(lambda made: made.page))
def shell(_request: HttpRequest) -> HttpResponse:
    """`/`: what every tablet opens; asks the database nothing."""
    return _revalidated(HttpResponse(made_shell().page))


@require_safe
@condition(etag_func=_etag(lambda made: made.worker))
def service_worker(_request: HttpRequest) -> HttpResponse:
    """`/service-worker.js`: served from the root, because a worker's reach is its folder."""
    return _revalidated(HttpResponse(made_shell().worker, content_type="text/javascript"))


def _revalidated(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-cache"
    return response
