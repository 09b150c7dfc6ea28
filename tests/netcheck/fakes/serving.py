"""A kiosk on this machine alone, in a thread of its own: the command has the main one to itself."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conf.site import Profile, read_plan
from tests.netcheck.fakes.site import FakeSite, free_port, healthy_machine, healthy_report

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from pathlib import Path

ACCESS_POINTS = """
[[access_point]]
number = 1
tablets = "0-4"

[[access_point]]
number = 2
tablets = "5-9"
"""


def kiosk_of(folder: Path) -> FakeSite:
    """A healthy kiosk whose plan lies in `folder`: ``site.toml`` and ``access_points.toml``."""
    (folder / "site.toml").write_text(
        'profile = "local"\n[server]\nname = "money.getz.fr"\naddress = "127.0.0.2"\n'
        f'upstream = "127.0.0.1:{free_port()}"\n[dns]\n[router]\n',
        encoding="utf-8",
    )
    (folder / "access_points.toml").write_text(ACCESS_POINTS, encoding="utf-8")
    plan = read_plan(folder / "site.toml", folder / "access_points.toml", profile=Profile.LOCAL)
    site = FakeSite(plan, healthy_machine(plan), healthy_report(plan))
    site.running = {"kiosk"}
    return site


class Serving:
    """The kiosk, started and stopped from another thread."""

    def __init__(self, site: FakeSite) -> None:
        self.site = site
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def start(self) -> None:
        self._do(self.site.kiosk.start())

    def stop(self) -> None:
        self._do(self.site.kiosk.stop())

    def close(self) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()


@contextmanager
def served(site: FakeSite) -> Iterator[Serving]:
    """The kiosk while it is served."""
    serving = Serving(site)
    serving.start()
    try:
        yield serving
    finally:
        serving.close()
