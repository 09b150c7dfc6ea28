"""Do pages and sockets lead to the kiosk?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcheck.i18n import _
from netcheck.nginx.finding import Finding, found
from netcheck.nginx.scope import Pattern
from netcheck.nginx.served import SOCKET
from netcheck.nginx.upstreams import Target, path_of, targets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.nginx.scope import Scope
    from netcheck.nginx.served import Served


def pages_and_sockets_are_passed_on(served: Served) -> Iterator[Finding]:
    """`nginx_page_missing`, `nginx_ws_wrong_upstream`: nginx answers in the kiosk's place."""
    line = f"proxy_pass http://{served.plan.site.server.upstream};"
    page, socket = served.page, served.socket
    if not page.own("proxy_pass"):
        summary = _("{place} has no proxy_pass: nginx itself answers for pages.")
        yield found("nginx_page_missing", page.block, summary.format(place=page.place), line)
    elif not socket.own("proxy_pass"):
        summary = _("{place} has no proxy_pass: nginx itself answers for sockets.")
        yield found("nginx_ws_wrong_upstream", socket.block, summary.format(place=socket.place), line)


def targets_are_the_plans(served: Served) -> Iterator[Finding]:
    """`nginx_wrong_upstream`, `nginx_ws_wrong_upstream`: somebody else is asked, or nobody."""
    wanted = served.plan.site.server.all_upstreams
    lines = tuple(f"server {upstream};" for upstream in wanted)
    for scope in served.proxies:
        wrong = [target for target in _targets(served, scope) if not target.is_any_of(wanted)]
        if wrong:
            only_socket = scope.block is not served.page.block
            summary = _("{place} passes to {got}; the kiosk listens at {wanted}.")
            got = ", ".join(str(target) for target in wrong)
            yield found(
                "nginx_ws_wrong_upstream" if only_socket else "nginx_wrong_upstream",
                wrong[0].directive,
                summary.format(place=scope.place, got=got, wanted=", ".join(map(str, wanted))),
                *(lines if len(wanted) > 1 else (f"proxy_pass http://{wanted[0]};",)),
            )
            return


def every_process_is_used(served: Served) -> Iterator[Finding]:
    """`nginx_missing_process`."""
    wanted = served.plan.site.server.all_upstreams
    for scope in served.proxies:
        targets = _targets(served, scope)
        idle = [
            upstream for upstream in wanted if not any(target.is_any_of((upstream,)) for target in targets)
        ]
        if targets and idle and all(target.is_any_of(wanted) for target in targets):
            summary = _("{place} does not pass to {idle}, where the plan has a daphne process.")
            yield found(
                "nginx_missing_process",
                targets[-1].directive,
                summary.format(place=scope.place, idle=", ".join(map(str, idle))),
                *(f"server {upstream};" for upstream in idle),
            )
            return


def targets_are_addresses(served: Served) -> Iterator[Finding]:
    """`nginx_localhost`."""
    for scope in served.proxies:
        for target in _targets(served, scope):
            if target.is_localhost:
                summary = _("{place} passes to {got}: nginx may try [::1]:{port} first.")
                mended = str(target.directive).replace("localhost", served.plan.site.server.upstream.address)
                yield found(
                    "nginx_localhost",
                    target.directive,
                    summary.format(place=scope.place, got=target, port=target.port),
                    f"{mended};",
                )
                return


def sockets_keep_their_path(served: Served) -> Iterator[Finding]:
    """`nginx_ws_wrong_path`."""
    proxy_pass = served.socket.own("proxy_pass")
    if proxy_pass is None or served.socket.block.name != "location":
        return
    path = path_of(proxy_pass)
    passed_on = path + Pattern.of(served.socket.block).remainder(SOCKET)
    if path and passed_on != SOCKET:
        summary = _("{place}: {got} makes {path} of {socket}.")
        yield found(
            "nginx_ws_wrong_path",
            proxy_pass,
            summary.format(place=served.socket.place, got=proxy_pass, path=passed_on, socket=SOCKET),
            f"proxy_pass {proxy_pass.args[0].removesuffix(path)};",
        )


def _targets(served: Served, scope: Scope) -> list[Target]:
    proxy_pass = scope.own("proxy_pass")
    return targets_of(served, proxy_pass) if proxy_pass else []
