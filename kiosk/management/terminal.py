"""What all commands share: the terminal's language, examples in the help, and errors that are sentences."""

from __future__ import annotations

from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from conf.numbers import TabletNumbers
from kiosk.archive.recording import RecordingError
from kiosk.models import Room
from kiosk.services.refusal import Refusal
from kiosk.upkeep.soundness import SITE

if TYPE_CHECKING:
    from collections.abc import Sequence


class TerminalCommand(BaseCommand):
    """A command for operators."""

    help: Any  # a text that is translated when it is shown
    example: ClassVar[str] = ""
    """What an operator may type."""
    requires_system_checks: Any = (SITE,)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """A parser whose help ends with an example."""
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        kwargs.setdefault("epilog", _("example:") + "\n" + self.example if self.example else None)
        return super().create_parser(prog_name, subcommand, **kwargs)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Turn what the services and the files refuse into sentences."""
        try:
            return super().execute(*args, **options)
        except (Refusal, RecordingError) as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(_told(error)) from error
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(
                _("The database does not answer: {why}. `manage.py check` says more.").format(
                    why=str(error).strip()
                )
            ) from error
        except BrokenPipeError as error:
            raise CommandError(_("The output was closed.")) from error

    def row(self, *cells: object, widths: Sequence[int]) -> None:
        """Write one row of a table."""
        line = "  ".join(str(cell).ljust(width) for cell, width in zip(cells, widths, strict=True))
        self.stdout.write(line.rstrip())


def _told(error: ValidationError) -> str:
    """What is wrong, with the field where one is."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(f"{field}: {' '.join(said)}" for field, said in error.message_dict.items())


def tablet_numbers(text: str) -> str:
    """An option's tablet numbers, as `0-16,40`."""
    try:
        return str(TabletNumbers.parse(text))
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def find_room(number: int) -> Room:
    """The room of that number.

    Raises:
        CommandError: there is none; names those there are.
    """
    room = Room.objects.filter(pk=number).first()
    if room is None:
        known = ", ".join(str(pk) for pk in Room.objects.values_list("pk", flat=True)) or _("none")
        raise CommandError(
            _("There is no room {number}; expected one of: {known}.").format(number=number, known=known)
        )
    return room
