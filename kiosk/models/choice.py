from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.models.player import Player


class Phase(models.TextChoices):
    """Which of a session's two kinds of rounds."""

    TRAINING = "training", _("training")
    GAME = "game", _("game")


class Choice(models.Model):
    """What a player asked for in a round, and whether it got it. Goods are absolute.

    `success` is null until the round closes. `shown_at` and `answered_at` are the client's clock
    and null where the client does not say; `received_at` and `resolved_at` are the server's.
    """

    player = models.ForeignKey(
        Player, on_delete=models.PROTECT, related_name="choices", db_index=False
    )  # the constraint below has an index that begins with it
    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices, default=Phase.GAME)
    t = models.PositiveIntegerField(_("round"))
    good_in_hand = models.PositiveSmallIntegerField(_("good in hand"))
    desired_good = models.PositiveSmallIntegerField(_("good asked for"))
    automatic = models.BooleanField(_("made by the server when the time was over"), default=False)
    robot = models.BooleanField(
        _("made by a robot of the server"), default=False, db_default=False
    )  # rows are also inserted without Django
    success = models.BooleanField(_("success"), null=True)
    shown_at = models.DateTimeField(_("question shown at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ("phase", "t", "player")
        constraints = (
            models.UniqueConstraint(fields=("player", "phase", "t"), name="choice_once_a_round"),
            models.CheckConstraint(
                condition=~models.Q(good_in_hand=models.F("desired_good")),
                name="choice_asks_for_another_good",
            ),
        )

    def __str__(self) -> str:
        return f"{self.phase} {self.t}: {self.good_in_hand} → {self.desired_good}"
