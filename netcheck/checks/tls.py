"""TLS: refused at once where the site has none, valid where it has."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.model import blocked, failed, passed, warned
from netcheck.network import Outcome
from netcheck.probes.pages import PLAIN, TLS_PORT, tls_port
from netcheck.probes.tls import CERTIFICATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conf.site import Site
    from netcheck.model import Result
    from netcheck.world import World

_WAN = frozenset({Profile.WAN})
_BEHIND_NGINX = frozenset({Profile.LAN, Profile.WAN})
_SOON = 14
"""Days: renewals run weekly, so two of them may fail."""
_REDIRECTS = (301, 302, 307, 308)


def _without_tls(world: World) -> str:
    return "" if _serves(world.site) else _("the plan has no TLS")


def _serves(site: Site) -> bool:
    return site.profile is Profile.WAN or site.tls is not None


def _port(case: Case) -> Iterator[Result]:
    page, plain, site = case.fact(TLS_PORT), case.fact(PLAIN), case.world.site
    serves = _serves(site)
    told = {"evidence": (str(page),), "tls_port": tls_port(case.world)}
    if page.outcome is Outcome.TIMEOUT:
        yield (failed if serves else warned)("tls_dropped", page.said, **told)
    elif page.answered or page.outcome is Outcome.EMPTY:
        yield passed(_("TLS with a valid chain"))
    elif page.outcome is Outcome.TLS:
        yield (failed if serves else warned)(_broken_chain(page.detail), page.detail, **told)
    elif serves and plain.outcome is Outcome.REFUSED:
        yield failed("nginx_down", page.said, **told)
    elif serves:
        yield failed("tls_missing", page.said, **told)
    else:
        yield passed(_("port {port}: {said}, at once").format(port=told["tls_port"], said=page.said))


def _broken_chain(detail: str) -> str:
    """Which of the ways to be invalid; OpenSSL's own words tell."""
    if "expired" in detail or "not yet valid" in detail:
        return "tls_expired"
    if "mismatch" in detail or "doesn't match" in detail:
        return "tls_wrong_name"
    return "tls_untrusted" if "certificate verify failed" in detail else "tls_missing"


def _expiry(case: Case) -> Iterator[Result]:
    until = case.fact(CERTIFICATE)
    if until is None:
        return
    moment = datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC)
    days = (moment - datetime.now(UTC)).days
    told = {"until": f"{moment:%Y-%m-%d}", "days": days}
    if days < _SOON:
        yield warned("tls_expires_soon", _("{days} days").format(days=days), **told)
    else:
        yield passed(_("valid until {until}").format(**told))


def _redirect(case: Case) -> Iterator[Result]:
    page, site = case.fact(PLAIN), case.world.site
    location = page.headers.get("location", "")
    if page.status in _REDIRECTS and location.startswith(f"https://{site.server.name}"):
        yield passed(_("{status} to {location}").format(status=page.status, location=location))
    elif not page.answered and (blocker := case.blocker("http.tls_port")):
        yield blocked(blocker)
    else:
        observed = f"{page.said} {location}".strip()
        yield failed("http_no_redirect", observed, evidence=(str(page),))


CHECKS = (
    Check(
        id="http.tls_port",
        proves=N_("the TLS port refuses at once, or speaks TLS with a valid chain where the plan says so"),
        judge=_port,
        probes=(TLS_PORT, PLAIN),
        after=("host.address",),
        causes=("nginx_down", "tls_dropped", "tls_missing", "tls_untrusted", "tls_wrong_name", "tls_expired"),
        profiles=_BEHIND_NGINX,
    ),
    Check(
        id="http.certificate",
        proves=N_("the certificate stays valid for a while"),
        judge=_expiry,
        probes=(CERTIFICATE,),
        after=("http.tls_port",),
        causes=("tls_expires_soon",),
        profiles=_BEHIND_NGINX,
        unless=_without_tls,
    ),
    Check(
        id="http.redirect",
        proves=N_("the plain address leads to https"),
        judge=_redirect,
        probes=(PLAIN,),
        follows=("http.tls_port",),
        causes=("http_no_redirect",),
        profiles=_WAN,
    ),
)
