"""What the tests of netcheck share."""

from __future__ import annotations

import os

import pytest

os.environ["LANGUAGE"] = "en"  # sentences are compared in the source language, whoever runs the tests

from conf import i18n
from netcheck import timeouts
from netcheck.timeouts import Timeout
from tests.netcheck.fakes.site import FakeSite, healthy_site


@pytest.fixture
def site() -> FakeSite:
    return healthy_site()


@pytest.fixture(autouse=True)
def _plan_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """netcheck runs in the tests' own process, where the plan speaks as the kiosk does."""
    monkeypatch.setattr(i18n, "_spoken", lambda: "en")


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers and netcheck share one thread of a busy machine: here their answers may take a while."""
    for name in ("DNS_FAST", "SYSTEM_RESOLVER"):
        monkeypatch.setattr(timeouts, name, Timeout(5.0, "a test measures nothing"))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter time-outs, for tests in which somebody is silent: on loopback answers take a millisecond."""
    shorter = {"DNS": 0.8, "DNS_RESEND": 0.4, "CONNECT": 0.8, "HTTP": 2.0, "WEBSOCKET": 0.8, "ECHO": 0.5}
    for name, seconds in shorter.items():
        monkeypatch.setattr(timeouts, name, Timeout(seconds, "a test has no time"))
