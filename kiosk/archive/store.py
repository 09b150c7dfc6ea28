"""Recordings out of the database, and into it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kiosk.archive.recording import ChoiceRow, EventRow, PlayerRow, Recording, RecordingError, RoomRow
from kiosk.models import Choice, Phase, Player, Room, Step, Tablet
from kiosk.services.events import record
from kiosk.services.rooms import room_create
from kiosk.services.seats import new_user_id, seats_reserve

if TYPE_CHECKING:
    from collections.abc import Iterable


def recording_of(room: Room) -> Recording:
    """Everything that is known of a room, at one moment; also while it runs."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            # Else each of its statements would see a moment of its own.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        room = Room.objects.select_related("treatment").get(pk=room.pk)
        return Recording(
            room=_room_row(room),
            players=[
                _player_row(player) for player in room.players.select_related("tablet").order_by("seat")
            ],
            choices=_choice_rows(room, Phase.GAME),
            training=_choice_rows(room, Phase.TRAINING),
            events=[
                EventRow(_written(event.at), event.kind, event.actor, json.dumps(event.data))
                for event in room.events.order_by("pk")
            ],
        )


def room_import(recording: Recording, *, actor: str = "") -> Room:
    """A closed room with the recorded players and choices, kept as they are.

    Raises:
        RecordingError: the rows do not belong to one room. Whether they keep the rules is the audit's to say.
    """
    with transaction.atomic():
        drawn_elsewhere = recording.room.seed is None
        room = _new_room(recording, actor=actor, script=_script(recording) if drawn_elsewhere else None)
        Room.objects.filter(pk=room.pk).update(
            step=recording.room.state,
            t=recording.rounds_closed,
            closed_at=timezone.now(),
        )
        players = _import_players(room, recording)
        _import_choices(players, Phase.GAME, recording.choices)
        _import_choices(players, Phase.TRAINING, recording.training)
        record("room_imported", room=room, actor=actor)
    room.refresh_from_db()
    return room


def room_replay(recording: Recording, *, actor: str = "") -> Room:
    """An open room whose seats, roles and draws are the recorded ones: the same choices replay it.

    Each seat waits for the tablet that had it. Where a choice differs from the recorded one the draw
    is still a legal one: recorded winners first.
    """
    with transaction.atomic():
        seats = {row.player: row.tablet_id for row in recording.players}
        numbers = [number for number in seats.values() if number is not None]
        if len(set(numbers)) != len(seats):
            raise RecordingError(_("players.csv: expected a tablet_id for each player, all different."))
        room = _new_room(recording, actor=actor, script=_script(recording))
        seats_reserve(room, dict(zip(seats, numbers, strict=True)))
    return room


def _script(recording: Recording) -> dict[str, Any]:
    """The recorded draws as a room keeps them: production good by seat, successes by round and seat."""
    room = recording.room
    return {
        "roles": [row.production_good for row in sorted(recording.players, key=lambda row: row.player)],
        "choices": recording.successes(recording.choices, room.t_max).astype(int).tolist(),
        "training": recording.successes(recording.training, room.training_t_max).astype(int).tolist(),
    }


def _new_room(recording: Recording, *, actor: str, script: dict[str, Any] | None) -> Room:
    described = recording.room
    if len(recording.players) != described.n_user:
        raise RecordingError(
            _("players.csv: expected {expected} players, as room.csv says, got {got}.").format(
                expected=described.n_user, got=len(recording.players)
            )
        )
    return room_create(
        distribution=described.types,
        cycle=recording.cycle.value,
        rounds=described.t_max,
        training_rounds=described.training_t_max,
        tablets=described.tablets,
        time_limit=described.time_limit,
        seed=described.seed or 0,
        script=script,
        actor=actor,
    )


def _import_players(room: Room, recording: Recording) -> dict[int, Player]:
    tablets: dict[int | None, Tablet] = {
        number: Tablet.objects.get_or_create(number=number)[0]
        for number in {row.tablet_id for row in recording.players}
        if number is not None
    }
    last = _last_goods(recording.choices, recording)
    last_training = _last_goods(recording.training, recording)
    trained = Counter(row.player for row in recording.training)
    players = Player.objects.bulk_create(
        Player(
            room=room,
            seat=row.player,
            tablet=tablets.get(row.tablet_id),
            user_id=new_user_id(),
            pseudo=row.pseudo or str(row.player),
            robot=bool(row.robot),
            step=row.step or recording.room.state,
            age=row.age,
            gender=row.gender,
            production_good=row.production_good,
            consumption_good=row.consumption_good,
            good_in_hand=last[row.player],
            score=row.score,
            training_t=trained[row.player],
            training_good_in_hand=last_training[row.player],
            training_score=row.training_score,
        )
        for row in recording.players
    )
    return {player.seat: player for player in players}


def _last_goods(rows: Iterable[ChoiceRow], recording: Recording) -> dict[int, int]:
    """Player → the good in its hand after the last of these choices."""
    wants = {row.player: row.consumption_good for row in recording.players}
    makes = {row.player: row.production_good for row in recording.players}
    held = dict(makes)
    for row in sorted(rows, key=lambda row: row.t):
        if row.success:
            held[row.player] = (
                makes[row.player] if row.desired_good == wants[row.player] else row.desired_good
            )
    return held


def _import_choices(players: dict[int, Player], phase: Phase, rows: Iterable[ChoiceRow]) -> None:
    Choice.objects.bulk_create(
        Choice(
            player=players[row.player],
            phase=phase,
            t=row.t,
            good_in_hand=row.good_in_hand,
            desired_good=row.desired_good,
            success=None if row.success is None else bool(row.success),
            automatic=bool(row.automatic),
            robot=bool(row.robot),
            shown_at=_read(row.shown_at),
            answered_at=_read(row.answered_at),
            received_at=_read(row.received_at),
            resolved_at=_read(row.resolved_at),
        )
        for row in rows
    )


def _room_row(room: Room) -> RoomRow:
    return RoomRow(
        n_user=room.size,
        n_type=room.economy.n_goods,
        types=room.distribution,
        t_max=room.rounds,
        training_t_max=room.training_rounds,
        t=min(room.t, room.rounds - 1),
        state=room.step,
        cycle=room.cycle,
        seed=None if room.script else room.seed,
        opened_at=_written(room.opened_at),
        closed_at=_written(room.closed_at),
        treatment=room.treatment.name if room.treatment else "",
        tablets=room.tablets,
        language=room.language,
        time_limit=room.time_limit,
        ended_early=int(room.step == Step.END and room.t < room.rounds),
    )


def _player_row(player: Player) -> PlayerRow:
    return PlayerRow(
        player=player.seat,
        production_good=player.production_good,
        consumption_good=player.consumption_good,
        score=player.score,
        training_score=player.training_score,
        tablet_id=player.tablet.number if player.tablet else None,
        pseudo=player.pseudo,
        robot=int(player.robot),
        step=player.step,
        age=player.age,
        gender=player.gender,
    )


def _choice_rows(room: Room, phase: Phase) -> list[ChoiceRow]:
    rows = (
        Choice.objects.filter(player__room=room, phase=phase)
        .order_by("player__seat", "t")
        .values_list(
            "player__seat",
            "t",
            "good_in_hand",
            "desired_good",
            "success",
            "automatic",
            "robot",
            "shown_at",
            "answered_at",
            "received_at",
            "resolved_at",
        )
    )
    return [
        ChoiceRow(seat, t, held, asked, _flag(success), int(automatic), int(robot), *map(_written, times))
        for seat, t, held, asked, success, automatic, robot, *times in rows
    ]


def _flag(value: bool | None) -> int | None:  # noqa: FBT001  a column's value
    return None if value is None else int(value)


def _written(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise RecordingError(_("expected a time in ISO 8601, got {got!r}.").format(got=text)) from error
