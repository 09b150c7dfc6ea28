from __future__ import annotations

from pathlib import Path

import pytest

from conf.site import Profile, Site, Tls, Upstream, read_site
from conf.toml import ConfigurationError

SERVER = """
profile = "lan"
[server]
name = "money.getz.fr"
address = "192.168.1.204"
"""
DNS = """
[dns]
address = "192.168.1.204"
"""
DHCP = """
[dhcp]
first = "192.168.1.50"
last = "192.168.1.180"
"""


@pytest.fixture
def site_file(tmp_path: Path) -> Path:
    return tmp_path / "site.toml"


def read(site_file: Path, text: str) -> Site:
    site_file.write_text(text)
    return read_site(site_file)


def refusal(site_file: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as refused:
        read(site_file, text)
    assert str(refused.value).startswith(f"{site_file}: ")
    return str(refused.value)


def test_a_site_that_says_nothing_of_dhcp_tls_and_processes_has_one_process_and_neither(
    site_file: Path,
) -> None:
    site = read(site_file, SERVER + DNS)
    assert (site.dhcp, site.tls, site.dns.port) == (None, None, 53)
    assert site.server.upstreams == (Upstream("127.0.0.1", 8018),)


def test_each_daphne_process_has_the_next_port(site_file: Path) -> None:
    site = read(site_file, SERVER + 'upstream = "127.0.0.1:9000"\nprocesses = 3\n')
    assert [str(upstream) for upstream in site.server.upstreams] == [
        "127.0.0.1:9000",
        "127.0.0.1:9001",
        "127.0.0.1:9002",
    ]


def test_daphnes_of_other_machines_come_after_the_own_and_are_none_on_loopback(site_file: Path) -> None:
    site = read(site_file, SERVER + 'processes = 2\nothers = ["192.168.1.205:8018", "[fe80::5]:8018"]\n')
    assert [str(upstream) for upstream in site.server.all_upstreams] == [
        "127.0.0.1:8018",
        "127.0.0.1:8019",
        "192.168.1.205:8018",
        "[fe80::5]:8018",
    ]
    assert site.on(Profile.LOCAL).server.others == ()
    sentence = refusal(site_file, SERVER + 'others = ["second:8018"]\n')
    assert "[server] others: expected a list of ADDRESS:PORT such as '192.168.1.205:8018'" in sentence


def test_processes_beyond_the_last_port_are_refused(site_file: Path) -> None:
    sentence = refusal(site_file, SERVER + 'upstream = "127.0.0.1:65535"\nprocesses = 2\n')
    assert "[server] processes: expected ports up to 65535, got 65536" in sentence


def test_dhcp_counts_the_addresses_it_can_give_both_ends_included(site_file: Path) -> None:
    dhcp = read(site_file, SERVER + DNS + DHCP).dhcp
    assert dhcp is not None
    assert (dhcp.size, dhcp.lease) == (131, "12h")
    assert "192.168.1.180" in dhcp
    assert "192.168.1.181" not in dhcp
    assert "::1" not in dhcp


def test_dhcp_hands_out_the_routers_address_unless_it_is_told_another(site_file: Path) -> None:
    site = read(site_file, SERVER + DNS + DHCP + '[router]\naddress = "192.168.1.1"\n')
    assert site.dhcp is not None
    assert site.dhcp.router == "192.168.1.1"
    site = read(
        site_file, SERVER + DNS + DHCP + 'router = "192.168.1.2"\n[router]\naddress = "192.168.1.1"\n'
    )
    assert site.dhcp is not None
    assert site.dhcp.router == "192.168.1.2"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('first = "192.168.1.200"\nlast = "192.168.1.210"', "without the address of [server]"),
        ('first = "192.168.1.9"\nlast = "192.168.1.2"', "expected an address from 192.168.1.9 on"),
        ('first = "fe80::1"\nlast = "192.168.1.2"', "[dhcp] first: expected an IPv4 address, got 'fe80::1'"),
        ('first = "192.168.1.2"', "[dhcp] last: expected a text, got nothing"),
        (
            'first = "192.168.1.2"\nlast = "192.168.1.9"\nlease = "soon"',
            "a duration such as '12h', got 'soon'",
        ),
        (
            'first = "192.168.1.2"\nlast = "192.168.1.9"\nleese = "1h"',
            "unknown key 'leese'; expected 'lease'?",
        ),
    ],
)
def test_a_dhcp_range_that_cannot_be_is_refused_in_a_sentence(
    site_file: Path, lines: str, sentence: str
) -> None:
    assert sentence in refusal(site_file, f"{SERVER}{DNS}[dhcp]\n{lines}\n")


def test_dhcp_without_a_resolver_to_hand_out_is_refused(site_file: Path) -> None:
    assert "[dns] address" in refusal(site_file, SERVER + DHCP)


def test_tls_names_its_files_by_absolute_paths(site_file: Path) -> None:
    tls = '[tls]\ncertificate = "/etc/tls/chain.pem"\nkey = "/etc/tls/key.pem"\n'
    assert read(site_file, SERVER + tls).tls == Tls(Path("/etc/tls/chain.pem"), Path("/etc/tls/key.pem"), 443)
    sentence = refusal(site_file, SERVER + tls.replace("/etc/tls/key.pem", "key.pem"))
    assert "[tls] key: expected an absolute path, got 'key.pem'" in sentence


def test_the_local_profile_moves_dns_to_loopback_and_needs_neither_dhcp_nor_tls(site_file: Path) -> None:
    site = read(site_file, SERVER + "processes = 2\n" + DNS + DHCP).on(Profile.LOCAL)
    assert (site.dns.address, site.dhcp, site.tls, site.server.processes) == ("127.0.0.1", None, None, 1)


def test_a_profile_that_is_asked_for_replaces_the_files_own_before_anything_moves_to_loopback(
    site_file: Path,
) -> None:
    site_file.write_text(SERVER.replace('"lan"', '"local"'))
    assert read_site(site_file).server.name == "localhost"
    site = read_site(site_file, profile=Profile.LAN)
    assert (site.profile, site.server.name) == (Profile.LAN, "money.getz.fr")


def test_proxies_are_subnets_and_by_default_there_are_none(site_file: Path) -> None:
    assert read(site_file, SERVER).server.proxies == ()
    assert read(site_file, SERVER + 'proxies = ["10.0.0.0/8"]\n').server.proxies == ("10.0.0.0/8",)
    assert refusal(site_file, SERVER + 'proxies = ["10.0.0.1/8"]\n').endswith(
        "[server] proxies: expected a list of subnets such as '10.0.0.0/8', got '10.0.0.1/8'."
    )
