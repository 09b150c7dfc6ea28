from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.economy.goods import Cycle, Economy
from kiosk.models.fields import distribution_of, validate_distribution

SHORTEST_TIME_LIMIT, LONGEST_TIME_LIMIT = 5, 3600
"""Seconds."""


class Step(models.TextChoices):
    """Where a player or a room is in a session."""

    WELCOME = "welcome", _("welcome")
    SURVEY = "survey", _("survey")
    TRAINING = "training", _("training")
    GAME = "game", _("game")
    END = "end", _("end")


class Terms(models.Model):
    """What is agreed before a session: fixed by the treatment, copied into each room that plays it."""

    distribution = models.CharField(
        _("players for each production good"), max_length=200, validators=[validate_distribution]
    )
    cycle = models.CharField(
        _("who consumes what"),
        max_length=10,
        choices=[(Cycle.NEXT.value, _("the next good")), (Cycle.PREVIOUS.value, _("the previous good"))],
        default=Cycle.NEXT.value,
    )
    rounds = models.PositiveIntegerField(
        _("rounds"), default=50, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    training_rounds = models.PositiveIntegerField(
        _("training rounds"), default=10, validators=[MaxValueValidator(1000)]
    )
    time_limit = models.PositiveIntegerField(
        _("seconds to choose"),
        null=True,
        blank=True,
        validators=[MinValueValidator(SHORTEST_TIME_LIMIT), MaxValueValidator(LONGEST_TIME_LIMIT)],
    )
    survey = models.BooleanField(_("with survey"), default=True)
    survey_optional = models.BooleanField(_("answers to the survey are optional"), default=False)
    consent = models.BooleanField(_("ask for consent"), default=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", _("French")), ("en", _("English"))], default="fr"
    )
    pay_base = models.DecimalField(
        _("pay for taking part"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    pay_per_point = models.DecimalField(
        _("pay for a point"),
        max_digits=8,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    pay_rounding = models.DecimalField(
        _("pay is rounded up to multiples of"),
        max_digits=6,
        decimal_places=2,
        default=Decimal("0.10"),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    currency = models.CharField(_("currency"), max_length=8, default="€")

    class Meta:
        abstract = True

    @property
    def economy(self) -> Economy:
        """The goods, and how many players produce each."""
        return Economy(distribution_of(self.distribution), Cycle(self.cycle))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that a session under these terms goes through, in order."""
        skipped = {step for step, wanted in self._optional_steps() if not wanted}
        return tuple(step for step in Step if step not in skipped)

    def step_after(self, step: str) -> Step:
        """The step that follows; the end is followed by itself."""
        steps = self.steps
        return steps[min(steps.index(Step(step)) + 1, len(steps) - 1)]

    def _optional_steps(self) -> tuple[tuple[Step, bool], ...]:
        return (Step.SURVEY, self.survey), (Step.TRAINING, self.training_rounds > 0)
