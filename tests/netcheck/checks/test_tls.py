"""TLS: a port that swallows connections, and every way a certificate can be wrong."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from conf.site import Profile, Tls
from netcheck.model import State, Verdict
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


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the test's own."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def in_folder(cls, folder: Path) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A test")])
        certificate = _signed(name, name, key.public_key(), key, days=365, authority=True)
        (folder / "authority.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return cls(folder, key, certificate)

    def certify(self, name: str, *, days: int = 90) -> ssl.SSLContext:
        """A server's context with a certificate for `name` that is valid `days` more."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = _signed(subject, self.certificate.subject, key.public_key(), self.key, days=days)
        pem, secret = self.folder / "certificate.pem", self.folder / "key.pem"
        pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, secret)
        return context

    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.folder / "authority.pem")


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    key: ec.EllipticCurvePrivateKey,
    *,
    days: int,
    authority: bool = False,
) -> x509.Certificate:
    until = datetime.now(UTC) + timedelta(days=days)
    name = str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=400))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name.replace(" ", "-"))]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=authority,
                crl_sign=authority,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.in_folder(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def public_site(authority: Authority) -> FakeSite:
    """A site on the internet, healthy: TLS, a redirect, no LAN."""
    plan = plan_of(Profile.WAN)
    folder = authority.folder
    plan = replace(
        plan, site=replace(plan.site, tls=Tls(folder / "certificate.pem", folder / "key.pem", free_port()))
    )
    site = FakeSite(plan, healthy_machine(plan), healthy_report(plan))
    site.report["rooms"] = []
    site.options.update(trust=authority.trusted(), tablets=type(plan.tablets)())
    site.nginx.tls = authority.certify(NAME)
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
    public_site: FakeSite, authority: Authority, name: str, days: int, cause: str
) -> None:
    public_site.nginx.tls = authority.certify(name, days=days)

    assert await public_site.found() == {cause: ""}


async def test_a_certificate_of_an_unknown_authority_is_untrusted(
    public_site: FakeSite, tmp_path: Path
) -> None:
    public_site.nginx.tls = Authority.in_folder(tmp_path).certify(NAME)

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
