from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders

from kiosk.pages import tablet

if TYPE_CHECKING:
    from django.test import Client

LARGEST = 150_000
"""Bytes, before any compression."""


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the shell asked the database")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", refuse)


def test_the_shell_is_the_same_for_everyone_and_asks_the_database_nothing(client: Client) -> None:
    pages = {client.get("/", headers={"user-agent": agent}).content for agent in ("one", "other")}
    assert len(pages) == 1


def test_a_shell_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    first = client.get("/")
    again = client.get("/", headers={"if-none-match": first["ETag"]})
    assert first["Cache-Control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")


def test_the_policy_has_no_exception_and_nothing_in_the_shell_needs_one(client: Client) -> None:
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    page = response.content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_every_address_in_the_shell_is_a_file_of_this_server(client: Client) -> None:
    addresses = re.findall(r'(?:href|src)="([^"]+)"', client.get("/").content.decode())
    assert addresses
    for address in addresses:
        assert address.startswith("/static/")
        assert finders.find(address.removeprefix("/static/")), address


def test_every_module_is_announced_so_that_none_waits_for_another(client: Client) -> None:
    announced = set(re.findall(r'modulepreload" href="([^"]+)"', client.get("/").content.decode()))
    on_disk = {f"/static/{path.relative_to(tablet.STATIC)}" for path in (tablet.FILES / "js").rglob("*.js")}
    assert announced == on_disk


def test_the_whole_page_weighs_less_than_150_kilobytes(client: Client) -> None:
    loaded = re.findall(r'"(/[^"]*)"', client.get("/service-worker.js").content.decode())
    files = [finders.find(address.removeprefix("/static/")) for address in loaded if address != "/"]
    assert len(files) > 40
    weight = sum(Path(str(file)).stat().st_size for file in files) + len(client.get("/").content)
    assert weight < LARGEST


def test_the_version_changes_with_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tablet, "STATIC", tmp_path)
    module = tmp_path / "app.js"
    module.write_text("one")
    first = tablet.page_version([module])
    module.write_text("two")
    assert tablet.page_version([module]) != first


def test_the_worker_is_served_from_the_root_with_every_file_the_page_loads(client: Client) -> None:
    response = client.get("/service-worker.js")
    assert response["Content-Type"] == "text/javascript"
    script = response.content.decode()
    assert tablet.made_shell().version in script
    for path in tablet.FILES.rglob("*.js"):
        assert f'"/static/{path.relative_to(tablet.STATIC)}"' in script


def test_the_shell_names_the_numbers_of_the_site(client: Client) -> None:
    assert 'data-tablets="0–103"' in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["/", "/service-worker.js"])
def test_nothing_can_be_posted_to_the_shell(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
