"""A plan, and the smallest configuration of nginx that serves it well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conf.site import ACCESS_POINTS_FILE, SITE_FILE, Profile, read_plan
from netcheck.nginx import findings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conf.site import Plan
    from netcheck.nginx import Finding

SOUND = """\
events {
    worker_connections 1024;
}
http {
    upstream kiosk {
        server 127.0.0.1:8018;
    }
    server {
        listen 80;
        server_name money.getz.fr;
        location /static/ {
            alias /srv/ganomics/static/;
        }
        location /ws/ {
            proxy_pass http://kiosk;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
        }
        location / {
            proxy_pass http://127.0.0.1:8018;
            proxy_set_header host $http_host;
            proxy_set_header x-forwarded-for $remote_addr;
        }
    }
}
"""


@pytest.fixture
def plan() -> Plan:
    """The laboratory's own plan, as the project ships it."""
    return read_plan(SITE_FILE, ACCESS_POINTS_FILE, profile=Profile.LAN)


@pytest.fixture
def sound() -> str:
    """The configuration with nothing wrong, as an operator would write it."""
    return SOUND


@pytest.fixture
def look(tmp_path: Path, plan: Plan) -> Callable[[str], list[Finding]]:
    """What a look at a configuration of that text brings up."""

    def look_at(text: str) -> list[Finding]:
        config = tmp_path / "nginx.conf"
        config.write_text(text)
        return findings(config, plan)

    return look_at
