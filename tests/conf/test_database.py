from __future__ import annotations

import pytest

from conf.database import POSTGRESQL, database_from
from conf.toml import ConfigurationError


def test_sqlite_waits_for_its_one_writer_and_keeps_what_it_acknowledged() -> None:
    options = database_from("sqlite:////tmp/kiosk.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_is_named_by_its_address() -> None:
    settings = database_from("postgresql://kiosk:pw@127.0.0.1:5433/game")
    assert settings["ENGINE"] == POSTGRESQL
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("127.0.0.1", 5433, "game")


def test_a_host_that_has_died_is_not_waited_for_and_the_address_may_say_otherwise() -> None:
    options = database_from("postgresql://kiosk:pw@127.0.0.1/game?connect_timeout=3")["OPTIONS"]
    assert "idle_in_transaction_session_timeout=10000" in options["options"]
    assert options["tcp_user_timeout"] == 10_000
    assert options["connect_timeout"] == 3


def test_what_the_address_says_to_the_server_is_said_beside_it() -> None:
    options = database_from("postgresql://kiosk:pw@127.0.0.1/game?currentSchema=game")["OPTIONS"]["options"]
    assert "idle_in_transaction_session_timeout=10000" in options
    assert options.endswith("-c search_path=game")


@pytest.mark.parametrize("url", ["mysql://root:hunter2@host/game", "hunter2", "postgresql//hunter2"])
def test_another_address_is_refused_without_repeating_a_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        database_from(url)
    assert "DATABASE_URL: expected postgresql://" in str(refused.value)
    assert "hunter2" not in str(refused.value)
