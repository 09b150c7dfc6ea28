"""Every screen, in both languages: complete, accessible, legible, touchable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.browser.gallery import faults, gallery, show, states

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.browser.chromium import Chromium, Page

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("screens")]
AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
AXE_RUN = """axe.run(document).then(({ passes, violations }) => [
  passes.length,
  violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => html + failureSummary)]),
])"""
SIZES = {
    "ten inches, landscape": (1280, 800),
    "ten inches, portrait": (800, 1280),
    "seven inches, landscape": (1024, 600),
    "seven inches, portrait": (600, 1024),
    "seven inches with larger pixels, landscape": (960, 600),
    "seven inches with larger pixels, portrait": (600, 960),
    "twelve inches": (1366, 1024),
}
LANGUAGES = ("fr", "en")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shown(browser: Chromium) -> AsyncIterator[Page]:
    tab = await browser.page()
    with gallery() as address:
        await tab.goto(address)
        yield tab
    complaints = [complaint for complaint in tab.complaints if "favicon" not in complaint]
    await browser.forget(tab)
    assert complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_everything_lies_on_the_screen_large_enough_to_touch_and_nothing_on_top_of_it(
    shown: Page, size: str, language: str
) -> None:
    await shown.size(*SIZES[size])
    for state in await states(shown):
        await show(shown, state, language)
        assert await faults(shown) == {}, state


@pytest.mark.parametrize("language", LANGUAGES)
async def test_axe_finds_no_violation_on_any_screen(shown: Page, language: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci in tests/js")
    await shown.size(1280, 800)
    await shown.evaluate(AXE.read_text())
    violations = {}
    for state in await states(shown):
        await show(shown, state, language)
        found = await shown.evaluate(AXE_RUN)
        assert found[0] > 10, "axe has looked at next to nothing"
        if found[1]:
            violations[state] = found[1]
    assert violations == {}, json.dumps(violations, indent=1)


async def test_goods_are_told_apart_by_their_shapes_alone(shown: Page) -> None:
    silhouettes = await shown.evaluate("silhouettes()")
    names = list(silhouettes)
    assert len(names) >= 6
    for index, one in enumerate(names):
        for other in names[index + 1 :]:
            differing = sum(a != b for a, b in zip(silhouettes[one], silhouettes[other], strict=True))
            union = sum(a or b for a, b in zip(silhouettes[one], silhouettes[other], strict=True))
            assert differing / union > 0.3, f"{one} and {other} have much the same shape"


async def test_no_good_is_drawn_larger_than_another(shown: Page) -> None:
    silhouettes = await shown.evaluate("silhouettes()")
    areas = {name: sum(pixels) for name, pixels in silhouettes.items()}
    assert max(areas.values()) < 2 * min(areas.values()), areas
