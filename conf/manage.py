"""The command line: `manage.py` in the checkout, `ganomics` where the wheel is installed."""

from __future__ import annotations

import os
import sys

from conf.i18n import terminal_language
from conf.toml import ConfigurationError

BAD_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h: a file of the site says something that cannot be."""


def main() -> None:
    """Run the command that the arguments name, in the terminal's language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conf.settings")
    import django  # noqa: PLC0415  settings come first
    from django.core.management import execute_from_command_line  # noqa: PLC0415  the same
    from django.utils import translation  # noqa: PLC0415  the same

    try:
        django.setup()
        with translation.override(terminal_language()):
            execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(BAD_CONFIGURATION)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
