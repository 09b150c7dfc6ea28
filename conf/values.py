"""Texts of the site's files turned into values; each raises ValueError for a text that is none."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HIGHEST_PORT = 65_535
LONGEST_SSID = 32
"""In bytes."""

_LONGEST_NAME = 253
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*", re.IGNORECASE)
_BSSID = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_LEASE = re.compile(r"[1-9]\d*[smhdw]?|infinite")


def host_name(text: str) -> str:
    """A host name, lower case."""
    if len(text) > _LONGEST_NAME or not _NAME.fullmatch(text):
        raise ValueError(text)
    return text.lower()


def ip_address(text: str) -> str:
    """An IPv4 or IPv6 address in its shortest form."""
    return str(ipaddress.ip_address(text))


def ipv4_address(text: str) -> str:
    """An IPv4 address."""
    return str(ipaddress.IPv4Address(text))


def network(text: str) -> str:
    """A subnet such as ``192.168.2.0/24``."""
    return str(ipaddress.ip_network(text))


def ssid(text: str) -> str:
    """The name of a Wi-Fi network."""
    if len(text.encode()) > LONGEST_SSID:
        raise ValueError(text)
    return text


def bssid(text: str) -> str:
    """The hardware address of an access point's radio, lower case."""
    if not _BSSID.fullmatch(text.lower()):
        raise ValueError(text)
    return text.lower()


def lease(text: str) -> str:
    """How long an address is lent: ``12h``, ``infinite``."""
    if not _LEASE.fullmatch(text):
        raise ValueError(text)
    return text


def absolute_path(text: str) -> Path:
    """A path from the root on: what a service reads must not hang on where it was started."""
    path = Path(text)
    if not path.is_absolute():
        raise ValueError(text)
    return path


def optional(parse: Callable[[str], str]) -> Callable[[str], str]:
    """The same parser, for which the empty text is a fact that the site does not know."""
    return lambda text: text and parse(text)
