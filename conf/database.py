"""The database that `DATABASE_URL` names, set up so that nothing acknowledged is lost."""

from __future__ import annotations

from typing import Any

import dj_database_url

from conf.i18n import _
from conf.toml import ConfigurationError

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"

GIVE_UP_MS = 10_000
"""Milliseconds after which a host that has died without a word is given up, from either side."""

OF_A_DEAD_HOST = {
    # A host of the kiosk that dies in a transaction would keep its room locked for two hours.
    "options": f"-c idle_in_transaction_session_timeout={GIVE_UP_MS}",
    # And a database whose packets vanish would be waited for as long.
    "connect_timeout": GIVE_UP_MS // 1000,
    "tcp_user_timeout": GIVE_UP_MS,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}


def database_from(url: str) -> dict[str, Any]:
    """Django's settings for a database.

    Raises:
        ConfigurationError: it is neither SQLite's nor PostgreSQL's address.
    """
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:  # the address may hold a password: it is not repeated
        raise _unexpected(_("something else")) from error
    if settings["ENGINE"] not in (SQLITE, POSTGRESQL):
        raise _unexpected(_("one of {kind}").format(kind=settings["ENGINE"].rpartition(".")[2]))
    if settings["ENGINE"] == SQLITE:
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",  # one writer: wait for it at the start, never fail half-way
            "timeout": 20,
            # FULL: a choice that was acknowledged survives the laptop's battery.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    else:
        given = settings.get("OPTIONS", {})
        settings["OPTIONS"] = OF_A_DEAD_HOST | given
        if "options" in given:  # of two that say the same, PostgreSQL hears the later
            settings["OPTIONS"]["options"] = f"{OF_A_DEAD_HOST['options']} {given['options']}"
    return settings


def _unexpected(got: str) -> ConfigurationError:
    expected = "postgresql://USER:PASSWORD@HOST:PORT/NAME"
    sentence = _("DATABASE_URL: expected {postgresql} or {sqlite}, got {got}.")
    return ConfigurationError(sentence.format(postgresql=expected, sqlite="sqlite:////PATH", got=got))
