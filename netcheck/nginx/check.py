"""A configuration of nginx held against a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcheck.i18n import _
from netcheck.nginx.causes import CAUSES
from netcheck.nginx.finding import Finding
from netcheck.nginx.rules import headers, limits, server, static, upstream
from netcheck.nginx.served import Served, choose_server
from netcheck.nginx.tree import UnreadableConfigurationError, read_configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conf.site import Plan

_RULES: tuple[Callable[[Served], Iterator[Finding]], ...] = (
    upstream.pages_and_sockets_are_passed_on,
    upstream.targets_are_the_plans,
    upstream.every_process_is_used,
    upstream.targets_are_addresses,
    upstream.sockets_keep_their_path,
    headers.host_is_passed_on,
    headers.sockets_are_upgraded,
    headers.sockets_speak_http_1_1,
    headers.address_is_passed_on,
    headers.scheme_is_passed_on,
    static.files_are_found,
    static.nothing_beside_them_is_served,
    static.they_are_not_listed,
    limits.connections_are_enough,
    limits.silence_is_borne,
)


def findings(config: Path, plan: Plan) -> list[Finding]:
    """What is wrong with the configuration that begins in `config`, for the tablets of `plan`.

    A configuration that cannot be read is one finding, `nginx_unreadable`.
    """
    try:
        root = read_configuration(config)
    except UnreadableConfigurationError as error:
        return [_unreadable(error)]
    choice = choose_server(root, plan)
    found = list(server.server_is_found(root, plan, choice))
    if choice.http is not None and choice.server is not None:
        served = Served(plan, root, choice.http, choice.server)
        found += [finding for rule in _RULES for finding in rule(served)]
    return found


def _unreadable(error: UnreadableConfigurationError) -> Finding:
    cause = CAUSES["nginx_unreadable"]
    return Finding(
        code="nginx_unreadable",
        file=error.file,
        line=error.line,
        summary=_("nginx's configuration cannot be read: {reason}.").format(reason=error.reason),
        remedy_text=_(cause.remedy),
    )
