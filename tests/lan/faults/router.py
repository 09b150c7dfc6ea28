"""The router's own DNS and DHCP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lan import site
from tests.lan.faults.dns import NOBODY
from tests.lan.faults.fault import BEHIND_ROUTERS, Registry, Verdict
from tests.lan.site import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lan.lan import Lan

FAULTS = Registry("router")
fault = FAULTS.fault


@fault(
    "the router answers names itself, and knows none",
    Verdict(cause="router_own_dns"),
    layouts=BEHIND_ROUTERS,
    by_hand=True,
)
def router_own_dns(lan: Lan) -> Iterator[None]:
    lan.router.configure(asks=(), lines=("--local=/#/",))
    yield
    lan.router.configure()


@fault(
    "the router's protection against rebinding strips the address",
    Verdict(cause="router_rebind_protection"),
    layouts=BEHIND_ROUTERS,
    by_hand=True,
)
def router_rebind_protection(lan: Lan) -> Iterator[None]:
    lan.router.configure(rebind_protection=True)
    yield
    lan.router.configure()


@fault(
    "the router asks a name server that is not there",
    Verdict(cause="router_dead_upstream"),
    layouts=BEHIND_ROUTERS,
    by_hand=True,
)
def router_asks_nobody(lan: Lan) -> Iterator[None]:
    lan.router.configure(asks=(NOBODY,))
    yield
    lan.router.configure()


@fault(
    "the router has no name server to ask",
    Verdict(cause="router_dead_upstream"),
    layouts=BEHIND_ROUTERS,
    by_hand=True,
)
def router_without_upstream(lan: Lan) -> Iterator[None]:
    lan.router.configure(asks=())
    yield
    lan.router.configure()


@fault(
    "the router's DNS is switched off",
    Verdict(cause="router_dns_silent"),
    layouts=BEHIND_ROUTERS,
    by_hand=True,
)
def router_dns_off(lan: Lan) -> Iterator[None]:
    lan.router.configure(dns=False)
    yield
    lan.router.configure()


@fault(
    "the router gives addresses too, with itself as resolver",
    Verdict(cause="dns_two_resolvers"),
    layouts=(Layout.BRIDGED,),
    by_hand=True,
)
def router_dhcp_on(lan: Lan) -> Iterator[None]:
    lan.router.configure(first="192.168.1.20", last="192.168.1.49", resolvers=(site.ROUTER,))
    yield
    lan.router.configure()
