"""Where netcheck finds the kiosk's token."""

from __future__ import annotations

import os
from pathlib import Path

from conf.site import ROOT
from netcheck.rendering.layout import Platform, layout_of
from netcheck.world import Token

VARIABLE = "NETCHECK_TOKEN"
_FILE = "netcheck_token"


def find_token() -> Token:
    """``NETCHECK_TOKEN``, else the file that the kiosk wrote into its state folder.

    The folder is ``GANOMICS_STATE``, else ``var/`` of the checkout, else of the current folder, else
    that of the installed services.
    """
    home = ROOT if (ROOT / "manage.py").exists() else Path.cwd()
    named = os.environ.get("GANOMICS_STATE")
    file, *others = [
        folder / _FILE
        for folder in ([Path(named)] if named else [home / "var", layout_of(Platform.here()).state])
    ]
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        return Token(given, VARIABLE, file)
    found = next((other for other in (file, *others) if _is_there(other)), file)
    try:
        return Token(found.read_text(encoding="ascii").strip(), str(found), found)
    except UnicodeDecodeError:
        return Token("", str(found), found, there=True)
    except OSError as error:
        return Token("", f"{found} ({error.strerror})", found, there=_is_there(found))


def _is_there(file: Path) -> bool:
    """Also where we may not look into its folder."""
    try:
        return file.exists()
    except PermissionError:
        return True
