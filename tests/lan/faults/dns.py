"""The server's dnsmasq, and what it answers."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from netcheck.rendering.layout import LINUX
from tests.lan import site
from tests.lan.faults.fault import Registry, Verdict
from tests.lan.faults.files import edited, lines_with
from tests.lan.faults.squatting import squatting
from tests.lan.site import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.lan import Lan

FAULTS = Registry("dns")
fault = FAULTS.fault
FILE = LINUX.dnsmasq_conf
NOBODY = "192.168.1.250"
ADDRESS = f"address=/fr/{site.SERVER}\n"
LOCAL, ALL_LOCAL = "local=/fr/\n", "local=/#/\n"


@contextmanager
def dnsmasq_with(lan: Lan, *changes: tuple[str, str]) -> Iterator[None]:
    """Another configuration."""
    with edited(FILE, *changes):
        lan.server.init.restart("dnsmasq")
        yield
    lan.server.init.restart("dnsmasq")


@fault("dnsmasq does not run", Verdict(cause="dnsmasq_down"))
def dnsmasq_stopped(lan: Lan) -> Iterator[None]:
    lan.server.init.stop("dnsmasq")
    yield
    lan.server.init.start("dnsmasq")


@fault("dnsmasq hangs", Verdict(cause="dns_filtered"))
def dnsmasq_hangs(lan: Lan) -> Iterator[None]:
    lan.server.init.signal("dnsmasq", signal.SIGSTOP)
    yield
    lan.server.init.signal("dnsmasq", signal.SIGCONT)


@fault("dnsmasq listens on loopback alone", Verdict(cause="dnsmasq_elsewhere"))
def dnsmasq_on_loopback(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, (f"listen-address={site.SERVER}\n", "")):
        yield


@fault("a program that is no name server holds port 53", Verdict(cause="port_taken", target="dns"))
def dns_port_taken(lan: Lan) -> Iterator[None]:
    lan.server.init.stop("dnsmasq")
    with squatting(lan.server, 53, "deaf"):
        yield
    lan.server.init.start("dnsmasq")


@fault("the name leads to an address where nobody is", Verdict(cause="dns_wrong_address"))
def dns_leads_nowhere(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, (ADDRESS, f"address=/fr/{NOBODY}\n")):
        yield


@fault("the name leads to the router, which has a page of its own", Verdict(cause="dns_wrong_address"))
def dns_leads_to_router(lan: Lan) -> Iterator[None]:
    with (
        squatting(lan.router, 80, "web"),
        dnsmasq_with(lan, (ADDRESS, f"address=/fr/{site.ROUTER}\n")),
    ):
        yield


@fault("the name leads to two addresses", Verdict(cause="dns_several_addresses"))
def dns_two_addresses(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, (ADDRESS, f"{ADDRESS}address=/fr/{NOBODY}\n")):
        yield


@fault("dnsmasq catches another domain", Verdict(cause="dns_name_empty"))
def dns_other_domain(lan: Lan) -> Iterator[None]:
    # The marker is a name below the site's, which makes the answer an empty one instead of NXDOMAIN.
    with dnsmasq_with(lan, (ADDRESS, f"address=/com/{site.SERVER}\n"), (LOCAL, "local=/com/\n")):
        yield


@fault("dnsmasq catches another domain and is not sealed", Verdict(cause="dns_name_refused"))
def dns_other_domain_unsealed(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, (ADDRESS, f"address=/com/{site.SERVER}\n"), (LOCAL, ""), (ALL_LOCAL, "")):
        yield


@fault(
    "dnsmasq has no line for the name, and asks an upstream that is dead", Verdict(cause="dns_name_failed")
)
def dns_forwards_to_nobody(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, (ADDRESS, ""), (LOCAL, ""), (ALL_LOCAL, f"server={NOBODY}\n")):
        yield


@fault("the name has an IPv6 address too, where nobody is", Verdict(cause="dns_aaaa_record"))
def dns_dead_ipv6(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, (ADDRESS, f"{ADDRESS}address=/fr/fd00::dead\n")):
        yield


@fault("dnsmasq has the address line alone", Verdict(cause="dns_not_sealed", warning=True))
def dns_unsealed(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, (LOCAL, ""), (ALL_LOCAL, "")):
        yield


@fault("dnsmasq asks a dead upstream for all but the address", Verdict(cause="dns_dead_upstream"))
def dns_dead_upstream(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, (LOCAL, ""), (ALL_LOCAL, f"server={NOBODY}\n")):
        yield


@fault("dnsmasq was not set up from the plan", Verdict(cause="dns_not_ours", warning=True))
def dns_without_marker(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, *((line, "") for line in lines_with(FILE, "txt-record="))):
        yield


@fault(
    "dnsmasq knows the name and not the domain above it", Verdict(cause="dns_wildcard_drift", warning=True)
)
def dns_without_catch_all(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, (ADDRESS, f"address=/{site.NAME}/{site.SERVER}\n")):
        yield


@fault("dnsmasq leads every name to the server", Verdict(cause="dns_leaks", warning=True))
def dns_catches_the_world(lan: Lan) -> Iterator[None]:
    with dnsmasq_with(lan, (ALL_LOCAL, f"address=/#/{site.SERVER}\n")):
        yield


@fault(
    "dnsmasq's DHCP hands out a second resolver",
    Verdict(cause="dns_two_resolvers"),
    layouts=(Layout.BRIDGED,),
)
def dhcp_hands_out_two(lan: Lan) -> Iterator[None]:
    option = f"dhcp-option=option:dns-server,{site.SERVER}"
    with dnsmasq_with(lan, (option, f"{option},{NOBODY}")):
        lan.rejoin(lan.numbers)
        yield
    lan.rejoin(lan.numbers)


@fault(
    "dnsmasq's DHCP hands out a resolver that is not there",
    Verdict(cause="dns_two_resolvers"),
    layouts=(Layout.BRIDGED,),
    by_hand=True,
)
def dhcp_hands_out_another(lan: Lan) -> Iterator[None]:
    option = f"dhcp-option=option:dns-server,{site.SERVER}"
    with dnsmasq_with(lan, (option, f"dhcp-option=option:dns-server,{NOBODY}")):
        lan.rejoin(lan.numbers)
        yield
    lan.rejoin(lan.numbers)
