"""Does every question lead to the server, from whomever it is asked?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck import timeouts
from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.marker import marker_name, marker_text
from netcheck.model import failed, passed, skipped, warned
from netcheck.network import Outcome
from netcheck.probes.resolvers import DNSMASQ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.model import Result
    from netcheck.probes.dns import Answer
    from netcheck.world import World

_LAN = frozenset({Profile.LAN})
_WITHOUT_AN_ADDRESS = {
    "NXDOMAIN": "dns_name_unknown",
    "REFUSED": "dns_name_refused",
    "NOERROR": "dns_name_empty",
}


def _answers(case: Case) -> Iterator[Result]:
    facts, site = case.fact(DNSMASQ), case.world.site
    udp, tcp = facts.udp, facts.tcp
    evidence = tuple(str(answer) for answer in (udp, tcp, facts.loopback) if answer)
    forwards = facts.version.answered and not udp.answered  # it says who it is, and asks others for the name
    if forwards or (udp.answered and tcp.answered):
        yield passed(_("answers over UDP and TCP at {address}").format(address=site.dns.address))
    elif udp.answered:
        yield failed("dns_tcp_closed", tcp.said, evidence=evidence)
    elif Outcome.GARBAGE in (udp.outcome, tcp.outcome):
        yield failed("dns_garbage", udp.said, evidence=evidence)
    elif facts.loopback and facts.loopback.answered:
        yield failed(
            "dnsmasq_elsewhere", udp.said, evidence=evidence, elsewhere=facts.loopback.question.server
        )
    elif udp.outcome in (Outcome.REFUSED, Outcome.UNREACHABLE) and not tcp.answered:
        yield failed("dnsmasq_down", udp.said, evidence=evidence)
    else:
        transport = "UDP" if tcp.answered else _("UDP and TCP")
        yield failed("dns_filtered", udp.said, evidence=evidence, transport=transport)


def _identity(case: Case) -> Iterator[Result]:
    facts, site = case.fact(DNSMASQ), case.world.site
    version = facts.version.said.strip('"')
    if not version.startswith("dnsmasq"):
        yield failed(
            "dns_other_server", version, expected="dnsmasq", evidence=(str(facts.version),), version=version
        )
    elif f'"{marker_text(site)}"' not in facts.marker.records:
        yield warned(
            "dns_not_ours",
            facts.marker.said,
            expected=marker_text(site),
            evidence=(str(facts.marker),),
            marker=marker_name(site),
            marker_text=marker_text(site),
        )
    else:
        yield passed(_("{version}, with this site's marker").format(version=version))


def _address(case: Case) -> Iterator[Result]:
    facts, site = case.fact(DNSMASQ), case.world.site
    if problem := wrong_answer(facts.udp, site.server.address, domain=domain_of(case)):
        yield problem
        return
    mixed = facts.mixed_case
    if mixed.records != facts.udp.records:
        yield failed("dns_letter_case", mixed.said, evidence=(str(mixed),), got=mixed.said)
    elif facts.udp.truncated:
        yield warned("dns_truncated", _("truncated"), evidence=(str(facts.udp),))
    elif facts.udp.seconds > timeouts.DNS_FAST.seconds:
        yield warned(
            "dns_slow",
            f"{facts.udp.seconds * 1000:.0f} ms",
            expected=f"{timeouts.DNS_FAST.seconds * 1000:.0f} ms",
            evidence=(str(facts.udp),),
            milliseconds=round(facts.udp.seconds * 1000),
        )
    else:
        yield passed(f"{site.server.name}: {facts.udp.said}")


def wrong_answer(answer: Answer, address: str, *, domain: str, target: str = "") -> Result | None:
    """What is wrong with an answer that should be exactly `address`, or None."""
    if answer.records == (address,):
        return None
    if len(answer.records) > 1 and address in answer.records:
        cause = "dns_several_addresses"
    elif answer.records:
        cause = "dns_wrong_address"
    else:
        cause = _WITHOUT_AN_ADDRESS.get(answer.code, "dns_name_failed")
    return failed(
        cause,
        answer.said,
        target=target,
        expected=address,
        evidence=(str(answer),),
        got=answer.said,
        domain=domain,
    )


def domain_of(case: Case) -> str:
    """The domain that the configuration names: the catch-all, or the name itself."""
    site = case.world.site
    return site.dns.catch_all or site.server.name


def _wildcard(case: Case) -> Iterator[Result]:
    answer, site = case.fact(DNSMASQ).wildcard, case.world.site
    if not site.dns.catch_all:
        yield skipped(_("the plan has no catch-all domain"))
    elif answer.records == (site.server.address,):
        yield passed(
            _("any name below .{catch_all} leads to the server").format(catch_all=site.dns.catch_all)
        )
    else:
        yield warned(
            "dns_wildcard_drift",
            answer.said,
            expected=site.server.address,
            evidence=(str(answer),),
            got=answer.said,
        )


def _other_types(case: Case) -> Iterator[Result]:
    facts, domain = case.fact(DNSMASQ), domain_of(case)
    for answer in (facts.aaaa, facts.https):
        kind = answer.question.kind
        told = {"target": kind, "evidence": (str(answer),), "domain": domain}
        question = _("The {kind} question for {name}").format(kind=kind, name=answer.question.name)
        if answer.records:
            cause = "dns_aaaa_record" if kind == "AAAA" else "dns_https_record"
            yield failed(cause, answer.said, got=answer.said, **told)
        elif not answer.answered:
            yield failed("dns_dead_upstream", answer.said, question=question, **told)
        elif not answer.empty:
            yield warned("dns_not_sealed", answer.said, question=question, got=answer.said, **told)
        elif answer.seconds > timeouts.DNS_FAST.seconds:
            yield warned("dns_slow", answer.said, milliseconds=round(answer.seconds * 1000), **told)
        else:
            yield passed(_("{kind}: empty, at once").format(kind=kind), target=kind)


def _sealed(case: Case) -> Iterator[Result]:
    answer, site = case.fact(DNSMASQ).outside, case.world.site
    question = _("The question for {name}, a name of the outside,").format(name=answer.question.name)
    told = {"evidence": (str(answer),), "question": question, "domain": domain_of(case), "got": answer.said}
    if not answer.answered:
        yield failed("dns_dead_upstream", answer.said, **told)
    elif answer.code == "NXDOMAIN" or (answer.empty and not site.dns.upstreams):
        yield passed(_("{name}: {code}, at once").format(name=answer.question.name, code=answer.code))
    elif site.dns.upstreams:
        yield passed(
            _("{name}: {said}, by the plan's upstream").format(name=answer.question.name, said=answer.said)
        )
    elif answer.records:
        yield warned("dns_leaks", answer.said, expected="NXDOMAIN", **told)
    else:
        yield warned("dns_not_sealed", answer.said, expected="NXDOMAIN", **told)


def _no_dnsmasq(world: World) -> str:
    return "" if world.site.dns.address else _("the plan has no DNS server")


FOUND = ("dns.answers", "dns.identity")

CHECKS = (
    Check(
        id="dns.answers",
        proves=N_("dnsmasq answers over UDP and TCP at the LAN's address"),
        judge=_answers,
        probes=(DNSMASQ,),
        after=("host.address", "host.ports[dns]"),
        causes=("dnsmasq_down", "dnsmasq_elsewhere", "dns_filtered", "dns_tcp_closed", "dns_garbage"),
        profiles=_LAN,
        unless=_no_dnsmasq,
    ),
    Check(
        id="dns.identity",
        proves=N_("it is this site's dnsmasq that answers"),
        judge=_identity,
        probes=(DNSMASQ,),
        after=("dns.answers",),
        causes=("dns_other_server", "dns_not_ours"),
        profiles=_LAN,
        unless=_no_dnsmasq,
    ),
    Check(
        id="dns.address",
        proves=N_("the name resolves to exactly the static address, in any letter case, at once"),
        judge=_address,
        probes=(DNSMASQ,),
        after=FOUND,
        causes=(
            "dns_wrong_address",
            "dns_several_addresses",
            "dns_name_unknown",
            "dns_name_refused",
            "dns_name_failed",
            "dns_name_empty",
            "dns_letter_case",
            "dns_truncated",
            "dns_slow",
        ),
        profiles=_LAN,
        unless=_no_dnsmasq,
    ),
    Check(
        id="dns.wildcard",
        proves=N_("any other name below the catch-all leads to the server too"),
        judge=_wildcard,
        probes=(DNSMASQ,),
        after=(*FOUND, "dns.address"),
        causes=("dns_wildcard_drift",),
        profiles=_LAN,
        unless=_no_dnsmasq,
    ),
    Check(
        id="dns.other_types",
        proves=N_("AAAA and HTTPS questions get an empty answer at once"),
        judge=_other_types,
        probes=(DNSMASQ,),
        after=FOUND,
        causes=("dns_aaaa_record", "dns_https_record", "dns_dead_upstream", "dns_not_sealed", "dns_slow"),
        profiles=_LAN,
        unless=_no_dnsmasq,
    ),
    Check(
        id="dns.sealed",
        proves=N_("names of the outside are denied at once"),
        judge=_sealed,
        probes=(DNSMASQ,),
        after=FOUND,
        causes=("dns_dead_upstream", "dns_not_sealed", "dns_leaks"),
        profiles=_LAN,
        unless=_no_dnsmasq,
    ),
)
