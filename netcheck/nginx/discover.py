"""Where nginx's configuration lies on this machine."""

from __future__ import annotations

from pathlib import Path

from netcheck.rendering.layout import HOMEBREW_ARM, HOMEBREW_INTEL, LINUX, Platform, macos

_BUILT_FROM_SOURCE = Path("/usr/local/nginx/conf/nginx.conf")

CANDIDATES = {
    Platform.LINUX: (LINUX.nginx_conf, _BUILT_FROM_SOURCE),
    Platform.MACOS: (macos(HOMEBREW_ARM).nginx_conf, macos(HOMEBREW_INTEL).nginx_conf, _BUILT_FROM_SOURCE),
}
"""The places of each platform, the likeliest first."""


def discover(platform: Platform, root: Path = Path("/")) -> Path | None:
    """The configuration of the nginx installed below `root`, or None where there is none."""
    places = (root / candidate.relative_to("/") for candidate in CANDIDATES[platform])
    return next((place for place in places if place.is_file()), None)
