"""The real nginx on loopback, in a folder of its own, and gone with the block that started it."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from netcheck.rendering.layout import LINUX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netcheck.rendering.layout import Layout

ENVIRONMENT = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin"}
"""Debian keeps dnsmasq and nginx where an ordinary user's PATH does not lead."""


def trial_layout(folder: Path) -> Layout:
    """Every path below the folder, every service run by whoever runs the test, nginx's folders made."""
    layout = LINUX.under(folder, user=getpass.getuser())
    for made in (layout.nginx_logs, layout.nginx_pid.parent):
        made.mkdir(parents=True)
    return layout


@contextmanager
def running_nginx(config: Path, layout: Layout) -> Iterator[None]:
    """The real nginx with a configuration made for the layout; its sockets are open within the block."""
    command: list[str | Path] = ["nginx", "-c", config, "-e", layout.nginx_logs / "start.log"]
    # As a daemon it returns once it listens; in the foreground nothing would tell.
    subprocess.run(command, check=True, env=ENVIRONMENT)
    try:
        yield
    finally:
        subprocess.run([*command, "-s", "stop"], check=True, env=ENVIRONMENT)


def free_port() -> int:
    """A port of loopback that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
