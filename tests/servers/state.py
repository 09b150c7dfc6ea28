"""A kiosk's state folder and environment: what all its processes share."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.servers.process import ServerError, private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
FIXTURES = ("access_points", "pseudonyms", "training", "treatments")
_OF_A_SITE = {
    "DATABASE_URL",
    "GANOMICS_ACCESS_POINTS",
    "GANOMICS_PORT",
    "GANOMICS_SITE",
    "GANOMICS_STATE",
    "LANGUAGE",
    "REDIS_URL",
    "SECRET_KEY",
}


@dataclass(frozen=True)
class Site:
    """A kiosk's state folder and environment: what all its processes share."""

    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str | Path) -> str:
        """Run a command of manage.py, and return what it printed.

        Raises:
            ServerError: it failed.
        """
        return self.python(CHECKOUT / "manage.py", *arguments)

    def python(self, *arguments: str | Path) -> str:
        """Run Python in the site's environment, and return what it printed.

        Raises:
            ServerError: it failed.
        """
        done = subprocess.run(
            [sys.executable, *arguments],
            check=False,
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise ServerError(f"{' '.join(map(str, arguments))} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


@contextmanager
def bare_site(*, database_url: str = "", redis_url: str = "", folder: Path | None = None) -> Iterator[Site]:
    """A site without a database yet, in a folder of its own."""
    with nullcontext(folder) if folder else private_folder() as state:
        own = {"GANOMICS_STATE": str(state), "DATABASE_URL": database_url, "REDIS_URL": redis_url}
        inherited = {name: value for name, value in os.environ.items() if name not in _OF_A_SITE}
        environment = inherited | {name: value for name, value in own.items() if value}
        yield Site(state, environment | {"LC_ALL": "C.UTF-8", "DJANGO_SETTINGS_MODULE": "conf.settings"})


@contextmanager
def site(*, database_url: str = "", redis_url: str = "", folder: Path | None = None) -> Iterator[Site]:
    """A migrated site with its fixtures; SQLite in its folder, in-process fan-out, unless URLs are given."""
    with bare_site(database_url=database_url, redis_url=redis_url, folder=folder) as made:
        made.manage("migrate", "--verbosity", "0")
        made.manage("loaddata", *FIXTURES, "--verbosity", "0")
        yield made
