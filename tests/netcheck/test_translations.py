"""netcheck in French: everything of its catalogues is marked, and it is spoken on French terminals."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import polib
import pytest

from conf.site import ROOT
from netcheck.causes import CAUSES
from netcheck.checks import CHECKS
from tests.catalogues import texts
from tests.messages import NETCHECK

if TYPE_CHECKING:
    from pathlib import Path


def test_every_cause_check_and_probe_is_in_the_catalogue() -> None:
    told = {text for cause in CAUSES.values() for text in (cause.title, cause.sentence, cause.remedy)}
    told |= {text for check in CHECKS for text in (check.proves, *(probe.name for probe in check.probes))}
    told |= {probe.timeout.reason for check in CHECKS for probe in check.probes}
    assert told - texts(polib.pofile(str(NETCHECK.file))) == set()


def _said(language: str, folder: Path, *arguments: str) -> str:
    """What netcheck says on a terminal of that language, where no kiosk runs."""
    (folder / "access_points.toml").write_text("[[access_point]]\nnumber = 1\ntablets = '0-4'\n")
    (folder / "site.toml").write_text(
        "profile = 'local'\n[server]\nname = 'money.getz.fr'\naddress = '127.0.0.2'\n"
        "upstream = '127.0.0.2:9'\nstatic_root = '/srv/static'\n[dns]\n[router]\n"
    )
    plan = ("--site", str(folder / "site.toml"), "--access-points", str(folder / "access_points.toml"))
    done = subprocess.run(
        [sys.executable, "-m", "netcheck", "run", *plan, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
        | {"LC_ALL": "C.UTF-8", "LANGUAGE": language},
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("language", "headline", "cause"),
    [
        ("fr", "PAS PRÊT : 1 problème", "Le serveur du kiosque ne tourne pas"),
        ("fr_FR:en", "PAS PRÊT : 1 problème", "Le serveur du kiosque ne tourne pas"),
        ("en", "NOT READY: 1 problem", "The kiosk server does not run"),
        ("en_GB:en:fr_FR:fr", "NOT READY: 1 problem", "The kiosk server does not run"),
        ("de", "NOT READY: 1 problem", "The kiosk server does not run"),
    ],
)
def test_netcheck_speaks_the_terminals_language_and_else_english(
    tmp_path: Path, language: str, headline: str, cause: str
) -> None:
    said = _said(language, tmp_path).replace("\xa0", " ")

    assert said.startswith(headline)
    assert cause in said


def test_help_is_in_french_too(tmp_path: Path) -> None:
    said = " ".join(_said("fr", tmp_path, "--help").split())

    assert "Examiner toute la chaîne, du plan à chaque tablette" in said
    assert "Écrire le rapport dans ce fichier." in said


def test_a_mistake_is_told_in_french_too(tmp_path: Path) -> None:
    assert "attendu une durée comme 90s, 2m ou 1h, reçu 'soon'" in _said("fr", tmp_path, "--wait", "soon")


def test_a_mistake_in_the_plan_is_told_in_french_too(tmp_path: Path) -> None:
    said = _said("fr", tmp_path, "--access-points", str(tmp_path / "site.toml")).replace("\xa0", " ")

    assert "site.toml : premier niveau : clé inconnue 'profile' ; attendu l’une de access_point" in said
