"""Causes at the other resolvers: the router's, this machine's own, public ones, and those that DHCP names."""

from netcheck.causes.cause import Cause
from netcheck.i18n import N_

_REWRITE = ("{write_dnsmasq}", "{restart_dnsmasq}")

CAUSES = (
    Cause(
        code="router_own_dns",
        title=N_("The router answers DNS itself"),
        sentence=N_(
            "Asked for {name}, the router at {router} says {got}: it does not ask dnsmasq, so tablets "
            "that ask the router get lost."
        ),
        remedy=N_(
            "In the router's internet settings, set the only DNS server to {dns_address}; or let DHCP "
            "hand out {dns_address}."
        ),
    ),
    Cause(
        code="router_rebind_protection",
        title=N_("The router strips the server's address from answers"),
        sentence=N_(
            "The router at {router} answers for {name} without an address: its protection against DNS "
            "rebinding removes private ones."
        ),
        remedy=N_(
            "Switch the rebind protection off for {domain} in the router, or let DHCP hand out "
            "{dns_address} as DNS server."
        ),
        lines=("rebind-domain-ok=/{domain}/",),
    ),
    Cause(
        code="router_dead_upstream",
        title=N_("The router forwards DNS to nobody"),
        sentence=N_(
            "Asked for {name}, the router at {router} says {got}: the DNS server in its settings does not "
            "answer."
        ),
        remedy=N_(
            "In the router's internet settings, set the only DNS server to {dns_address}. If it is that "
            "already, the server's firewall drops the router's questions: let it pass DNS."
        ),
        commands=("{open_dns}",),
    ),
    Cause(
        code="router_dns_silent",
        title=N_("The router does not answer DNS questions"),
        sentence=N_("A question to the router at {router}: {got}. Tablets that ask the router get lost."),
        remedy=N_(
            "See that the router is on and its DNS is enabled; restart it, and set its DNS server to "
            "{dns_address}."
        ),
    ),
    Cause(
        code="system_resolver_slow",
        title=N_("The server's own resolver stalls"),
        sentence=N_(
            "This machine asks {nameserver} for names, which gave: {got}. Programs here hang for seconds "
            "when they look up a name."
        ),
        remedy=N_("Let this machine ask dnsmasq, which answers at once."),
        commands=("{use_dnsmasq}",),
        lines=("nameserver {dns_address}",),
    ),
    Cause(
        code="dns_two_resolvers",
        title=N_("Tablets are given a second DNS server"),
        sentence=N_(
            "DHCP hands out {got}: tablets that ask another server than {dns_address} do not find {name}."
        ),
        remedy=N_("Hand out {dns_address} alone, then let the tablets join the Wi-Fi again."),
        commands=_REWRITE,
        lines=("dhcp-option=option:dns-server,{dns_address}",),
    ),
    Cause(
        code="dns_public_silent",
        title=N_("A public resolver does not answer"),
        sentence=N_("Asked for {name}, {server} gives: {got}."),
        remedy=N_("See that this machine reaches the internet, or name another resolver in the site file."),
        commands=("dig {name} @{server}",),
    ),
    Cause(
        code="dns_public_wrong",
        title=N_("The internet knows another address for the site"),
        sentence=N_("Asked for {name}, {server} says {got}, not {address}: people go elsewhere, or nowhere."),
        remedy=N_(
            "Correct the A record at the domain's registrar; resolvers forget the old answer in its lifetime."
        ),
        commands=("dig {name} @{server}",),
    ),
)
