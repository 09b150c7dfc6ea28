"""A machine: a bare Debian that boots with its own systemd, on a disk in memory, on a LAN with no way out.

Everything lives in namespaces of this machine's kernel. Whatever happens to the test, they are gone with it.
"""

from __future__ import annotations

import hashlib
import os
import signal
import stat
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.machine.base import bare_debian

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOT = Path(__file__).with_name("boot.sh")
TIME_OUT = 600.0
LOOK_AGAIN = 0.1
"""A machine that comes up says so in no other way."""
_POWER_BUTTON = signal.SIGRTMIN + 4
"""How systemd is told to power off without a program on the machine."""
_DISK = Path("/mnt")
_ROOT = _DISK / "root"
_UPPER = _DISK / "upper"
_CLEAN = ("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin", "HOME=/root", "LANG=C.UTF-8")


@dataclass(frozen=True)
class Address:
    """Where the machine is on its LAN."""

    host: str
    router: str


class Machine:
    """One machine, and the LAN it is plugged into."""

    def __init__(
        self, keeper: int, base: Path, address: Address, *, stick: Path | None, console: Path
    ) -> None:
        self._keeper = keeper
        self._base = base
        self._address = address
        self._stick = stick
        self._console = console
        self._power: subprocess.Popen[bytes] | None = None

    def outside(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command on the LAN, beside the machine: as the router, or as a tablet."""
        return _finish(["nsenter", f"--target={self._keeper}", "--mount", "--net", "--pid", *words], check)

    @contextmanager
    def beside(self, *words: str) -> Iterator[None]:
        """Let a program run on the LAN, beside the machine, until the block is left."""
        program = subprocess.Popen(
            ["nsenter", f"--target={self._keeper}", "--mount", "--net", *words], stdin=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            program.terminate()
            program.wait(TIME_OUT)

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command on the machine, as root."""
        return _finish(self.command(*words), check)

    def command(self, *words: str) -> list[str]:
        """The command line that runs `words` on the machine, as root."""
        return ["nsenter", f"--target={self._process_one()}", "--all", *_CLEAN, *words]

    def boot(self) -> None:
        """Switch it on; back when it has started everything."""
        stick = [str(self._stick)] if self._stick else []
        with self._console.open("ab") as console:
            self._power = subprocess.Popen(
                [
                    *("nsenter", f"--target={self._keeper}", "--mount", "--net", "--pid"),
                    *("unshare", "--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup", "--fork"),
                    *("--kill-child", "sh", str(BOOT), str(_ROOT), *stick),
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
            )
        self._plug_in()
        self._await("systemctl", "is-system-running", "--wait")

    def shut_down(self) -> None:
        """Press its power button: it stops everything and switches itself off.

        Whatever was let in from outside must have ended: the machine is not off before that is buried.
        """
        assert self._power
        os.kill(self._process_one(), _POWER_BUTTON)
        self._power.wait(TIME_OUT)

    def bury(self) -> None:
        """Take leave of it, once whatever ran on it has been killed."""
        if self._power:
            self._power.wait(TIME_OUT)

    def differences(self) -> dict[str, str]:
        """Everything on its disk that is not as on a bare Debian: by path, what it is now."""
        upper = Path(f"/proc/{self._keeper}/root{_UPPER}")
        found = {path.relative_to(upper): path for path in upper.rglob("*")}
        return {
            str(name): now
            for name, path in found.items()
            if (now := _described(path)) != _described(self._base / name)
        }

    def write(self, path: str, text: str) -> None:
        """Write a file of the machine."""
        subprocess.run(
            self.command("sh", "-c", f'mkdir -p "$(dirname {path})"; cat > {path}'),
            input=text,
            text=True,
            check=True,
        )

    def _plug_in(self) -> None:
        """A cable from the machine to the LAN; the LAN's end is the router's and every tablet's."""
        target = str(self._process_one())
        for line in (
            "link delete lan0",
            "link add lan0 type veth peer name eth0",
            f"address add {self._address.router}/24 dev lan0",
            "link set lan0 up",
        ):
            self.outside("ip", *line.split(), check=not line.startswith("link delete"))
        inside = ["nsenter", f"--target={target}", "--net", "ip"]
        keeper = ["nsenter", f"--target={self._keeper}", "--net"]
        _finish([*keeper, "ip", "link", "set", "eth0", "netns", target], check=True)
        for line in (
            "link set lo up",
            f"address add {self._address.host}/24 dev eth0",
            "link set eth0 up",
            f"route add default via {self._address.router}",
        ):
            _finish([*inside, *line.split()], check=True)

    def _process_one(self) -> int:
        """The machine's systemd, once there is one."""
        assert self._power
        deadline = time.monotonic() + TIME_OUT
        while time.monotonic() < deadline and self._power.poll() is None:
            process = self._power.pid
            while children := _children(process):
                process = children[0]
                with suppress(FileNotFoundError):
                    if Path(f"/proc/{process}/comm").read_text().strip() == "systemd":
                        return process
            time.sleep(LOOK_AGAIN)
        raise RuntimeError(f"the machine did not start:\n{self.console}")

    @property
    def console(self) -> str:
        """What it has shown."""
        return self._console.read_text(encoding="utf-8", errors="replace")

    def _await(self, *words: str) -> None:
        deadline = time.monotonic() + TIME_OUT
        while True:
            done = self.run(*words, check=False)
            if done.stdout.strip() in ("running", "degraded"):
                return
            if time.monotonic() > deadline:
                raise RuntimeError(f"the machine is {done.stdout}{done.stderr}:\n{self.console}")
            time.sleep(LOOK_AGAIN)


@contextmanager
def machine(address: Address, *, stick: Path | None = None) -> Iterator[Machine]:
    """A bare machine, switched on; gone with the block."""
    base = bare_debian()
    keeper = subprocess.Popen(
        [
            *("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"),
            *("sh", "-c", _KEEPER, "sh", str(base), address.router),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert keeper.stdin
    assert keeper.stdout
    made: Machine | None = None
    try:
        if keeper.stdout.readline() != "ready\n":
            raise RuntimeError(f"no namespaces for a machine: {keeper.wait()}")
        with tempfile.TemporaryDirectory() as folder:
            made = Machine(
                _children(keeper.pid)[0], base, address, stick=stick, console=Path(folder, "console")
            )
            made.boot()
            yield made
    finally:
        keeper.stdin.close()
        keeper.wait(TIME_OUT)
        keeper.stdout.close()
        if made:
            made.bury()


_KEEPER = f"""
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 disk {_DISK}
mkdir {_UPPER} {_DISK}/work {_ROOT}
mount -t overlay -o lowerdir="$1",upperdir={_UPPER},workdir={_DISK}/work overlay {_ROOT}
echo "nameserver $2" > {_DISK}/resolv.conf
mount --bind {_DISK}/resolv.conf /etc/resolv.conf
ip link set lo up
echo ready
exec cat >/dev/null
"""
"""Holds disk and LAN from one start of the machine to the next, for as long as the test holds the pipe."""


def _described(path: Path) -> str:
    """What a file is: its kind, mode and owner, and what it holds."""
    try:
        facts = path.lstat()
    except FileNotFoundError:
        return ""
    if stat.S_ISCHR(facts.st_mode):
        return ""  # the overlay's own mark for what has been deleted
    held = ""
    if path.is_symlink():
        held = str(path.readlink())
    elif path.is_file():
        held = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{stat.filemode(facts.st_mode)} {facts.st_uid}:{facts.st_gid} {held}"


def _children(process: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def _finish(command: list[str], check: bool) -> subprocess.CompletedProcess[str]:  # noqa: FBT001
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIME_OUT,
        env=os.environ,
    )
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done
