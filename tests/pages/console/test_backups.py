"""A backup at the console: what is in it, how it becomes the database, and who may take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from kiosk.models import Event, Role
from kiosk.pages.console import backups
from kiosk.upkeep.backups import copy
from tests.sessions import open_room, play_round, walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)  # a copy waits for who writes
NAME = "kiosk-20261127T080000Z.sqlite3"


@pytest.fixture
def client(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.ADMINISTRATOR)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the backups lie; the server's own database is a file, too."""
    monkeypatch.setattr(settings, "BACKUPS", tmp_path)
    monkeypatch.setattr(backups, "database_file", lambda: tmp_path / "kiosk.sqlite3")
    return tmp_path


def page(client: Client, name: str) -> str:
    return client.get(reverse("console:backup", args=[name])).content.decode()


def test_a_backup_says_where_its_sessions_stand_and_what_to_type(client: Client, folder: Path) -> None:
    room = open_room(rounds=5)
    play_round(room, walk(room), 0)
    copy(connection.connection, folder / NAME)
    assert reverse("console:backup", args=[NAME]) in client.get(reverse("console:backups")).content.decode()
    told = page(client, NAME)
    assert f"Session {room.pk}: round 2 of 5" in told
    assert f"manage.py restore {folder / NAME} --replace" in told
    assert told.index("Stop the server") < told.index("manage.py restore") < told.index("Start the server")
    assert "What came after" in told


def test_a_backup_without_a_session_says_so(client: Client, folder: Path) -> None:
    copy(connection.connection, folder / NAME)
    assert "No session was open" in page(client, NAME)


def test_a_damaged_backup_is_not_brought_back(client: Client, folder: Path) -> None:
    (folder / NAME).write_bytes(b"no database" * 100)
    told = page(client, NAME)
    assert "This one can not be brought back" in told
    assert "--replace" not in told


def test_a_backup_of_another_kind_of_database_is_not_brought_back_here(client: Client, folder: Path) -> None:
    name = "kiosk-20261127T080000Z.dump"
    (folder / name).write_bytes(b"PGDMP")
    told = page(client, name)
    assert "another kind of database" in told
    assert "--replace" not in told


def test_a_backup_is_taken_whole_and_who_took_it_is_noted(client: Client, folder: Path) -> None:
    (folder / NAME).write_bytes(b"x" * 2048)
    assert "Personal data" in page(client, NAME)
    taken = client.post(reverse("console:backup_take", args=[NAME]))
    assert taken.content == b"x" * 2048
    assert taken["Content-Disposition"] == f'attachment; filename="{NAME}"'
    assert "no-store" in taken["Cache-Control"]
    event = Event.objects.get(kind="backup_taken")
    assert (event.actor, event.data) == ("administrator", {"file": NAME})


@pytest.mark.parametrize("name", ["kiosk.sqlite3", "..", "kiosk-20261127T090000Z.sqlite3"])
def test_no_other_file_is_shown_or_taken(client: Client, folder: Path, name: str) -> None:
    (folder / "kiosk.sqlite3").write_bytes(b"the database itself")
    assert client.get(f"/console/backups/{name}").status_code == 404
    assert client.post(f"/console/backups/{name}/take").status_code == 404
    assert not Event.objects.filter(kind="backup_taken").exists()
