"""Each sickness of dnsmasq is found as its one cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from netcheck import timeouts
from netcheck.model import Verdict
from netcheck.timeouts import Timeout
from tests.netcheck.fakes.name_server import Asked, NameServer, Reply
from tests.netcheck.fakes.site import NAME, OTHER, SERVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.netcheck.fakes.site import FakeSite


def _answering(site: FakeSite, sick: Callable[[Asked], Reply | None]) -> None:
    """dnsmasq and the router that asks it answer as `sick` says, and healthily where it says nothing."""
    for server in (site.dnsmasq, site.router):
        server.zone = lambda asked: sick(asked) or site.zone(asked)


def _named(asked: Asked, kind: str = "A") -> bool:
    return asked.name == NAME and asked.kind == kind


def _below_the_domain(asked: Asked) -> bool:
    return asked.name.endswith(".fr") and not asked.name.startswith("_") and not asked.chaos


SICK_ANSWERS: list[tuple[str, Callable[[Asked], Reply | None], dict[str, str]]] = [
    (
        "a wrong address",
        lambda asked: Reply(records=(OTHER,)) if _below_the_domain(asked) and asked.kind == "A" else None,
        {"dns_wrong_address": ""},
    ),
    (
        "a stale address beside the right one",
        lambda asked: (
            Reply(records=(OTHER, SERVER)) if _below_the_domain(asked) and asked.kind == "A" else None
        ),
        {"dns_several_addresses": ""},
    ),
    (
        "NXDOMAIN",
        lambda asked: Reply("NXDOMAIN") if _below_the_domain(asked) else None,
        {"dns_name_unknown": ""},
    ),
    (
        "REFUSED for the whole domain",
        lambda asked: Reply("REFUSED") if _below_the_domain(asked) else None,
        {"dns_name_refused": ""},
    ),
    (
        "SERVFAIL",
        lambda asked: Reply("SERVFAIL") if _below_the_domain(asked) else None,
        {"dns_name_failed": ""},
    ),
    (
        "an empty answer",
        lambda asked: Reply() if _below_the_domain(asked) else None,
        {"dns_name_empty": ""},
    ),
    (
        "an answer that depends on the case",
        lambda asked: Reply("NXDOMAIN") if asked.spelled != asked.name and not asked.chaos else None,
        {"dns_letter_case": ""},
    ),
    (
        "a truncated answer",
        lambda asked: Reply(records=(SERVER,), truncated=True) if _named(asked) and not asked.tcp else None,
        {"dns_truncated": ""},
    ),
    (
        "a catch-all that catches the name only",
        lambda asked: Reply("NXDOMAIN") if asked.name.startswith("netcheck-") else None,
        {"dns_wildcard_drift": ""},
    ),
    (
        "an AAAA record",
        lambda asked: Reply(records=("::9",)) if _named(asked, "AAAA") else None,
        {"dns_aaaa_record": "AAAA"},
    ),
    (
        "an HTTPS record",
        lambda asked: Reply(records=("1 . alpn=h2",)) if _named(asked, "HTTPS") else None,
        {"dns_https_record": "HTTPS"},
    ),
    (
        "the site's present line: everything but A is refused",
        lambda asked: (
            Reply("REFUSED") if asked.kind in ("AAAA", "HTTPS") or asked.name.endswith(".com") else None
        ),
        {"dns_not_sealed": "AAAA, HTTPS"},
    ),
    (
        "the domain sealed, names of the outside refused",
        lambda asked: Reply("REFUSED") if asked.name.endswith(".com") else None,
        {"dns_not_sealed": ""},
    ),
    (
        "an upstream with internet where the plan has none",
        lambda asked: Reply(records=(OTHER,)) if asked.name.endswith(".com") else None,
        {"dns_leaks": ""},
    ),
    (
        "another server's identity",
        lambda asked: Reply(records=('"unbound 1.17.1"',)) if asked.chaos else None,
        {"dns_other_server": ""},
    ),
    (
        "a server that hides its version",
        lambda asked: Reply("NXDOMAIN") if asked.chaos else None,
        {"dns_other_server": ""},
    ),
    (
        "a dnsmasq without the marker",
        lambda asked: Reply() if asked.kind == "TXT" and not asked.chaos else None,
        {"dns_not_ours": ""},
    ),
]


@pytest.mark.parametrize(
    ("sick", "causes"), [row[1:] for row in SICK_ANSWERS], ids=[row[0] for row in SICK_ANSWERS]
)
async def test_a_sick_answer_has_one_cause(
    site: FakeSite, sick: Callable[[Asked], Reply | None], causes: dict[str, str]
) -> None:
    _answering(site, sick)

    assert await site.found() == causes


@pytest.mark.usefixtures("impatient")
async def test_a_dead_upstream_is_told_from_a_dead_dnsmasq(site: FakeSite) -> None:
    silent = Reply(silent=True)
    _answering(
        site, lambda asked: silent if asked.kind in ("AAAA", "HTTPS") or ".com" in asked.name else None
    )

    assert set(await site.found()) == {"dns_dead_upstream"}


@pytest.mark.usefixtures("impatient")
async def test_a_name_that_only_a_dead_upstream_would_know_is_told_from_a_dead_dnsmasq(
    site: FakeSite,
) -> None:
    _answering(site, lambda asked: None if asked.chaos or asked.name.startswith("_") else Reply(silent=True))

    assert set(await site.found("dns")) == {"dns_name_failed"}


async def test_a_closed_port_is_a_dnsmasq_that_does_not_run(site: FakeSite) -> None:
    site.running.remove("dnsmasq")
    site.machine.listening = tuple(item for item in site.machine.listening or () if item.process != "dnsmasq")

    assert await site.found() == {"dnsmasq_down": "dns"}


async def test_a_closed_port_is_found_also_where_nobody_tells_who_listens(site: FakeSite) -> None:
    site.running.remove("dnsmasq")
    site.machine.listening = None

    assert await site.found() == {"dnsmasq_down": ""}


async def test_a_dnsmasq_on_loopback_only_is_told_from_one_that_does_not_run(site: FakeSite) -> None:
    site.dnsmasq = NameServer("127.0.0.1", site.plan.site.dns.port, site.zone)
    site.machine.listening = tuple(
        replace(item, address="127.0.0.1") if item.process == "dnsmasq" else item
        for item in site.machine.listening or ()
    )

    assert await site.found() == {"dnsmasq_elsewhere": "dns"}


async def test_a_slow_answer_is_a_warning(site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeouts, "DNS_FAST", Timeout(0.2, "as it is"))
    _answering(
        site, lambda asked: Reply(records=(SERVER,), delay=0.3) if _named(asked) and not asked.tcp else None
    )

    assert set(await site.found()) == {"dns_slow"}


@pytest.mark.usefixtures("impatient")
async def test_silence_is_told_from_a_closed_port(site: FakeSite) -> None:
    site.dnsmasq.zone = lambda _asked: Reply(silent=True)

    assert await site.found() == {"dns_filtered": ""}


async def test_a_dnsmasq_without_tcp_is_named(site: FakeSite) -> None:
    site.dnsmasq.tcp = False

    assert await site.found() == {"dns_tcp_closed": ""}


async def test_garbage_is_told_from_dns(site: FakeSite) -> None:
    site.dnsmasq.zone = lambda _asked: Reply(raw=b"\x00\x01garbage")

    assert await site.found() == {"dns_garbage": ""}


async def test_a_plan_with_upstreams_may_answer_for_the_outside(site: FakeSite) -> None:
    site.rewire(dns=replace(site.plan.site.dns, upstreams=("127.0.0.8",)))
    _answering(site, lambda asked: Reply(records=(OTHER,)) if asked.name.endswith(".com") else None)

    assert (await site.examine()).verdict is Verdict.READY


async def test_a_truncated_answer_is_asked_for_again_over_tcp(site: FakeSite) -> None:
    _answering(site, lambda asked: Reply(truncated=True) if _named(asked) and not asked.tcp else None)

    diagnosis = await site.examine("dns.address")

    assert [problem.cause for problem in diagnosis.warnings] == ["dns_truncated"]
    assert diagnosis.warnings[0].evidence[0].startswith(f"{NAME} A @{SERVER}: {SERVER}")


async def test_the_remedy_for_a_wrong_address_writes_the_line_of_the_plan(site: FakeSite) -> None:
    _answering(site, SICK_ANSWERS[0][1])

    (problem,) = (await site.examine()).problems

    assert problem.remedy.lines == (f"address=/fr/{SERVER}",)
    assert problem.remedy.commands[0].endswith("conf dnsmasq | sudo tee /etc/dnsmasq.conf >/dev/null")
    assert problem.remedy.commands[1] == "sudo systemctl restart dnsmasq"
