from __future__ import annotations

import getpass
import stat
from pathlib import Path
from typing import Any

import pytest

from conf.installation.course import Course
from conf.installation.files import File, Folder, Secret
from conf.installation.ledger import Ledger
from conf.installation.step import InstallationError, Step
from conf.installation.variables import Variables

ME = getpass.getuser()


class Site:
    """Some steps in a folder, and what was said of them."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.root.mkdir()
        self.ledger = folder / "ledger.json"
        self.said: list[str] = []
        self.text = "new\n"
        self.conf = File(self.root / "nginx.conf", lambda: self.text, owner=ME)
        self.steps: list[Step[Any]] = [
            Folder(self.root / "site", owner=ME),
            File(self.root / "site" / "site.toml", lambda: "profile\n", mode=0o640, owner=ME),
            self.conf,
        ]

    def course(self, *, dry: bool = False) -> Course:
        return Course(self.steps, Ledger(self.ledger), say=self.said.append, dry=dry)

    def content(self) -> dict[str, str]:
        """Every file and folder, with its mode and its text."""
        return {
            str(path.relative_to(self.root)): (
                f"{stat.filemode(path.stat().st_mode)} "
                f"{path.read_bytes().decode('latin-1') if path.is_file() else ''}"
            )
            for path in self.root.rglob("*")
        }


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_dry_run_says_every_change_and_makes_none(site: Site) -> None:
    assert site.course(dry=True).install() == 3
    assert (site.content(), site.ledger.exists()) == ({}, False)
    told = "\n".join(site.said)
    for step in site.steps:
        assert step.name.partition(" ")[2] in told
    site.said.clear()
    site.course().install()
    assert "\n".join(site.said) == told


def test_what_is_installed_is_not_installed_again(site: Site) -> None:
    assert site.course().install() == 3
    before = site.content()
    assert before["site/site.toml"] == "-rw-r----- profile\n"
    assert site.course().install() == 0
    assert site.content() == before


def test_a_file_that_was_there_comes_back_as_it_was(site: Site) -> None:
    conf = site.root / "nginx.conf"
    conf.write_bytes("caf\xe9, in an old encoding\n".encode("latin-1"))
    conf.chmod(0o604)
    before = site.content()
    site.course().install()
    site.text = "newer\n"
    site.course().install()
    assert conf.read_text() == "newer\n"
    site.course().uninstall()
    assert site.content() == before
    assert not site.ledger.exists()


def test_a_link_that_was_there_comes_back_as_it_was(site: Site) -> None:
    conf, elsewhere = site.root / "nginx.conf", site.root / "elsewhere"
    elsewhere.write_text("somebody else's\n")
    conf.symlink_to("elsewhere")
    site.course().install()
    assert (conf.is_symlink(), elsewhere.read_text()) == (False, "somebody else's\n")
    site.course().uninstall()
    assert conf.readlink() == Path("elsewhere")


def test_only_what_was_touched_is_undone(site: Site) -> None:
    (site.root / "nginx.conf").write_text(site.text)
    (site.root / "nginx.conf").chmod(0o644)
    site.course().install()
    site.course().uninstall()
    assert site.content() == {"nginx.conf": "-rw-r--r-- new\n"}


class Broken(File):
    """A file on a disk that is full for a while."""

    full = True

    def make(self, wanted: Any) -> None:
        if self.full:
            raise InstallationError("no room")
        super().make(wanted)


def test_an_installation_that_failed_goes_on_where_it_stopped_and_can_be_undone(site: Site) -> None:
    broken = Broken(site.root / "late", lambda: "late\n", owner=ME)
    site.steps.append(broken)
    with pytest.raises(InstallationError, match="no room"):
        site.course().install()
    broken.full = False
    assert site.course().install() == 1
    site.course().uninstall()
    assert site.content() == {}


def test_what_the_plan_asks_for_no_longer_is_as_it_was_before(site: Site) -> None:
    (site.root / "nginx.conf").write_text("mine\n")
    site.course().install()
    site.conf.needed = False
    assert site.course().install() == 1
    assert (site.root / "nginx.conf").read_text() == "mine\n"
    assert site.course().install() == 0


def test_recorded_data_stay_until_they_are_let_go(site: Site) -> None:
    site.steps.append(Folder(site.root / "data", owner=ME, holds_data=True))
    site.steps.append(Secret(site.root / "data" / "key", owner=ME))
    site.course().install()
    secret = (site.root / "data" / "key").read_text()
    site.course().uninstall()
    assert (site.root / "data" / "key").read_text() == secret
    assert set(site.content()) == {"data", "data/key"}
    site.course().uninstall(with_data=True)
    assert site.content() == {}


def test_a_secret_is_made_once_for_its_owner_alone_and_never_shown(site: Site) -> None:
    secret = site.root / "site" / "key"
    site.steps.append(Secret(secret, owner=ME))
    site.course().install()
    made = secret.read_text()
    assert (len(made) > 40, stat.S_IMODE(secret.stat().st_mode)) == (True, 0o600)
    secret.chmod(0o644)
    site.course().install()
    assert (secret.read_text(), stat.S_IMODE(secret.stat().st_mode)) == (made, 0o600)
    shown = "\n".join(site.said) + site.ledger.read_text()
    assert made.strip() not in shown


def test_variables_of_an_operator_stay_and_are_never_shown(site: Site) -> None:
    file = site.root / "environment"
    file.write_text("REDIS_URL=redis://:hidden@elsewhere/0\nWIFI_PASSWORD=hidden too\n")
    site.steps = [Variables(file, {"REDIS_URL": "redis://127.0.0.1", "GANOMICS_SITE": "/etc/x"}, owner=ME)]
    site.course().install()
    assert file.read_text() == (
        "REDIS_URL=redis://:hidden@elsewhere/0\nWIFI_PASSWORD=hidden too\nGANOMICS_SITE=/etc/x\n"
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "hidden" not in "\n".join(site.said)
    assert "GANOMICS_SITE" in "\n".join(site.said)


def test_what_was_there_is_remembered_for_roots_eyes_alone(site: Site) -> None:
    (site.root / "nginx.conf").write_text("a secret of somebody's\n")
    site.course().install()
    assert stat.S_IMODE(site.ledger.stat().st_mode) == 0o600


def test_a_ledger_that_is_none_is_a_sentence(site: Site) -> None:
    site.ledger.write_text("{")
    with pytest.raises(InstallationError, match="expected the ledger"):
        site.course()
