"""Measures the page as a slow tablet meets it: `python -m tests.browser.paint`.

A cold cache, a processor slowed four times, a real server on loopback; medians of several loads.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from statistics import median

from tests.browser.chromium import chromium
from tests.browser.kiosk import Kiosk

LOADS = 7
SLOWER = 4
FIGURES = """(() => {
  const files = performance.getEntriesByType('resource').filter(({ name }) => name.startsWith('http'));
  const at = (name) => performance.getEntriesByName(name)[0].startTime;
  const sum = (key) => files.reduce((total, file) => total + file[key], 0);
  return {
    firstPaint: at('first-paint'),
    firstContentfulPaint: at('first-contentful-paint'),
    files: files.length,
    bytes: sum('decodedBodySize'),
  };
})()"""


async def measure() -> dict[str, float]:
    """First contentful paint and first usable screen (ms), files and bytes of the first screen."""
    with tempfile.TemporaryDirectory() as state:
        server = await Kiosk(Path(state)).start()
        try:
            loads = [await _load(f"http://127.0.0.1:{server.port}/") for _ in range(LOADS)]
        finally:
            server.kill()
    return {key: median(load[key] for load in loads) for key in loads[0]}


async def _load(address: str) -> dict[str, float]:
    async with chromium() as browser:
        page = await browser.page()
        await page.connection.send("Emulation.setCPUThrottlingRate", rate=SLOWER)
        await page.goto(address)
        await page.until("document.querySelector('.screen')")
        usable = await page.evaluate("performance.now()")
        await page.until("performance.getEntriesByName('first-contentful-paint').length")
        return {**await page.evaluate(FIGURES), "firstUsableScreen": usable}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure()), indent=1))  # noqa: T201  this is what it is for
