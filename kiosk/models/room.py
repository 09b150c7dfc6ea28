from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from conf.numbers import TabletNumbers
from kiosk.models.fields import validate_numbers
from kiosk.models.terms import Step, Terms
from kiosk.models.treatment import Treatment


class RoomQuerySet(models.QuerySet["Room"]):
    """Rooms, by how far they have come."""

    def live(self) -> Self:
        """Rooms that no operator has closed."""
        return self.filter(closed_at=None)

    def unfinished(self) -> Self:
        """Live rooms whose session has not come to its end."""
        return self.live().exclude(step=Step.END)

    def locked(self) -> Self:
        """The same rooms, each ours alone until the transaction ends; always locked in one order."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Room(Terms):
    """One session of the game: its terms, its random seed, and how far it has come.

    `arrived` counts the players that have passed to the next step, or, in the game, that have
    chosen in round `t`; when it reaches `size` the barrier opens. Whoever changes it holds the row's lock.

    `version` counts what operators have done in it. Seats without a tablet whose player is a robot are
    played by the server itself; `robots` counts them.
    """

    treatment = models.ForeignKey(
        Treatment, verbose_name=_("treatment"), on_delete=models.PROTECT, null=True, blank=True
    )
    tablets = models.CharField(
        _("tablets"), max_length=200, blank=True, default="", validators=[validate_numbers]
    )
    size = models.PositiveIntegerField(_("players"))
    seed = models.BigIntegerField(_("random seed"))
    odds = models.JSONField(_("training odds"), default=dict, blank=True)
    script = models.JSONField(_("recorded draws to replay"), null=True, blank=True)

    step = models.CharField(_("step"), max_length=10, choices=Step.choices, default=Step.WELCOME)
    t = models.PositiveIntegerField(_("round"), default=0)
    arrived = models.PositiveIntegerField(_("players arrived"), default=0)
    round_opened_at = models.DateTimeField(_("round opened at"), null=True, blank=True)
    clock_from = models.DateTimeField(_("the time to choose counts from"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    pause_text = models.CharField(_("what participants read in the pause"), max_length=200, blank=True)
    held = models.BooleanField(_("waits for the operator to start it"), default=False)
    robots = models.PositiveIntegerField(_("seats that the server plays"), default=0)
    version = models.PositiveIntegerField(_("version"), default=0)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects: ClassVar[RoomQuerySet] = RoomQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=models.Q(step__in=Step.values), name="room_is_at_a_step"),
            models.CheckConstraint(
                condition=models.Q(t__lte=models.F("rounds")), name="room_plays_no_round_too_many"
            ),
            models.CheckConstraint(
                condition=models.Q(arrived__lte=models.F("size")), name="room_counts_no_arrival_twice"
            ),
            models.CheckConstraint(condition=models.Q(seed__gte=0), name="room_has_a_seed_to_draw_from"),
        )

    def __str__(self) -> str:
        return f"{self.pk} ({self.distribution}, {self.step})"

    def admits(self, tablet: int) -> bool:
        """Whether a person's tablet of that number may sit here; a room without a list takes any."""
        return not self.tablets or tablet in TabletNumbers.parse(self.tablets)

    def overlaps(self, tablets: TabletNumbers) -> bool:
        """Whether this room claims one of these tablets too; no list claims every tablet."""
        return not tablets or not self.tablets or bool(TabletNumbers.parse(self.tablets) & tablets)
