"""The services' variables: those that the site needs, beside those that an operator has written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conf.installation.files import FileFacts, SecretFile
from netcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HEADING = (
    "# The services' variables, read by root alone. A line that is here stays as it is; one that is missing\n"
    "# is added when the site is installed again.\n"
)


class Variables(SecretFile):
    """The file of variables, mode 0600; what an operator has set there is never changed."""

    def __init__(self, path: Path, variables: Mapping[str, str], *, owner: str = "root") -> None:
        super().__init__(path, str, mode=0o600, owner=owner)
        self._variables = variables

    def shall(self) -> FileFacts | None:
        """The lines that are there, and those that are missing."""
        now = self.now()
        lines = (now["text"] if now else _HEADING).splitlines()
        known = {line.partition("=")[0].strip() for line in lines}
        lines += [f"{name}={value}" for name, value in self._variables.items() if name not in known]
        return FileFacts(text="\n".join(lines) + "\n", mode="0600", owner=self._owner, link="")

    def _difference(self, now: FileFacts | None, wanted: FileFacts) -> list[str]:
        """The names of the new variables."""
        del wanted
        known = {line.partition("=")[0] for line in now["text"].splitlines()} if now else set()
        new = [name for name in self._variables if name not in known]
        return [_("    with {names}").format(names=", ".join(new))] if new else []
