"""Do the game's messages pass, in both directions, also many and also after a silence?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcheck.checks.http import BEHIND_NGINX
from netcheck.engine import Case, Check, seen_from_afar
from netcheck.i18n import N_, _
from netcheck.model import failed, passed, skipped
from netcheck.probes.pages import DIRECT
from netcheck.probes.websocket import CAPACITY, ECHO, IDLE, STRAIGHT, UPGRADE, Handshake, origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.model import Result

_BAD_REQUEST, _FORBIDDEN = 400, 403
_PONG = "pong"
_NGINX_S_PAGE = b"<center>nginx"
_DJANGO_S_PAGE = b"<h1>Bad Request (400)</h1>"
"""A name that is not allowed gets a page; a broken upgrade gets daphne's line of text."""
_BY_STATUS = {
    200: "nginx_no_upgrade_headers",
    400: "nginx_half_upgrade_headers",
    403: "nginx_origin_lost",
    404: "nginx_no_upgrade_headers",
    426: "nginx_no_upgrade_headers",
    500: "nginx_ws_wrong_path",
    502: "nginx_ws_wrong_upstream",
    503: "nginx_ws_wrong_upstream",
    504: "nginx_ws_wrong_upstream",
}
"""What it means that nginx's side answers so, when the kiosk alone opens the socket (measured)."""


def _direct(case: Case) -> Iterator[Result]:
    handshake = case.fact(STRAIGHT)
    told = {"origin": origin(case.world), "evidence": (handshake.detail,) * bool(handshake.detail)}
    if handshake.opened:
        yield passed(_("the kiosk opens sockets"))
    elif handshake.status == _FORBIDDEN:
        yield failed("ws_origin_refused", handshake.said, **told)
    else:
        yield failed("ws_direct_failed", handshake.said, **told)


def _upgrade(case: Case) -> Iterator[Result]:
    handshake = case.fact(UPGRADE)
    told = {
        "status": handshake.status,
        "evidence": (
            _("through nginx: {said}; straight to the kiosk: {direct}").format(
                said=handshake.said, direct=case.fact(STRAIGHT).said
            ),
        ),
    }
    if handshake.opened:
        yield passed(_("sockets pass nginx"))
    elif handshake.bad_accept:
        yield failed("ws_bad_accept", handshake.detail, **told)
    else:
        yield failed(_refusal(handshake), handshake.said, **told)


def _refusal(refused: Handshake) -> str:
    """What nginx did to the socket, by what came back and who wrote it."""
    if refused.status == _BAD_REQUEST and _DJANGO_S_PAGE in refused.body:
        return "nginx_host_lost"
    if refused.status == _FORBIDDEN and _NGINX_S_PAGE in refused.body:
        return "nginx_forbidden"
    return _BY_STATUS.get(refused.status, "ws_failed")


def _echo(case: Case) -> Iterator[Result]:
    echo = case.fact(ECHO)
    instances = {page.instance for page in case.fact(DIRECT)}
    if echo.pong != _PONG:
        observed = echo.failure or _("it answered {pong!r}").format(pong=echo.pong)
        yield failed("consumer_silent", observed, expected=_PONG)
    elif echo.token != echo.sent or echo.instance not in instances:
        observed = echo.failure or _("another message came back")
        yield failed("echo_lost", observed)
    else:
        yield passed(_("a message made the round through the channel layer"))


def _capacity(case: Case) -> Iterator[Result]:
    capacity = case.fact(CAPACITY)
    if capacity.held == capacity.wanted:
        yield passed(_("{held} sockets at once").format(held=capacity.held))
    else:
        yield failed(
            "too_few_connections",
            _("{held} of {wanted}").format(held=capacity.held, wanted=capacity.wanted),
            evidence=(_("the others: {detail}").format(detail=capacity.detail),),
            held=capacity.held,
            wanted=capacity.wanted,
        )


def _idle(case: Case) -> Iterator[Result]:
    idle, silence = case.fact(IDLE), case.world.silence
    if not idle.handshake.opened:
        yield skipped(_("the socket did not open: {said}").format(said=idle.handshake.said))
    elif idle.failure:
        yield failed(
            "ws_cut_when_idle",
            idle.failure,
            expected=_("open after {seconds} s").format(seconds=f"{silence:.0f}"),
            seconds=f"{idle.seconds:.0f}",
        )
    else:
        yield passed(_("{seconds} s of silence survived").format(seconds=f"{silence:.0f}"))


CHECKS = (
    Check(
        id="ws.direct",
        proves=N_("the kiosk server alone opens sockets"),
        judge=_direct,
        unless=seen_from_afar,
        probes=(STRAIGHT,),
        after=("http.direct",),
        causes=("ws_origin_refused", "ws_direct_failed"),
    ),
    Check(
        id="ws.upgrade",
        proves=N_("sockets pass nginx, opened as a browser opens them"),
        judge=_upgrade,
        probes=(UPGRADE, STRAIGHT),
        after=("http.listens", "http.page", "ws.direct"),
        causes=(
            *dict.fromkeys(_BY_STATUS.values()),
            "nginx_host_lost",
            "nginx_forbidden",
            "ws_bad_accept",
            "ws_failed",
        ),
        profiles=BEHIND_NGINX,
    ),
    Check(
        id="ws.echo",
        proves=N_("a message makes the round through consumer and channel layer"),
        judge=_echo,
        probes=(ECHO, DIRECT),
        after=("ws.direct", "store.channel_layer", "store.database"),
        causes=("consumer_silent", "echo_lost"),
    ),
    Check(
        id="ws.capacity",
        proves=N_("as many sockets as the plan has tablets, and a margin, hold at once"),
        judge=_capacity,
        probes=(CAPACITY,),
        after=("ws.direct", "ws.upgrade"),
        causes=("too_few_connections",),
        deep=True,
    ),
    Check(
        id="ws.idle",
        proves=N_("a socket survives more than a minute of silence"),
        judge=_idle,
        probes=(IDLE,),
        after=("ws.direct", "ws.upgrade"),
        causes=("ws_cut_when_idle",),
        deep=True,
    ),
)
