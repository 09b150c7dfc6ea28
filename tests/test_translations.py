"""The kiosk in French: a catalogue that is complete, faithful and compiled, and spoken where it should be."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.utils import translation
from django.utils.formats import date_format

import kiosk
from conf.manage import main
from kiosk.economy.violations import TEMPLATES
from kiosk.models import Step
from kiosk.services.refusal import REASONS, Refusal
from tests.catalogues import broken, places, texts, translations
from tests.servers import missing_programs
from tests.wire.sockets import process

KIOSK = Path(kiosk.__file__).parent
CATALOGUE = Path("locale", "fr", "LC_MESSAGES", "django.po")
RENEW = "run `make messages`, translate what is new or fuzzy in kiosk/locale, and run it again"


@pytest.fixture(scope="module")
def french() -> polib.POFile:
    return polib.pofile(str(KIOSK / CATALOGUE))


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every text that the sources mark, as Django's own makemessages finds them."""
    if missing := missing_programs("xgettext", "msgmerge"):
        pytest.skip(f"{', '.join(missing)}: not on this machine, install gettext")
    sources = tmp_path_factory.mktemp("sources") / "kiosk"
    shutil.copytree(KIOSK, sources, ignore=shutil.ignore_patterns("__pycache__", "locale", "static"))
    (sources / "locale").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(sources)
        call_command("makemessages", locale=["fr"], verbosity=0)
    return texts(polib.pofile(str(sources / CATALOGUE)))


def test_every_marked_text_is_in_the_catalogue(french: polib.POFile, marked: set[str]) -> None:
    assert marked - texts(french) == set(), RENEW


def test_every_reason_and_every_violation_is_marked(marked: set[str]) -> None:
    assert {*REASONS.values(), *TEMPLATES.values()} - marked == set()


def test_the_catalogue_has_no_entry_that_nobody_uses(french: polib.POFile, marked: set[str]) -> None:
    assert texts(french) - marked == set(), RENEW


def test_every_entry_is_translated_and_none_is_a_guess(french: polib.POFile) -> None:
    assert [entry.msgid for entry in french if entry.fuzzy or not all(translations(entry))] == []


def test_no_translation_loses_or_invents_a_place(french: polib.POFile) -> None:
    wrong = [
        (entry.msgid, text)
        for entry in french
        for text in translations(entry)
        if places(text) != places(entry.msgid) | places(entry.msgid_plural)
    ]
    assert wrong == []


def test_a_round_has_the_one_name_that_participants_read(french: polib.POFile) -> None:
    rounds = [text for entry in french if "round" in entry.msgid.lower() for text in translations(entry)]
    assert any("tour" in text for text in rounds)
    assert [text for entry in french for text in translations(entry) if "manche" in text.lower()] == []


def test_in_english_no_day_is_taken_for_a_month() -> None:
    with translation.override("en"):
        assert date_format(datetime(2026, 5, 4, 21, 6), "SHORT_DATETIME_FORMAT") == "4 May 2026, 21:06"  # noqa: DTZ001  only how it is written


def test_no_line_begins_with_a_double_sign(french: polib.POFile) -> None:
    assert [text for entry in french for text in translations(entry) if broken(text)] == []


def test_what_is_compiled_is_what_is_written(french: polib.POFile) -> None:
    compiled = polib.mofile(str((KIOSK / CATALOGUE).with_suffix(".mo")))
    written = {entry.msgid: translations(entry) for entry in french}
    assert {entry.msgid: translations(entry) for entry in compiled} == written, RENEW
    assert compiled.metadata["Plural-Forms"] == french.metadata["Plural-Forms"]


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (
            Refusal("wrong_step", expected=Step.SURVEY.label, got=Step.GAME.label),
            "Étape attendue à ce moment de la séance\xa0: questionnaire\xa0; reçue\xa0: jeu.",
        ),
        (Refusal("room_closed"), "L’opérateur a mis fin à cette séance."),
    ],
)
def test_a_refusal_is_all_in_the_language_in_which_it_is_told(refusal: Refusal, sentence: str) -> None:
    with translation.override("en"):
        assert refusal.message != sentence
    with translation.override("fr"):
        assert refusal.message == sentence


@pytest.mark.django_db(transaction=True)
async def test_a_refusal_over_the_wire_is_in_french_unless_the_page_is_in_english() -> None:
    async with process() as server:
        tablet = await server.tablet()
        assert (await tablet.init())["error"] == {
            "code": "not_enrolled",
            "message": "Cet appareil n’a pas encore de numéro de tablette.",
        }
        assert (await tablet.init(language="en"))["error"]["message"] == REASONS["not_enrolled"]


@pytest.mark.parametrize(
    ("terminal", "said"),
    [
        ("fr_FR.UTF-8", "numéro de la salle"),
        ("fr_BE.UTF-8", "numéro de la salle"),
        ("en_GB.UTF-8", "number of the room"),
        ("C", "number of the room"),
    ],
)
def test_a_command_speaks_the_language_of_its_terminal(
    terminal: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("LANGUAGE", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LC_ALL", terminal)
    monkeypatch.setattr("sys.argv", ["manage.py", "room", "show", "--help"])
    with pytest.raises(SystemExit):
        main()
    assert said in capsys.readouterr().out
