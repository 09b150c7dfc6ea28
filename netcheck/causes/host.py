"""Causes on the server's own machine."""

from netcheck.causes.cause import Cause
from netcheck.i18n import N_

CAUSES = (
    Cause(
        code="address_missing",
        title=N_("The server does not have its static address"),
        sentence=N_("No interface of this machine has the address {address} that tablets are sent to."),
        remedy=N_(
            "Plug the cable into the router and give the interface the static address; "
            "set it in the system's network settings too, so that it survives a restart."
        ),
        commands=("{set_address}", "{set_route}"),
    ),
    Cause(
        code="address_other",
        title=N_("The server has another address than its static one"),
        sentence=N_(
            "{interface} is on the laboratory's network with {other}, not with {address}: "
            "it was set by DHCP, or the machine was moved."
        ),
        remedy=N_("Give the interface the static address, and set it in the system's network settings too."),
        commands=("{set_address}", "{set_route}"),
    ),
    Cause(
        code="interface_down",
        title=N_("The server's network interface is off"),
        sentence=N_("{interface} has the address {address} but is switched off."),
        remedy=N_("Switch it on, and give it back the way to the access points' networks, which it lost."),
        commands=("{interface_up}", "{set_route}"),
    ),
    Cause(
        code="cable_out",
        title=N_("The server's network cable has no signal"),
        sentence=N_(
            "{interface} has the address {address} but no carrier: nothing at the other end answers."
        ),
        remedy=N_(
            "Push both ends of the cable in until they click, see that the router is on, or take another "
            "cable."
        ),
    ),
    Cause(
        code="route_missing",
        title=N_("The server has no way to the tablets' networks"),
        sentence=N_(
            "Access points route networks of their own, such as {network}, and this machine has no gateway "
            "to them: what tablets ask arrives, and the answers find no way."
        ),
        remedy=N_(
            "Make the router its gateway, and set that in the system's network settings too, so that it "
            "survives a restart."
        ),
        commands=("{set_route}",),
    ),
    Cause(
        code="route_elsewhere",
        title=N_("The server sends its answers elsewhere"),
        sentence=N_(
            "What it answers to tablets in {network} leaves by {gateway}, which is neither the router nor "
            "their access point, and none of them is heard."
        ),
        remedy=N_(
            "Make the router its gateway, and set that in the system's network settings too; unplug what "
            "brings this machine another network."
        ),
        commands=("{set_route}",),
    ),
    Cause(
        code="address_duplicate",
        title=N_("Another machine uses the server's address"),
        sentence=N_(
            "{mac} on the laboratory's network also answers for {address}: tablets reach the one or the "
            "other."
        ),
        remedy=N_(
            "Find the machine with that hardware address (the router lists its clients) and give it "
            "another "
            "address; then let the network forget the wrong owner."
        ),
        commands=("{announce_address}",),
    ),
    Cause(
        code="port_taken",
        title=N_("Another program holds a port that the site needs"),
        sentence=N_("{process} (process {pid}) listens on port {port}, where {service} should."),
        remedy=N_("Stop that program, keep it from starting again, and start {service}."),
        commands=("sudo kill {pid}", "{restart_service}"),
        explains=("nginx_other_site", "http_not_spoken", "dns_other_server", "dns_garbage"),
    ),
)
