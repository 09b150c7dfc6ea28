"""What a check proves, what a cause means: the catalogue in words."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from netcheck.causes import CAUSES
from netcheck.checks import CHECKS
from netcheck.i18n import _
from netcheck.remedies import commands_of
from netcheck.rendering.layout import Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.causes import Cause
    from netcheck.engine import Check

_ANYWHERE = {"netcheck": "netcheck", "site_options": "", "manage": "python manage.py"}
_PLACE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_SYSTEMS = {Platform.LINUX: "Linux", Platform.MACOS: "macOS"}


class UnknownName(LookupError):  # noqa: N818  what was asked for does not exist
    """Neither a check nor a cause."""


def listed() -> Iterator[str]:
    """Every check, a line each."""
    width = max(len(check.id) for check in CHECKS) + 2
    for check in CHECKS:
        deep = _(" (with --deep)") if check.deep else ""
        yield f"{check.id.ljust(width)}{_(check.proves)}{deep}"


def explained(name: str) -> Iterator[str]:
    """A check or a cause, line by line; raises `UnknownName`."""
    check = next((item for item in CHECKS if item.id == name.partition("[")[0]), None)
    if check is not None:
        yield from _check(check)
    elif name in CAUSES:
        yield from _cause(CAUSES[name])
    else:
        known = [*(check.id for check in CHECKS), *CAUSES]
        near = difflib.get_close_matches(name, known, n=1)
        hint = _("did you mean {name}?").format(name=near[0]) if near else _("see `netcheck run --list`")
        raise UnknownName(_("There is no check and no cause {name!r}; {hint}").format(name=name, hint=hint))


def _check(check: Check) -> Iterator[str]:
    yield f"{check.id}: {_(check.proves)}."
    yield _("Profiles: {profiles}.").format(profiles=", ".join(sorted(check.profiles)))
    if check.after:
        yield _("Skipped when one of these failed: {ids}.").format(ids=", ".join(check.after))
    for probe in check.probes:
        reason = _(probe.timeout.reason)
        yield _("Waits for {probe} up to {seconds:g} s: {reason}.").format(
            probe=_(probe.name), seconds=probe.timeout.seconds, reason=reason
        )
    if check.causes:
        yield _("Causes it can name:")
        width = max(map(len, check.causes)) + 2
        yield from (f"  {code.ljust(width)}{placed(_(CAUSES[code].title))}" for code in check.causes)


def _cause(cause: Cause) -> Iterator[str]:
    yield f"{cause.code}: {placed(_(cause.title))}."
    yield placed(_(cause.sentence))
    yield _("Mend: {remedy}").format(remedy=placed(_(cause.remedy)))
    for platform, system in _SYSTEMS.items():
        commands = list(filter(None, (_typed(command, platform) for command in cause.commands)))
        if commands:
            yield f"{system}:"
            yield from (f"  $ {command}" for command in commands)
    if cause.lines:
        yield _("Lines of configuration:")
        yield from (f"  {placed(line)}" for line in cause.lines)
    named = ", ".join(check.id for check in CHECKS if cause.code in check.causes)
    if named:
        yield _("Found by {checks}.").format(checks=named)


def _typed(command: str, platform: Platform) -> str:
    """The command as one would type it on any site."""
    for word, text in (commands_of(platform) | _ANYWHERE).items():
        command = command.replace(f"{{{word}}}", text)
    return placed(command)


def placed(text: str) -> str:
    """The text with ``<name>`` where a site has its own."""
    return _PLACE.sub(r"<\1>", text).replace("{{", "{").replace("}}", "}")
