from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiosk.archive.files import read_recording, write_recording
from kiosk.archive.store import recording_of, room_import, room_replay
from kiosk.archive.verify import sentence, violations
from kiosk.management.terminal import TerminalCommand, find_room, tablet_numbers
from kiosk.models import Room, Treatment
from kiosk.services.conduct import room_close
from kiosk.services.rooms import room_open

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction

    from kiosk.archive.recording import Recording

EXAMPLES = {
    "open": "10-10-20-20 --tablets 0-59",
    "list": "",
    "show": "3",
    "close": "3",
    "export": "3 --to data/room-3",
    "import": "data/room-3",
    "replay": "data/room-3",
    "verify": "data/room-3",
}

WIDTHS = (5, 13, 9, 12, 16, 14, 20)


class Command(TerminalCommand):
    help = gettext_lazy("Open, watch, close, export, import, verify and replay rooms.")
    example = (
        "  manage.py room open 10-10-10 --tablets 0-35\n"
        "  manage.py room export 3 --to data/room-3\n"
        "  manage.py room verify data/room-3"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        opening = _action(actions, "open", _("open a room under a treatment's terms"))
        opening.add_argument("treatment", help=_("name of the treatment"))
        opening.add_argument(
            "--tablets", type=tablet_numbers, default="", help=_("such as 0-35,40 (default: any tablet)")
        )
        opening.add_argument("--seed", type=int, help=_("seed of the draws (default: a new one)"))
        _action(actions, "list", _("list the rooms"))
        for name, help_text in (
            ("show", _("tell where a room stands")),
            ("close", _("end a room's session, wherever it stands")),
        ):
            _action(actions, name, help_text).add_argument("room", type=int, help=_("number of the room"))
        exporting = _action(actions, "export", _("write a room as CSV files with a code book"))
        exporting.add_argument("room", type=int, help=_("number of the room"))
        exporting.add_argument("--to", type=Path, required=True, help=_("folder to write to"))
        for name, help_text in (
            ("import", _("read an exported or recorded room in")),
            ("replay", _("open a room whose draws are the recorded ones")),
        ):
            _action(actions, name, help_text).add_argument(
                "folder", type=Path, help=_("folder of the recording")
            )
        _action(actions, "verify", _("re-derive every good, success and score")).add_argument(
            "room_or_folder", help=_("number of a room, or folder of a recording")
        )

    def handle(self, *, action: str, **options: Any) -> None:
        getattr(self, f"_{action}")(**options)

    def _open(self, *, treatment: str, tablets: str, seed: int | None, **_options: Any) -> None:
        found = Treatment.objects.filter(name=treatment).first()
        if found is None:
            known = ", ".join(Treatment.objects.values_list("name", flat=True)) or _(
                "none: load the fixtures"
            )
            raise CommandError(
                _("There is no treatment {name}; expected one of: {known}.").format(
                    name=treatment, known=known
                )
            )
        self._say_opened(room_open(found, tablets=tablets, seed=seed, actor="terminal"))

    def _list(self, **_options: Any) -> None:
        self.row(
            _("room"), _("step"), _("round"), _("arrived"), _("distribution"), _("tablets"), _("opened"),
            widths=WIDTHS,
        )  # fmt: skip
        for room in Room.objects.defer("script"):
            self.row(
                room.pk,
                room.get_step_display() if room.closed_at is None else _("closed"),
                f"{room.t}/{room.rounds}",
                f"{room.arrived}/{room.size}",
                room.distribution,
                room.tablets or _("any"),
                date_format(timezone.localtime(room.opened_at), "SHORT_DATETIME_FORMAT"),
                widths=WIDTHS,
            )

    def _show(self, *, room: int, **_options: Any) -> None:
        found = find_room(room)
        facts = {
            _("room"): found.pk,
            _("treatment"): found.treatment or "",
            _("distribution"): found.distribution,
            _("seed"): found.seed,
            _("step"): found.get_step_display(),
            _("round"): f"{found.t}/{found.rounds}",
            _("arrived"): f"{found.arrived}/{found.size}",
            _("closed"): _("yes") if found.closed_at else _("no"),
        }
        width = max(map(len, facts)) + 2
        for name, fact in facts.items():
            self.stdout.write(f"{name.ljust(width)}{fact}")
        for player in found.players.select_related("tablet").order_by("seat"):
            self.row(
                player.seat,
                player.pseudo,
                player.tablet or "",
                player.get_step_display(),
                player.score,
                widths=(5, 24, 7, 13, 5),
            )

    def _close(self, *, room: int, **_options: Any) -> None:
        room_close(find_room(room), actor="terminal")
        self.stdout.write(_("Room {room} is closed.").format(room=room))

    def _export(self, *, room: int, to: Path, **_options: Any) -> None:
        try:
            files = write_recording(recording_of(find_room(room)), to)
        except OSError as error:
            raise CommandError(
                _("{to}: cannot be written: {why}.").format(to=to, why=error.strerror)
            ) from error
        for file in files:
            self.stdout.write(str(file))

    def _import(self, *, folder: Path, **_options: Any) -> None:
        recording = read_recording(folder)
        self._require_sound(recording, folder)
        room = room_import(recording, actor="terminal")
        self.stdout.write(_("{folder} is room {room} now.").format(folder=folder, room=room.pk))

    def _replay(self, *, folder: Path, **_options: Any) -> None:
        recording = read_recording(folder)
        self._require_sound(recording, folder)
        self._say_opened(room_replay(recording, actor="terminal"))

    def _verify(self, *, room_or_folder: str, **_options: Any) -> None:
        if room_or_folder.isdecimal():
            recording = recording_of(find_room(int(room_or_folder)))
        else:
            recording = read_recording(Path(room_or_folder))
        found = violations(recording)
        for violation in found:
            self.stdout.write(sentence(violation))
        self.stdout.write(
            _("{name}: {players} players, {choices} choices, {count} violations.").format(
                name=room_or_folder,
                players=len(recording.players),
                choices=len(recording.choices),
                count=len(found),
            )
        )
        if found:
            sys.exit(1)

    def _require_sound(self, recording: Recording, folder: Path) -> None:
        count = len(violations(recording))
        if count:
            raise CommandError(
                _("{folder} breaks the rules {count} times: see `room verify {folder}`.").format(
                    folder=folder, count=count
                )
            )

    def _say_opened(self, room: Room) -> None:
        self.stdout.write(
            _("Room {room} is open: {size} players, {distribution}, tablets: {tablets}.").format(
                room=room.pk,
                size=room.size,
                distribution=room.distribution,
                tablets=room.tablets or _("any"),
            )
        )


def _action(actions: _SubParsersAction[Any], name: str, help_text: str) -> ArgumentParser:
    parser: ArgumentParser = actions.add_parser(
        name,
        help=help_text,
        description=help_text,
        epilog=_("example:") + f" manage.py room {name} {EXAMPLES[name]}",
    )
    return parser
