"""What the server remembers: one model a file, each with the constraints for what must never be."""

from kiosk.models.access_point import AccessPoint
from kiosk.models.choice import Choice, Phase
from kiosk.models.enrolment import Enrolment
from kiosk.models.event import Event
from kiosk.models.player import Player
from kiosk.models.presence import Presence
from kiosk.models.pseudonym import Pseudonym
from kiosk.models.role import Role
from kiosk.models.room import Room
from kiosk.models.tablet import Tablet
from kiosk.models.terms import Step, Terms
from kiosk.models.training_odds import TrainingOdds
from kiosk.models.treatment import Treatment

__all__ = [
    "AccessPoint",
    "Choice",
    "Enrolment",
    "Event",
    "Phase",
    "Player",
    "Presence",
    "Pseudonym",
    "Role",
    "Room",
    "Step",
    "Tablet",
    "Terms",
    "TrainingOdds",
    "Treatment",
]
