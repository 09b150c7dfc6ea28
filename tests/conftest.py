from __future__ import annotations

import pytest
from django.conf import settings

SQLITE = "django.db.backends.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in the field: threads and processes share it, which they cannot do in memory.

    Where DATABASE_URL names PostgreSQL, the tests run there.
    """
    database = settings.DATABASES["default"]
    if database["ENGINE"] == SQLITE:
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
