"""What happens before a server serves, and beside it."""

from __future__ import annotations

import logging
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from conf.i18n import terminal_language
from kiosk.upkeep.backups import Backups
from kiosk.upkeep.keeper import Chore, Keeper
from kiosk.upkeep.serving import InUseError, hold_for_serving
from kiosk.upkeep.soundness import REFUSED, all_messages, database_file
from kiosk.upkeep.watchdog import Watchdog

if TYPE_CHECKING:
    from django.core.checks import CheckMessage

logger = logging.getLogger(__name__)

REFUSES_TO_START = 78
"""EX_CONFIG of sysexits.h: nothing will change until somebody does what the sentence says."""

LOOK_AT_ROOMS = 5.0
"""Seconds; far less than anybody's patience, far more than a look costs."""


def require_fitness() -> None:
    """End the process with a sentence where playing would lose data; log what is only worth knowing."""
    with translation.override(terminal_language()):
        try:
            hold_for_serving(settings.STATE_DIR)
        except InUseError as error:
            _refuse(_("A restore is under way on {folder}: wait for its end.").format(folder=error))
        messages = all_messages()
        for message in messages:
            if message.id not in REFUSED:
                logger.log(message.level, "%s", _told(message))
        refused = [_told(message) for message in messages if message.id in REFUSED]
        if refused:
            _refuse("\n".join(refused))


def keep_up() -> Keeper:
    """Begin the chores of a process, on a thread of their own."""
    chores = [Chore("watch the rooms", LOOK_AT_ROOMS, Watchdog(timedelta(seconds=settings.STALL_AFTER)).look)]
    file = database_file()
    if file is not None and settings.BACKUP_EVERY:
        chores.append(
            Chore("back the database up", settings.BACKUP_EVERY, Backups(file, settings.BACKUPS).make)
        )
    keeper = Keeper(chores)
    keeper.start()
    return keeper


def _told(message: CheckMessage) -> str:
    return f"{message.msg} {message.hint}"


def _refuse(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.exit(REFUSES_TO_START)
