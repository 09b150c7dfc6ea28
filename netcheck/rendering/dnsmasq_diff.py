"""dnsmasq.conf compared in meaning: which facts does each state, whatever their lines, order and spelling?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from netcheck.rendering.differences import Difference, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from netcheck.rendering.dnsmasq_syntax import Option

_DEFAULTS = {("port", "53"), ("cache-size", "150")}
"""Lines that say what holds without them."""

_LISTS = ("listen-address", "interface", "except-interface", "no-dhcp-interface", "auth-server")
"""Options whose value is a list that may as well be several lines."""

_DHCP_OPTIONS = {
    "option:netmask": "1",
    "option:router": "3",
    "option:dns-server": "6",
    "option:domain-name": "15",
    "option:broadcast": "28",
    "option:ntp-server": "42",
    "option:domain-search": "119",
}
_LEASE = re.compile(r"(\d+)([smhdw]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


class Fact(NamedTuple):
    """What an option states: about what (`key`), and what it says of it."""

    key: tuple[str, ...]
    value: str


def dnsmasq_differences(
    rendered: Sequence[Option], installed: Sequence[Option], file: Path
) -> list[Difference]:
    """The lines of `installed`, read from `file`, that mean something else than `rendered`, and lacks."""
    expected, found = _by_fact(rendered), _by_fact(installed)
    missing = {fact: option for fact, option in expected.items() if fact not in found}
    extra = {fact: option for fact, option in found.items() if fact not in expected}
    differences = []
    for fact, option in extra.items():
        wanted = [other for other in missing if other.key == fact.key]
        rivals = [other for other in extra if other.key == fact.key]
        if len(wanted) == len(rivals) == 1:
            expected_option = missing.pop(wanted[0])
            differences.append(_difference(Kind.DIFFERENT, option, expected=str(expected_option)))
        else:
            differences.append(_difference(Kind.EXTRA, option))
    differences += [
        Difference(kind=Kind.MISSING, file=file, line=0, expected=str(option)) for option in missing.values()
    ]
    return sorted(dict.fromkeys(differences), key=lambda difference: (difference.file, difference.line))


def _difference(kind: Kind, option: Option, *, expected: str = "") -> Difference:
    return Difference(kind=kind, file=option.file, line=option.line, installed=str(option), expected=expected)


def _by_fact(options: Sequence[Option]) -> dict[Fact, Option]:
    return {fact: option for option in options for fact in facts_of(option)}


def facts_of(option: Option) -> Iterator[Fact]:
    """What an option states; nothing where it repeats a default."""
    name, value = option.name, option.value
    if (name, value) in _DEFAULTS:
        return
    if name in {"address", "server", "local"} and value.startswith("/"):
        *domains, target = value[1:].split("/")
        kind = "server" if name == "local" else name
        for domain in domains:
            yield Fact((kind, domain.lower()), target.lower())
    elif name in _LISTS:
        for part in value.split(","):
            yield Fact((name,), part.strip().lower())
    elif name == "dhcp-option":
        kind, *rest = (part.strip() for part in value.split(","))
        yield Fact((name, _DHCP_OPTIONS.get(kind, kind)), ",".join(rest))
    elif name == "dhcp-range":
        yield Fact((name,), ",".join(_in_seconds(part.strip()) for part in value.split(",")))
    elif name == "txt-record":
        record, _comma, texts = value.partition(",")
        yield Fact((name, record.lower()), texts.replace('"', "").strip())
    else:
        yield Fact((name,), value)


def _in_seconds(part: str) -> str:
    match = _LEASE.fullmatch(part)
    return str(int(match[1]) * _SECONDS[match[2]]) if match else part
