from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conf.site import Profile, digest, gaps, overlaps, read_access_points, read_plan
from conf.toml import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

TWO = """
[[access_point]]
number = 1
tablets = "0-16"

[[access_point]]
number = 2
tablets = "17-33"
ssid = "LAB-2"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "access_points.toml"


def test_on_loopback_the_port_may_be_another_one_for_whoever_reads_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GANOMICS_PORT", "8020")
    server = read_plan(profile=Profile.LOCAL).site.server
    assert (server.http_port, server.upstream.port) == (8020, 8020)
    assert read_plan(profile=Profile.LAN).site.server.upstream.port != 8020


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "²"])
def test_a_port_that_is_none_is_refused_with_its_name(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("GANOMICS_PORT", port)
    with pytest.raises(ConfigurationError, match="GANOMICS_PORT: expected a port from 1 to 65535"):
        read_plan(profile=Profile.LOCAL)


def test_the_sites_own_plan_has_six_access_points_and_a_gap() -> None:
    plan = read_plan()
    assert [point.number for point in plan.access_points] == [1, 2, 3, 4, 5, 6]
    assert str(gaps(plan.access_points)) == "86-89"
    assert not overlaps(plan.access_points)
    assert len(plan.tablets) == 100


def test_a_tablet_is_found_at_its_access_point() -> None:
    plan = read_plan()
    found = plan.access_point_of(68)
    assert found is not None
    assert found.number == 5
    assert plan.access_point_of(87) is None


def test_the_digest_follows_the_meaning_and_not_the_writing(file: Path) -> None:
    file.write_text(TWO)
    written = digest(read_access_points(file))
    entries = TWO.split("[[access_point]]")
    file.write_text("# swapped\n" + "[[access_point]]".join(["", entries[2], entries[1]]))
    assert digest(read_access_points(file)) == written
    file.write_text(TWO.replace("17-33", "17-32"))
    assert digest(read_access_points(file)) != written


def test_overlaps_are_found_with_the_tablets_they_share(file: Path) -> None:
    file.write_text(TWO.replace("17-33", "15-33"))
    ((first, second, shared),) = overlaps(read_access_points(file))
    assert (first.number, second.number, str(shared)) == (1, 2, "15-16")


def test_the_environment_names_another_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(TWO)
    monkeypatch.setenv("GANOMICS_ACCESS_POINTS", str(file))
    assert [point.ssid for point in read_access_points()] == ["", "LAB-2"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"0-16"', '"16-0"', "[[access_point]] 1 tablets: the range '16-0' runs backwards"),
        ('"0-16"', "16", "[[access_point]] 1 tablets: expected a text, got 16."),
        ("number = 2", "number = 1", "access point 1 is described twice; expected once."),
        ("number = 2", 'number = "2"', "[[access_point]] 2 number: expected a whole number from 1 to 999"),
        ("number = 2", "", "[[access_point]] 2 number: expected a whole number from 1 to 999, got nothing."),
        ("ssid", "sssid", "[[access_point]] 2: unknown key 'sssid'; expected 'ssid'?"),
        ('ssid = "LAB-2"', 'network = "192.168.2.7/24"', "[[access_point]] 2 network: expected a subnet"),
        ('ssid = "LAB-2"', 'bssids = ["x"]', "[[access_point]] 2 bssids: expected hardware addresses"),
        ('ssid = "LAB-2"', 'address = "router"', "[[access_point]] 2 address: expected an IP address"),
        ("[[access_point]]", "[access_point]", "expected TOML, but:"),
    ],
)
def test_a_mistake_names_file_key_and_what_was_expected(
    file: Path, old: str, new: str, sentence: str
) -> None:
    file.write_text(TWO.replace(old, new))
    with pytest.raises(ConfigurationError) as refused:
        read_access_points(file)
    assert str(refused.value).startswith(f"{file}: ")
    assert sentence in str(refused.value)
