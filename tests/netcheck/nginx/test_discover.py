from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netcheck.nginx import discover
from netcheck.rendering.layout import Platform

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("platform", "place"),
    [
        (Platform.LINUX, "etc/nginx/nginx.conf"),
        (Platform.LINUX, "usr/local/nginx/conf/nginx.conf"),
        (Platform.MACOS, "opt/homebrew/etc/nginx/nginx.conf"),
        (Platform.MACOS, "usr/local/etc/nginx/nginx.conf"),
    ],
)
def test_the_configuration_is_found_where_each_platform_keeps_it(
    tmp_path: Path, platform: Platform, place: str
) -> None:
    config = tmp_path / place
    config.parent.mkdir(parents=True)
    config.touch()
    assert discover(platform, tmp_path) == config


@pytest.mark.parametrize("platform", Platform)
def test_a_machine_without_nginx_has_none(tmp_path: Path, platform: Platform) -> None:
    assert discover(platform, tmp_path) is None
