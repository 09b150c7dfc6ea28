"""What is spoken without Django, in French: catalogues that are complete, faithful and compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polib
import pytest

from tests.catalogues import broken, places, texts, translations
from tests.messages import CATALOGUES, Catalogue
from tests.servers import missing_programs

if TYPE_CHECKING:
    from pathlib import Path

RENEW = "run `make messages`, translate what is new or fuzzy in the catalogue, and run it again"

pytestmark = pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.domain)


def french(catalogue: Catalogue) -> polib.POFile:
    return polib.pofile(str(catalogue.file))


def marked(catalogue: Catalogue, folder: Path) -> set[str]:
    """Every text that the sources mark."""
    if missing := missing_programs("xgettext"):
        pytest.skip(f"{missing[0]} is not on this machine: install gettext")
    catalogue.gather(folder / "texts.pot")
    return texts(polib.pofile(str(folder / "texts.pot")))


def test_the_catalogue_has_every_marked_text_and_no_entry_that_nobody_uses(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    assert marked(catalogue, tmp_path) == texts(french(catalogue)), RENEW
    assert french(catalogue).obsolete_entries() == []


def test_no_line_begins_with_a_double_sign(catalogue: Catalogue) -> None:
    assert [text for entry in french(catalogue) for text in translations(entry) if broken(text)] == []


def test_every_entry_is_translated_and_none_is_a_guess(catalogue: Catalogue) -> None:
    missing = [entry.msgid for entry in french(catalogue) if entry.fuzzy or not all(translations(entry))]
    assert missing == [], RENEW


def test_no_translation_loses_or_invents_a_place(catalogue: Catalogue) -> None:
    wrong = [
        (entry.msgid, text)
        for entry in french(catalogue)
        for text in translations(entry)
        if places(text) != places(entry.msgid) | places(entry.msgid_plural)
    ]
    assert wrong == []


def test_what_is_compiled_is_what_is_written(catalogue: Catalogue) -> None:
    compiled = polib.mofile(str(catalogue.file.with_suffix(".mo")))
    assert {entry.msgid: translations(entry) for entry in compiled} == {
        entry.msgid: translations(entry) for entry in french(catalogue)
    }, RENEW
