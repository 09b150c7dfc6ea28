"""Which language a terminal is spoken to in, and the readers of a server."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import translation

from conf import i18n
from conf.i18n import terminal_language
from conf.numbers import TabletNumbers


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "fr_FR", "LANG": "en_GB"}, "fr"),
        ({"LANGUAGE": "de:fr", "LANG": "de_DE.UTF-8"}, "fr"),
        ({"LANGUAGE": "en_GB:en:fr", "LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANGUAGE": "C", "LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_first_variable_that_says_anything_decides(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], expected: str
) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in said.items():
        monkeypatch.setenv(variable, value)
    assert terminal_language() == expected


def test_two_readers_of_a_server_are_told_a_mistake_at_once_each_in_its_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(i18n, "_spoken", translation.get_language)  # as the kiosk has it speak
    both = threading.Barrier(2, timeout=30)

    def mistake(language: str) -> str:
        with translation.override(language):
            both.wait()
            with pytest.raises(ValueError, match="9-3") as refused:
                TabletNumbers.parse("9-3")
            both.wait()
        return str(refused.value)

    with ThreadPoolExecutor(max_workers=2) as readers:
        english, french = readers.map(mistake, ("en", "fr"))
    assert ("runs backwards" in english, "va à rebours" in french) == (True, True)
