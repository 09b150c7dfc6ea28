"""Gather the texts that are spoken without Django: netcheck's, and those of the readers of the plan.

1. `xgettext` finds every text that the sources mark with `_`, `N_` or `ngettext`.
2. `msgmerge` brings the catalogue up to date: what is new is empty, what has changed is marked as fuzzy.
3. `msgfmt` compiles it.

``python -m tests.messages`` does all three for each catalogue.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import conf.i18n
import conf.installation
import netcheck.i18n


@dataclass(frozen=True)
class Catalogue:
    """The French texts of some sources; `locale` is the folder of their catalogues."""

    domain: str
    locale: Path
    sources: tuple[Path, ...]

    @property
    def file(self) -> Path:
        """Where the translations are written down."""
        return self.locale / "fr" / "LC_MESSAGES" / f"{self.domain}.po"

    def gather(self, template: Path) -> None:
        """Write every text that the sources mark into a template."""
        folder = self.locale.parent
        files = sorted(os.path.relpath(file, folder) for file in self.sources)
        options = ["--from-code=UTF-8", "--add-location=file", "--keyword=N_", f"--output={template}"]
        subprocess.run(["xgettext", *options, *files], cwd=folder, check=True)

    def merge(self, template: Path) -> None:
        """Bring the translations up to date."""
        options = ["--quiet", "--update", "--backup=none", "--add-location=file", "--no-wrap"]
        subprocess.run(["msgmerge", *options, self.file, template], check=True)

    def compile(self) -> None:
        """Compile the translations, with their placeholders checked."""
        compiled = f"--output-file={self.file.with_suffix('.mo')}"
        subprocess.run(["msgfmt", "--check-format", compiled, self.file], check=True)


def _sources(module: str | None) -> list[Path]:
    assert module
    return list(Path(module).parent.rglob("*.py"))


NETCHECK = Catalogue(
    "netcheck",
    netcheck.i18n.LOCALE,
    (*_sources(netcheck.i18n.__file__), *_sources(conf.installation.__file__)),
)
CONF = Catalogue(
    "conf",
    conf.i18n.LOCALE,
    tuple(
        file for file in conf.i18n.LOCALE.parent.glob("*.py") if "from conf.i18n import" in file.read_text()
    ),
)
CATALOGUES = (NETCHECK, CONF)


def main() -> None:
    """Gather, merge, compile."""
    for catalogue in CATALOGUES:
        with tempfile.TemporaryDirectory() as folder:
            template = Path(folder, "texts.pot")
            catalogue.gather(template)
            catalogue.merge(template)
        catalogue.compile()


if __name__ == "__main__":
    main()
