from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from conf.site import ACCESS_POINTS_FILE, Plan, Profile, Tls, read_plan
from netcheck.nginx import CAUSES, Finding, findings
from netcheck.rendering.layout import HOMEBREW_ARM, LINUX, Layout, macos
from netcheck.rendering.nginx import render_nginx
from tests.netcheck.nginx.faults import FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Look = Callable[[str], list[Finding]]

FORWARDED_FOR = "proxy_set_header X-Forwarded-For $remote_addr;"
HEADERS_OUTSIDE = f"server_name money.getz.fr;\n        proxy_set_header Host $host;\n        {FORWARDED_FOR}"


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_finding_at_its_line(look: Look, sound: str, tmp_path: Path, fault: str) -> None:
    old, new, code, line = FAULTS[fault]
    assert sound.count(old) == 1, "the change is one change"
    broken = sound.replace(old, new)
    (finding,) = look(broken)
    assert (finding.code, finding.file) == (code, tmp_path / "nginx.conf")
    assert broken.splitlines()[finding.line - 1].strip() == line
    assert finding.summary
    assert finding.remedy_text
    assert finding.remedy_lines or code == "nginx_unreadable", "what nobody can read has no line to offer"


def test_every_cause_has_a_fault_that_proves_it() -> None:
    proved_elsewhere = {"nginx_missing_process", "nginx_forwarded_proto"}
    assert {code for *_, code, _line in FAULTS.values()} | proved_elsewhere == set(CAUSES)


def test_a_sound_configuration_brings_up_nothing(look: Look, sound: str) -> None:
    assert look(sound) == []


def test_a_location_with_headers_of_its_own_loses_the_inherited_host_and_is_one_finding(
    look: Look, sound: str
) -> None:
    broken = sound.replace("server_name money.getz.fr;", HEADERS_OUTSIDE)
    broken = broken.replace(f"            proxy_set_header Host $host;\n            {FORWARDED_FOR}\n", "")
    (finding,) = look(broken)
    assert finding.code == "nginx_host_lost"
    assert finding.summary == (
        "location /ws/ sets headers of its own, which cancels Host, X-Forwarded-For from further out."
    )
    assert finding.remedy_lines == ("proxy_set_header Host $host;", FORWARDED_FOR)


def test_headers_set_once_further_out_hold_where_no_other_is_set(look: Look, sound: str) -> None:
    inherited = sound.replace("server_name money.getz.fr;", HEADERS_OUTSIDE)
    page = r"\s+proxy_set_header host .*\s+proxy_set_header x-forwarded-for .*"
    inherited, removed = re.subn(page, "", inherited)
    assert removed == 1
    assert look(inherited) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('Connection "upgrade"', "Connection Upgrade"),
        ('Connection "upgrade"', "Connection $http_connection"),
        ("Upgrade $http_upgrade", "Upgrade websocket"),
        ("location /ws/", "location /ws"),
        ("location /ws/", "location ^~ /ws/"),
        ("location /ws/", "location ~ ^/ws(/|$)"),
        ("location /ws/", "location ~* ^/(?<kind>WS)/"),
        ("listen 80;", "listen *:80 default_server;"),
        ("listen 80;", "listen 192.168.1.204:80;"),
        ("listen 80;", "listen 192.168.1.204;"),
        ("listen 80;", "listen [::]:80 ipv6only=off;"),
        ("        listen 80;\n", ""),
        ("server_name money.getz.fr;", "server_name _;"),
        ("server_name money.getz.fr;", ""),
        ("server_name money.getz.fr;", "server_name localhost Money.Getz.FR;"),
        ("server_name money.getz.fr;", "server_name *.getz.fr;"),
        ("server_name money.getz.fr;", "server_name .money.getz.fr;"),
        ("server_name money.getz.fr;", "server_name money.*;"),
        ("server_name money.getz.fr;", r"server_name ~^mon\w+\.getz\.fr$;"),
        ("alias /srv/ganomics/static/;", "root /srv/ganomics;"),
        ("location /static/ {\n            alias /srv/ganomics/static/;", "location = /favicon.ico {"),
        (
            "location /static/ {\n            alias /srv/ganomics/static/;",
            "location ~ ^/static/(.*)$ {\n            alias /srv/ganomics/static/$1;",
        ),
        ("proxy_pass http://kiosk;", "proxy_pass http://kiosk/ws/;"),
        ("proxy_pass http://kiosk;", "proxy_pass http://$kiosk;"),
        ("proxy_pass http://kiosk;", "proxy_pass http://kiosk;\n            proxy_read_timeout '1h 30m';"),
        ("server 127.0.0.1:8018;", "server 127.0.0.1:8018;\n        server 127.0.0.1:9000 down;"),
    ],
)
def test_other_ways_to_write_a_sound_configuration_bring_up_nothing(
    look: Look, sound: str, old: str, new: str
) -> None:
    assert old in sound
    assert look(sound.replace(old, new)) == []


def test_a_map_may_make_the_connection_header(look: Look, sound: str) -> None:
    mapped = sound.replace('Connection "upgrade"', "Connection $asked")
    assert [finding.code for finding in look(mapped)] == ["nginx_half_upgrade_headers"]
    mapped = mapped.replace("http {", "http {\n map $http_upgrade $asked { default upgrade; '' close; }")
    assert look(mapped) == []


def test_includes_are_followed_and_the_file_of_a_fault_is_named(
    plan: Plan, sound: str, tmp_path: Path
) -> None:
    (tmp_path / "sites").mkdir()
    head, server = sound.replace("listen 80;", "listen 81;").split("    server {\n        listen", 1)
    body, _end = f"server {{\n        listen{server}".rsplit("}", 1)
    (tmp_path / "sites/kiosk.conf").write_text(body)
    (tmp_path / "nginx.conf").write_text(f"{head}    include sites/*.conf;\n}}\n")
    (finding,) = findings(tmp_path / "nginx.conf", plan)
    assert (finding.code, finding.file, finding.line) == (
        "nginx_wrong_port",
        tmp_path / "sites/kiosk.conf",
        2,
    )


def test_a_file_that_includes_itself_is_named(plan: Plan, tmp_path: Path) -> None:
    config = tmp_path / "nginx.conf"
    config.write_text("include nginx.conf;\n")
    (finding,) = findings(config, plan)
    assert finding.summary == "nginx's configuration cannot be read: the file includes itself."


def test_a_configuration_that_is_not_there_is_a_finding(plan: Plan, tmp_path: Path) -> None:
    (finding,) = findings(tmp_path / "nginx.conf", plan)
    assert (finding.code, finding.line) == ("nginx_unreadable", 0)
    assert "No such file or directory" in finding.summary


def test_an_empty_configuration_listens_nowhere(look: Look) -> None:
    assert [finding.code for finding in look("events {}\nhttp {}\n")] == ["nginx_wrong_port"]


def test_a_name_that_the_default_server_happens_to_serve_is_a_warning(look: Look, sound: str) -> None:
    renamed = sound.replace("money.getz.fr", "localhost")
    (finding,) = look(renamed)
    assert (finding.code, finding.warning) == ("nginx_wrong_name", True)
    shadowed = renamed.replace("    server {", "    server { listen 80; return 404; }\n    server {", 1)
    (finding,) = look(shadowed)
    assert (finding.code, finding.warning) == ("nginx_wrong_name", False)


def test_a_page_of_nginxs_own_in_place_of_the_kiosk_is_told(look: Look) -> None:
    stock = "events {}\nhttp { server { listen 80; server_name localhost; location / { root html; } } }\n"
    assert "nginx_page_missing" in {finding.code for finding in look(stock)}


def test_a_daphne_process_that_nginx_does_not_know_is_a_warning(
    plan: Plan, sound: str, tmp_path: Path
) -> None:
    two = replace(plan, site=replace(plan.site, server=replace(plan.site.server, processes=2)))
    config = tmp_path / "nginx.conf"
    config.write_text(sound.replace("proxy_pass http://127.0.0.1:8018;", "proxy_pass http://kiosk;"))
    (finding,) = findings(config, two)
    assert (finding.code, finding.warning) == ("nginx_missing_process", True)
    assert finding.remedy_lines == ("server 127.0.0.1:8019;",)
    config.write_text(config.read_text().replace("8018;", "8018;\n        server 127.0.0.1:8019;"))
    assert findings(config, two) == []


def test_on_a_wan_the_scheme_has_to_be_passed_on(plan: Plan, sound: str, tmp_path: Path) -> None:
    tls = Tls(tmp_path / "certificate.pem", tmp_path / "key.pem")
    wan = replace(plan, site=replace(plan.site, profile=Profile.WAN, tls=tls))
    config = tmp_path / "nginx.conf"
    config.write_text(sound.replace("listen 80;", "listen 443 ssl;"))
    (finding,) = findings(config, wan)
    assert finding.code == "nginx_forwarded_proto"
    scheme = "proxy_set_header X-Forwarded-Proto $scheme;"
    config.write_text(
        re.sub(r"(x-forwarded-for .*;)", rf"\1 {scheme}", config.read_text(), flags=re.IGNORECASE)
    )
    assert findings(config, wan) == []


@pytest.mark.parametrize("layout", [LINUX, macos(HOMEBREW_ARM)], ids=["linux", "macos"])
@pytest.mark.parametrize("shape", ["lan", "lan over tls", "wan", "two processes", "another port", "local"])
def test_what_is_rendered_brings_up_nothing(plan: Plan, tmp_path: Path, layout: Layout, shape: str) -> None:
    site, server = plan.site, plan.site.server
    tls = Tls(tmp_path / "certificate.pem", tmp_path / "key.pem")
    plans = {
        "lan": site,
        "lan over tls": replace(site, tls=tls),
        "wan": replace(site, profile=Profile.WAN, tls=tls),
        "two processes": replace(site, server=replace(server, processes=2)),
        "another port": replace(site, server=replace(server, http_port=8080)),
        "local": replace((local := site.on(Profile.LOCAL)), server=replace(local.server, http_port=8080)),
    }
    shaped = replace(plan, site=plans[shape])
    config = tmp_path / "nginx.conf"
    config.write_text(render_nginx(shaped, replace(layout, mime_types=LINUX.mime_types)).text)
    assert findings(config, shaped) == []


def test_the_golden_configuration_brings_up_nothing() -> None:
    golden = ACCESS_POINTS_FILE.parent.parent / "tests/netcheck/rendering/golden"
    plan = read_plan(golden / "site.toml", ACCESS_POINTS_FILE)
    assert findings(golden / "linux/nginx.conf", plan) == []


def test_whatever_line_is_lost_the_look_ends_in_findings_and_not_in_an_exception(
    plan: Plan, tmp_path: Path
) -> None:
    lines = render_nginx(plan, LINUX).text.splitlines(keepends=True)
    config = tmp_path / "nginx.conf"
    codes = set()
    for position in range(len(lines)):
        config.write_text("".join(lines[:position] + lines[position + 1 :]))
        codes |= {finding.code for finding in findings(config, plan)}
    assert (
        {"nginx_unreadable", "nginx_host_lost", "nginx_forwarded_for", "static_missing"}
        <= codes
        <= set(CAUSES)
    )
