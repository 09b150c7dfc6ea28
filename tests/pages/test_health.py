from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pytest
from django.conf import settings
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from kiosk.pages import health
from kiosk.upkeep.readiness import Readiness

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)

SECRETS = ("SECRET_KEY", "NETCHECK_TOKEN", "DATABASE_URL")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_readiness", Readiness())


def test_a_process_that_answers_is_alive_and_asks_nobody(client: Client) -> None:
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"].startswith("max-age=0")


def test_a_process_that_has_all_it_needs_is_ready(client: Client) -> None:
    answer = client.get("/api/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True, "database": "ok", "migrations": "ok", "channel_layer": "ok", "disk": "ok",
    }  # fmt: skip


def test_without_its_database_it_is_not_ready_and_says_no_more_than_that(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_connection: BaseDatabaseWrapper) -> None:
        raise OperationalError(f"no host {settings.DATABASE_URL}")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", away)
    answer = client.get("/api/ready")
    assert answer.status_code == 503
    assert answer.json()["database"] == "away"
    assert not any(getattr(settings, secret) in answer.text for secret in SECRETS)


def test_with_a_full_disk_it_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.upkeep.disk.FULL", 2**63)
    answer = client.get("/api/ready")
    assert (answer.status_code, answer.json()["disk"]) == (503, "full")


def test_many_questions_within_a_second_are_one_look(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.upkeep.readiness.LOOK_AGAIN", 3600.0)
    with CaptureLooks(health._readiness) as looks:
        for _ in range(20):
            assert client.get("/api/ready").status_code == 200
    assert looks.count == 1


class CaptureLooks:
    """Counts how often the database is asked."""

    def __init__(self, readiness: Readiness) -> None:
        self.count = 0
        self._readiness = readiness
        self._ask = readiness._ask

    def __enter__(self) -> Self:
        self._readiness._ask = self._counted  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        self._readiness._ask = self._ask  # type: ignore[method-assign]

    def _counted(self) -> dict[str, str]:
        self.count += 1
        return self._ask()


def test_metrics_are_for_programs_of_this_machine_and_holders_of_the_token(client: Client) -> None:
    bearer = {"authorization": f"Bearer {settings.NETCHECK_TOKEN}"}
    through_nginx = {"x-forwarded-for": "127.0.0.1"}
    assert client.get("/api/metrics").status_code == 200
    assert client.get("/api/metrics", headers=through_nginx).status_code == 401
    assert client.get("/api/metrics", headers=through_nginx | bearer).status_code == 200
    assert (
        client.get("/api/metrics", headers=through_nginx | {"authorization": "Bearer x"}).status_code == 403
    )
    assert client.get("/api/metrics", REMOTE_ADDR="127.0.0.1").status_code == 200
    assert client.get("/api/metrics", REMOTE_ADDR="192.0.2.7").status_code == 401
