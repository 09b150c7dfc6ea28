"""Do the page's files come, and nothing but them? And what happens on the TLS port?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcheck.checks.http import BEHIND_NGINX
from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.model import blocked, failed, passed, skipped
from netcheck.probes.pages import STATIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.model import Result

_OK, _FORBIDDEN, _MISSING = 200, 403, 404
_LISTING = b"Index of /"
_ITS_OWN = (_OK, _FORBIDDEN, _MISSING)
"""Answers that nginx gives about a file itself; others share their cause with the page."""


def _static(case: Case) -> Iterator[Result]:
    facts = case.fact(STATIC)
    if facts is None:
        yield skipped(_("the page names no file of its own"))
        return
    file, direct = facts.front, facts.direct
    told = {"evidence": (str(file), str(direct)), "url": file.request.url}
    if (
        file.status == _OK
        and (direct.status != _OK or direct.body == file.body)
        and not _page_is_foreign(case)
    ):
        yield passed(_("{url}: {bytes} bytes").format(url=file.request.url, bytes=len(file.body)))
    elif (blocker := case.blocker("http.page")) and (_page_is_foreign(case) or file.status not in _ITS_OWN):
        yield blocked(blocker)
    elif file.status == _FORBIDDEN:
        yield failed("static_forbidden", file.said, **told)
    elif file.status == _MISSING:
        yield failed("static_missing", file.said, **told)
    elif file.status == _OK:
        yield failed(
            "static_wrong",
            _("{ours} bytes, the kiosk has {theirs}").format(ours=len(file.body), theirs=len(direct.body)),
            **told,
        )
    else:
        yield failed("static_error", file.said, **told)


def _page_is_foreign(case: Case) -> bool:
    """Whether somebody else answers for the page: who serves another page serves other files."""
    return bool(case.causes("http.page") & {"nginx_other_site", "http_other_kiosk"})


def _sealed(case: Case) -> Iterator[Result]:
    facts = case.fact(STATIC)
    if facts is None:
        yield skipped(_("the page names no file of its own"))
        return
    listing, escape = facts.listing, facts.escape
    if listing.status == _OK and _LISTING in listing.body:
        yield failed(
            "static_listing",
            listing.said,
            target="listing",
            evidence=(str(listing),),
            url=listing.request.url,
        )
    if escape.status == _OK and escape.body == facts.direct.body:
        yield failed(
            "static_escape", escape.said, target="escape", evidence=(str(escape),), url=escape.request.url
        )
    if _OK not in (listing.status, escape.status):
        yield passed(_("no listing, no way out of the folder"))


CHECKS = (
    Check(
        id="http.static",
        proves=N_("the page's files come through nginx, byte for byte"),
        judge=_static,
        probes=(STATIC,),
        after=("http.direct", "http.listens"),
        follows=("http.page",),
        causes=("static_missing", "static_forbidden", "static_wrong", "static_error"),
    ),
    Check(
        id="http.sealed",
        proves=N_("nginx lists no folder, and serves nothing beside the static one"),
        judge=_sealed,
        probes=(STATIC,),
        after=("http.direct", "http.listens"),
        causes=("static_listing", "static_escape"),
        profiles=BEHIND_NGINX,
    ),
)
