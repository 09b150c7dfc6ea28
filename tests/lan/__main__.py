"""``python -m tests.lan``: the field's LAN on this machine, to try things on and to break."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from tests.lan import site
from tests.lan.control import ControlError, names
from tests.lan.faults import FAULTS
from tests.lan.laboratory import Laboratory, bring_up
from tests.lan.requirements import MissingError
from tests.lan.verdicts import verdicts

if TYPE_CHECKING:
    from collections.abc import Callable

_NAME = click.option(
    "--name", default="lan", show_default=True, help="Which laboratory, where several are up."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """The field's LAN in network namespaces of this machine, with no way out.

    \b
    Example:
      python -m tests.lan up --layout nat
      python -m tests.lan exec server sudo netcheck run --tablets 0-103
      python -m tests.lan fault dnsmasq_stopped
      python -m tests.lan heal
      python -m tests.lan down
    """


@cli.command()
@click.option(
    "--layout",
    type=click.Choice([layout.value for layout in site.Layout]),
    default=site.Layout.ROUTED.value,
    show_default=True,
    help="How the access points are set up.",
)
@click.option(
    "--tablets",
    type=click.IntRange(len(site.POINTS), site.TABLETS),
    default=site.TABLETS,
    show_default=True,
    help="How many tablets.",
)
@_NAME
def up(layout: str, tablets: int, name: str) -> None:
    """Bring a laboratory up.

    \b
    Example:
      python -m tests.lan up --layout bridged --tablets 60
    """
    bring_up(site.Layout(layout), tablets=tablets, name=name, say=lambda step: click.echo(f"{step} …"))
    click.echo(f"The laboratory {name!r} is up: {tablets} tablets, access points {layout}.")


@cli.command()
@_NAME
def down(name: str) -> None:
    """Take a laboratory down, and all that is in it.

    \b
    Example:
      python -m tests.lan down
    """
    Laboratory(name).down()


@cli.command()
@_NAME
def status(name: str) -> None:
    """How everything in a laboratory is.

    \b
    Example:
      python -m tests.lan status
    """
    if name not in names() and not names():
        click.echo("No laboratory is up.")
        return
    state = Laboratory(name).ask("status")
    click.echo(f"layout         {state['layout']}")
    click.echo(f"faults         {', '.join(state['faults']) or 'none'}")
    for service, how in state["services"].items():
        click.echo(f"{service:30} {how}")
    for point, how in state["access_points"].items():
        click.echo(f"access point {point:17} {how}")
    for tablet, symptom in state["tablets"].items():
        click.echo(f"tablet {tablet:23} {symptom or 'in the game'}")


@cli.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@_NAME
@click.argument("host")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def exec(name: str, host: str, command: tuple[str, ...]) -> None:  # noqa: A001  the word of the command line
    """Run COMMAND on HOST: server, router, ap-1 … ap-6, tablet-0 …

    \b
    Example:
      python -m tests.lan exec server sudo systemctl restart nginx
      python -m tests.lan exec tablet-17 getent hosts money.getz.fr
    """
    sys.stdout.flush()
    words = Laboratory(name).command(host, *command)
    os.execv(words[0], words)  # noqa: S606  the terminal is the command's


@cli.command()
@_NAME
@click.option("--list", "listing", is_flag=True, help="List the faults and break nothing.")
@click.argument("fault_name", metavar="NAME", required=False)
def fault(name: str, fault_name: str | None, *, listing: bool) -> None:
    """Break one thing.

    \b
    Example:
      python -m tests.lan fault --list
      python -m tests.lan fault nginx_stopped
    """
    if listing or fault_name is None:
        for known in FAULTS.values():
            click.echo(f"{known.name:32} {known.says}")
        return
    click.echo(Laboratory(name).ask("inject", name=fault_name))


@cli.command()
@_NAME
def heal(name: str) -> None:
    """Mend everything that was broken.

    \b
    Example:
      python -m tests.lan heal
    """
    click.echo(f"Mended: {', '.join(Laboratory(name).ask('heal')) or 'nothing was broken'}.")


cli.add_command(verdicts)


def main(command: Callable[..., object] = cli) -> None:
    """Run, and tell mistakes in a sentence."""
    try:
        command()
    except (ControlError, MissingError, ValueError) as error:
        click.echo(f"lan: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
