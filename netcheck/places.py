"""Where netcheck finds the kiosk's token."""

from __future__ import annotations

import os
from pathlib import Path

from conf.site import ROOT
from netcheck.world import Token

_FILE = "netcheck_token"


def find_token() -> Token:
    """``NETCHECK_TOKEN``, else the file that the kiosk wrote into its state folder.

    The folder is ``GANOMICS_STATE``, else ``var/`` of the checkout, else of the current folder.
    """
    home = ROOT if (ROOT / "manage.py").exists() else Path.cwd()
    file = Path(os.environ.get("GANOMICS_STATE") or home / "var") / _FILE
    given = os.environ.get("NETCHECK_TOKEN", "").strip()
    if given:
        return Token(given, "NETCHECK_TOKEN", file)
    try:
        return Token(file.read_text(encoding="ascii").strip(), str(file), file)
    except (OSError, UnicodeDecodeError):
        return Token("", str(file), file)
