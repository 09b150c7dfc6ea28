from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

from conf.site import Dhcp, Plan, Profile
from conf.toml import ConfigurationError
from netcheck.marker import marker_name, marker_text
from netcheck.rendering.dnsmasq import render_dnsmasq
from netcheck.rendering.layout import HOMEBREW_ARM, LINUX, macos

if TYPE_CHECKING:
    from collections.abc import Callable

    from netcheck.rendering.files import RenderedFile
    from netcheck.rendering.layout import Layout

SHAPES = (
    "lan",
    "lan with upstreams",
    "lan with dhcp",
    "lan without a router",
    "lan with another domain",
    "lan without a catch-all",
    "lan on IPv6",
    "local",
)


def ask(plan: Plan, name: str, kind: str, *, tcp: bool = False) -> dns.message.Message:
    question = dns.message.make_query(name, kind)
    query = dns.query.tcp if tcp else dns.query.udp
    return query(question, "127.0.0.1", port=plan.site.dns.port, timeout=5)


def answers(reply: dns.message.Message) -> list[str]:
    return [record.to_text() for rrset in reply.answer for record in rrset]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("layout", [LINUX, macos(HOMEBREW_ARM)], ids=["linux", "macos"])
def test_the_real_dnsmasq_accepts_what_is_rendered(
    plans: dict[str, Plan], shape: str, layout: Layout, dnsmasq_says: Callable[[RenderedFile], str]
) -> None:
    assert dnsmasq_says(render_dnsmasq(plans[shape], layout)) == "dnsmasq: syntax check OK.\n"


@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
@pytest.mark.parametrize("name", ["money.getz.fr", "MoNeY.gEtZ.Fr", "any.other.name.fr", "fr"])
def test_every_name_of_the_catch_all_has_one_address_in_any_letter_case(
    loopback_plan: Plan, start_dnsmasq: Callable[[Plan], None], name: str, *, tcp: bool
) -> None:
    start_dnsmasq(loopback_plan)
    reply = ask(loopback_plan, name, "A", tcp=tcp)
    assert (reply.rcode(), answers(reply)) == (dns.rcode.NOERROR, ["127.0.0.1"])


@pytest.mark.parametrize("kind", ["AAAA", "HTTPS", "SVCB", "MX", "TXT"])
def test_other_types_of_the_name_are_empty_answers(
    loopback_plan: Plan, start_dnsmasq: Callable[[Plan], None], kind: str
) -> None:
    start_dnsmasq(loopback_plan)
    reply = ask(loopback_plan, "money.getz.fr", kind)
    assert (reply.rcode(), answers(reply)) == (dns.rcode.NOERROR, [])


@pytest.mark.parametrize("kind", ["A", "AAAA", "HTTPS"])
@pytest.mark.parametrize(
    "name", ["example.com", "connectivitycheck.gstatic.com", "wpad", "1.1.168.192.in-addr.arpa"]
)
def test_names_outside_do_not_exist_on_a_sealed_site(
    loopback_plan: Plan, start_dnsmasq: Callable[[Plan], None], name: str, kind: str
) -> None:
    start_dnsmasq(loopback_plan)
    reply = ask(loopback_plan, name, kind)
    assert (reply.rcode(), answers(reply)) == (dns.rcode.NXDOMAIN, [])


def test_the_answer_may_be_remembered_for_thirty_seconds(
    loopback_plan: Plan, start_dnsmasq: Callable[[Plan], None]
) -> None:
    start_dnsmasq(loopback_plan)
    assert [rrset.ttl for rrset in ask(loopback_plan, "money.getz.fr", "A").answer] == [30]


def test_the_marker_names_the_site(loopback_plan: Plan, start_dnsmasq: Callable[[Plan], None]) -> None:
    start_dnsmasq(loopback_plan)
    reply = ask(loopback_plan, marker_name(loopback_plan.site), "TXT")
    assert answers(reply) == [f'"{marker_text(loopback_plan.site)}"']


def test_a_site_with_upstreams_is_not_sealed(plans: dict[str, Plan]) -> None:
    rendered = render_dnsmasq(plans["lan with upstreams"], LINUX).text
    assert "\nserver=192.0.2.1\n" in rendered
    assert "\nserver=2001:db8::1\n" in rendered
    assert "\nlocal=/#/\n" not in rendered


def test_a_name_outside_the_catch_all_resolves_too(
    plans: dict[str, Plan], start_dnsmasq: Callable[[Plan], None]
) -> None:
    plan = plans["lan with another domain"]
    start_dnsmasq(plan)
    assert answers(ask(plan, "money.getz.fr", "A")) == ["127.0.0.1"]
    assert answers(ask(plan, "x.lab.example", "A")) == ["127.0.0.1"]
    assert ask(plan, "other.fr", "A").rcode() == dns.rcode.NXDOMAIN


def test_without_a_catch_all_only_the_name_and_those_below_it_resolve(
    plans: dict[str, Plan], start_dnsmasq: Callable[[Plan], None]
) -> None:
    plan = plans["lan without a catch-all"]
    start_dnsmasq(plan)
    assert answers(ask(plan, "money.getz.fr", "A")) == ["127.0.0.1"]
    assert ask(plan, "other.fr", "A").rcode() == dns.rcode.NXDOMAIN


def test_the_hosts_file_of_the_server_is_not_told_to_tablets(
    loopback_plan: Plan, start_dnsmasq: Callable[[Plan], None]
) -> None:
    start_dnsmasq(loopback_plan)
    assert answers(ask(loopback_plan, "localhost", "A")) == []


def test_dhcp_hands_out_this_resolver_alone_and_the_router(lan_plan: Plan) -> None:
    site = replace(lan_plan.site, dhcp=Dhcp("192.168.1.50", "192.168.1.180", "2h", "192.168.1.1"))
    lines = render_dnsmasq(replace(lan_plan, site=site), LINUX).text.splitlines()
    assert [line for line in lines if line.startswith("dhcp-")] == [
        "dhcp-range=192.168.1.50,192.168.1.180,2h",
        "dhcp-leasefile=/var/lib/misc/dnsmasq.leases",
        "dhcp-authoritative",
        "dhcp-option=option:router,192.168.1.1",
        "dhcp-option=option:dns-server,192.168.1.204",
        "dhcp-ignore-names",
    ]


def test_a_dhcp_range_smaller_than_the_fleet_is_refused(lan_plan: Plan) -> None:
    site = replace(lan_plan.site, dhcp=Dhcp("192.168.1.50", "192.168.1.60", "2h", "192.168.1.1"))
    with pytest.raises(ConfigurationError, match=r"room for 100 tablets, got 11 addresses"):
        render_dnsmasq(replace(lan_plan, site=site), LINUX)


def test_a_public_site_has_no_dnsmasq_and_the_refusal_says_so(lan_plan: Plan) -> None:
    with pytest.raises(ConfigurationError, match=r"public name servers answer for money\.getz\.fr"):
        render_dnsmasq(replace(lan_plan, site=replace(lan_plan.site, profile=Profile.WAN)), LINUX)


def test_a_site_whose_plan_names_no_dnsmasq_is_refused(lan_plan: Plan) -> None:
    site = replace(lan_plan.site, dns=replace(lan_plan.site.dns, address=""))
    with pytest.raises(ConfigurationError, match=r"expected \[dns\] address, where it listens, got nothing"):
        render_dnsmasq(replace(lan_plan, site=site), LINUX)
