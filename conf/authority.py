"""A certificate authority of the site's own, for a LAN: good for the site's one name, and no other.

Whoever installs its certificate trusts it for that name alone: were its key stolen, it could vouch for
nothing else that a tablet opens.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from conf.wiring import AUTHORITY

if TYPE_CHECKING:
    from pathlib import Path

    from conf.site import Server

_YEARS = timedelta(days=3650)
LONGEST = timedelta(days=820)
"""Browsers refuse longer ones, even by an authority that a person has installed."""
_SOON = timedelta(days=60)
_LONGEST_NAME = 64
"""Characters of a certificate's own name; the names that it is good for are elsewhere, and whole."""
_SKEW = timedelta(days=1)
"""A tablet whose clock is behind trusts it all the same."""


@dataclass(frozen=True)
class Authority:
    """The files of an authority, and of the certificate that nginx shows."""

    folder: Path

    @property
    def certificate(self) -> Path:
        """What tablets install."""
        return self.folder / AUTHORITY

    @property
    def shown(self) -> Path:
        """What nginx shows."""
        return self.folder / "fullchain.pem"

    @property
    def shown_key(self) -> Path:
        """Its key."""
        return self.folder / "privkey.pem"

    def fingerprint(self) -> str:
        """The SHA-256 fingerprint of the certificate that tablets install, as Android shows it."""
        return _read(self.certificate).fingerprint(hashes.SHA256()).hex(":").upper()

    def make(self, server: Server, *, now: datetime | None = None) -> bool:
        """Make what is missing or ends soon; whether there is a new certificate for nginx.

        An authority for another name or address is replaced, and has to be installed again.
        """
        now = now or datetime.now(UTC)
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._is_for(server):
            self._found(server, now)
        elif self._is_good(server, now):
            return False
        self._issue(server, now)
        return True

    def _is_for(self, server: Server) -> bool:
        if not self.certificate.exists():
            return False
        limits = _read(self.certificate).extensions.get_extension_for_class(x509.NameConstraints).value
        return limits == _limits(server)

    def _is_good(self, server: Server, now: datetime) -> bool:
        if not self.shown.exists():
            return False
        shown = _read(self.shown)
        names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        is_issued = shown.issuer == _read(self.certificate).subject
        return is_issued and list(names) == _names(server) and shown.not_valid_after_utc - now > _SOON

    def _found(self, server: Server, now: datetime) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _called(f"Ganomics at {server.name}")
        certificate = (
            _builder(name, name, key.public_key(), now, _YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(_limits(server), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write(self.folder / "authority.key", _pem_of_key(key), secret=True)
        _write(self.certificate, certificate.public_bytes(serialization.Encoding.PEM))
        self.shown.unlink(missing_ok=True)

    def _issue(self, server: Server, now: datetime) -> None:
        authority = _read(self.certificate)
        signing = serialization.load_pem_private_key((self.folder / "authority.key").read_bytes(), None)
        assert isinstance(signing, ec.EllipticCurvePrivateKey)  # noqa: S101  we made it
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(_called(server.name), authority.subject, key.public_key(), now, LONGEST)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName(_names(server)), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
            )
            .sign(signing, hashes.SHA256())
        )
        _write(self.shown_key, _pem_of_key(key), secret=True)
        pem = serialization.Encoding.PEM
        _write(self.shown, certificate.public_bytes(pem) + authority.public_bytes(pem))


def _called(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:_LONGEST_NAME])])


def _limits(server: Server) -> x509.NameConstraints:
    """For which names and addresses it may vouch at all."""
    address = x509.IPAddress(ipaddress.ip_network(server.address))
    return x509.NameConstraints([x509.DNSName(server.name), address], None)


def _names(server: Server) -> list[x509.GeneralName]:
    return [x509.DNSName(server.name), x509.IPAddress(ipaddress.ip_address(server.address))]


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, lasting: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + lasting)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def _pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes, *, secret: bool = False) -> None:
    """Whole or not at all; a key is nobody else's from its first byte on."""
    draft = file.with_name(f".{file.name}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
    with os.fdopen(descriptor, "wb") as written:
        written.write(content)
    draft.replace(file)
