"""The router, this machine and public resolvers: each disagreement is found as its one cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from conf.site import Profile
from netcheck.model import State
from netcheck.probes.machine import Nameserver
from tests.netcheck.fakes.name_server import NameServer, Reply
from tests.netcheck.fakes.site import NAME, OTHER, ROUTER, SERVER, healthy_site

if TYPE_CHECKING:
    from tests.netcheck.fakes.site import FakeSite


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (Reply("NXDOMAIN"), "router_own_dns"),
        (Reply(records=(OTHER,)), "router_own_dns"),
        (Reply(), "router_rebind_protection"),
        (Reply("REFUSED"), "router_dead_upstream"),
        (Reply("SERVFAIL"), "router_dead_upstream"),
    ],
    ids=["NXDOMAIN", "its own answer", "no address", "REFUSED", "SERVFAIL"],
)
async def test_a_router_that_does_not_ask_dnsmasq_has_one_cause(
    site: FakeSite, reply: Reply, cause: str
) -> None:
    site.router.zone = lambda _asked: reply

    assert await site.found() == {cause: ""}


async def test_a_router_without_dns_is_named(site: FakeSite) -> None:
    site.running.remove("router")

    assert await site.found() == {"router_dns_silent": ""}


@pytest.mark.usefixtures("impatient")
async def test_a_router_that_answers_only_what_it_knows_itself_forwards_to_nobody(site: FakeSite) -> None:
    site.router.zone = lambda asked: site.zone(asked) if asked.chaos else Reply(silent=True)

    assert await site.found() == {"router_dead_upstream": ""}


async def test_a_router_that_repeats_a_wrong_dnsmasq_is_not_blamed(site: FakeSite) -> None:
    for server in (site.dnsmasq, site.router):
        server.zone = lambda asked: (
            Reply(records=(OTHER,))
            if asked.name.startswith(("money", "netcheck")) and asked.kind == "A"
            else site.zone(asked)
        )

    assert await site.found() == {"dns_wrong_address": ""}


async def test_a_router_that_need_not_forward_is_not_asked(site: FakeSite) -> None:
    site.rewire(router=replace(site.plan.site.router, forwards_dns=False))
    site.running.remove("router")

    assert await site.found() == {}


@pytest.mark.usefixtures("impatient")
async def test_a_resolver_of_this_machine_that_stalls_is_named(site: FakeSite) -> None:
    silent = NameServer(OTHER, site.plan.site.dns.port, lambda _asked: Reply(silent=True))
    site.machine.resolvers = (Nameserver(OTHER, silent.port),)
    await silent.start()
    try:
        assert await site.found() == {"system_resolver_slow": ""}
    finally:
        await silent.stop()


async def test_a_resolver_that_says_no_at_once_is_good_enough(site: FakeSite) -> None:
    site.machine.resolvers = (Nameserver(ROUTER, site.plan.site.dns.port),)

    assert await site.found() == {}


async def _found_on_the_internet(reply: Reply) -> dict[str, str]:
    site = healthy_site(Profile.WAN)
    site.rewire(dns=replace(site.plan.site.dns, resolvers=(OTHER,)))
    resolver = NameServer(OTHER, site.plan.site.dns.port, lambda _asked: reply)
    await resolver.start()
    site.running = set()
    try:
        return await site.found("dns.public")
    finally:
        await resolver.stop()


async def test_a_public_resolver_with_the_right_address_passes() -> None:
    assert await _found_on_the_internet(Reply(records=(SERVER,))) == {}


async def test_a_public_resolver_with_another_address_is_named() -> None:
    assert await _found_on_the_internet(Reply(records=(OTHER,))) == {"dns_public_wrong": OTHER}


async def test_a_public_resolver_that_does_not_know_the_name_is_named() -> None:
    assert await _found_on_the_internet(Reply("NXDOMAIN")) == {"dns_public_wrong": OTHER}


async def test_a_public_resolver_out_of_reach_is_a_warning() -> None:
    site = healthy_site(Profile.WAN)
    site.rewire(dns=replace(site.plan.site.dns, resolvers=(OTHER,)))

    diagnosis = await site.examine("dns.public")

    assert [(item.cause, item.state) for item in diagnosis.warnings] == [("dns_public_silent", State.WARN)]
    assert NAME in diagnosis.warnings[0].summary
