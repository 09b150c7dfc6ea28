"""What the laboratory needs of this machine, and the sentence for what it lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PACKAGES = {
    "ip": "iproute2",
    "nft": "nftables",
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "setpriv": "util-linux",
    "dnsmasq": "dnsmasq-base",
    "nginx": "nginx-light",
    "redis-server": "redis-server",
    "postgres": "postgresql",
    "arping": "iputils-arping",
    "ping": "iputils-ping",
}
"""Programs, and Debian's packages that bring them."""
PATH = os.pathsep.join(
    [
        *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)),
        *("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"),
    ]
)
"""Where the laboratory's machines look for programs."""
ALL_USERS = ("--map-root-user", "--map-auto")
"""Let an ordinary user be root of a namespace, with a user for each service."""


class MissingError(RuntimeError):
    """The laboratory cannot be built here: the sentence says what is missing."""


def program(name: str) -> str:
    """Where a program is.

    Raises:
        MissingError: it is not on this machine.
    """
    found = shutil.which(name, path=PATH)
    if found is None:
        raise MissingError(
            f"expected the program {name} (Debian's package {PACKAGES.get(name, name)}), found none"
        )
    return found


def missing() -> str:
    """Why the laboratory cannot be built here, or an empty text."""
    try:
        for name in PACKAGES:
            program(name)
        namespace_options()
    except MissingError as error:
        return str(error)
    return ""


def namespace_options() -> tuple[str, ...]:
    """The options of `unshare` by which this user gets namespaces of its own.

    Raises:
        MissingError: the kernel or the system does not allow it.
    """
    options = _root() if os.geteuid() == 0 else _user()
    _require(
        options,
        "parts of /proc or /sys are hidden: expected them whole, as outside a container",
        command="mount -t proc proc /proc && mount -t sysfs sysfs /sys",
    )
    return options


def _root() -> tuple[str, ...]:
    _require((), "this root may not make namespaces: expected CAP_SYS_ADMIN, as outside a container")
    return ()


def _user() -> tuple[str, ...]:
    _require(
        ("--user", "--map-root-user"),
        "the kernel does not let this user make user namespaces: expected root, or the settings "
        "user.max_user_namespaces above 0, kernel.unprivileged_userns_clone=1 and "
        "kernel.apparmor_restrict_unprivileged_userns=0 where they exist",
    )
    options = ("--user", *ALL_USERS)
    _require(
        options,
        "the services need users of their own: expected newuidmap (Debian's package uidmap) and a range for "
        "this user in /etc/subuid and /etc/subgid, or root",
    )
    return options


def _require(options: tuple[str, ...], otherwise: str, *, command: str = "true") -> None:
    """Try a command in namespaces, and say otherwise where it fails."""
    words = [program("unshare"), *options, "--mount", "--net", "--pid", "--fork", "sh", "-c", command]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        raise MissingError(otherwise)
