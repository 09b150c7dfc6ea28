"""One player's recorded rounds: which good it held in each, derived from what it asked for and got.

Each mistake is reported once, where it lies: the derivation goes on from the row as it must have been,
so that what follows from a mistake is not reported again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kiosk.economy.violations import Violation, ViolationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class PlayerRow(NamedTuple):
    """A player's roles (absolute goods) and the score it is said to have in the phase that is audited."""

    production_good: int
    consumption_good: int
    score: int


class ChoiceRow(NamedTuple):
    """What a player is said to have held, asked for and got in a round (absolute goods)."""

    player: int
    t: int
    in_hand: int
    asked: int
    success: bool | None


class Trajectory:
    """The rounds of one player as they must have been.

    Attributes:
        player: the player's number.
        role: its roles and score.
        believed: round → the row as it must have been; a round of which too little is known is left out.
        absent: such a round → the good then in hand, None where that is unknown too.
        found: what is wrong with the rows.
    """

    def __init__(
        self,
        player: int,
        role: PlayerRow,
        rows: Mapping[int, ChoiceRow],
        *,
        n_goods: int,
        rounds: int,
        doubtful: Callable[[ChoiceRow], bool],
    ) -> None:
        """Derive the rounds.

        Args:
            player: the player's number.
            role: its roles and score.
            rows: round → the row as it is recorded.
            n_goods: how many goods there are.
            rounds: how many rounds are over.
            doubtful: whether anything besides the next good in hand speaks against a row's success.
        """
        self.player = player
        self.role = role
        self.believed: dict[int, ChoiceRow] = {}
        self.absent: dict[int, int | None] = {}
        self.found: list[Violation] = []
        self._rows = rows
        self._n_goods = n_goods
        self._doubtful = doubtful
        in_hand: int | None = role.production_good
        for t in range(rounds):
            in_hand = self._derive(t, in_hand)

    def flip(self, row: ChoiceRow) -> None:
        """Take a believed row's success for the contrary of what is recorded."""
        mended = row._replace(success=not row.success)
        self.believed[row.t] = mended
        self._report(
            row.t, ViolationKind.WRONG_SUCCESS, expected=int(not row.success), got=int(bool(row.success))
        )

    def shows_success(self, row: ChoiceRow) -> bool:
        """Whether the next good in hand tells the success of a believed row from a failure."""
        differs = self._next_good(row) != self._next_good(row._replace(success=not row.success))
        return differs and row.t + 1 in self.believed

    def _derive(self, t: int, expected: int | None) -> int | None:
        """Believe the row of round t as far as it can be; the good in hand that follows, None if unknown."""
        row = self._rows.get(t)
        if row is None:
            self._report(t, ViolationKind.MISSING_ROW)
            self.absent[t] = expected
            return None
        in_hand = self._believed_good(row, expected)
        if in_hand is None or not self._tells_outcome(row, in_hand):
            self.absent[t] = in_hand
            return None
        self.believed[t] = row._replace(in_hand=in_hand)
        return self._next_good(self.believed[t])

    def _believed_good(self, row: ChoiceRow, expected: int | None) -> int | None:
        if not self._in_range(row.t, row.in_hand):
            return expected
        if row.in_hand == self.role.consumption_good:
            self._report(row.t, ViolationKind.CONSUMPTION_GOOD_IN_HAND, got=row.in_hand)
            return expected
        if expected is None or row.in_hand == expected or self._flip_explains(row):
            return row.in_hand
        self._report(row.t, ViolationKind.WRONG_GOOD_IN_HAND, expected=expected, got=row.in_hand)
        return self._likelier_good(row, expected)

    def _flip_explains(self, row: ChoiceRow) -> bool:
        """Whether not this good in hand was wrong but the success before; then that is mended."""
        before = self.believed.get(row.t - 1)
        if before is None or not self._doubtful(before):
            return False
        explains = self._next_good(before._replace(success=not before.success)) == row.in_hand
        if explains:
            self.flip(before)
        return explains

    def _likelier_good(self, row: ChoiceRow, expected: int) -> int:
        """The good expected, or the one that came where this row or the next does not follow from it."""
        if row.asked == expected:
            return row.in_hand
        after = self._rows.get(row.t + 1)
        if after is None or after.in_hand == self._next_good(row._replace(in_hand=expected)):
            return expected
        return row.in_hand

    def _tells_outcome(self, row: ChoiceRow, in_hand: int) -> bool:
        """Whether the row says what was asked for and whether the player got it."""
        if not self._in_range(row.t, row.asked):
            return False
        if row.asked == in_hand:
            self._report(row.t, ViolationKind.ASKED_GOOD_IN_HAND, got=row.asked)
            return False
        if row.success is None:
            self._report(row.t, ViolationKind.UNDECIDED_SUCCESS)
            return False
        return True

    def _next_good(self, row: ChoiceRow) -> int:
        """The good in hand after the row: the rule of `market.settle`, for one player."""
        if not row.success:
            return row.in_hand
        return self.role.production_good if row.asked == self.role.consumption_good else row.asked

    def _in_range(self, t: int, good: int) -> bool:
        if 0 <= good < self._n_goods:
            return True
        self._report(t, ViolationKind.GOOD_OUT_OF_RANGE, most=self._n_goods - 1, got=good)
        return False

    def _report(self, t: int, kind: ViolationKind, **facts: int) -> None:
        self.found.append(Violation(self.player, t, kind, facts))
