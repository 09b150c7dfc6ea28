"""The installed command line: what operators type, and what the installation itself asks of the kiosk."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conf.installation import machine

if TYPE_CHECKING:
    import subprocess

    from netcheck.rendering.layout import Layout

COMMANDS = Path("/usr/local/bin")
"""Where an operator's shell, sudo's too, looks for commands of the machine's own."""
_SCRIPT = """\
#!/bin/sh
# {title}, with the site's variables.
# Written when the site was installed.
[ -r {environment} ] || {{ echo "$0: {environment} is for root alone: use sudo." >&2; exit 77; }}
GANOMICS_STATE={state}
export GANOMICS_STATE
set -a
. {environment}
set +a
{run}
"""


@dataclass(frozen=True)
class CommandLine:
    """`ganomics`, as the kiosk's user."""

    script: Path

    def run(self, *words: str) -> str:
        """Run a command; what it printed.

        Raises:
            InstallationError: it failed.
        """
        return machine.run(str(self.script), *words)

    def attempt(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command; what became of it, also where there is no such command yet."""
        return machine.attempt("sh", "-c", 'exec "$0" "$@"', str(self.script), *words)


def ganomics_script(layout: Layout) -> str:
    """`ganomics`: as the kiosk's user; the installation itself, and what only root may write, as root."""
    program = shlex.quote(str(layout.application / ".venv/bin/ganomics"))
    as_root = f'case "$1" in site|collectstatic|authority) exec {program} "$@";; esac'
    as_user = f'exec runuser -u {layout.user} -- {program} "$@"'
    return _script(layout, "The kiosk's command line", f"{as_root}\n{as_user}")


def netcheck_script(layout: Layout) -> str:
    """`netcheck`: as root, who may look at everything."""
    program = shlex.quote(str(layout.application / ".venv/bin/netcheck"))
    return _script(layout, "Can every tablet play?", f'exec {program} "$@"')


def _script(layout: Layout, title: str, run: str) -> str:
    return _SCRIPT.format(
        title=title,
        environment=shlex.quote(str(layout.environment)),
        state=shlex.quote(str(layout.state)),
        run=run,
    )
