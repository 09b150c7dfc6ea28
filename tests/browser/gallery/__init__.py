"""Every state of the page, shown without a server of the game."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.pages.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.chromium import Page

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "/tests/browser/gallery/index.html"


class _Handler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def gallery() -> Iterator[str]:
    """Serve the checkout's files on loopback; the gallery's address."""
    handler = functools.partial(_Handler, directory=ROOT)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{ADDRESS}"
        finally:
            server.shutdown()
            thread.join()


async def states(page: Page) -> list[str]:
    """The names of the states there are."""
    return list(await page.until("window.names"))


async def show(page: Page, state: str, language: str) -> None:
    """Show one of them, at rest."""
    await page.evaluate(f"show({json.dumps(state)}, {json.dumps(language)})")


async def faults(page: Page) -> dict[str, list[str]]:
    """Fault → the elements of the present screen that have it; empty where all is well (layout.js)."""
    return dict(await page.evaluate("faults()"))
