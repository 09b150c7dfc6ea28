"""Gather the texts of netcheck, and of the installation, which speaks with it; compile what is translated.

1. `xgettext` finds every text that the sources mark with `_`, `N_` or `ngettext`.
2. `msgmerge` brings the catalogue up to date: what is new is empty, what has changed is marked as fuzzy.
3. `msgfmt` compiles it.

``python -m tests.netcheck.messages`` does all three.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import conf.installation
import netcheck
from netcheck.i18n import LOCALE

SOURCES = Path(netcheck.__file__).parent
INSTALLATION = Path(conf.installation.__file__).parent
CATALOGUE = LOCALE / "fr" / "LC_MESSAGES" / "netcheck.po"


def gather(template: Path) -> None:
    """Write every text that the sources mark into a template."""
    files = sorted(
        os.path.relpath(file, SOURCES) for folder in (SOURCES, INSTALLATION) for file in folder.rglob("*.py")
    )
    options = ["--from-code=UTF-8", "--add-location=file", "--keyword=N_", f"--output={template}"]
    subprocess.run(["xgettext", *options, *files], cwd=SOURCES, check=True)


def merge(template: Path) -> None:
    """Bring the catalogue up to date."""
    options = ["--quiet", "--update", "--backup=none", "--add-location=file", "--no-wrap"]
    subprocess.run(["msgmerge", *options, CATALOGUE, template], check=True)


def compile_catalogue() -> None:
    """Compile the catalogue, with its placeholders checked."""
    subprocess.run(
        ["msgfmt", "--check-format", f"--output-file={CATALOGUE.with_suffix('.mo')}", CATALOGUE], check=True
    )


def main() -> None:
    """Gather, merge, compile."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder, "netcheck.pot")
        gather(template)
        merge(template)
    compile_catalogue()


if __name__ == "__main__":
    main()
