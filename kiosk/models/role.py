from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do at the console, from the least to the most; each may do what those before it may.

    A role is the name of one of Django's groups.
    """

    ASSISTANT = "assistant", _("assistant: watches, and hands over seats")
    OPERATOR = "operator", _("operator: runs sessions")
    ADMINISTRATOR = "administrator", _("administrator: does everything")

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what the other one may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)
