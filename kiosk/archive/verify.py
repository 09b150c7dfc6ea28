"""A recording against the rules of the game, told to people."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext

from kiosk.archive.recording import RecordingError
from kiosk.economy import audit, market
from kiosk.economy.violations import TEMPLATES, Violation, ViolationKind
from kiosk.models import Step
from kiosk.models.fields import distribution_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kiosk.archive.recording import ChoiceRow, Recording


def violations(recording: Recording) -> list[Violation]:
    """Everything in the recording that cannot be: roles, goods in hand, successes, markets, scores.

    A round that is still open is left out; so is a training that some player has still to finish.
    Where the room's seed is known and the rules are kept, the draws of the game are repeated, too.

    Raises:
        RecordingError: the room's distribution cannot be read, or a player is described twice.
    """
    _require_each_player_once(recording)
    room = recording.room
    try:
        distribution = distribution_of(room.types)
    except ValueError as error:
        raise RecordingError(f"room.csv: types: {error}.") from error
    n_goods = len(distribution)
    found = audit.audit_roles(_players(recording), distribution)
    if room.state in (Step.GAME, Step.END):
        trained = _trained(recording)
        in_training = audit.audit_training(
            trained,
            [row for row in _rows(recording.training, room.training_t_max) if row.player in trained],
            n_goods=n_goods,
            rounds=room.training_t_max,
        )
        found += [replace(violation, training=True) for violation in in_training]
    rounds = recording.rounds_closed
    found += audit.audit_game(
        _players(recording), _rows(recording.choices, rounds), n_goods=n_goods, rounds=rounds
    )
    return found or list(_other_draws(recording))


def sentence(violation: Violation) -> str:
    """The violation in the language that is active."""
    told = gettext(TEMPLATES[violation.kind]).format(**violation.places)
    return gettext("Training: {told}").format(told=told) if violation.training else told


def _other_draws(recording: Recording) -> Iterator[Violation]:
    """Successes that keep the rules, and yet are not those that the room's seed draws."""
    if recording.room.seed is None:
        return
    rounds: dict[int, list[ChoiceRow]] = defaultdict(list)
    for row in sorted(recording.choices, key=lambda row: row.player):
        rounds[row.t].append(row)
    for t in range(recording.rounds_closed):
        in_hand, asked = np.array([(row.good_in_hand, row.desired_good) for row in rounds[t]]).T
        drawn = market.resolve(in_hand, asked, market.draw(recording.room.seed, t, recording.room.n_user))
        for row, expected in zip(rounds[t], drawn.tolist(), strict=True):
            if expected != bool(row.success):
                facts = {"expected": int(expected), "got": int(not expected)}
                yield Violation(row.player, t, ViolationKind.WRONG_SUCCESS, facts)


def _require_each_player_once(recording: Recording) -> None:
    for player, count in Counter(row.player for row in recording.players).items():
        if count > 1:
            raise RecordingError(
                gettext("players.csv: expected player {player} once, got it {count} times.").format(
                    player=player, count=count
                )
            )


def _players(recording: Recording, *, training: bool = False) -> dict[int, audit.PlayerRow]:
    return {
        row.player: audit.PlayerRow(
            row.production_good, row.consumption_good, row.training_score if training else row.score
        )
        for row in recording.players
    }


def _trained(recording: Recording) -> dict[int, audit.PlayerRow]:
    """The players whose training is complete; where the session was ended early, some may have none."""
    players = _players(recording, training=True)
    if not recording.room.ended_early:
        return players
    played = Counter(row.player for row in recording.training)
    return {player: row for player, row in players.items() if played[player] == recording.room.training_t_max}


def _rows(rows: Iterable[ChoiceRow], rounds: int) -> list[audit.ChoiceRow]:
    """The rows as the audit wants them, without those of the round that is still open."""
    return [
        audit.ChoiceRow(
            row.player,
            row.t,
            row.good_in_hand,
            row.desired_good,
            None if row.success is None else bool(row.success),
        )
        for row in rows
        if row.t != rounds or row.success is not None
    ]
