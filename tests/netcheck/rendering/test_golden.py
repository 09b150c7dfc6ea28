"""The files of golden/ show a reader what a LAN site gets; this proves that they are what is rendered.

After a change that is meant, `netcheck conf dnsmasq --site golden/site.toml --write golden/linux` and
its like (nginx, units; --platform macos) write them again.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from conf.site import ACCESS_POINTS_FILE, read_plan
from netcheck.rendering.dnsmasq import render_dnsmasq
from netcheck.rendering.layout import HOMEBREW_ARM, LINUX, Layout, macos
from netcheck.rendering.nginx import render_nginx
from netcheck.rendering.units import render_units

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("layout", [LINUX, macos(HOMEBREW_ARM)], ids=["linux", "macos"])
def test_the_golden_files_are_what_is_rendered_and_there_are_no_others(layout: Layout) -> None:
    plan = read_plan(GOLDEN / "site.toml", ACCESS_POINTS_FILE)
    files = (render_dnsmasq(plan, layout), render_nginx(plan, layout), *render_units(plan, layout))
    rendered = {file.installed.name: file.text for file in files}
    golden = {path.name: path.read_text() for path in (GOLDEN / layout.platform).iterdir()}
    assert rendered == golden
