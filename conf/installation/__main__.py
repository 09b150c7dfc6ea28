"""``python3 -m conf.installation install``: the same as `manage.py site`, without Django."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter

from conf.installation.command import EXAMPLE, add_arguments, carry_out
from conf.installation.step import InstallationError
from conf.toml import ConfigurationError
from netcheck.i18n import _

_FAILED, _BAD_CONFIGURATION = 1, 78


def main() -> int:
    """Read the arguments, and carry them out; the exit status."""
    parser = ArgumentParser(
        prog="site",
        description=_("Install a site on this machine, or restore what was there."),
        epilog=f"{_('example:')}\n{EXAMPLE}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    add_arguments(parser)
    try:
        return carry_out(parser.parse_args())
    except InstallationError as error:
        sys.stderr.write(f"{error}\n")
        return _FAILED
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return _BAD_CONFIGURATION


if __name__ == "__main__":
    sys.exit(main())
