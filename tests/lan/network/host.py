"""A machine of the LAN: a network namespace with files of /etc of its own."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

NETWORKS = Path("/run/netns")
"""Where iproute2 keeps namespaces by name."""
OWN_FILES = Path("/etc/netns")
"""Where iproute2 finds the files that replace those of /etc in a namespace."""
_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


class CommandError(RuntimeError):
    """A command on a machine of the laboratory failed: what it was, and what it said."""


class Host:
    """A machine; all others may be reached only through cables."""

    def __init__(self, name: str) -> None:
        self.name = name

    def create(self, **files: str) -> None:
        """Make it, with nothing but its loopback; `files` are texts of /etc by name (``resolv_conf``)."""
        run("ip", "netns", "add", self.name)
        for name, text in {"resolv_conf": "", "hosts": f"127.0.0.1 localhost {self.name}\n", **files}.items():
            self.write(name.replace("_", "."), text)
        self.ip("link set lo up")
        self.set("ipv6/conf/all/disable_ipv6", 1)
        self.set("ipv6/conf/default/disable_ipv6", 1)

    def destroy(self) -> None:
        """Cut its power: all its cables, addresses and connections are gone."""
        run("ip", "netns", "delete", self.name)

    @property
    def exists(self) -> bool:
        """Whether it has power."""
        return (NETWORKS / self.name).exists()

    def write(self, name: str, text: str) -> None:
        """Write a file of its own /etc."""
        file = OWN_FILES / self.name / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        """Read a file of its own /etc."""
        return (OWN_FILES / self.name / name).read_text(encoding="utf-8")

    def command(self, *words: str) -> list[str]:
        """The command line that runs `words` on this machine."""
        return ["ip", "netns", "exec", self.name, *words]

    def run(self, *words: str, input: str | None = None) -> str:  # noqa: A002  subprocess calls it so
        """Run a command on this machine; what it printed.

        Raises:
            CommandError: it failed.
        """
        return run(*self.command(*words), input=input)

    def start(self, *words: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start a program on this machine."""
        return subprocess.Popen(self.command(*words), stdin=subprocess.DEVNULL, **options)

    def ip(self, *lines: str) -> None:
        """Commands of `ip`, one a line, without the word ip."""
        run("ip", "-n", self.name, "-batch", "-", input="\n".join(lines))

    def nft(self, rules: str) -> None:
        """Rules of the firewall, in nft's language."""
        with self.network():
            run("nft", "-f", "-", input=rules)

    def has(self, interface: str) -> bool:
        """Whether the machine has an interface of that name."""
        with self.network():
            return any(interface == name for _index, name in socket.if_nameindex())

    def set(self, key: str, value: int) -> None:
        """A setting of the network, below /proc/sys/net; settings that this kernel lacks are left out."""
        with self.network():
            file = Path("/proc/sys/net", key)
            if file.exists():
                file.write_text(f"{value}\n", encoding="ascii")

    @contextmanager
    def network(self) -> Iterator[None]:
        """What this thread opens inside the block, sockets and programs, is on this machine's network."""
        with inside(self.name):
            yield


@contextmanager
def inside(name: str) -> Iterator[None]:
    """Let this thread, and no other, be in the network of that machine."""
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _enter(NETWORKS / name)
        yield
    finally:
        _set_network(before)
        os.close(before)


def _enter(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        _set_network(descriptor)
    finally:
        os.close(descriptor)


def _set_network(descriptor: int) -> None:
    if _libc.setns(descriptor, _CLONE_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def run(*words: str, input: str | None = None) -> str:  # noqa: A002  subprocess calls it so
    """Run a command; what it printed.

    Raises:
        CommandError: it failed.
    """
    done = subprocess.run(words, check=False, capture_output=True, text=True, input=input)
    if done.returncode:
        raise CommandError(
            f"{' '.join(words)} failed ({done.returncode}): {done.stdout}{done.stderr}{input or ''}"
        )
    return done.stdout
