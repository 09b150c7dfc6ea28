"""Are the page's files served, and nothing else?"""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING

from netcheck.i18n import _
from netcheck.nginx.finding import Finding, found
from netcheck.nginx.scope import Pattern, Scope
from netcheck.nginx.served import STATIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.nginx.served import Served

_PROBE = "probe.css"


def files_are_found(served: Served) -> Iterator[Finding]:
    """`static_missing`; where nginx passes /static/ on, the kiosk serves it and there is nothing to say."""
    scope = served.at(STATIC + _PROBE)
    root = served.plan.site.server.static_root
    got = _file_of(scope, STATIC + _PROBE)
    if scope.own("proxy_pass") or scope.block is served.page.block or got == str(root / _PROBE):
        return
    summary = _("{place} reads {path} from {got}; the files lie in {root}.")
    yield found(
        "static_missing",
        scope.own("alias") or scope.own("root") or scope.block,
        summary.format(place=scope.place, path=STATIC + _PROBE, got=got, root=root),
        f"location {STATIC} {{ alias {root}/; }}",
    )


def nothing_beside_them_is_served(served: Served) -> Iterator[Finding]:
    """`static_escape`: `location /x` with `alias /folder/;` reads /x../secret from /folder/../secret."""
    for scope in served.scope.locations():
        pattern, alias = Pattern.of(scope.block), scope.own("alias")
        open_ended = pattern.modifier in {"", "^~"} and not pattern.text.endswith("/")
        if alias and open_ended and alias.args[0].endswith("/"):
            summary = _("{place} with {alias}: {text}../ reads files beside the folder.")
            yield found(
                "static_escape",
                scope.block,
                summary.format(place=scope.place, alias=alias, text=pattern.text),
                f"location {pattern.text}/ {{ {alias}; }}",
            )


def they_are_not_listed(served: Served) -> Iterator[Finding]:
    """`static_listing`."""
    scope = served.at(STATIC)
    if scope.own("proxy_pass") is None and scope.value("autoindex", "off") == "on":
        summary = _("autoindex is on in {place}.").format(place=scope.place)
        yield found("static_listing", scope.inherited("autoindex")[0], summary, "autoindex off;")


def _file_of(scope: Scope, path: str) -> str:
    """The file that nginx reads for `path`."""
    alias = scope.own("alias")
    if alias is None:
        return os.path.normpath(scope.value("root", "html") + path)
    pattern = Pattern.of(scope.block)
    if pattern.is_regex:  # with captures that only nginx fills in: taken for what was meant
        return os.path.normpath(alias.args[0].partition("$")[0] + "/" + path.removeprefix(STATIC))
    return os.path.normpath(alias.args[0] + pattern.remainder(path))
