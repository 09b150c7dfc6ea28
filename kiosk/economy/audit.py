"""A recorded room against the rules: every good in hand, success and score is derived again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kiosk.economy.trajectory import ChoiceRow, PlayerRow, Trajectory
from kiosk.economy.violations import Violation, ViolationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    Rows = dict[int, dict[int, ChoiceRow]]  # player → round → row

__all__ = ["ChoiceRow", "PlayerRow", "audit_game", "audit_roles", "audit_training"]


def audit_roles(players: Mapping[int, PlayerRow], distribution: tuple[int, ...]) -> list[Violation]:
    """Whether the players' roles make the economy of this distribution, with one cycle for all."""
    n_goods = len(distribution)
    producers = Counter(role.production_good for role in players.values())
    expected = Counter(dict(enumerate(distribution)))
    found = [
        Violation(
            None,
            None,
            ViolationKind.WRONG_DISTRIBUTION,
            {"good": good, "expected": expected[good], "got": producers[good]},
        )
        for good in sorted(producers.keys() | expected.keys())
        if producers[good] != expected[good]
    ]
    steps = Counter((role.consumption_good - role.production_good) % n_goods for role in players.values())
    step = max((1, n_goods - 1), key=lambda step: steps[step])
    for player, (production, consumption, _) in players.items():
        wanted = (production + step) % n_goods
        if consumption != wanted:
            facts = {"production": production, "expected": wanted, "got": consumption}
            found.append(Violation(player, None, ViolationKind.WRONG_ROLE, facts))
    return found


def audit_game(
    players: Mapping[int, PlayerRow], choices: Iterable[ChoiceRow], *, n_goods: int, rounds: int
) -> list[Violation]:
    """What is wrong with the rounds of a game that are over, in their order.

    A flipped success is found where it unbalances a market and contradicts the player's next good in
    hand or its score. In the last round nothing need contradict it: then its market is reported alone.

    Args:
        players: by their numbers; the scores count consumptions.
        choices: the rows of all players in any order.
        n_goods: how many goods there are.
        rounds: how many rounds are over.
    """
    rows, found = _indexed(players, choices, rounds)

    def trajectories(doubtful: Callable[[ChoiceRow], bool]) -> list[Trajectory]:
        return [
            Trajectory(player, role, rows[player], n_goods=n_goods, rounds=rounds, doubtful=doubtful)
            for player, role in players.items()
        ]

    at_face_value = _market_violations(trajectories(lambda _row: False))
    suspects = {(market.t, market.facts["a"], market.facts["b"]) for market in at_face_value}

    def doubtful(row: ChoiceRow) -> bool:
        return (row.t, min(row.in_hand, row.asked), max(row.in_hand, row.asked)) in suspects

    mended = trajectories(doubtful)
    for trajectory in mended:
        found += _game_score_violations(trajectory, doubtful)
        found += trajectory.found
    found += _market_violations(mended)
    return sorted(found, key=_place)


def audit_training(
    players: Mapping[int, PlayerRow], choices: Iterable[ChoiceRow], *, n_goods: int, rounds: int
) -> list[Violation]:
    """What is wrong with the training: as in a game, but partners are virtual and every success scores.

    A flipped success that changes no good in hand shows only in its player's score.
    """
    rows, found = _indexed(players, choices, rounds)
    for player, role in players.items():
        excess = role.score - sum(row.success is True for row in rows[player].values())
        trajectory = Trajectory(
            player,
            role,
            rows[player],
            n_goods=n_goods,
            rounds=rounds,
            doubtful=_denied_by(excess),
        )
        found += trajectory.found
        found += _score_violations(trajectory, lambda row: row.success is True)
    return sorted(found, key=_place)


def _denied_by(excess: int) -> Callable[[ChoiceRow], bool]:
    """Whether a score that exceeds the points by so many speaks against a row's success."""

    def doubtful(row: ChoiceRow) -> bool:
        return excess < 0 if row.success else excess > 0

    return doubtful


def _indexed(
    players: Mapping[int, PlayerRow], choices: Iterable[ChoiceRow], rounds: int
) -> tuple[Rows, list[Violation]]:
    """The rows by player and round, the first where there are several; and what is wrong with the rest."""
    rows: Rows = {player: {} for player in players}
    found = []
    for row in choices:
        if row.player not in players:
            found.append(Violation(row.player, row.t, ViolationKind.UNKNOWN_PLAYER))
        elif not 0 <= row.t < rounds:
            found.append(Violation(row.player, row.t, ViolationKind.UNKNOWN_ROUND, {"last": rounds - 1}))
        elif row.t in rows[row.player]:
            found.append(Violation(row.player, row.t, ViolationKind.DUPLICATED_ROW))
        else:
            rows[row.player][row.t] = row
    return rows, found


def _game_score_violations(
    trajectory: Trajectory, doubtful: Callable[[ChoiceRow], bool]
) -> Iterator[Violation]:
    """Compare score and consumptions, once those successes are mended that the score and a market deny."""

    def points(row: ChoiceRow) -> bool:
        return bool(row.success) and row.asked == trajectory.role.consumption_good

    excess = trajectory.role.score - sum(map(points, trajectory.believed.values()))
    denied = [
        row
        for row in trajectory.believed.values()
        if row.asked == trajectory.role.consumption_good
        and row.success is (excess < 0)
        and doubtful(row)
        and not trajectory.shows_success(row)
    ]
    if len(denied) == abs(excess):
        for row in denied:
            trajectory.flip(row)
    yield from _score_violations(trajectory, points)


def _score_violations(trajectory: Trajectory, points: Callable[[ChoiceRow], bool]) -> Iterator[Violation]:
    """Each round of which too little is known may have brought a point or none."""
    least = sum(map(points, trajectory.believed.values()))
    score = trajectory.role.score
    if not least <= score <= least + len(trajectory.absent):
        facts = {"expected": least, "got": score}
        yield Violation(trajectory.player, None, ViolationKind.WRONG_SCORE, facts)


def _market_violations(trajectories: Collection[Trajectory]) -> Iterator[Violation]:
    """The markets that are not cleared as the rule says, but those that someone absent may have been in."""
    rows = [row for trajectory in trajectories for row in trajectory.believed.values()]
    offers = Counter((row.t, row.in_hand, row.asked) for row in rows)
    got = Counter((row.t, row.in_hand, row.asked) for row in rows if row.success)
    unknown = {absent for trajectory in trajectories for absent in trajectory.absent.items()}
    for t, a, b in sorted({(t, min(pair), max(pair)) for t, *pair in offers}):
        if unknown & {(t, a), (t, b), (t, None)}:
            continue
        ab, ba = got[t, a, b], got[t, b, a]
        fair = min(offers[t, a, b], offers[t, b, a])
        if ab != ba:
            yield Violation(None, t, ViolationKind.UNEQUAL_MARKET, {"a": a, "b": b, "ab": ab, "ba": ba})
        elif ab != fair:
            facts = {"a": a, "b": b, "ab": ab, "expected": fair}
            yield Violation(None, t, ViolationKind.UNCLEARED_MARKET, facts)


def _place(violation: Violation) -> tuple[float, float, str]:
    """By round, then by player; what concerns no single one comes last."""
    t, player = violation.t, violation.player
    nowhere = float("inf")
    return nowhere if t is None else t, nowhere if player is None else player, violation.kind
