"""Do the headers that the kiosk needs reach it?

A `proxy_set_header` in a location cancels all those of the levels around it. Where that loses Host, the other
headers that go with it belong to the same fault and are told with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck.i18n import _
from netcheck.nginx.finding import Finding, found
from netcheck.nginx.headers import header, header_value, is_cancelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.nginx.scope import Scope
    from netcheck.nginx.served import Served
    from netcheck.nginx.tree import Directive

_LINES = {
    "Host": "proxy_set_header Host $host;",
    "Upgrade": "proxy_set_header Upgrade $http_upgrade;",
    "Connection": 'proxy_set_header Connection "upgrade";',
    "X-Forwarded-For": "proxy_set_header X-Forwarded-For $remote_addr;",
    "X-Forwarded-Proto": "proxy_set_header X-Forwarded-Proto $scheme;",
}
_NOT_THE_CLIENTS_HOST = ("", "$proxy_host", "localhost")
_CLIENTS_ADDRESS = ("$remote_addr", "$realip_remote_addr")
_HTTP_1_1 = "proxy_http_version 1.1;"


def host_is_passed_on(served: Served) -> Iterator[Finding]:
    """`nginx_host_lost`."""
    for scope in served.proxies:
        value = header_value(scope, "Host")
        if value.lower() not in _NOT_THE_CLIENTS_HOST:
            continue
        lost = [name for name in _LINES if is_cancelled(scope, name)]
        if value:
            summary = _("{place} sends the kiosk {value} as Host.").format(place=scope.place, value=value)
        elif lost:
            summary = _("{place} sets headers of its own, which cancels {lost} from further out.")
            summary = summary.format(place=scope.place, lost=", ".join(lost))
        else:
            summary = _("{place} does not set Host: the kiosk sees the upstream's name.").format(
                place=scope.place
            )
        yield found(
            "nginx_host_lost", _where(scope, "Host"), summary, *(_LINES[name] for name in lost or ["Host"])
        )
        return


def sockets_are_upgraded(served: Served) -> Iterator[Finding]:
    """`nginx_no_upgrade_headers`, `nginx_half_upgrade_headers`."""
    scope = served.socket
    if not scope.own("proxy_pass"):
        return
    missing = [name for name in ("Upgrade", "Connection") if not _upgrades(served, name)]
    if not missing or _is_told_with_host(scope, missing[0]):
        return
    summary = _("{place} does not send {missing} on.")
    yield found(
        "nginx_half_upgrade_headers" if len(missing) == 1 else "nginx_no_upgrade_headers",
        _where(scope, missing[0]),
        summary.format(place=scope.place, missing=", ".join(missing)),
        _HTTP_1_1,
        *(_LINES[name] for name in missing),
    )


def sockets_speak_http_1_1(served: Served) -> Iterator[Finding]:
    """`nginx_http_version`."""
    scope = served.socket
    proxy_pass = scope.own("proxy_pass")
    version = scope.value("proxy_http_version", "1.0")
    # Without upgrade headers it would not matter, and their own finding brings this line too.
    if proxy_pass and version == "1.0" and any(_upgrades(served, name) for name in ("Upgrade", "Connection")):
        summary = _("{place} speaks HTTP/{version} with the kiosk.")
        where = next(iter(scope.inherited("proxy_http_version")), proxy_pass)
        yield found(
            "nginx_http_version", where, summary.format(place=scope.place, version=version), _HTTP_1_1
        )


def address_is_passed_on(served: Served) -> Iterator[Finding]:
    """`nginx_forwarded_for`."""
    for scope in served.proxies:
        value = header_value(scope, "X-Forwarded-For")
        if value in _CLIENTS_ADDRESS or _is_told_with_host(scope, "X-Forwarded-For"):
            continue
        if value:
            summary = _("{place} sends {value} as X-Forwarded-For, which a client can make up.")
        else:
            summary = _("{place} does not set X-Forwarded-For.")
        yield found(
            "nginx_forwarded_for",
            _where(scope, "X-Forwarded-For"),
            summary.format(place=scope.place, value=value),
            _LINES["X-Forwarded-For"],
        )
        return


def scheme_is_passed_on(served: Served) -> Iterator[Finding]:
    """`nginx_forwarded_proto`: on a WAN the kiosk asks whether a page came over TLS."""
    if served.plan.site.profile is not Profile.WAN:
        return
    for scope in served.proxies:
        value = header_value(scope, "X-Forwarded-Proto")
        if value not in {"$scheme", "https"} and not _is_told_with_host(scope, "X-Forwarded-Proto"):
            summary = _("{place} does not set X-Forwarded-Proto to the scheme.").format(place=scope.place)
            where = _where(scope, "X-Forwarded-Proto")
            yield found("nginx_forwarded_proto", where, summary, _LINES["X-Forwarded-Proto"])
            return


def _is_told_with_host(scope: Scope, name: str) -> bool:
    return is_cancelled(scope, name) and is_cancelled(scope, "Host")


def _upgrades(served: Served, name: str) -> bool:
    """Whether the header makes an upgrade of a request that asks for one."""
    value = header_value(served.socket, name).lower()
    if name == "Upgrade":
        return value in {"$http_upgrade", "websocket"}
    return value in {"upgrade", "$http_connection"} or (
        value.startswith("$") and _can_be_upgrade(served, value)
    )


def _can_be_upgrade(served: Served, variable: str) -> bool:
    """Whether a `map` or a `set` gives the variable the value "upgrade"."""
    for block in served.scope.blocks:
        for directive in block.all("map"):
            if directive.args[1].lower() == variable and any(
                argument.lower() == "upgrade" for entry in directive.block for argument in entry.args
            ):
                return True
        if any(directive.args[0].lower() == variable for directive in block.all("set")):
            return True
    return False


def _where(scope: Scope, name: str) -> Directive:
    """The line to look at: that of the header, else the `proxy_pass` that goes without it."""
    return header(scope, name) or scope.own("proxy_pass") or scope.block
