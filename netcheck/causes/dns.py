"""Causes in the answers to the question where the server is."""

from netcheck.causes.cause import Cause
from netcheck.i18n import N_

_REWRITE = ("{write_dnsmasq}", "{restart_dnsmasq}")
_BESIDE_A_MISSING_NAME = ("dns_wildcard_drift", "dns_not_sealed", "dns_dead_upstream", "dns_leaks")

CAUSES = (
    Cause(
        code="dnsmasq_down",
        title=N_("dnsmasq does not run"),
        sentence=N_("Port {dns_port} at {dns_address} is closed: no tablet learns where {name} is."),
        remedy=N_("Start dnsmasq; if it stops again at once, its log says why."),
        commands=("{restart_dnsmasq}", "{log_dnsmasq}"),
    ),
    Cause(
        code="dnsmasq_elsewhere",
        title=N_("dnsmasq listens only on this machine"),
        sentence=N_("dnsmasq answers at {elsewhere} but not at {dns_address}, where the tablets ask."),
        remedy=N_("Let it listen on the laboratory's address, and restart it."),
        commands=_REWRITE,
        lines=("listen-address={dns_address}", "bind-dynamic"),
    ),
    Cause(
        code="dns_filtered",
        title=N_("Questions to dnsmasq vanish"),
        sentence=N_(
            "Nothing comes back from {dns_address} port {dns_port} over {transport}: a firewall drops it, "
            "or dnsmasq hangs."
        ),
        remedy=N_(
            "Restart dnsmasq; if that does not help, let port {dns_port} through the server's firewall."
        ),
        commands=("{restart_dnsmasq}", "{open_dns}"),
    ),
    Cause(
        code="dns_tcp_closed",
        title=N_("dnsmasq does not answer over TCP"),
        sentence=N_("{dns_address} answers over UDP, but over TCP: {observed}. Long answers need TCP."),
        remedy=N_("Restart dnsmasq, and let TCP port {dns_port} through the server's firewall."),
        commands=("{restart_dnsmasq}", "{open_dns}"),
    ),
    Cause(
        code="dns_garbage",
        title=N_("What answers on the DNS port does not speak DNS"),
        sentence=N_(
            "{dns_address} port {dns_port} answers with something that is not DNS: another program holds "
            "the port."
        ),
        remedy=N_("Find that program, stop it, and start dnsmasq."),
        commands=("{who_dns}", "{restart_dnsmasq}"),
    ),
    Cause(
        code="dns_other_server",
        title=N_("Another DNS server answers in place of dnsmasq"),
        sentence=N_("{dns_address} calls itself {version}: it is not the site's dnsmasq."),
        remedy=N_("Stop the other server, or take the address back from it, and start dnsmasq."),
        commands=("{who_dns}", "{restart_dnsmasq}"),
    ),
    Cause(
        code="dns_not_ours",
        title=N_("dnsmasq runs another configuration"),
        sentence=N_(
            "dnsmasq does not carry the marker of this site ({marker}): its configuration was not made "
            "from the plan."
        ),
        remedy=N_("Write the configuration from the plan, and restart dnsmasq."),
        commands=_REWRITE,
        lines=("txt-record={marker},{marker_text}",),
    ),
    Cause(
        code="dns_wrong_address",
        title=N_("The server's name leads to a wrong address"),
        sentence=N_("{name} resolves to {got}, not to {address}: tablets go elsewhere, or nowhere."),
        remedy=N_(
            "Correct the address line of {dnsmasq_conf} and restart dnsmasq; tablets forget the old "
            "answer in its lifetime."
        ),
        commands=_REWRITE,
        lines=("address=/{domain}/{address}",),
    ),
    Cause(
        code="dns_several_addresses",
        title=N_("The server's name leads to several addresses"),
        sentence=N_("{name} resolves to {got}: a part of the tablets goes to the wrong one."),
        remedy=N_("Keep only the line with {address} in {dnsmasq_conf}, and restart dnsmasq."),
        commands=_REWRITE,
        lines=("address=/{domain}/{address}",),
    ),
    Cause(
        code="dns_name_unknown",
        title=N_("dnsmasq says that the server's name does not exist"),
        sentence=N_("Asked for {name}, dnsmasq says {got}: its configuration serves another domain."),
        remedy=N_("Write the address line for {domain} into {dnsmasq_conf}, and restart dnsmasq."),
        commands=_REWRITE,
        lines=("address=/{domain}/{address}",),
        explains=_BESIDE_A_MISSING_NAME,
    ),
    Cause(
        code="dns_name_refused",
        title=N_("dnsmasq refuses to look for the server's name"),
        sentence=N_(
            "Asked for {name}, dnsmasq says {got}: no line covers the name, and there is nobody to ask."
        ),
        remedy=N_("Write the address line for {domain} into {dnsmasq_conf}, and restart dnsmasq."),
        commands=_REWRITE,
        lines=("address=/{domain}/{address}",),
        explains=_BESIDE_A_MISSING_NAME,
    ),
    Cause(
        code="dns_name_failed",
        title=N_("dnsmasq asks somebody else for the server's name"),
        sentence=N_(
            "Asked for {name}, dnsmasq gives: {got}. No line covers the name, so it asks an upstream that "
            "fails."
        ),
        remedy=N_("Write the address line for {domain} into {dnsmasq_conf}, and restart dnsmasq."),
        commands=_REWRITE,
        lines=("no-resolv", "address=/{domain}/{address}"),
        explains=_BESIDE_A_MISSING_NAME,
    ),
    Cause(
        code="dns_name_empty",
        title=N_("The server's name has no address"),
        sentence=N_(
            "dnsmasq knows {name} and gives no address for it: the address line is missing, or names another "
            "domain than {domain}."
        ),
        remedy=N_("Write the address line for {domain} into {dnsmasq_conf}, and restart dnsmasq."),
        commands=_REWRITE,
        lines=("address=/{domain}/{address}",),
        explains=_BESIDE_A_MISSING_NAME,
    ),
    Cause(
        code="dns_letter_case",
        title=N_("The answer depends on the letters' case"),
        sentence=N_(
            "{name} in mixed letters gives {got}: resolvers that mix the case on purpose do not find the "
            "server."
        ),
        remedy=N_(
            "dnsmasq ignores the case; something between it and you does not. Restart dnsmasq from the "
            "plan's configuration."
        ),
        commands=_REWRITE,
    ),
    Cause(
        code="dns_truncated",
        title=N_("dnsmasq cuts its answers short"),
        sentence=N_(
            "The answer for {name} has one address and yet comes truncated, so every tablet asks again "
            "over TCP."
        ),
        remedy=N_("Write the configuration from the plan, and restart dnsmasq."),
        commands=_REWRITE,
        lines=("edns-packet-max=1232",),
    ),
    Cause(
        code="dns_slow",
        title=N_("dnsmasq answers slowly"),
        sentence=N_("The answer for {name} took {milliseconds} ms: it should come from memory, at once."),
        remedy=N_(
            "See what keeps this machine busy; restart dnsmasq from the plan's configuration, which asks "
            "nobody else."
        ),
        commands=("uptime", *_REWRITE),
    ),
    Cause(
        code="dns_wildcard_drift",
        title=N_("The catch-all domain does not catch all"),
        sentence=N_(
            "A name below .{catch_all} gives {got}, not {address}: a mistyped address does not lead to "
            "the kiosk."
        ),
        remedy=N_("Write the catch-all into {dnsmasq_conf}, and restart dnsmasq."),
        commands=_REWRITE,
        lines=("address=/{catch_all}/{address}",),
    ),
    Cause(
        code="dns_aaaa_record",
        title=N_("The server's name has an IPv6 address too"),
        sentence=N_("{name} also resolves to {got}, where nothing listens: browsers try it first and wait."),
        remedy=N_("Answer IPv6 questions with nothing: remove the record, and make the domain local."),
        commands=_REWRITE,
        lines=("local=/{domain}/",),
    ),
    Cause(
        code="dns_https_record",
        title=N_("The server's name has an HTTPS record"),
        sentence=N_(
            "{name} has the HTTPS record {got}: browsers insist on TLS, which this site does not speak."
        ),
        remedy=N_("Remove the record, and make the domain local."),
        commands=_REWRITE,
        lines=("local=/{domain}/",),
    ),
    Cause(
        code="dns_dead_upstream",
        title=N_("dnsmasq forwards questions to a server that is not there"),
        sentence=N_(
            "{question} gets no answer: dnsmasq passes it on to an upstream that the laboratory cannot "
            "reach. Devices wait, and Android gives the server up."
        ),
        remedy=N_("Let dnsmasq ask nobody: seal its configuration, and restart it."),
        commands=_REWRITE,
        lines=("no-resolv", "local=/{domain}/", "local=/#/"),
        explains=("dns_not_sealed", "system_resolver_slow", "dns_slow"),
    ),
    Cause(
        code="dns_not_sealed",
        title=N_("dnsmasq refuses questions instead of answering no"),
        sentence=N_(
            "{question} is answered with {got}: Android counts refusals against the server, and may stop "
            "asking it."
        ),
        remedy=N_(
            "Seal the configuration, so that every other question gets a plain no, and restart dnsmasq."
        ),
        commands=_REWRITE,
        lines=("no-resolv", "local=/{domain}/", "local=/#/"),
    ),
    Cause(
        code="dns_leaks",
        title=N_("dnsmasq answers for names of the outside"),
        sentence=N_(
            "{question} is answered with {got}: on a network without internet, apps on the tablets then "
            "wait for it."
        ),
        remedy=N_("Seal the configuration, and restart dnsmasq."),
        commands=_REWRITE,
        lines=("no-resolv", "local=/#/"),
    ),
)
