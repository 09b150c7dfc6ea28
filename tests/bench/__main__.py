"""`make bench`: how long a round takes, as ratios to a bare daphne consumer in the same run."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import click

from tests.bench.contenders import contenders
from tests.bench.contest import compete
from tests.bench.crowd import CrowdError
from tests.bench.report import as_json, table
from tests.bench.tables import Size
from tests.servers import ServerError

SIZES = "36,104,500,1000,2000,10x104"
CHOICES_A_SIZE = 8_000
MOST_ROUNDS = 30
LEAST_ROUNDS = 5
RETURNS = 3
QUICK = 5
"""How many times fewer rounds a quick run plays."""


@click.command(epilog="Example: python -m tests.bench --quick --sizes 36,10x104 --to var/bench.json")
@click.option("--quick", is_flag=True, help="A fifth of the rounds.")
@click.option(
    "--sizes", default=SIZES, show_default=True, help="Players in a room; 10x104 is ten rooms at a time."
)
@click.option("--only", default="", help="Only contenders whose name begins so, besides the floor.")
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("var/bench.json"),
    show_default=True,
    help="Where to write every sample as JSON.",
)
def main(*, quick: bool, sizes: str, only: str, to: Path) -> None:
    """Measure a round and a return, in interleaved repetitions.

    From the last choice to the last of N results; from all N choices at once to the last result; and, after
    a power cut, from the first of N tablets that knock to the last that knows its place again.
    """
    _allow_many_sockets()

    def repetitions(size: Size) -> tuple[int, int]:
        rounds = max(LEAST_ROUNDS, min(MOST_ROUNDS, CHOICES_A_SIZE // size.total) // (QUICK if quick else 1))
        return rounds, RETURNS

    try:
        with contenders(only) as found:
            results = compete(found, _ordered(sizes), repetitions, _progress)
    except (ServerError, CrowdError) as error:
        raise click.ClickException(str(error)) from error
    _progress("")
    click.echo(table(results))
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(json.dumps(as_json(results), indent=1))
    click.echo(f"\nEvery sample: {to}")


def _ordered(sizes: str) -> list[Size]:
    """The smallest first, which warms the servers up; then the largest, while their memory is fresh."""
    try:
        wanted = {Size.parse(size) for size in sizes.split(",")}
    except (TypeError, ValueError) as error:
        raise click.BadParameter(
            f"expected sizes such as 36,104,10x104 with at least 3 players in a room, got {sizes!r}"
        ) from error
    smallest, *others = sorted(wanted, key=lambda size: size.total)
    return [smallest, *reversed(others)]


def _allow_many_sockets() -> None:
    """As many open files as the system lets us have; the servers inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _progress(said: str) -> None:
    """One line that is written over; nothing where nobody looks."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{said}", nl=False, err=True)


if __name__ == "__main__":
    main()
