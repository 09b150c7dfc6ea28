from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from netcheck.rendering.dnsmasq_diff import dnsmasq_differences
from netcheck.rendering.dnsmasq_syntax import read_options

if TYPE_CHECKING:
    from collections.abc import Callable

    Differences = Callable[[str], list[tuple[str, str]]]

GOLDEN = Path(__file__).parent / "golden/linux/dnsmasq.conf"


@pytest.fixture
def differences(tmp_path: Path) -> Differences:
    """How a file of that text differs from the golden one: the lines pointed at, and the sentences."""
    installed = tmp_path / "dnsmasq.conf"

    def of(text: str) -> list[tuple[str, str]]:
        installed.write_text(text)
        found = dnsmasq_differences(read_options(GOLDEN), read_options(installed), installed)
        lines = ["", *text.splitlines()]
        return [(lines[difference.line], str(difference).partition(": ")[2]) for difference in found]

    return of


@pytest.fixture
def golden() -> str:
    return GOLDEN.read_text()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bind-dynamic", "  bind-dynamic   # as soon as it is up"),
        ("local=/fr/", "server=/fr/"),
        ("address=/fr/", "address=/FR/"),
        ("listen-address=192.168.1.204\nlisten-address=127.0.0.1", "listen-address=127.0.0.1,192.168.1.204"),
        ("no-hosts\n", "no-hosts\nport=53\ncache-size=150\n"),
        ("dhcp-option=option:router,192.168.1.1", "dhcp-option=3,192.168.1.1"),
        ("dhcp-option=option:dns-server,", "dhcp-option=6, "),
        (",12h", ",43200"),
        ("txt-record=_ganomics.money.getz.fr,", "txt-record=_Ganomics.Money.Getz.fr, "),
    ],
)
def test_another_spelling_means_the_same(differences: Differences, golden: str, old: str, new: str) -> None:
    assert old in golden
    assert differences(golden.replace(old, new)) == []


def test_the_order_of_lines_means_nothing(differences: Differences, golden: str) -> None:
    assert differences("\n".join(reversed(golden.splitlines()))) == []


WRONG = "address=/fr/192.168.1.7"
RIGHT = "address=/fr/192.168.1.204"
ONE_RESOLVER = "dhcp-option=option:dns-server,192.168.1.204"
TWO_RESOLVERS = f"{ONE_RESOLVER},9.9.9.9"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("local=/fr/\n", "", [("", "missing: local=/fr/")]),
        ("local=/#/\n", "", [("", "missing: local=/#/")]),
        (RIGHT, WRONG, [(WRONG, f"different: {WRONG} (expected: {RIGHT})")]),
        ("local-ttl=30", "local-ttl=0", [("local-ttl=0", "different: local-ttl=0 (expected: local-ttl=30)")]),
        ("no-hosts\n", "no-hosts\nbogus-priv\n", [("bogus-priv", "extra: bogus-priv")]),
        (RIGHT, f"{RIGHT}\n{WRONG}", [(WRONG, f"extra: {WRONG}")]),
        (
            RIGHT,
            "address=/com/192.168.1.204",
            [("", f"missing: {RIGHT}"), ("address=/com/192.168.1.204", "extra: address=/com/192.168.1.204")],
        ),
        (
            ONE_RESOLVER,
            TWO_RESOLVERS,
            [(TWO_RESOLVERS, f"different: {TWO_RESOLVERS} (expected: {ONE_RESOLVER})")],
        ),
    ],
)
def test_another_meaning_is_told_with_its_line(
    differences: Differences, golden: str, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    assert golden.count(old) == 1
    assert differences(golden.replace(old, new)) == expected


def test_an_empty_file_lacks_every_line(differences: Differences, golden: str) -> None:
    lines = [line for line in golden.splitlines() if line and not line.startswith("#")]
    assert sorted(differences("")) == sorted(("", f"missing: {line}") for line in lines)
