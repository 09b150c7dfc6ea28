"""What is to be typed to bring a backup back depends on how the server came onto the machine."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from django.conf import settings

from conf.site import ROOT
from kiosk.upkeep import way_back as module
from kiosk.upkeep.way_back import way_back
from netcheck.rendering.layout import HOMEBREW_ARM, LINUX, macos

BACKUP = Path("/media/a stick/kiosk-20261127T080000Z.sqlite3")
INSTALLED = LINUX.application / ".venv"
MAC = macos(HOMEBREW_ARM)


@pytest.fixture
def postgres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "database_file", lambda: None)


@pytest.mark.usefixtures("postgres")
def test_an_installed_site_has_its_units_and_its_own_command() -> None:
    way = way_back(BACKUP, prefix=INSTALLED, layout=LINUX)
    assert way.stop == "sudo systemctl stop ganomics.target 'ganomics-daphne@*' ganomics-backup.timer"
    assert way.restore == f"sudo /usr/local/bin/ganomics restore '{BACKUP}' --replace"
    assert way.start == "sudo systemctl start ganomics.target ganomics-backup.timer"


def test_a_site_with_a_database_of_its_own_has_no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "database_file", lambda: LINUX.state / "kiosk.sqlite3")
    assert "timer" not in str(way_back(BACKUP, prefix=INSTALLED, layout=LINUX))


def test_on_a_mac_the_command_reads_the_variables_as_its_daphne_does() -> None:
    way = way_back(BACKUP, prefix=MAC.application / ".venv", layout=MAC)
    sudo, u, user, shell, c, script = shlex.split(way.restore)
    assert (sudo, u, user, shell, c) == ("sudo", "-u", "_ganomics", "sh", "-c")
    assert ". /etc/ganomics/environment" in script
    assert script.endswith(f"conf.manage restore '{BACKUP}' --replace")
    assert way.stop == str(way.start).replace("bootstrap", "bootout")


def test_a_checkout_is_stopped_by_hand_and_keeps_its_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANOMICS_STATE", "/srv/the state")
    monkeypatch.delenv("GANOMICS_SITE", raising=False)
    monkeypatch.delenv("GANOMICS_ACCESS_POINTS", raising=False)
    way = way_back(BACKUP, prefix=ROOT / ".venv", layout=LINUX)
    assert (way.stop, way.start) == (None, "GANOMICS_STATE='/srv/the state' make run")
    assert way.restore == (
        f"cd {shlex.quote(str(ROOT))} && GANOMICS_STATE='/srv/the state' "
        f"{ROOT / '.venv' / 'bin' / 'python'} manage.py restore '{BACKUP}' --replace"
    )


def test_a_program_that_pip_installed_is_called_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "IN_CHECKOUT", False)
    way = way_back(BACKUP, prefix=Path("/home/ada/venv"), layout=LINUX)
    assert (way.stop, way.start) == (None, None)
    assert way.restore.endswith(f"/home/ada/venv/bin/ganomics restore '{BACKUP}' --replace")
