"""Interfaces and addresses, as netifaces tells them on Linux and macOS alike."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import TYPE_CHECKING

import netifaces

from netcheck.probes.machine import Interface

if TYPE_CHECKING:
    from collections.abc import Callable


def interfaces(state: Callable[[str], tuple[bool, bool | None]]) -> tuple[Interface, ...]:
    """Every interface; `state` tells whether one is up and has a carrier."""
    return tuple(_interface(name, *state(name)) for name in netifaces.interfaces())


def _interface(name: str, up: bool, carrier: bool | None) -> Interface:  # noqa: FBT001  unpacked from `state`
    try:
        families = netifaces.ifaddresses(name)
    except ValueError:  # it went away in between
        families = {}
    addresses = tuple(
        _with_prefix(entry)
        for family in (netifaces.AF_INET, netifaces.AF_INET6)
        for entry in families.get(family, ())
        if "addr" in entry
    )
    link = families.get(netifaces.AF_LINK, [{}])
    return replace(Interface(name, addresses, up, carrier), mac=link[0].get("addr", ""))


def _with_prefix(entry: dict[str, str]) -> str:
    """``ADDRESS/PREFIX``: netifaces gives IPv6 masks as ``mask/prefix``, and scopes after a ``%``."""
    address = entry["addr"].partition("%")[0]
    mask = entry.get("netmask", "")
    prefix = mask.rpartition("/")[2] if "/" in mask else mask
    try:
        return str(ipaddress.ip_interface(f"{address}/{prefix}" if prefix else address))
    except ValueError:
        return str(ipaddress.ip_interface(address))
