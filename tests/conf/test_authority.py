from __future__ import annotations

import ssl
import stat
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conf.authority import Authority
from conf.wiring import Server, Upstream

SERVER = Server("money.getz.fr", "192.168.1.204", 80, Upstream("127.0.0.1", 8018), Path("/srv/static"))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    made = Authority(tmp_path / "tls")
    assert made.make(SERVER)
    return made


def handshake(shown: Authority, name: str, *, trusted: Path) -> None:
    """A tablet that trusts a certificate opens TLS to the name.

    Raises:
        ssl.SSLError: it does not trust what is shown.
    """
    tablet = ssl.create_default_context(cafile=trusted)
    nginx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    nginx.load_cert_chain(shown.shown, shown.shown_key)
    to_nginx, to_tablet = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = tablet.wrap_bio(to_tablet, to_nginx, server_hostname=name)
    server = nginx.wrap_bio(to_nginx, to_tablet, server_side=True)
    for _flight in range(3):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert client.getpeercert()


@pytest.mark.parametrize("name", ["money.getz.fr", "192.168.1.204"])
def test_a_tablet_that_installed_it_trusts_the_site(authority: Authority, name: str) -> None:
    handshake(authority, name, trusted=authority.certificate)


def test_it_is_trusted_for_no_other_name(authority: Authority, tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(authority, "bank.example", trusted=authority.certificate)
    # Nor could whoever stole its key make a certificate for one.
    thief = tmp_path / "thief"
    thief.mkdir()
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-CA", authority.certificate, "-CAkey", authority.folder / "authority.key"),
            *("-subj", "/CN=bank.example", "-addext", "subjectAltName=DNS:bank.example"),
            *("-addext", "basicConstraints=critical,CA:FALSE"),
            *("-keyout", thief / "privkey.pem", "-out", thief / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        handshake(Authority(thief), "bank.example", trusted=authority.certificate)


def test_its_keys_are_for_their_owner_alone(authority: Authority) -> None:
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in authority.folder.iterdir()}
    assert modes == {
        "authority.pem": 0o644,
        "authority.key": 0o600,
        "fullchain.pem": 0o644,
        "privkey.pem": 0o600,
    }


def test_what_is_good_stays_and_what_ends_soon_is_renewed_by_the_same_authority(authority: Authority) -> None:
    installed, shown = authority.certificate.read_bytes(), authority.shown.read_bytes()
    assert not authority.make(SERVER)
    assert authority.shown.read_bytes() == shown
    assert authority.make(SERVER, now=datetime.now(UTC) + timedelta(days=790))
    assert authority.certificate.read_bytes() == installed
    assert authority.shown.read_bytes() != shown


@pytest.mark.parametrize(
    "server",
    [
        replace(SERVER, name="money.example"),
        replace(SERVER, address="192.168.1.205"),
        replace(SERVER, name="a-long-label." * 18 + "example"),
    ],
    ids=["name", "address", "long name"],
)
def test_for_another_name_or_address_there_is_a_new_authority(authority: Authority, server: Server) -> None:
    installed = authority.certificate.read_bytes()
    assert authority.make(server)
    assert authority.certificate.read_bytes() != installed
    handshake(authority, server.name, trusted=authority.certificate)
    handshake(authority, server.address, trusted=authority.certificate)
