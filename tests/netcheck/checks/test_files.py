"""Static files: missing, forbidden, stale, listed, or a way out of their folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netcheck.model import State
from tests.netcheck.fakes.site import ASSET, INSTANCE, SCRIPT
from tests.netcheck.fakes.web import Asked, Page, Sick

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.netcheck.fakes.site import FakeSite

SICKNESSES: list[tuple[str, Callable[[Asked], Page | Sick | None], dict[str, str]]] = [
    ("missing", lambda asked: Page(404) if asked.path == ASSET else None, {"static_missing": ""}),
    ("unreadable", lambda asked: Page(403) if asked.path == ASSET else None, {"static_forbidden": ""}),
    ("an error", lambda asked: Page(500) if asked.path == ASSET else None, {"static_error": ""}),
    ("reset", lambda asked: Sick.RESET if asked.path == ASSET else None, {"static_error": ""}),
    (
        "of another version",
        lambda asked: Page(200, b"old") if asked.path == ASSET else None,
        {"static_wrong": ""},
    ),
    (
        "listed",
        lambda asked: (
            Page(200, b"<h1>Index of /static/tablet/</h1>") if asked.path == "/static/tablet/" else None
        ),
        {"static_listing": "listing"},
    ),
    (
        "a location without its slash",
        lambda asked: Page(200, SCRIPT) if asked.path == "/static../static/tablet/app.js" else None,
        {"static_escape": "escape"},
    ),
]


@pytest.mark.parametrize(
    ("sick", "causes"), [row[1:] for row in SICKNESSES], ids=[row[0] for row in SICKNESSES]
)
async def test_sick_files_have_one_cause(
    site: FakeSite, sick: Callable[[Asked], Page | Sick | None], causes: dict[str, str]
) -> None:
    site.nginx.site = lambda asked: sick(asked) or site.front(asked)

    assert await site.found() == causes


async def test_missing_files_are_named_beside_a_lost_host(site: FakeSite) -> None:
    site.nginx.site = lambda asked: Page(404) if asked.path.startswith("/static") else Page(400)

    assert await site.found() == {"static_missing": "", "nginx_host_lost": ""}


async def test_a_page_without_files_of_its_own_leaves_nothing_to_compare(site: FakeSite) -> None:
    bare = Page(200, b"<p>hello", {"X-Ganomics-Instance": INSTANCE})
    site.kiosk.site = lambda asked: bare if asked.path == "/" else site.daphne(asked)

    diagnosis = await site.examine("http.static")

    (result,) = [item for item in diagnosis.results if item.check == "http.static"]
    assert (result.state, result.reason) == (State.SKIP, "the page names no file of its own")
