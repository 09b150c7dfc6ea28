"""The machine that is installed on: commands, and the sentence for one that failed."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

from conf.installation.step import InstallationError
from netcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

_LAST_LINES = 12


def attempt(
    *words: str, user: str = "", variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command, as `user` where one is named, in the C locale; what became of it."""
    whose = ("runuser", "-u", user, "--") if user else ()
    return subprocess.run(  # noqa: S603  the words are ours, and no shell reads them
        [*whose, *words],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C", **(variables or {})},
    )


def run(*words: str, user: str = "", variables: Mapping[str, str] | None = None) -> str:
    """Run a command that has to succeed; what it printed.

    Raises:
        InstallationError: it failed; with its last words.
    """
    try:
        done = attempt(*words, user=user, variables=variables)
    except OSError as error:
        raise InstallationError(
            _("{command}: cannot be run: {reason}.").format(command=words[0], reason=error.strerror)
        ) from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-_LAST_LINES:]
        raise InstallationError(
            _("{command} failed ({status}): {said}").format(
                command=shlex.join(words), status=done.returncode, said="\n    ".join(said) or "—"
            )
        )
    return done.stdout
