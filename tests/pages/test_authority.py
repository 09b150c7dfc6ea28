from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as site_settings

from conf.authority import Authority

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django import Settings

pytestmark = pytest.mark.django_db


def test_where_there_is_none_there_is_no_page(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.AUTHORITY = Authority(tmp_path)
    assert client.get("/authority").status_code == 404
    assert client.get("/authority.crt").status_code == 404


def test_a_tablet_loads_its_certificate_and_never_a_key(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.AUTHORITY = Authority(tmp_path)
    settings.AUTHORITY.make(site_settings.SITE.server)
    loaded = client.get("/authority.crt")
    assert loaded.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert loaded.content.startswith(b"-----BEGIN CERTIFICATE-----")
    assert b"PRIVATE" not in loaded.content
    page = client.get("/authority", headers={"accept-language": "en"}).content.decode()
    assert re.search(r"SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}", page)
    assert "Install a certificate" in page
