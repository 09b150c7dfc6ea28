"""Is nginx's configuration sound? Its reader names the file and the line, which no probe from outside can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck.engine import Case, Check, seen_from_afar
from netcheck.i18n import N_, _
from netcheck.model import State, failed, passed, skipped, warned
from netcheck.nginx import CAUSES
from netcheck.probes.nginx import CONFIGURATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.model import Result
    from netcheck.nginx import Finding

_PROVEN_BY = ("http.listens", "http.page", "http.static", "ws.upgrade")
_NOT_PROVEN = frozenset(
    {
        "nginx_unreadable",
        "ws_cut_when_idle",
        "too_few_connections",
        "nginx_forwarded_for",
        "nginx_forwarded_proto",
    }
)
"""Faults that pages and sockets do not show at once."""


def _sound(case: Case) -> Iterator[Result]:
    configuration = case.fact(CONFIGURATION)
    if configuration is None:
        yield skipped(_("nginx's configuration is not on this machine"))
        return
    works = all(result.state is State.PASS for check in _PROVEN_BY for result in case.results.get(check, ()))
    for finding in configuration.findings:
        yield _told(finding, milder=works and finding.code not in _NOT_PROVEN)
    unreadable = any(finding.code == "nginx_unreadable" for finding in configuration.findings)
    if configuration.complaint and not unreadable:
        yield failed(
            "nginx_unreadable",
            configuration.complaint,
            evidence=(configuration.complaint,),
            advice=_(CAUSES["nginx_unreadable"].remedy),
        )
    elif not configuration.findings:
        asked = "" if configuration.complaint is None else _(", and nginx -t agrees")
        yield passed(_("{file}: no fault found{asked}").format(file=configuration.file, asked=asked))


def _told(finding: Finding, *, milder: bool) -> Result:
    """As a warning where nginx works: it has not read the file since, and will trip over it when it does."""
    where = f"{finding.file}:{finding.line}" if finding.line else str(finding.file)
    return (warned if finding.warning or milder else failed)(
        finding.code,
        where,
        target=where,
        evidence=(where,),
        summary=finding.summary,
        advice=finding.remedy_text,
        lines=finding.remedy_lines,
    )


CHECKS = (
    Check(
        id="http.config",
        proves=N_("nginx's configuration is sound, read line by line"),
        judge=_sound,
        probes=(CONFIGURATION,),
        follows=_PROVEN_BY,
        causes=tuple(CAUSES),
        profiles=frozenset({Profile.LAN, Profile.WAN}),
        unless=seen_from_afar,
    ),
)
