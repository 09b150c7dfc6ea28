from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from conf.authority import Authority
from conf.site import Profile, Tls
from kiosk.models import AccessPoint, Role
from kiosk.pages.qr import wifi

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client
    from pytest_django import Settings

pytestmark = pytest.mark.django_db
PREPARE, STICKERS = "/console/tablets/prepare", "/console/tablets/stickers"


@pytest.fixture
def client(signed_in: Callable[[Role], Client]) -> Client:
    AccessPoint.objects.create(number=1, tablets="0-16", ssid="GANOMICS-1")
    return signed_in(Role.OPERATOR)


def test_without_the_wifis_password_the_page_says_where_it_goes(client: Client) -> None:
    page = client.get(PREPARE).content.decode()
    assert "GANOMICS_WIFI_PASSWORD" in page
    assert "GANOMICS-1" in page
    assert page.count('class="qr"') == 1  # the address alone


def test_each_network_has_a_code_and_the_password_is_written_nowhere(
    client: Client, settings: Settings
) -> None:
    settings.WIFI_PASSWORD = "a-secret-of-the-laboratory"  # noqa: S105  it opens nothing
    page = client.get(PREPARE).content.decode()
    assert page.count('class="qr"') == 3  # the router's network, the access point's, the address
    assert "a-secret" not in page


def test_where_the_site_speaks_tls_by_itself_a_code_leads_to_its_authority_over_plain_http(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    tls = Tls(tmp_path / "fullchain.pem", tmp_path / "privkey.pem")
    settings.SITE = replace(settings.SITE.on(Profile.LAN), tls=tls)
    settings.AUTHORITY = Authority(tmp_path)
    page = client.get(PREPARE).content.decode()
    name = settings.SITE.server.name
    assert f"https://{name}/" in page
    assert "/authority" not in page  # the certificate comes from elsewhere
    settings.AUTHORITY.make(settings.SITE.server)
    page = client.get(PREPARE).content.decode()
    assert f"http://{name}:{settings.SITE.server.http_port}/authority" in page
    assert page.count('class="qr"') == 2


@pytest.mark.parametrize(
    ("numbers", "hours", "problem"),
    [
        ("0-3,99", "24", "This site has no tablet 99."),
        ("x", "24", "expected"),
        ("0-3", "0", "greater than or equal to 1"),
    ],
)
def test_stickers_that_cannot_be_are_a_sentence(
    client: Client, numbers: str, hours: str, problem: str
) -> None:
    answer = client.post(STICKERS, {"numbers": numbers, "hours": hours})
    assert answer.status_code == 400
    assert problem in answer.content.decode()


def test_a_sheet_has_a_sticker_a_tablet(client: Client) -> None:
    page = client.post(STICKERS, {"numbers": "0-3,16", "hours": "24"}).content.decode()
    assert page.count('class="qr"') == 5


def test_fully_kiosk_gets_its_settings_as_a_file(client: Client) -> None:
    answer = client.get("/console/tablets/fully-settings.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fully-settings.json"'
    settings = json.loads(answer.content)
    assert settings["startURL"].startswith("http://")
    assert (settings["kioskMode"], settings["remoteAdmin"], settings["keepScreenOn"]) == (True, False, True)
    assert settings["waitInternetOnReload"] is False  # there is none
    assert "GANOMICS" not in answer.content.decode()


def test_what_a_wifi_code_reserves_is_escaped() -> None:
    assert wifi('a;b:"c"', "p\\,q") == r"WIFI:T:WPA;S:a\;b\:\"c\";P:p\\\,q;;"
    assert wifi("open", "") == "WIFI:T:nopass;S:open;;"
