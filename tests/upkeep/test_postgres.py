"""PostgreSQL's database is written down and read back by its own tools."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

import pytest

from tests import servers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def site() -> Iterator[servers.Site]:
    missing = servers.missing_programs("postgres", "pg_dump", "pg_restore")
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}, which this machine does not have")
    with (
        servers.postgres() as cluster,
        servers.site(database_url=cluster.new_database("backups")) as migrated,
    ):
        yield migrated


def refusal(site: servers.Site, *arguments: str | Path) -> str:
    with pytest.raises(servers.ServerError) as refused:
        site.manage("restore", *arguments)
    assert "Traceback" not in str(refused.value)
    return str(refused.value)


def test_a_dump_takes_the_databases_place_when_told_to_and_what_was_there_is_kept(site: servers.Site) -> None:
    site.manage("room", "open", "demo")
    (backup,) = re.findall(r"^(.*\.dump): \d+ kB\.$", site.manage("backup"), re.MULTILINE)
    (file,) = (site.folder / "backups").glob("kiosk-*.dump")
    assert str(file) == backup
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    site.manage("room", "close", "1")
    assert "there is a database already" in refusal(site, "--newest")
    told = site.manage("restore", "--newest", "--replace")
    assert re.search(r"^closed +no$", site.manage("room", "show", "1"), re.MULTILINE)
    (aside,) = re.findall(r"^The former database lies in (.*)\.$", told, re.MULTILINE)
    site.manage("restore", aside, "--replace")
    assert re.search(r"^closed +yes$", site.manage("room", "show", "1"), re.MULTILINE)


def test_a_dump_that_is_cut_off_is_refused_before_anything_is_touched(
    site: servers.Site, tmp_path: Path
) -> None:
    site.manage("backup", "--to", tmp_path / "backups")
    (whole,) = (tmp_path / "backups").glob("*.dump")
    rooms = site.manage("room", "list")
    cut = tmp_path / "cut.dump"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert "Nothing was restored: pg_restore: " in refusal(site, cut, "--replace")
    assert site.manage("room", "list") == rooms
