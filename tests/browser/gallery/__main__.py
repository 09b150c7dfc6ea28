"""Takes pictures of the page's screens: `python -m tests.browser.gallery`.

Those of the README, or any: `--state` says which, `--language` and `--size` how, `--to` where they go.
"""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass
from pathlib import Path

from tests.browser.chromium import chromium
from tests.browser.gallery import gallery, show, states

PICTURES = Path(__file__).parents[1] / "pictures"
EXAMPLE = "python -m tests.browser.gallery --state picked point --language fr --size 800x1280 --to /tmp"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: a state of the page on a screen, drawn smaller by a scale."""

    name: str
    state: str
    language: str
    size: tuple[int, int]
    scale: float = 1


README = (
    Shot("round", "picked", "en", (1280, 800), 0.75),
    Shot("card", "card-good", "fr", (800, 1280), 0.4),
    Shot("story", "story-others-six", "en", (800, 1280), 0.4),
    Shot("point", "point", "en", (800, 1280), 0.4),
    Shot("kept", "kept", "fr", (800, 1280), 0.4),
)


async def take(shots: tuple[Shot, ...], folder: Path) -> None:
    """Write one PNG a shot."""
    async with chromium() as browser:
        page = await browser.page()
        with gallery() as address:
            await page.goto(address)
            await states(page)
            for shot in shots:
                await page.size(*shot.size)
                await show(page, shot.state, shot.language)
                await page.picture(folder / f"{shot.name}.png", shot.scale)


def _asked() -> tuple[tuple[Shot, ...], Path]:
    parser = argparse.ArgumentParser(description=__doc__, epilog=f"example: {EXAMPLE}")
    parser.add_argument(
        "--state", nargs="+", help="names of tests/js/states.js; without, the README's pictures"
    )
    parser.add_argument("--language", choices=("fr", "en"), default="en")
    parser.add_argument("--size", default="1280x800", help="CSS pixels")
    parser.add_argument("--to", type=Path, default=PICTURES, help="a folder")
    given = parser.parse_args()
    if not given.state:
        return README, given.to
    width, height = map(int, given.size.split("x"))
    return tuple(Shot(state, state, given.language, (width, height)) for state in given.state), given.to


if __name__ == "__main__":
    asyncio.run(take(*_asked()))
