"""The real dnsmasq: each measured fault is found as its one cause."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from netcheck.model import Verdict
from tests import servers
from tests.netcheck.fakes.name_server import NameServer, Reply
from tests.netcheck.fakes.site import OTHER, ROUTER, SERVER, free_port
from tests.netcheck.real.conftest import running_dnsmasq

if TYPE_CHECKING:
    from pathlib import Path

    from tests.netcheck.real.conftest import Chain

pytestmark = pytest.mark.skipif(
    bool(servers.missing_programs("dnsmasq")), reason="dnsmasq is not on this machine"
)

ADDRESS = f"address=/fr/{SERVER}"
TWO_RECORDS = f"\nhost-record=money.getz.fr,{OTHER}\nhost-record=money.getz.fr,{SERVER}"
LOCAL, SEALED = "local=/fr/\n", "local=/#/\n"

SPOILS: list[tuple[str, list[tuple[str, str]], str]] = [
    ("a wrong address", [(ADDRESS, f"address=/fr/{OTHER}")], "dns_wrong_address"),
    (
        "two addresses",
        [(ADDRESS, ADDRESS + TWO_RECORDS)],
        "dns_several_addresses",
    ),
    ("the site's present line alone", [(LOCAL, ""), (SEALED, "")], "dns_not_sealed"),
    ("names of the outside refused", [(SEALED, "")], "dns_not_sealed"),
    (
        "a catch-all for another domain",
        [(ADDRESS, f"address=/com/{SERVER}"), (LOCAL, "")],
        "dns_name_empty",
    ),
    ("a domain without its address", [(f"{ADDRESS}\n", "")], "dns_name_empty"),
    ("an IPv6 address", [(ADDRESS, f"{ADDRESS}\naddress=/fr/::9")], "dns_aaaa_record"),
    ("the name alone", [(ADDRESS, f"address=/money.getz.fr/{SERVER}")], "dns_wildcard_drift"),
    ("no marker", [("txt-record=", "txt-record=x")], "dns_not_ours"),
]


async def test_the_rendered_configuration_answers_as_it_should(chain: Chain) -> None:
    with running_dnsmasq(chain.dnsmasq()):
        diagnosis = await chain.site.examine("dns")

    assert (diagnosis.verdict, diagnosis.warnings) == (Verdict.READY, ())


@pytest.mark.parametrize(("spoils", "cause"), [row[1:] for row in SPOILS], ids=[row[0] for row in SPOILS])
async def test_a_spoilt_configuration_has_one_cause(
    chain: Chain, spoils: list[tuple[str, str]], cause: str
) -> None:
    with running_dnsmasq(chain.dnsmasq(*spoils)):
        assert list(await chain.site.found("dns")) == [cause]


async def test_a_dnsmasq_that_was_stopped_is_down(chain: Chain) -> None:
    with running_dnsmasq(chain.dnsmasq()):
        pass

    assert await chain.site.found("dns") == {"dnsmasq_down": ""}


async def test_a_dnsmasq_on_loopback_is_found_there(chain: Chain) -> None:
    with running_dnsmasq(chain.dnsmasq((f"listen-address={SERVER}", "listen-address=127.0.0.1"))):
        assert await chain.site.found("dns") == {"dnsmasq_elsewhere": ""}


@pytest.mark.usefixtures("impatient")
async def test_a_dead_upstream_is_found_by_its_silence(chain: Chain) -> None:
    dead = NameServer(OTHER, free_port(), lambda _asked: Reply(silent=True))
    spoils = [(LOCAL, ""), (SEALED, f"server={OTHER}#{dead.port}\n")]
    await dead.start()
    try:
        with running_dnsmasq(chain.dnsmasq(*spoils)):
            assert list(await chain.site.found("dns")) == ["dns_dead_upstream"]
    finally:
        await dead.stop()


def _router(folder: Path, port: int, *lines: str) -> Path:
    """A second dnsmasq, as a router has one."""
    file = folder / "router.conf"
    own = (
        "no-resolv",
        "no-hosts",
        f"port={port}",
        f"listen-address={ROUTER}",
        "bind-interfaces",
        "pid-file=",
    )
    file.write_text("\n".join([*own, *lines, ""]))
    return file


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        (("server={site}",), None),
        (("server={site}", "stop-dns-rebind"), "router_rebind_protection"),
        (("local=/#/",), "router_own_dns"),
        ((f"address=/#/{OTHER}",), "router_own_dns"),
        ((), "router_dead_upstream"),
    ],
    ids=[
        "forwards",
        "strips private addresses",
        "answers NXDOMAIN",
        "answers with its own address",
        "asks nobody",
    ],
)
async def test_a_router_is_judged_by_what_it_answers(
    chain: Chain, tmp_path: Path, lines: tuple[str, ...], cause: str | None
) -> None:
    site = chain.site.plan.site
    chain.site.rewire(router=replace(site.router, address=ROUTER, forwards_dns=True))
    upstream = f"{SERVER}#{site.dns.port}"
    router = _router(tmp_path, site.dns.port, *(line.format(site=upstream) for line in lines))
    with ExitStack() as running:
        running.enter_context(running_dnsmasq(chain.dnsmasq()))
        running.enter_context(running_dnsmasq(router))
        assert list(await chain.site.found("dns")) == ([cause] if cause else [])
