"""A laboratory from outside: brought up, spoken to, gone at the end."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from conf.site import ROOT
from tests.lan import site
from tests.lan.control import Connection, bound
from tests.lan.holder import FAILED, READY
from tests.lan.requirements import PATH, MissingError, missing, namespace_options, program
from tests.lan.services.server import operators_shell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.lan.site import Layout

SERVER = "server"


class Laboratory(Connection):
    """One that is up; `process` is the one in which it lives, for whoever brought it up."""

    def __init__(self, name: str, process: subprocess.Popen[str] | None = None) -> None:
        super().__init__(name)
        self._process = process

    def command(self, host: str, *words: str) -> list[str]:
        """The command line that runs `words` on a machine; on the server, in the operator's shell."""
        enter = [program("nsenter"), f"--target={self.holder}", *_KINDS]
        if os.geteuid():
            enter.append("--user")
        clean = ["env", "-i", f"PATH={PATH}", "HOME=/root", "LANG=C.UTF-8", "TERM=dumb"]
        shell = operators_shell() if host == SERVER else ["sh", "-c", 'eval "$1"', "sh"]
        return [*enter, "--", *clean, "ip", "netns", "exec", host, *shell, " ".join(words)]

    def run(self, host: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command line on a machine.

        Raises:
            subprocess.CalledProcessError: it failed, and `check` says that it should not.
        """
        return subprocess.run(self.command(host, *words), check=check, capture_output=True, text=True)

    def fleet(self, what: str, **details: Any) -> Any:
        """Have the tablets do something."""
        return self.ask("fleet", tell=what, **details)

    def down(self) -> None:
        """End it, and return when it has ended."""
        ended = os.pidfd_open(self.holder)
        self.ask("down")
        select.select([ended], [], [])
        os.close(ended)
        if self._process:
            self._process.wait()


@contextmanager
def laboratory(layout: Layout, *, tablets: int = site.TABLETS, name: str) -> Iterator[Laboratory]:
    """One that is up for as long as the block lasts, and no longer than this process."""
    lifeline, ours = os.pipe()
    try:
        up = bring_up(layout, tablets=tablets, name=name, lifeline=lifeline)
        yield up
        up.down()
    finally:
        os.close(ours)
        os.close(lifeline)


_KINDS = ("--mount", "--pid", "--net", "--uts", "--ipc")


def bring_up(
    layout: Layout,
    *,
    tablets: int = site.TABLETS,
    name: str = "lan",
    say: Callable[[str], None] = lambda _step: None,
    lifeline: int = -1,
) -> Laboratory:
    """Bring a laboratory up; back when every tablet has come to the game. `say` is told each step.

    Args:
        layout: how the access points are set up.
        tablets: how many there are.
        name: what it is called; several may be up side by side.
        say: hears of each step.
        lifeline: the reading end of a pipe; the laboratory ends when its writing end is closed.

    Raises:
        MissingError: this machine cannot have one; the sentence says what is missing.
        ControlError: one of that name is up.
    """
    if reason := missing():
        raise MissingError(reason)
    site.tablets(tablets)
    with bound(name) as control:
        passed = [descriptor for descriptor in (control.fileno(), lifeline) if descriptor >= 0]
        holder = subprocess.Popen(
            [
                *(program("unshare"), *namespace_options(), "--mount", "--pid", "--fork", "--kill-child"),
                *("--net", "--uts", "--ipc", sys.executable, "-m", "tests.lan.holder"),
                *(layout.value, str(tablets), str(control.fileno()), str(lifeline)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            pass_fds=passed,
            start_new_session=True,
        )
    assert holder.stdout
    with holder.stdout:
        for step in _steps(holder.stdout):
            if step.startswith(FAILED):
                holder.wait()
                raise MissingError(step.removeprefix(FAILED))
            say(step)
    return Laboratory(name, holder)


def _steps(said: IO[str]) -> Iterator[str]:
    """What the holder says, until it is ready."""
    for line in said:
        if line.strip() == READY:
            return
        yield line.strip()
    raise MissingError("the holder of the laboratory ended without a word")
