from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from conf.site import SITE_FILE
from tests.servers import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

TLS = """
[tls]
certificate = "/etc/ganomics/tls/fullchain.pem"
key = "/etc/ganomics/tls/privkey.pem"
"""


def test_django_finds_nothing_to_say_against_a_public_server(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text(SITE_FILE.read_text().replace('profile = "local"', 'profile = "wan"') + TLS)
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO", "--tag", "security"],
        check=False,
        cwd=CHECKOUT,
        env={**os.environ, "GANOMICS_SITE": str(site), "GANOMICS_STATE": str(tmp_path / "state")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "(2 silenced)" in done.stdout  # each with its reason in conf/settings.py
