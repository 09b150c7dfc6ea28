"""Causes on the way of the game's messages: the WebSocket through nginx, daphne and the consumer."""

from netcheck.causes.cause import Cause
from netcheck.i18n import N_

_REWRITE = ("{write_nginx}", "{reload_nginx}")
_UPGRADE = (
    "proxy_http_version 1.1;",
    "proxy_set_header Upgrade $http_upgrade;",
    'proxy_set_header Connection "upgrade";',
)

CAUSES = (
    Cause(
        code="ws_direct_failed",
        title=N_("The kiosk does not open sockets"),
        sentence=N_(
            "A socket straight to {upstream}: {observed}. The pages come, so the kiosk runs without its "
            "WebSocket side."
        ),
        remedy=N_("Start the kiosk under daphne, as an ASGI server, and not with another command."),
        commands=("{restart_kiosk}", "{log_kiosk}"),
    ),
    Cause(
        code="ws_origin_refused",
        title=N_("The kiosk refuses sockets from its own pages"),
        sentence=N_(
            "A socket with the origin {origin} gets 403 from the kiosk itself: it was started with "
            "another name."
        ),
        remedy=N_("Start the kiosk with the plan that netcheck reads: the same GANOMICS_SITE."),
        commands=("{restart_kiosk}",),
    ),
    Cause(
        code="nginx_no_upgrade_headers",
        title=N_("nginx does not pass the upgrade on"),
        sentence=N_(
            "A socket through nginx gets {status}, straight to the kiosk it opens: the Upgrade header is "
            "missing in /ws/. Pages come, the game does not start."
        ),
        remedy=N_("Add the lines to the location /ws/, and reload nginx."),
        commands=_REWRITE,
        lines=_UPGRADE,
    ),
    Cause(
        code="nginx_half_upgrade_headers",
        title=N_("nginx passes half of the upgrade on"),
        sentence=N_(
            "A socket through nginx gets {status}, straight to the kiosk it opens: of the headers Upgrade "
            "and Connection only one reaches it. Pages come, the game does not start."
        ),
        remedy=N_("Add the missing line to the location /ws/, and reload nginx."),
        commands=_REWRITE,
        lines=_UPGRADE,
        explains=("nginx_no_upgrade_headers",),
    ),
    Cause(
        code="nginx_origin_lost",
        title=N_("nginx changes the origin or the path of sockets"),
        sentence=N_(
            "A socket through nginx gets 403, straight to the kiosk it opens. It can be: the Origin header "
            "replaced; /ws/ passed on under another path. The location /ws/ tells which."
        ),
        remedy=N_(
            "Remove the line that sets Origin from the location /ws/, write its proxy_pass without a path, "
            "and reload nginx."
        ),
        commands=_REWRITE,
    ),
    Cause(
        code="nginx_ws_wrong_upstream",
        title=N_("nginx looks for the game's sockets in the wrong place"),
        sentence=N_(
            "Pages come through nginx, sockets get {status}: the location /ws/ leads elsewhere than "
            "{upstream}."
        ),
        remedy=N_("Point the location /ws/ at {upstream}, and reload nginx."),
        commands=_REWRITE,
        lines=("location /ws/ {{ proxy_pass http://{upstream}; }}",),
    ),
    Cause(
        code="nginx_ws_wrong_path",
        title=N_("nginx changes the path of sockets"),
        sentence=N_(
            "A socket through nginx gets {status}, straight to the kiosk it opens: /ws/ reaches the kiosk "
            "under another path."
        ),
        remedy=N_("Write proxy_pass in the location /ws/ without a path of its own, and reload nginx."),
        commands=_REWRITE,
        lines=("location /ws/ {{ proxy_pass http://{upstream}; }}",),
        explains=("nginx_origin_lost",),
    ),
    Cause(
        code="ws_bad_accept",
        title=N_("Something between answers in the kiosk's place"),
        sentence=N_(
            "The upgrade is accepted with a wrong Sec-WebSocket-Accept: a cache or another server "
            "answers, not the kiosk."
        ),
        remedy=N_(
            "Remove what stands between nginx and the kiosk, and install nginx's configuration from the plan."
        ),
        commands=_REWRITE,
    ),
    Cause(
        code="ws_failed",
        title=N_("Sockets do not pass nginx"),
        sentence=N_("A socket through nginx: {observed}; straight to the kiosk it opens."),
        remedy=N_("nginx's error log says why; install its configuration from the plan."),
        commands=("{log_nginx}", *_REWRITE),
    ),
    Cause(
        code="consumer_silent",
        title=N_("The kiosk opens sockets and does not answer on them"),
        sentence=N_("A ping on an open socket to {upstream}: {observed}."),
        remedy=N_(
            "Restart the kiosk server: no acknowledged choice is lost, and the tablets come back by "
            "themselves."
        ),
        commands=("{restart_kiosk}", "{log_kiosk}"),
    ),
    Cause(
        code="echo_lost",
        title=N_("Messages get lost inside the kiosk"),
        sentence=N_(
            "The kiosk answers a ping, but a message through its channel layer does not come back: "
            "{observed}."
        ),
        remedy=N_("Restart the channel layer and the kiosk server; the tablets come back by themselves."),
        commands=("{restart_redis}", "{restart_kiosk}"),
    ),
    Cause(
        code="too_few_connections",
        title=N_("nginx has too few connections for all tablets"),
        sentence=N_(
            "{held} of {wanted} sockets could be held at once: each costs nginx two of its "
            "worker_connections, and each an open file."
        ),
        remedy=N_("Raise the limits, and restart nginx."),
        commands=("{write_nginx}", "{restart_nginx}"),
        lines=("worker_rlimit_nofile 8192;", "events {{ worker_connections 4096; }}"),
    ),
    Cause(
        code="ws_cut_when_idle",
        title=N_("Silent sockets are cut"),
        sentence=N_(
            "A socket that said nothing was closed after {seconds} s: {observed}. A tablet that waits for "
            "the others would lose its connection."
        ),
        remedy=N_("Raise nginx's time-outs for /ws/ above the kiosk's ping of 20 s, and reload it."),
        commands=_REWRITE,
        lines=("proxy_read_timeout 3600s;", "proxy_send_timeout 3600s;"),
    ),
)
