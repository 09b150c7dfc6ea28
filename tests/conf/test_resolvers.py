"""The public resolvers that a site on the internet names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conf.site import read_site
from conf.toml import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path


def _site(tmp_path: Path, resolvers: str) -> Path:
    file = tmp_path / "site.toml"
    file.write_text(
        'profile = "wan"\n[server]\nname = "money.getz.fr"\naddress = "127.0.0.1"\n'
        f"[dns]\nresolvers = {resolvers}\n[router]\n",
        encoding="utf-8",
    )
    return file


def test_resolvers_are_read_in_their_order(tmp_path: Path) -> None:
    site = read_site(_site(tmp_path, '["127.0.0.9", "::1"]'))

    assert site.dns.resolvers == ("127.0.0.9", "::1")


def test_a_resolver_that_is_a_name_is_refused_with_its_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"\[dns\] resolvers: expected a list of IP addresses"):
        read_site(_site(tmp_path, '["resolver.example"]'))
