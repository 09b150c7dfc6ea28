"""Causes on the way of a page: nginx, daphne, static files, TLS."""

from netcheck.causes.cause import Cause
from netcheck.i18n import N_

_REWRITE = ("{write_nginx}", "{reload_nginx}")

CAUSES = (
    Cause(
        code="daphne_down",
        title=N_("The kiosk server does not run"),
        sentence=N_("Port {upstream_port} at {upstream_address} is closed: nobody runs the game."),
        remedy=N_("Start the kiosk server; if it stops again at once, its log says why."),
        commands=("{start_kiosk}", "{log_kiosk}"),
        explains=("nginx_wrong_upstream",),
    ),
    Cause(
        code="daphne_hangs",
        title=N_("The kiosk server hangs"),
        sentence=N_("{upstream} accepts connections and then says nothing: {observed}."),
        remedy=N_(
            "Restart the kiosk server: no acknowledged choice is lost, and the tablets come back by "
            "themselves."
        ),
        commands=("{free_port}", "{restart_kiosk}", "{log_kiosk}"),
    ),
    Cause(
        code="daphne_broken",
        title=N_("What answers on the kiosk's port is not a web server"),
        sentence=N_(
            "{upstream} answers, but not with a page: {observed}. Another program holds the port, or the "
            "kiosk crashes."
        ),
        remedy=N_("Find the program that holds the port, stop it, and start the kiosk server."),
        commands=("{stop_holder}", "{restart_kiosk}"),
    ),
    Cause(
        code="upstream_taken",
        title=N_("Another site answers on the kiosk's port"),
        sentence=N_(
            "{upstream} answers with status {status}, but not as a kiosk: the header X-Ganomics-Instance "
            "is missing."
        ),
        remedy=N_("Find the program that holds the port, stop it, and start the kiosk server."),
        commands=("{stop_holder}", "{restart_kiosk}"),
    ),
    Cause(
        code="host_not_allowed",
        title=N_("The kiosk refuses the server's name"),
        sentence=N_(
            "Asked for {name}, the kiosk answers 400: it was started with another plan, which has another "
            "name."
        ),
        remedy=N_("Start the kiosk with the plan that netcheck reads: the same GANOMICS_SITE."),
        commands=("{restart_kiosk}",),
    ),
    Cause(
        code="kiosk_error",
        title=N_("The kiosk answers with an error"),
        sentence=N_("The page at {upstream} gives status {status}: the kiosk runs, but cannot show it."),
        remedy=N_("Its log says why; after mending, restart it."),
        commands=("{log_kiosk}", "{restart_kiosk}"),
    ),
    Cause(
        code="nginx_down",
        title=N_("nginx does not run"),
        sentence=N_("Port {http_port} at {address} is closed: no tablet gets the page."),
        remedy=N_("Test nginx's configuration and start it."),
        commands=("sudo nginx -t", "{restart_nginx}"),
    ),
    Cause(
        code="http_filtered",
        title=N_("Connections to the page's port vanish"),
        sentence=N_("Nothing comes back from {address} port {http_port}: a firewall drops it."),
        remedy=N_("Let port {http_port} through the server's firewall."),
        commands=("{open_http}",),
        explains=("tls_dropped",),
    ),
    Cause(
        code="http_not_spoken",
        title=N_("What answers on the page's port does not speak HTTP"),
        sentence=N_(
            "{address} port {http_port}: {observed}. Another program holds the port, or nginx has run out "
            "of connections."
        ),
        remedy=N_("Find who holds the port; if it is nginx, raise worker_connections and reload it."),
        commands=("{who_http}", "{restart_nginx}"),
    ),
    Cause(
        code="nginx_other_site",
        title=N_("Another site answers under the server's name"),
        sentence=N_(
            "{url} gives status {status}, and the page is not the kiosk's: {server} serves something else "
            "on port {http_port}."
        ),
        remedy=N_(
            "Stop the other server, or remove its site from nginx; then install nginx's configuration "
            "from the plan."
        ),
        commands=("{who_http}", *_REWRITE),
    ),
    Cause(
        code="http_other_kiosk",
        title=N_("nginx leads to another kiosk"),
        sentence=N_(
            "{url} shows the kiosk {got}, but the one at {upstream} is {instance}: the tablets play "
            "somewhere else."
        ),
        remedy=N_("Point nginx at {upstream}, reload it, and stop the other kiosk."),
        commands=_REWRITE,
        lines=("server {upstream};",),
    ),
    Cause(
        code="nginx_host_lost",
        title=N_("nginx does not pass the name on"),
        sentence=N_(
            "Through nginx the page gives 400, from the kiosk directly it comes: the Host header is lost, "
            "as when a proxy_set_header in a location cancels the inherited ones."
        ),
        remedy=N_("Repeat the header in every location that sets one of its own, and reload nginx."),
        commands=_REWRITE,
        lines=("proxy_set_header Host $host;",),
    ),
    Cause(
        code="nginx_wrong_upstream",
        title=N_("nginx looks for the kiosk in the wrong place"),
        sentence=N_(
            "nginx answers {status}, while the kiosk runs well at {upstream}: proxy_pass names another "
            "port, or localhost, which may be ::1 first."
        ),
        remedy=N_("Point nginx at {upstream}, by address, and reload it."),
        commands=_REWRITE,
        lines=("server {upstream};",),
    ),
    Cause(
        code="nginx_upstream_silent",
        title=N_("nginx waits for somebody who does not answer"),
        sentence=N_(
            "Through nginx: {observed}; the kiosk itself answers well at {upstream}. nginx leads "
            "elsewhere, or is stuck."
        ),
        remedy=N_("Point nginx at {upstream}, and restart it."),
        commands=("{write_nginx}", "{restart_nginx}"),
    ),
    Cause(
        code="nginx_forbidden",
        title=N_("nginx forbids the page"),
        sentence=N_("{url} gives 403: an access rule of nginx stands before the kiosk."),
        remedy=N_(
            "Remove the rule (deny, auth_basic, or a location for / without proxy_pass), and reload nginx."
        ),
        commands=_REWRITE,
    ),
    Cause(
        code="nginx_page_missing",
        title=N_("nginx does not pass the page to the kiosk"),
        sentence=N_("{url} gives {status}, which the kiosk itself does not: nginx answers in its place."),
        remedy=N_("Let the location / lead to the kiosk, and reload nginx."),
        commands=_REWRITE,
        lines=("location / {{ proxy_pass http://{upstream}; }}",),
    ),
    Cause(
        code="static_missing",
        title=N_("The page's files are missing"),
        sentence=N_("{url} gives 404: nginx looks in the wrong folder, or the files were not collected."),
        remedy=N_("Collect the files, and let nginx serve {static_root}."),
        commands=("{collect_static}", *_REWRITE),
        lines=("location /static/ {{ alias {static_root}/; }}",),
    ),
    Cause(
        code="static_forbidden",
        title=N_("nginx may not read the page's files"),
        sentence=N_("{url} gives 403: nginx's user may not enter or read {static_root}."),
        remedy=N_("Let everybody read the files and enter every folder above them."),
        commands=("sudo chmod -R a+rX {static_root}", "namei -l {static_root}"),
    ),
    Cause(
        code="static_wrong",
        title=N_("The page's files are out of date"),
        sentence=N_(
            "{url} differs from what the kiosk itself serves: the files were collected from another version."
        ),
        remedy=N_("Collect the files again."),
        commands=("{collect_static}",),
    ),
    Cause(
        code="static_error",
        title=N_("The page's files do not come"),
        sentence=N_("{url}: {observed}."),
        remedy=N_("nginx's error log says why; install its configuration from the plan."),
        commands=("{log_nginx}", *_REWRITE),
    ),
    Cause(
        code="static_listing",
        title=N_("nginx lists the folder of static files"),
        sentence=N_("{url} shows a list of files: autoindex is on."),
        remedy=N_("Switch autoindex off, and reload nginx."),
        commands=_REWRITE,
        lines=("autoindex off;",),
    ),
    Cause(
        code="static_escape",
        title=N_("Anybody can read files beside the static folder"),
        sentence=N_(
            "{url} is served: a location without its closing slash lets a path climb out of {static_root}."
        ),
        remedy=N_("Write the location with its slash, and reload nginx."),
        commands=_REWRITE,
        lines=("location /static/ {{ alias {static_root}/; }}",),
    ),
    Cause(
        code="tls_dropped",
        title=N_("Connections to the TLS port vanish"),
        sentence=N_(
            "Nothing comes back from {address} port {tls_port}: browsers that try https first wait three "
            "seconds a page."
        ),
        remedy=N_("Let the firewall reject the port instead of dropping it."),
        commands=("{reject_tls}",),
    ),
    Cause(
        code="tls_missing",
        title=N_("Nobody speaks TLS"),
        sentence=N_("{address} port {tls_port}: {observed}, but the site is reached by https."),
        remedy=N_("Install nginx's configuration with the certificate from the plan, and restart nginx."),
        commands=("{write_nginx}", "{restart_nginx}"),
    ),
    Cause(
        code="tls_untrusted",
        title=N_("The certificate is not trusted"),
        sentence=N_("{address} port {tls_port}: {observed}. Browsers show a warning in place of the page."),
        remedy=N_(
            "Send the whole chain (fullchain.pem) of a certificate that the tablets trust, and reload nginx."
        ),
        commands=("{show_certificate}", "{reload_nginx}"),
    ),
    Cause(
        code="tls_wrong_name",
        title=N_("The certificate is for another name"),
        sentence=N_("{address} port {tls_port}: {observed}."),
        remedy=N_("Get a certificate for {name}, and reload nginx."),
        commands=("{show_certificate}", "{reload_nginx}"),
    ),
    Cause(
        code="tls_expired",
        title=N_("The certificate has expired, or is not valid yet"),
        sentence=N_("{address} port {tls_port}: {observed}."),
        remedy=N_("See that this machine's clock is right; renew the certificate, and reload nginx."),
        commands=("date", "{renew_certificate}", "{reload_nginx}"),
    ),
    Cause(
        code="tls_expires_soon",
        title=N_("The certificate expires soon"),
        sentence=N_("The certificate of {name} is valid until {until}: {days} days more."),
        remedy=N_("Renew it, and reload nginx."),
        commands=("{renew_certificate}", "{reload_nginx}"),
    ),
    Cause(
        code="http_no_redirect",
        title=N_("The plain address does not lead to https"),
        sentence=N_("http://{name}/ gives {observed}, where a redirect to https://{name}/ belongs."),
        remedy=N_("Install nginx's configuration from the plan, and reload it."),
        commands=_REWRITE,
        lines=("return 301 https://$host$request_uri;",),
    ),
)
