from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.economy.goods import GoodKind
from kiosk.models.natural import NaturalModel

KINDS = [
    (GoodKind.PRODUCTION.value, _("production good")),
    (GoodKind.CONSUMPTION.value, _("consumption good")),
    (GoodKind.OTHER.value, _("another good")),
]


class TrainingOdds(NaturalModel):
    """How often a virtual partner of the training accepts one kind of exchange."""

    natural_fields = ("in_hand", "asked")

    in_hand = models.CharField(_("good in hand"), max_length=20, choices=KINDS)
    asked = models.CharField(_("good asked for"), max_length=20, choices=KINDS)
    probability = models.FloatField(
        _("probability"), validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )

    class Meta:
        verbose_name = _("training odds")
        verbose_name_plural = _("training odds")
        ordering = ("in_hand", "asked")
        constraints = (
            models.UniqueConstraint(fields=("in_hand", "asked"), name="training_odds_once_a_pair"),
            models.CheckConstraint(
                condition=models.Q(probability__gte=0, probability__lte=1),
                name="training_odds_are_probabilities",
            ),
            models.CheckConstraint(
                condition=~models.Q(in_hand=GoodKind.CONSUMPTION.value),
                name="nobody_holds_its_consumption_good_in_training",
            ),
        )

    def __str__(self) -> str:
        return f"{self.in_hand} → {self.asked}: {self.probability}"
