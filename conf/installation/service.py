"""Steps that are services: started with the machine, running, and on what is configured now."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict

from conf.installation.machine import attempt, run
from conf.installation.step import Step
from netcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class ServiceFacts(TypedDict):
    """A service; it is fresh when it has read its files since they were last changed."""

    enabled: bool
    active: bool
    fresh: bool


class Service(Step[ServiceFacts]):
    """A service of systemd."""

    def __init__(
        self, unit: str, *, reads: Sequence[Path] = (), again: str = "restart", holds_data: bool = False
    ) -> None:
        super().__init__(f"service {unit}")
        self.holds_data = holds_data
        self._unit = unit
        self._reads = tuple(reads)
        self._again = again
        """The word by which systemctl lets it read its files again."""

    def now(self) -> ServiceFacts:
        """How the service is; one that is unknown is not there."""
        active = is_active(self._unit)
        return ServiceFacts(
            enabled=is_enabled(self._unit),
            active=active,
            fresh=active and is_fresh(self._unit, self._reads),
        )

    def shall(self) -> ServiceFacts:
        """Running, now and after every start of the machine."""
        return ServiceFacts(enabled=True, active=True, fresh=True)

    def make(self, wanted: ServiceFacts) -> None:
        """Start or stop it, and let it read its files again where they have changed."""
        if wanted != self.shall() and not is_known(self._unit):
            return  # it went with its package
        now = self.now()
        if wanted["enabled"] != now["enabled"]:
            systemctl("enable" if wanted["enabled"] else "disable", self._unit)
        if not wanted["active"]:
            if now["active"]:
                systemctl("stop", self._unit)
        elif not now["active"]:
            systemctl("start", self._unit)
        elif not now["fresh"]:
            systemctl(self._again, self._unit)

    @property
    def reads_others(self) -> bool:
        """As long as it has not gone with its package: its files may be other ones now."""
        return is_known(self._unit)

    def told(self, now: ServiceFacts, wanted: ServiceFacts) -> str:
        """What systemctl will be asked."""
        words = []
        if wanted["enabled"] != now["enabled"]:
            words.append("enable" if wanted["enabled"] else "disable")
        if wanted["active"] != now["active"]:
            words.append("start" if wanted["active"] else "stop")
        elif wanted["fresh"] != now["fresh"]:
            words.append(self._again)
        return f"systemctl {', '.join(words)} {self._unit}"


class KioskFacts(TypedDict):
    """The processes of daphne, by their ports."""

    enabled: bool
    ports: list[str]
    fresh: bool


class Kiosk(Step[KioskFacts]):
    """ganomics.target, and one service a port."""

    TARGET = "ganomics.target"

    def __init__(self, ports: Sequence[int], *, reads: Sequence[Path]) -> None:
        super().__init__(f"service {self.TARGET}")
        self._ports = [str(port) for port in ports]
        self._reads = tuple(reads)

    def now(self) -> KioskFacts:
        """Which processes run."""
        listed = attempt("systemctl", "list-units", "--plain", "--no-legend", "--state=active", _unit("*"))
        ports = sorted(re.findall(r"^ganomics-daphne@(\d+)\.service", listed.stdout, re.MULTILINE), key=int)
        fresh = bool(ports) and all(is_fresh(_unit(port), self._reads) for port in ports)
        return KioskFacts(enabled=is_enabled(self.TARGET), ports=ports, fresh=fresh)

    def shall(self) -> KioskFacts:
        """One process for each port of the plan."""
        return KioskFacts(enabled=True, ports=self._ports, fresh=True)

    def make(self, wanted: KioskFacts) -> None:
        """Start, stop and restart; one process after the other, so that another serves meanwhile."""
        now = self.now()
        if wanted["enabled"] != now["enabled"]:
            systemctl("enable" if wanted["enabled"] else "disable", self.TARGET)
        for port in now["ports"]:
            if port not in wanted["ports"]:
                systemctl("stop", _unit(port))
        if not wanted["ports"]:
            systemctl("stop", self.TARGET)
            return
        systemctl("start", self.TARGET)
        for port in wanted["ports"]:
            if not is_fresh(_unit(port), self._reads):
                systemctl("restart", _unit(port))

    def told(self, now: KioskFacts, wanted: KioskFacts) -> str:
        """Which processes."""
        if not wanted["ports"]:
            return _("stop daphne on the ports {ports}").format(ports=", ".join(now["ports"]))
        return _("let daphne run on the ports {ports}, as configured now").format(
            ports=", ".join(wanted["ports"])
        )


def systemctl(*words: str) -> None:
    """Ask systemd; it reads the units again first.

    Raises:
        InstallationError: with systemd's own words.
    """
    run("systemctl", "daemon-reload")
    run("systemctl", *words)


def reload_units() -> None:
    """Let systemd see units that are new, changed or gone; where it runs."""
    attempt("systemctl", "daemon-reload")


def is_known(unit: str) -> bool:
    """Whether there is such a unit."""
    return attempt("systemctl", "cat", unit).returncode == 0


def is_enabled(unit: str) -> bool:
    """Whether it starts with the machine."""
    return attempt("systemctl", "is-enabled", unit).stdout.strip() == "enabled"


def is_active(unit: str) -> bool:
    """Whether it runs."""
    return attempt("systemctl", "is-active", unit).stdout.strip() == "active"


def is_fresh(unit: str, files: Sequence[Path]) -> bool:
    """Whether it came to its present state after the last change of these files."""
    told = attempt("systemctl", "show", "--timestamp=us+utc", "--property=StateChangeTimestamp", unit).stdout
    since = re.search(r"=\w+ (\d+-\d+-\d+ \d+:\d+:\d+\.\d+) UTC", told)
    if since is None:
        return False
    began = datetime.strptime(since[1], "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC).timestamp()
    return all(path.lstat().st_mtime < began for path in files if path.exists())


def _unit(port: str) -> str:
    return f"ganomics-daphne@{port}.service"
