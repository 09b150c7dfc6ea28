from __future__ import annotations

import pytest

from conf import i18n


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The readers of the plan say what is wrong as on an English terminal, whatever the kiosk speaks."""
    monkeypatch.setattr(i18n, "_spoken", lambda: "en")
