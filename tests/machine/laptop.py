"""The laptop of the tests: its plan, its place on the LAN, and what is asked of it again and again."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conf.site import SITE_FILE
from tests.machine.machine import Address, Machine, machine
from tests.servers import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.machine.authority import Authority

NAME, SERVER, ROUTER = "money.getz.fr", "192.168.1.204", "192.168.1.1"
PUBLIC = "play.example.org"
INSTALL = ("sh", "/media/a stick/install.sh")
ALL_BUT_TABLETS = ("--skip", "ap", "--skip", "tablet", "--short")
PLAYED = "SELECT count(*) FROM kiosk_choice"
PLAYERS = 9

OF_THE_SYSTEM = re.compile(
    r"""
      etc/(group|gshadow|passwd|shadow|subuid|subgid)-?  # Debian's packages never take their users away
    | etc/(hosts|machine-id|\.pwd\.lock|ld\.so\.cache|\.updated)
    | etc/ssl(/certs|/private)?
    | var/\.updated
    | var/cache/.+
    | var/lib/(apt|dpkg|systemd|ucf|pam|logrotate)(/.+)?
    | var/log/.+
    | var/www(/html(/index\.nginx-debian\.html)?)?  # which Debian's nginx leaves behind, purged or not
    | (run|tmp|var/tmp)(/.+)?
    """,
    re.VERBOSE,
)
"""What the system itself writes whenever packages come and go, or a machine is on."""


FORWARDS = (
    *("--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=", "--no-hosts", "--no-resolv"),
    *(f"--server={SERVER}", f"--address=/{PUBLIC}/{SERVER}", f"--local=/{PUBLIC}/"),
    *(f"--listen-address={ROUTER}", "--bind-dynamic"),
)
"""The router's own name server: its DNS setting points at the laptop, and it knows a name of the internet."""


RESOLVED = f"[Resolve]\nDNS={ROUTER}\nLLMNR=no\nMulticastDNS=no\n"
"""It holds port 53 of 127.0.0.53, as on Ubuntu, and asks whom the router has named."""
TRUSTED = "/etc/ganomics/tls/authority.pem"
TLS = """
[tls]
certificate = "/etc/ganomics/tls/fullchain.pem"
key = "/etc/ganomics/tls/privkey.pem"
"""
ENDS_IN_TEN_DAYS = """
cd /etc/ganomics/tls
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 10 \\
    -CA authority.pem -CAkey authority.key -subj "/CN=$0" -addext "subjectAltName=DNS:$0,IP:$1" \\
    -addext basicConstraints=critical,CA:FALSE -keyout privkey.pem -out shown.pem
cat shown.pem authority.pem > fullchain.pem
rm shown.pem
"""
"""A certificate by the site's own authority, as it was 810 days ago; $0 is its name, $1 its address."""
FEW_TABLETS = """
[[access_point]]
number = 1
tablets = "0-3"
"""
"""So few that their allowance of requests is used up in a second."""


@contextmanager
def switched_on(stick: Path) -> Iterator[Machine]:
    """A bare Debian, its cable in the router, the stick in it, and the plan beside."""
    with machine(Address(SERVER, ROUTER), stick=stick) as bare:
        plan = SITE_FILE.read_text(encoding="utf-8")
        for words, changed in {
            'profile = "local"': 'profile = "lan"',
            "processes = 1 ": "processes = 2 ",
        }.items():
            assert words in plan
            plan = plan.replace(words, changed)
        bare.write("/root/site.toml", plan)
        bare.write("/etc/systemd/resolved.conf.d/lan.conf", RESOLVED)
        bare.run("systemctl", "restart", "systemd-resolved")
        bare.run("ufw", "--force", "enable")
        with bare.beside("dnsmasq", *FORWARDS):
            yield bare


def install(laptop: Machine, *words: str) -> str:
    return laptop.run(*INSTALL, "--site", "/root/site.toml", *words).stdout


def is_ready(said: str) -> bool:
    """Whether netcheck's verdict is among what was said."""
    return re.search(r"^READY", said, re.MULTILINE) is not None


def listening(laptop: Machine) -> set[str]:
    """The addresses and ports on which it can be asked, but for those of the system's own resolver."""
    sockets = {line.split()[4] for line in laptop.run("ss", "-Hltun").stdout.splitlines()}
    return {each for each in sockets if not each.startswith(("127.0.0.53", "127.0.0.54"))}


def choices(laptop: Machine) -> int:
    asked = ("runuser", "-u", "ganomics", "--", "psql", "-XAtqc", PLAYED)
    return int(laptop.run(*asked).stdout)


def main_processes(laptop: Machine) -> list[str]:
    """Of daphne, by port."""
    show = ("systemctl", "show", "--value", "--property=MainPID")
    return [laptop.run(*show, f"ganomics-daphne@{port}").stdout.strip() for port in (8018, 8019)]


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What differs, without what is the system's own business."""
    names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return sorted(name for name in names if not OF_THE_SYSTEM.fullmatch(name))


def call(laptop: Machine, *words: str) -> str:
    """What somebody beside the machine hears, who calls it (tests/machine/caller.py)."""
    return _beside(laptop, "tests.machine.caller", *words)


def look_from_outside(laptop: Machine, authority: Authority, *words: str) -> str:
    """What netcheck shows an operator on the internet, who trusts the authority and knows the token."""
    token = laptop.run("cat", "/var/lib/ganomics/netcheck_token").stdout.strip()
    knows = {"SSL_CERT_FILE": str(authority.certificate), "NETCHECK_TOKEN": token}
    return _beside(laptop, "netcheck", *words, **knows)


def _beside(laptop: Machine, *words: str, **variables: str) -> str:
    known = (f"{name}={value}" for name, value in variables.items())
    seen = laptop.outside("env", "-C", str(CHECKOUT), *known, sys.executable, "-m", *words, check=False)
    assert seen.stdout, seen.stderr
    return seen.stdout
