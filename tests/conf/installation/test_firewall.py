from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conf.installation.firewall import Firewall, openings
from conf.site import Profile, Tls, read_site

if TYPE_CHECKING:
    from conf.site import Site
    from tests.conf.installation.conftest import Programs

UFW = """
case $1 in
show) echo "Added user rules (see 'ufw status' for running firewall):"; cat $here/rules ;;
delete) shift; grep -v "^ufw $1 $2" $here/rules > $here/others; mv $here/others $here/rules ;;
*) echo "ufw $1 $2 $3 '$4'" >> $here/rules ;;
esac
"""
"""As version 0.36.2 says and does it."""
OPERATORS = "ufw limit 22/tcp comment 'my door'\nufw allow 80/tcp\n"


@pytest.fixture
def lan(monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.delenv("GANOMICS_SITE", raising=False)
    return read_site(profile=Profile.LAN)


@pytest.fixture
def rules(programs: Programs, tmp_path: Path) -> Path:
    """Those of a machine that has ufw."""
    programs.add("ufw", UFW)
    file = tmp_path / "programs" / "rules"
    file.write_text(OPERATORS)
    return file


def test_a_lan_offers_names_and_pages_and_refuses_tls_at_once(lan: Site) -> None:
    assert openings(lan) == ["allow 53", "allow 80/tcp", "reject 443/tcp"]


def test_a_public_server_offers_pages_alone(lan: Site) -> None:
    public = replace(lan, profile=Profile.WAN, tls=Tls(certificate=Path("/c"), key=Path("/k"), port=443))
    assert openings(public) == ["allow 80/tcp", "allow 443/tcp"]


def test_rules_are_made_once_and_an_operators_stay_an_operators(rules: Path, lan: Site) -> None:
    step = Firewall(openings(lan))
    assert step.told(step.now(), step.shall()) == "ufw allow 53\nufw reject 443/tcp"
    step.make(step.shall())
    assert step.now() == step.shall() == ["allow 53", "reject 443/tcp"]
    step.make([])
    assert rules.read_text() == OPERATORS


def test_a_rule_that_is_no_longer_asked_for_goes(rules: Path, lan: Site) -> None:
    Firewall(openings(lan)).make(["allow 53", "reject 443/tcp"])
    public = Firewall(["allow 443/tcp"])
    assert public.told(public.now(), public.shall()) == (
        "ufw delete allow 53\nufw delete reject 443/tcp\nufw allow 443/tcp"
    )
    public.make(public.shall())
    assert rules.read_text() == f"{OPERATORS}ufw allow 443/tcp comment 'ganomics'\n"


def test_without_ufw_there_is_nothing_to_do(lan: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    step = Firewall(openings(lan))
    assert step.now() == step.shall() == []
