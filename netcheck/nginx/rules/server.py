"""Is there a server block for the tablets, at the plan's port and under its name?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcheck.i18n import _
from netcheck.nginx.finding import Finding, found
from netcheck.nginx.served import Choice, heard_at, line_of, said_names, tablets_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conf.site import Plan
    from netcheck.nginx.tree import Directive


def server_is_found(root: Directive, plan: Plan, choice: Choice) -> Iterator[Finding]:
    """`nginx_wrong_port`, `nginx_wrong_name`, or nothing."""
    server, port = plan.site.server, tablets_port(plan)
    if choice.server is None:
        yield found(
            "nginx_wrong_port",
            choice.http or root,
            _("There is no server block: nothing listens on port {port}.").format(port=port),
            f"listen {port};",
        )
    elif not choice.listens:
        summary = _("Nothing listens on port {port} at {address}; there are listeners on {others}.")
        yield found(
            "nginx_wrong_port",
            line_of(choice.server, "listen"),
            summary.format(port=port, address=server.address, others=", ".join(heard_at(root))),
            f"listen {port};",
        )
    elif not choice.named:
        summary = _("The server block is called {got}, the site {name}.")
        yield found(
            "nginx_wrong_name",
            line_of(choice.server, "server_name"),
            summary.format(got=said_names(choice.server), name=server.name),
            f"server_name {server.name};",
            warning=choice.by_chance,
        )
