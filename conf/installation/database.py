"""The database: its role and itself in PostgreSQL, then its tables and what an operator loads into them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from conf.installation.machine import attempt, run
from conf.installation.step import Step
from conf.site import digest
from netcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from conf.installation.command_line import CommandLine
    from conf.site import Plan

NAME = "ganomics"
"""Of the role, which is the system user's and so needs no password, and of its database."""
URL = f"postgresql://{NAME}@%2Fvar%2Frun%2Fpostgresql/{NAME}"
_ADMINISTRATOR = "postgres"
_FIXTURES = ("treatments", "training", "pseudonyms")


class DatabaseFacts(TypedDict):
    """Whether each is there."""

    role: bool
    database: bool


class Database(Step[DatabaseFacts]):
    """The role and the database."""

    holds_data = True

    def __init__(self) -> None:
        super().__init__(f"database {NAME}")

    def now(self) -> DatabaseFacts:
        """What PostgreSQL knows; nothing where it does not answer."""
        return DatabaseFacts(
            role=NAME in _listed("SELECT rolname FROM pg_roles"),
            database=NAME in _listed("SELECT datname FROM pg_database"),
        )

    def shall(self) -> DatabaseFacts:
        """Both."""
        return DatabaseFacts(role=True, database=True)

    def make(self, wanted: DatabaseFacts) -> None:
        """Create or drop what differs."""
        now = self.now()
        if now["database"] and not wanted["database"]:
            run("dropdb", "--force", NAME, user=_ADMINISTRATOR)
        if now["role"] and not wanted["role"]:
            run("dropuser", NAME, user=_ADMINISTRATOR)
        if wanted["role"] and not now["role"]:
            run("createuser", "--no-superuser", "--no-createdb", "--no-createrole", NAME, user=_ADMINISTRATOR)
        if wanted["database"] and not now["database"]:
            run(
                *("createdb", "--owner", NAME, "--encoding", "UTF8", "--locale", "C.UTF-8"),
                *("--template", "template0", NAME),
                user=_ADMINISTRATOR,
            )

    def told(self, now: DatabaseFacts, wanted: DatabaseFacts) -> str:
        """What of PostgreSQL."""
        verb = _("create") if any(wanted.values()) else _("drop")
        return "\n".join(
            _("{verb} PostgreSQL's {kind} {name}").format(verb=verb, kind=kind, name=NAME)
            for kind in ("role", "database")
            if now[kind] != wanted[kind]
        )


class TableFacts(TypedDict):
    """What the kiosk says of its tables."""

    pending: bool
    loaded: bool
    access_points: str


class Tables(Step[TableFacts]):
    """The tables, as the release wants them, with the fixtures; they go when their database goes."""

    def __init__(self, ganomics: CommandLine, plan: Plan, access_points: Path) -> None:
        super().__init__("tables")
        self._ganomics = ganomics
        self._plan = plan
        self._access_points = access_points

    def now(self) -> TableFacts:
        """What the kiosk itself finds."""
        done = self._ganomics.attempt("shell", "--no-imports", "--command", _QUESTION)
        if done.returncode:
            return TableFacts(pending=True, loaded=False, access_points="")
        said = json.loads(done.stdout)
        return TableFacts(
            pending=said["pending"], loaded=said["loaded"], access_points=said["access_points"] or ""
        )

    def shall(self) -> TableFacts:
        """No migration pending, the fixtures loaded, the access points those of the file."""
        return TableFacts(pending=False, loaded=True, access_points=digest(self._plan.access_points))

    def make(self, wanted: TableFacts) -> None:
        """Migrate, and load what is missing; what operators have changed since stays."""
        if wanted["pending"]:
            return
        now = self.now()
        if now["pending"]:
            self._ganomics.run("migrate", "--noinput", "--verbosity", "0")
        if not now["loaded"]:
            self._ganomics.run("loaddata", *_FIXTURES, "--verbosity", "0")
        if now["access_points"] != wanted["access_points"]:
            self._ganomics.run("loaddata", str(self._access_points), "--verbosity", "0")

    def told(self, now: TableFacts, wanted: TableFacts) -> str:
        """Which commands of the kiosk."""
        if wanted["pending"]:
            return _("forget the tables, with their database")
        words = []
        if now["pending"]:
            words.append("migrate")
        if not now["loaded"]:
            words.append(f"loaddata {' '.join(_FIXTURES)}")
        if now["access_points"] != wanted["access_points"]:
            words.append(f"loaddata {self._access_points}")
        return "ganomics " + ", ".join(words)


_QUESTION = """
import json
from kiosk.models import Treatment
from kiosk.services.report import report_facts
facts = report_facts(page_version="")
pending = bool(facts["migrations"]["pending"]) or not facts["database"]["ok"]
print(json.dumps({
    "pending": pending,
    "loaded": not pending and Treatment.objects.exists(),
    "access_points": facts["plan_digest"],
}))
"""


def _listed(query: str) -> list[str]:
    """The names that PostgreSQL answers with; none where it does not answer."""
    return attempt("psql", "-XAtqc", query, "-d", "postgres", user=_ADMINISTRATOR).stdout.split()
