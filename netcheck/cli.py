"""The command line of netcheck."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from conf.toml import ConfigurationError
from netcheck.explaining import UnknownName, explained
from netcheck.helping import helped
from netcheck.i18n import _
from netcheck.rendering.cli import conf
from netcheck.run_command import run

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE, BAD_CONFIGURATION, INTERRUPTED = 2, 78, 130
"""Exit statuses beside those of a verdict; 78 is EX_CONFIG of sysexits.h."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    help=helped(
        _("Can every tablet play, and if not, why?"),
        "netcheck run",
        "netcheck explain dns.router",
        "netcheck conf nginx",
    ),
)
def cli() -> None:
    """All commands of netcheck."""


@cli.command(
    short_help=_("What a check proves, what a cause means, how to mend it."),
    help=helped(
        _("What the check or the cause NAME means, and how it is mended on Linux and on macOS."),
        "netcheck explain ws.upgrade",
        "netcheck explain nginx_no_upgrade_headers",
    ),
)
@click.argument("name")
def explain(name: str) -> None:
    """Tell of a check or a cause."""
    try:
        for line in explained(name):
            click.echo(line)
    except UnknownName as unknown:
        raise click.UsageError(str(unknown)) from unknown


cli.add_command(run)
cli.add_command(conf)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The console entry: runs, and ends the process with the exit status."""
    try:
        status = cli.main(arguments, prog_name="netcheck", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = USAGE if isinstance(error, click.UsageError) else error.exit_code
    except ConfigurationError as error:
        click.echo(f"netcheck: {error}", err=True)
        status = BAD_CONFIGURATION
    except (click.Abort, KeyboardInterrupt, asyncio.CancelledError):
        click.echo(err=True)
        status = INTERRUPTED
    sys.exit(status or 0)
