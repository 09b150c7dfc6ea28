from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conf.installation import packages
from conf.installation.packages import Packages
from conf.installation.step import InstallationError

if TYPE_CHECKING:
    from tests.conf.installation.conftest import Programs

NOT_INSTALLED = "exit 1"
BRINGS_COMMON = (
    'case "$*" in *--simulate*) echo "Inst nginx (1 new)"; echo "Inst nginx-common (1 new)";; esac'
)


@pytest.fixture(autouse=True)
def _bare(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the package; whoever may start services has been said already."""
    programs.add("dpkg-query", NOT_INSTALLED)
    programs.add("apt-get", BRINGS_COMMON)
    programs.add("apt-cache", "")
    monkeypatch.setattr(packages, "_unstarted", lambda install: install())
    packages._ask_the_sources.cache_clear()


def test_the_sources_are_asked_once_and_before_it_is_looked_what_would_come(programs: Programs) -> None:
    for names in (("nginx",), ("postgresql",)):
        assert "nginx-common" in Packages("some", names).now()
    asked = [call for call in programs.calls if call.startswith("apt-get")]
    assert [call.split()[-1] for call in asked] == ["update", "nginx", "postgresql"]


def test_with_a_stick_no_other_source_is_asked(programs: Programs) -> None:
    step = Packages("some", ("nginx",), source=("-o", "Dir::Etc::SourceList=/stick"))
    assert step.now() == ["nginx", "nginx-common"]
    step.make([])
    asked = [call for call in programs.calls if call.startswith("apt-")]
    assert asked
    assert all("SourceList=/stick" in call for call in asked)
    assert not any("update" in call for call in asked)


def test_where_nothing_is_missing_nobody_is_asked(programs: Programs) -> None:
    programs.add("dpkg-query", "printf installed")
    assert Packages("some", ("nginx",)).now() == []
    assert not any(call.startswith("apt-") for call in programs.calls)


def test_a_package_that_no_source_has_is_a_sentence(programs: Programs) -> None:
    programs.add("apt-cache", '[ "$2" = nginx ] || exit 100')
    with pytest.raises(InstallationError, match=r"no package redis-server: .* add-apt-repository universe"):
        Packages("some", ("nginx", "redis-server")).make([])
    assert not any(" install " in call for call in programs.calls)
