"""Where the files of a site lie on each platform."""

from __future__ import annotations

import enum
import os
import platform as machine
import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any


class Platform(enum.StrEnum):
    """The operating systems that sites run on."""

    LINUX = "linux"
    MACOS = "macos"

    @classmethod
    def here(cls) -> Platform:
        """This machine's: everything that is not macOS is laid out as Linux is."""
        return cls.MACOS if sys.platform == "darwin" else cls.LINUX


HOMEBREW_ARM = Path("/opt/homebrew")
HOMEBREW_INTEL = Path("/usr/local")
"""Where Homebrew installs on each kind of Mac."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The places a platform gives to each file of a site, and the users who run its services."""

    platform: Platform
    dnsmasq_conf: Path
    dnsmasq_folders: tuple[Path, ...] = ()
    """Folders that the platform's service reads beside `dnsmasq_conf`."""
    dnsmasq_leases: Path
    nginx_conf: Path
    mime_types: Path
    nginx_pid: Path
    nginx_logs: Path
    nginx_user: str
    units: Path
    """The folder of service units."""
    application: Path
    """The checkout or the installed project, with its virtual environment in ``.venv``."""
    environment: Path
    """Variables of the services, secrets among them: never rendered, mode 0600."""
    state: Path
    """What daphne writes; its log too, on the platform that has no journal."""
    acme: Path
    """Where a certificate client lays the challenges that nginx shows."""
    user: str
    trial: Path | None = None
    """The folder that holds everything, where a site is tried out without being installed."""

    def under(self, folder: Path, *, user: str) -> Layout:
        """The same site tried out below `folder` by `user`, who need not be root.

        `mime_types` stays: it comes with nginx.
        """
        stay = ("mime_types", "trial")
        moved: dict[str, Any] = {
            field.name: folder / value.relative_to("/")
            for field in fields(self)
            if field.name not in stay and isinstance(value := getattr(self, field.name), Path)
        }
        return replace(self, **moved, trial=folder, dnsmasq_folders=(), nginx_user=user, user=user)


LINUX = Layout(
    platform=Platform.LINUX,
    dnsmasq_conf=Path("/etc/dnsmasq.conf"),
    dnsmasq_folders=(Path("/etc/dnsmasq.d"),),
    dnsmasq_leases=Path("/var/lib/misc/dnsmasq.leases"),
    nginx_conf=Path("/etc/nginx/nginx.conf"),
    mime_types=Path("/etc/nginx/mime.types"),
    nginx_pid=Path("/run/nginx.pid"),
    nginx_logs=Path("/var/log/nginx"),
    nginx_user="www-data",
    units=Path("/etc/systemd/system"),
    application=Path("/opt/ganomics"),
    environment=Path("/etc/ganomics/environment"),
    state=Path("/var/lib/ganomics"),
    acme=Path("/srv/ganomics/acme"),
    user="ganomics",
)
"""Debian's and Ubuntu's places."""


def macos(homebrew: Path) -> Layout:
    """Homebrew's places below its prefix."""
    return Layout(
        platform=Platform.MACOS,
        dnsmasq_conf=homebrew / "etc/dnsmasq.conf",
        dnsmasq_leases=homebrew / "var/lib/misc/dnsmasq/dnsmasq.leases",
        nginx_conf=homebrew / "etc/nginx/nginx.conf",
        mime_types=homebrew / "etc/nginx/mime.types",
        nginx_pid=homebrew / "var/run/nginx.pid",
        nginx_logs=homebrew / "var/log/nginx",
        nginx_user="_www",
        units=Path("/Library/LaunchDaemons"),
        application=Path("/opt/ganomics"),
        environment=Path("/etc/ganomics/environment"),
        state=Path("/var/lib/ganomics"),
        acme=Path("/srv/ganomics/acme"),
        user="_ganomics",
    )


def layout_of(platform: Platform) -> Layout:
    """The layout of `platform`; of the Macs, this one's, or seen from another machine today's kind."""
    return macos(_homebrew()) if platform is Platform.MACOS else LINUX


def _homebrew() -> Path:
    if sys.platform != "darwin":
        return HOMEBREW_ARM
    own = os.environ.get("HOMEBREW_PREFIX")  # Homebrew's own shell set-up exports it
    return Path(own) if own else HOMEBREW_ARM if machine.machine() == "arm64" else HOMEBREW_INTEL
