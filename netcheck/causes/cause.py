"""What a cause is: one literal that tells an operator what is wrong and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A fault of the site, told once. The texts hold ``{placeholders}`` that the result fills.

    `commands` and `lines` are what to type and what to write into a configuration file; commands that differ
    between Linux and macOS are words of `netcheck.remedies`, such as ``{restart_dnsmasq}``.
    """

    code: str
    title: str
    sentence: str
    remedy: str
    commands: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    explains: tuple[str, ...] = ()
    """Codes of symptoms that this cause brings along: they become its evidence."""
