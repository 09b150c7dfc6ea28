from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.models.room import Room
from kiosk.models.tablet import Tablet
from kiosk.models.terms import Step


class Player(models.Model):
    """A seat of a room and who sits there. Goods are absolute."""

    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="players", db_index=False
    )  # the constraints below have indexes that begin with it
    seat = models.PositiveIntegerField(_("seat"))
    tablet = models.ForeignKey(
        Tablet, verbose_name=_("tablet"), on_delete=models.PROTECT, null=True, blank=True
    )
    user_id = models.PositiveIntegerField(_("secret number"), unique=True)
    pseudo = models.CharField(_("pseudonym"), max_length=60)
    robot = models.BooleanField(_("played by a robot"), default=False)
    step = models.CharField(_("step"), max_length=10, choices=Step.choices, default=Step.WELCOME)

    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=60, blank=True, default="")

    production_good = models.PositiveSmallIntegerField(_("production good"))
    consumption_good = models.PositiveSmallIntegerField(_("consumption good"))
    good_in_hand = models.PositiveSmallIntegerField(_("good in hand"))
    score = models.PositiveIntegerField(_("score"), default=0)

    training_t = models.PositiveIntegerField(_("training round"), default=0)
    training_good_in_hand = models.PositiveSmallIntegerField(_("good in hand in training"))
    training_score = models.PositiveIntegerField(_("training score"), default=0)

    class Meta:
        verbose_name = _("player")
        verbose_name_plural = _("players")
        ordering = ("room", "seat")
        constraints = (
            models.UniqueConstraint(fields=("room", "seat"), name="player_has_a_seat_alone"),
            models.UniqueConstraint(fields=("room", "tablet"), name="player_has_a_tablet_alone"),
            models.CheckConstraint(
                condition=~models.Q(production_good=models.F("consumption_good")),
                name="player_wants_what_others_make",
            ),
            models.CheckConstraint(
                condition=~models.Q(good_in_hand=models.F("consumption_good"))
                & ~models.Q(training_good_in_hand=models.F("consumption_good")),
                name="player_never_keeps_its_consumption_good",
            ),
            models.CheckConstraint(condition=models.Q(step__in=Step.values), name="player_is_at_a_step"),
        )

    def __str__(self) -> str:
        return f"{self.room_id}/{self.seat} {self.pseudo}"
