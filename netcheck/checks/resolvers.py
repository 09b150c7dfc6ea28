"""Do the other resolvers agree: the router's, this machine's own, and public ones?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck import timeouts
from netcheck.checks.dns import FOUND, domain_of
from netcheck.checks.roll import ANSWERED
from netcheck.engine import Case, Check
from netcheck.i18n import N_, _
from netcheck.model import blocked, failed, passed, skipped, warned
from netcheck.network import Outcome
from netcheck.probes.resolvers import DNSMASQ, PUBLIC, ROUTER, SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcheck.model import Result
    from netcheck.world import World

_LAN = frozenset({Profile.LAN})
_OUR_OWN = ("127.0.0.1", "::1")


def _router(case: Case) -> Iterator[Result]:
    router, ours = case.fact(ROUTER), case.fact(DNSMASQ).udp
    answer = router.answer
    told = {"evidence": (str(answer),), "expected": ours.said, "got": answer.said, "domain": domain_of(case)}
    if answer.outcome is ours.outcome and answer.records == ours.records:
        yield passed(_("the router gives the same answer"))
    elif not (answer.answered or router.version.answered):
        yield failed("router_dns_silent", answer.said, **told)
    elif answer.empty:
        yield failed("router_rebind_protection", answer.said, **told)
    elif not answer.answered or answer.code in ("REFUSED", "SERVFAIL"):
        yield failed("router_dead_upstream", answer.said, **told)
    else:
        yield failed("router_own_dns", answer.said, **told)


def _system(case: Case) -> Iterator[Result]:
    resolver = case.fact(SYSTEM)
    if resolver is None:
        yield skipped(_("this machine asks nobody"))
        return
    slow = [
        answer
        for answer in resolver.answers
        if answer.seconds > timeouts.SYSTEM_RESOLVER.seconds or answer.outcome is Outcome.TIMEOUT
    ]
    asks_dnsmasq = resolver.nameserver in (case.world.site.dns.address, *_OUR_OWN)
    if slow and asks_dnsmasq and (blocker := case.blocker("dns.answers", "dns.other_types", "dns.sealed")):
        yield blocked(blocker)
    elif slow:
        yield warned(
            "system_resolver_slow",
            slow[0].said,
            evidence=tuple(str(answer) for answer in slow),
            nameserver=resolver.nameserver,
            got=slow[0].said,
        )
    else:
        slowest = max(answer.seconds for answer in resolver.answers)
        yield passed(
            _("{nameserver} answers in {milliseconds} ms").format(
                nameserver=resolver.nameserver, milliseconds=round(slowest * 1000)
            )
        )


def _public(case: Case) -> Iterator[Result]:
    answers = case.fact(PUBLIC)
    if not answers:
        yield skipped(_("the plan names no public resolvers"))
    for answer in answers:
        server, site = answer.question.server, case.world.site
        if not answer.answered:
            yield warned(
                "dns_public_silent",
                answer.said,
                target=server,
                evidence=(str(answer),),
                server=server,
                got=answer.said,
            )
        elif answer.records == (site.server.address,):
            yield passed(f"{site.server.name}: {answer.said}", target=server)
        else:
            yield failed(
                "dns_public_wrong",
                answer.said,
                target=server,
                expected=site.server.address,
                evidence=(str(answer),),
                server=server,
                got=answer.said,
            )


def _no_forwarding_router(world: World) -> str:
    router = world.site.router
    forwards = router.address and router.forwards_dns and world.site.dns.address
    return "" if forwards else _("the plan does not make the router forward DNS")


CHECKS = (
    Check(
        id="dns.router",
        proves=N_("the router gives the same answer as dnsmasq"),
        judge=_router,
        probes=(ROUTER, DNSMASQ),
        after=(*FOUND, *ANSWERED),
        causes=("router_own_dns", "router_rebind_protection", "router_dead_upstream", "router_dns_silent"),
        profiles=_LAN,
        unless=_no_forwarding_router,
    ),
    Check(
        id="dns.system",
        proves=N_("the server's own resolver answers without stalling"),
        judge=_system,
        probes=(SYSTEM,),
        follows=("dns.answers", "dns.other_types", "dns.sealed"),
        causes=("system_resolver_slow",),
        profiles=_LAN,
    ),
    Check(
        id="dns.public",
        proves=N_("public resolvers know the name, and its right address"),
        judge=_public,
        probes=(PUBLIC,),
        causes=("dns_public_silent", "dns_public_wrong"),
        profiles=frozenset({Profile.WAN}),
    ),
)
