"""A site, installed: the steps from a bare machine to one that tablets play on, and back.

It runs with the system's own Python, before there is any other: nothing here imports more than the
standard library, the plan's reader and netcheck's rendering.
"""

import sys

from netcheck.i18n import _

OLDEST_PYTHON = (3, 11)
"""As pyproject.toml says; an older one could not even read what follows."""

if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        _("Expected Python {oldest} or later, as Debian 12 and Ubuntu 24.04 have it; got {version}.").format(
            oldest=".".join(map(str, OLDEST_PYTHON)), version=".".join(map(str, sys.version_info[:3]))
        )
    )
