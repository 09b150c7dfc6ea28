"""The firewall that Ubuntu has, on or not yet: what tablets and browsers need is let through."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from conf.installation.machine import attempt, run
from conf.installation.step import Step
from conf.site import Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conf.site import Site

_COMMENT = "ganomics"
"""By which a rule is known as ours; what an operator has allowed stays an operator's."""
_TLS_PORT = 443


def openings(site: Site) -> list[str]:
    """The rules of a site, in ufw's words."""
    names = site.profile is Profile.LAN and bool(site.dns.address)
    # Without TLS a browser that tries it all the same has to hear "no" at once, and not wait.
    tls = f"allow {site.tls.port}/tcp" if site.tls else f"reject {_TLS_PORT}/tcp"
    return [
        *([f"allow {site.dns.port}"] if names else []),
        *(["allow 67/udp"] if names and site.dhcp else []),
        f"allow {site.server.http_port}/tcp",
        tls,
    ]


class Firewall(Step[list[str]]):
    """ufw; what is known of it are those of its rules that are the installation's."""

    def __init__(self, rules: Sequence[str]) -> None:
        super().__init__("firewall ufw")
        self._rules = list(rules)

    def now(self) -> list[str]:
        """The rules that are there; none where there is no ufw."""
        return [rule for rule, comment in _rules() if comment == _COMMENT]

    def shall(self) -> list[str]:
        """The site's, less those that an operator has made."""
        if not shutil.which("ufw"):
            return []
        operators = [rule for rule, comment in _rules() if comment != _COMMENT]
        return [rule for rule in self._rules if rule not in operators]

    def make(self, wanted: list[str]) -> None:
        """Add and delete what differs."""
        now = self.now()
        for rule in now:
            if rule not in wanted:
                run("ufw", "delete", *rule.split())
        for rule in wanted:
            if rule not in now:
                run("ufw", *rule.split(), "comment", _COMMENT)

    def told(self, now: list[str], wanted: list[str]) -> str:
        """What ufw will be asked."""
        words = [f"ufw delete {rule}" for rule in now if rule not in wanted]
        words += [f"ufw {rule}" for rule in wanted if rule not in now]
        return "\n".join(words)


def _rules() -> list[tuple[str, str]]:
    """Each rule that somebody has added, and its comment."""
    if not shutil.which("ufw"):
        return []
    added = attempt("ufw", "show", "added").stdout
    return re.findall(r"^ufw (.+?)(?: comment '(.*)')?$", added, re.MULTILINE)
