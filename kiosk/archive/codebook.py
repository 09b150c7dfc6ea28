"""The code book that goes with every exported room: each column of each file, in words."""

from __future__ import annotations

from kiosk.services.events import KINDS

CODEBOOK_FILE = "codebook.md"

COLUMNS = {
    "room.csv": {
        "n_user": "number of players",
        "n_type": "number of goods",
        "types": "players for each production good 0, 1, …",
        "t_max": "rounds of the game",
        "training_t_max": "rounds of the training",
        "t": "last round that was begun, from 0",
        "state": "step that the room had reached: welcome, survey, training, game, end",
        "cycle": "`next`: the producer of good p consumes p + 1; `previous`: p - 1 (modulo n_type)",
        "seed": "seed of the room's draws: with it the room can be replayed bit for bit",
        "opened_at": "when the room was opened",
        "closed_at": "when the operator closed it",
        "treatment": "name of the treatment whose terms it had",
        "tablets": "tablet numbers that were admitted; empty: any",
        "language": "language that participants read first",
        "time_limit": "seconds to choose in a round; empty: no limit",
        "ended_early": "1 when the operator ended the session before its last round was resolved",
    },
    "players.csv": {
        "player": "seat of the player, from 0",
        "production_good": "good that it makes",
        "consumption_good": "good that it wants: each one it gets scores a point",
        "score": "points of the game",
        "training_score": "successful exchanges of the training",
        "tablet_id": "number of its tablet; 9000 and above: a robot's",
        "pseudo": "name it played under",
        "robot": "1 when a robot played",
        "step": "step that the player had reached",
        "age": "age in years, as it said",
        "gender": "gender, as it said",
    },
    "choices.csv": {
        "player": "seat of the player",
        "t": "round, from 0",
        "good_in_hand": "good it held at the start of the round",
        "desired_good": "good it asked for",
        "success": "1 when it got it, 0 when not, empty while the round was open",
        "automatic": "1 when the server chose for somebody who was missing",
        "robot": "1 when the server played the seat, which an operator had handed to a robot",
        "shown_at": "when the question was shown (the tablet's clock; empty where it does not say)",
        "answered_at": "when it was answered (the tablet's clock; empty where it does not say)",
        "received_at": "when the answer reached the server (the server's clock)",
        "resolved_at": "when the round was resolved (the server's clock)",
    },
    "events.csv": {
        "at": "when it happened (the server's clock)",
        "kind": "what happened, see below",
        "actor": "who made it happen; empty: the server itself",
        "data": "details, JSON",
    },
}
"""File → column → meaning. `training_choices.csv` has the columns of `choices.csv`."""


def codebook() -> str:
    """The code book, as Markdown."""
    lines = [
        "# Code book",
        "",
        "Goods are absolute numbers 0, 1, …; rounds and seats count from 0;",
        "times are ISO 8601 with their zone.",
        "`training_choices.csv` has the columns of `choices.csv`; its partners were virtual.",
    ]
    for file, columns in COLUMNS.items():
        lines += ["", f"## {file}", "", "| column | meaning |", "|---|---|"]
        lines += [f"| {name} | {meaning} |" for name, meaning in columns.items()]
    lines += ["", "## Kinds of events", "", "| kind | meaning |", "|---|---|"]
    lines += [f"| {kind} | {meaning} |" for kind, meaning in KINDS.items()]
    return "\n".join(lines) + "\n"
