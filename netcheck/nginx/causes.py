"""Every fault that a look at nginx's configuration can find, one literal each."""

from __future__ import annotations

from typing import NamedTuple

from netcheck.i18n import N_


class Cause(NamedTuple):
    """A fault as `netcheck explain` tells it: its name, what follows from it, and what to do."""

    title: str
    sentence: str
    remedy: str
    warning: bool = False
    """Whether tablets can play all the same."""
    explains: tuple[str, ...] = ()
    """What probes meet because of it."""


CAUSES: dict[str, Cause] = {
    "nginx_unreadable": Cause(
        N_("nginx's configuration cannot be read"),
        N_("nginx keeps running on what it read before, and does not start again after its next stop."),
        N_("Mend the line, or install the configuration rendered from the plan."),
    ),
    "nginx_wrong_port": Cause(
        N_("nginx listens elsewhere"),
        N_("Nobody answers at the address and port of the plan: tablets see a refused connection."),
        N_("Let the server block listen on the plan's port, and reload nginx."),
        explains=("nginx_down",),
    ),
    "nginx_wrong_name": Cause(
        N_("nginx does not know the server's name"),
        N_(
            "Requests for the name end in whichever server block is the default: today perhaps the right one."
        ),
        N_("Write the name into the server block, and reload nginx."),
        explains=("nginx_page_missing", "nginx_other_site"),
    ),
    "nginx_page_missing": Cause(
        N_("nginx does not pass pages on to the kiosk"),
        N_("nginx answers for the kiosk, with a page of its own or an error."),
        N_("Let the location / lead to the kiosk, and reload nginx."),
    ),
    "nginx_wrong_upstream": Cause(
        N_("nginx looks for the kiosk in the wrong place"),
        N_("nginx answers 502 while the kiosk runs well, or shows another kiosk."),
        N_("Point nginx at the addresses of the plan, and reload it."),
    ),
    "nginx_missing_process": Cause(
        N_("nginx leaves a daphne process idle"),
        N_("The plan has more daphne processes than nginx knows: the others carry the load alone."),
        N_("Add the missing servers to the upstream, and reload nginx."),
        warning=True,
    ),
    "nginx_localhost": Cause(
        N_("nginx looks for the kiosk by the name localhost"),
        N_("It may mean ::1 first, where nobody listens: after a restart of the kiosk, ten seconds of 502."),
        N_("Write the address instead of the name, and reload nginx."),
        warning=True,
    ),
    "nginx_ws_wrong_upstream": Cause(
        N_("nginx looks for the game's sockets in the wrong place"),
        N_("Pages come, sockets do not: the location /ws/ leads elsewhere than to the kiosk."),
        N_("Point the location /ws/ at the addresses of the plan, and reload nginx."),
    ),
    "nginx_ws_wrong_path": Cause(
        N_("nginx changes the path of sockets"),
        N_("A path in proxy_pass replaces /ws/, and the kiosk knows no socket under the new one."),
        N_("Write proxy_pass without a path, and reload nginx."),
    ),
    "nginx_no_upgrade_headers": Cause(
        N_("nginx does not pass the upgrade on"),
        N_("Pages come, but no socket opens (404): the kiosk sees ordinary requests at /ws/."),
        N_("Add the lines to the location /ws/, and reload nginx."),
    ),
    "nginx_half_upgrade_headers": Cause(
        N_("nginx passes half of the upgrade on"),
        N_("No socket opens (400): of the headers Upgrade and Connection only one reaches the kiosk."),
        N_("Add the missing line to the location /ws/, and reload nginx."),
    ),
    "nginx_http_version": Cause(
        N_("nginx speaks HTTP/1.0 for sockets"),
        N_("An upgrade belongs to HTTP/1.1: today's daphne is lenient, the next one need not be."),
        N_("Add the line to the location /ws/, and reload nginx."),
        warning=True,
    ),
    "nginx_host_lost": Cause(
        N_("nginx does not pass the name on"),
        N_(
            "The kiosk sees another Host than the one that was typed: pages give 400, sockets 403. "
            "A proxy_set_header in a location cancels all those of the levels around it."
        ),
        N_("Repeat the header wherever others are set, and reload nginx."),
    ),
    "nginx_forwarded_for": Cause(
        N_("nginx does not tell where tablets are"),
        N_(
            "Without X-Forwarded-For every tablet seems to be this server; appended to what a client sends, "
            "and not set, it lets a tablet claim any address."
        ),
        N_("Set the header to the client's address, and reload nginx."),
        warning=True,
    ),
    "nginx_forwarded_proto": Cause(
        N_("nginx does not say that a page came over TLS"),
        N_("The kiosk takes every request for plain http and redirects it to https, for ever."),
        N_("Add the line, and reload nginx."),
    ),
    "ws_cut_when_idle": Cause(
        N_("nginx cuts silent sockets"),
        N_("daphne pings every 20 s: a shorter proxy_read_timeout cuts the tablets that wait for others."),
        N_("Raise the time-out, and reload nginx."),
    ),
    "static_missing": Cause(
        N_("nginx looks for the page's files in the wrong folder"),
        N_("Scripts and styles give 404: the page stays bare and nothing on it moves."),
        N_("Let the location lead to the folder of the plan, with both slashes, and reload nginx."),
    ),
    "static_escape": Cause(
        N_("Anybody can read files beside the static folder"),
        N_("A location without its closing slash and an alias with one let /static../ climb out."),
        N_("Write the location with its slash, and reload nginx."),
        warning=True,
    ),
    "static_listing": Cause(
        N_("nginx lists the folder of static files"),
        N_("autoindex shows every file that lies there, also those that nobody links to."),
        N_("Switch autoindex off, and reload nginx."),
        warning=True,
    ),
    "too_few_connections": Cause(
        N_("nginx has too few connections for all tablets"),
        N_("Each socket costs two of worker_connections: the last tablets are turned away without a byte."),
        N_("Raise the limit, and reload nginx."),
    ),
}
"""All of them by their code."""
