"""TLS: a port that swallows connections, and every way a certificate can be wrong."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from conf.authority import LONGEST, Authority
from conf.site import Profile, Tls
from netcheck.model import State, Verdict
from netcheck.world import trust_on
from tests.netcheck.fakes.site import (
    NAME,
    SERVER,
    FakeSite,
    free_port,
    healthy_machine,
    healthy_report,
    plan_of,
)
from tests.netcheck.fakes.web import Page, Sick

if TYPE_CHECKING:
    from pathlib import Path

    from conf.site import Server


@dataclass(frozen=True)
class Certificates:
    """What a site may show, by authorities of the test's own, and a tablet that trusts them."""

    folder: Path
    trust: ssl.SSLContext

    def shown(self, server: Server, *, days: int = 90, trusted: bool = True) -> ssl.SSLContext:
        """A server's context with a certificate for `server` that is valid `days` more."""
        authority = Authority(self.folder / f"{server.name} {days} {trusted}")
        authority.make(server, now=datetime.now(UTC) - LONGEST + timedelta(days=days, hours=1))
        if trusted:
            self.trust.load_verify_locations(authority.certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority.shown, authority.shown_key)
        return context


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path, ssl.create_default_context())


@pytest.fixture
def public_site(certificates: Certificates, tmp_path: Path) -> FakeSite:
    """A site on the internet, healthy: TLS, a redirect, no LAN."""
    plan = plan_of(Profile.WAN)
    tls = Tls(tmp_path / "fullchain.pem", tmp_path / "privkey.pem", free_port())
    plan = replace(plan, site=replace(plan.site, tls=tls))
    site = FakeSite(plan, healthy_machine(plan), healthy_report(plan))
    site.report["rooms"] = []
    site.options.update(trust=certificates.trust, tablets=type(plan.tablets)())
    site.nginx.tls = certificates.shown(plan.site.server)
    site.running = {"kiosk", "nginx", "plain"}
    return site


async def test_a_healthy_public_site_is_ready(public_site: FakeSite) -> None:
    diagnosis = await public_site.examine()

    assert (diagnosis.verdict, diagnosis.problems, diagnosis.warnings) == (Verdict.READY, (), ())
    passed = {result.id for result in diagnosis.results if result.state is State.PASS}
    assert {"http.tls_port", "http.certificate", "http.redirect", "http.page", "ws.upgrade"} <= passed


@pytest.mark.parametrize(
    ("name", "days", "cause"),
    [
        (NAME, 5, "tls_expires_soon"),
        (NAME, -3, "tls_expired"),
        ("other.example", 90, "tls_wrong_name"),
    ],
    ids=["expires soon", "expired", "for another name"],
)
async def test_a_sick_certificate_has_one_cause(
    public_site: FakeSite, certificates: Certificates, name: str, days: int, cause: str
) -> None:
    server = replace(public_site.plan.site.server, name=name)
    public_site.nginx.tls = certificates.shown(server, days=days)

    assert await public_site.found() == {cause: ""}


async def test_a_certificate_of_an_unknown_authority_is_untrusted(
    public_site: FakeSite, certificates: Certificates
) -> None:
    public_site.nginx.tls = certificates.shown(public_site.plan.site.server, trusted=False)

    assert await public_site.found() == {"tls_untrusted": ""}


async def test_a_server_that_does_not_speak_tls_is_named(public_site: FakeSite) -> None:
    public_site.nginx.tls = None

    assert await public_site.found() == {"tls_missing": ""}


async def test_nobody_on_the_tls_port_of_a_public_site_is_named(public_site: FakeSite) -> None:
    public_site.running.remove("nginx")

    assert await public_site.found() == {"tls_missing": ""}


async def test_nobody_on_either_port_of_a_public_site_is_an_nginx_that_does_not_run(
    public_site: FakeSite,
) -> None:
    public_site.running -= {"nginx", "plain"}

    assert await public_site.found() == {"nginx_down": ""}


@pytest.mark.parametrize(
    "answer",
    [Page(200, b"hello"), Page(301, headers={"Location": "https://elsewhere.example/"}), Sick.EMPTY],
    ids=["a page", "a redirect elsewhere", "nothing"],
)
async def test_a_plain_address_that_does_not_lead_to_https_is_named(
    public_site: FakeSite, answer: Page | Sick
) -> None:
    public_site.plain.site = lambda _asked: answer

    assert await public_site.found() == {"http_no_redirect": ""}


async def test_a_lan_whose_tls_port_swallows_connections_is_warned(site: FakeSite) -> None:
    site.rewire(tls=None)
    site.network.dark.add(SERVER)

    diagnosis = await site.examine("http.tls_port")

    assert [(item.cause, item.state) for item in diagnosis.warnings] == [("tls_dropped", State.WARN)]


@pytest.fixture
def private_site(certificates: Certificates, tmp_path: Path) -> FakeSite:
    """A LAN, healthy, with TLS by an authority that every tablet has installed, and plain http beside it."""
    plan = plan_of()
    tls = Tls(tmp_path / "tls/fullchain.pem", tmp_path / "tls/privkey.pem", free_port())
    plan = replace(plan, site=replace(plan.site, tls=tls))
    site = FakeSite(plan, healthy_machine(plan), healthy_report(plan))
    site.options.update(trust=certificates.trust)
    site.nginx.tls = certificates.shown(plan.site.server)
    site.plain.site = site.front
    site.running.add("plain")
    return site


async def test_a_lan_with_an_authority_of_its_own_is_examined_over_tls(private_site: FakeSite) -> None:
    diagnosis = await private_site.examine()

    assert (diagnosis.verdict, diagnosis.problems, diagnosis.warnings) == (Verdict.READY, (), ())
    passed = {result.id for result in diagnosis.results if result.state is State.PASS}
    assert {"http.tls_port", "http.certificate", "http.page", "ws.upgrade"} <= passed


async def test_the_certificate_of_a_lan_is_renewed_by_its_own_authority(
    private_site: FakeSite, certificates: Certificates, tmp_path: Path
) -> None:
    private_site.nginx.tls = certificates.shown(private_site.plan.site.server, days=5)

    (told,) = (await private_site.examine()).warnings

    assert told.cause == "tls_expires_soon"
    assert told.remedy.commands[0] == f"sudo ganomics authority --folder {tmp_path / 'tls'}"


def test_netcheck_trusts_the_authority_of_its_lan_and_of_no_other_site(
    private_site: FakeSite, public_site: FakeSite
) -> None:
    for site, known in ((private_site.plan.site, True), (public_site.plan.site, False)):
        assert site.tls is not None
        made = Authority(site.tls.certificate.parent)
        made.make(site.server)
        trusted = any(
            (("commonName", f"Ganomics at {NAME}"),) in certificate["subject"]
            for certificate in trust_on(site).get_ca_certs()
        )
        assert trusted is known
