"""Does the page come, through nginx, from this kiosk?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck.engine import Case, Check, seen_from_afar
from netcheck.i18n import N_, _
from netcheck.model import blocked, failed, passed
from netcheck.network import Outcome
from netcheck.probes.host import HOLDERS
from netcheck.probes.pages import DIRECT, PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.model import Result
    from netcheck.probes.http import Response
    from netcheck.probes.machine import Listener

BEHIND_NGINX = frozenset({Profile.LAN, Profile.WAN})

_OK, _BAD_REQUEST, _FORBIDDEN = 200, 400, 403
_SERVER_ERRORS = range(500, 600)
_BAD_GATEWAY, _GATEWAY_TIMEOUT = 502, 504
_NOBODY_BEHIND = (_BAD_GATEWAY, 503)
_UNANSWERED = {
    Outcome.REFUSED: "daphne_down",
    Outcome.UNREACHABLE: "daphne_down",
    Outcome.SILENT: "daphne_hangs",
    Outcome.TIMEOUT: "daphne_hangs",
}


def _direct(case: Case) -> Iterator[Result]:
    """Each daphne process by itself."""
    pages = case.fact(DIRECT)
    for page in pages:
        target = str(page.request.port) if len(pages) > 1 else ""
        yield _kiosk(case, page, target)


def _holder(case: Case, address: str, port: int) -> Listener | None:
    """The program that listens there, where this machine tells."""
    holders = [item for item in case.fact(HOLDERS) if item.port == port]
    return next((item for item in holders if item.address in (address, "0.0.0.0", "::")), None)  # noqa: S104


def _kiosk(case: Case, page: Response, target: str) -> Result:
    holder = _holder(case, page.request.address, page.request.port)
    upstream = f"{page.request.address}:{page.request.port}"
    if page.status == _OK and page.instance:
        return passed(
            _("kiosk {instance} at {upstream}").format(instance=page.instance, upstream=upstream),
            target=target,
        )
    return failed(
        _sickness(page),
        page.said,
        target=target,
        evidence=(str(page), *_held(upstream, holder)),
        upstream=upstream,
        upstream_address=page.request.address,
        upstream_port=page.request.port,
        status=page.status,
        **_freeing(case, holder),
    )


def _freeing(case: Case, holder: Listener | None) -> dict[str, str]:
    """What to type to get the port free, where it is known who holds it; services restart their own."""
    if holder is None:
        return {}
    here = case.world.site.profile is Profile.LOCAL
    return {"stop_holder": f"kill {holder.pid}", "free_port": f"kill -9 {holder.pid}" if here else ""}


def _held(upstream: str, holder: Listener | None) -> tuple[str, ...]:
    if holder is None:
        return ()
    return (
        _("{upstream} is held by {process}, process {pid}").format(
            upstream=upstream, process=holder.process, pid=holder.pid
        ),
    )


def _sickness(page: Response) -> str:
    """The cause of a page that the kiosk's port should have given."""
    if not page.answered:
        return _UNANSWERED.get(page.outcome, "daphne_broken")
    if page.status == _BAD_REQUEST:
        return "host_not_allowed"
    return "kiosk_error" if page.status in _SERVER_ERRORS else "upstream_taken"


def _listens(case: Case) -> Iterator[Result]:
    """Is there a web server at all? What it answers is the next check's business."""
    page = case.fact(PAGE)
    evidence = (str(page),)
    secure = page.request.tls is not None
    if secure and (blocker := case.blocker("http.tls_port")):
        yield blocked(blocker)
    elif page.answered or page.outcome is Outcome.SILENT:
        server = page.headers.get("server", "")
        yield passed(_("a web server answers: {server}").format(server=server or page.said))
    elif page.outcome in (Outcome.REFUSED, Outcome.UNREACHABLE):
        yield failed("nginx_down", page.said, evidence=evidence)
    elif page.outcome is Outcome.TIMEOUT:
        yield failed("http_filtered", page.said, evidence=evidence)
    else:
        yield failed("http_not_spoken", page.said, evidence=evidence)


def _page(case: Case) -> Iterator[Result]:
    page, kiosks = case.fact(PAGE), case.fact(DIRECT)
    instances = {kiosk.instance for kiosk in kiosks} - {""}
    if page.status == _OK and page.instance in instances:
        yield passed(
            _("the page of kiosk {instance}, in {milliseconds} ms").format(
                instance=page.instance, milliseconds=round(page.seconds * 1000)
            )
        )
        return
    blocker = case.blocker("http.direct")
    told = {
        "evidence": (str(page), *map(str, kiosks)),
        "url": page.request.url,
        "status": page.status,
        "server": page.headers.get("server") or _("a server without a name"),
        "got": page.instance,
        "instance": ", ".join(sorted(instances)),
    }
    foreign = page.answered and page.status < _BAD_REQUEST
    if blocker and (page.instance or not foreign or "upstream_taken" in case.causes("http.direct")):
        yield blocked(blocker)
    elif page.outcome is Outcome.SILENT or page.status == _GATEWAY_TIMEOUT:
        yield failed("nginx_upstream_silent", page.said, **told)
    elif page.status in _NOBODY_BEHIND:
        yield failed("nginx_wrong_upstream", page.said, **told)
    elif page.instance and page.status == _OK:
        yield failed("http_other_kiosk", page.instance, expected=told["instance"], **told)
    elif page.status == _BAD_REQUEST:
        yield failed("nginx_host_lost", page.said, **told)
    elif page.status == _FORBIDDEN:
        yield failed("nginx_forbidden", page.said, **told)
    elif foreign:
        yield failed("nginx_other_site", page.said, **told)
    else:
        yield failed("nginx_page_missing", page.said, **told)


CHECKS = (
    Check(
        id="http.direct",
        proves=N_("the kiosk server itself gives the page, without nginx"),
        judge=_direct,
        unless=seen_from_afar,
        probes=(DIRECT, HOLDERS),
        causes=(
            "daphne_down",
            "daphne_hangs",
            "daphne_broken",
            "upstream_taken",
            "host_not_allowed",
            "kiosk_error",
        ),
    ),
    Check(
        id="http.listens",
        proves=N_("a web server answers at the site's address"),
        judge=_listens,
        probes=(PAGE,),
        after=("host.address", "host.ports[http]"),
        follows=("http.tls_port",),
        causes=("nginx_down", "http_filtered", "http_not_spoken"),
        profiles=BEHIND_NGINX,
    ),
    Check(
        id="http.page",
        proves=N_("the page comes through nginx, and from this kiosk"),
        judge=_page,
        probes=(PAGE, DIRECT),
        after=("http.listens",),
        follows=("http.direct",),
        causes=(
            "nginx_host_lost",
            "nginx_wrong_upstream",
            "nginx_upstream_silent",
            "nginx_forbidden",
            "nginx_other_site",
            "nginx_page_missing",
            "http_other_kiosk",
        ),
        profiles=BEHIND_NGINX,
    ),
)
