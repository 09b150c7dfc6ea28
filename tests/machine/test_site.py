"""A LAN's site on a machine of its own: installed from a stick, played on, switched off and on, taken away.

The tests follow each other, as an operator's days do.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from tests.machine.laptop import (
    ALL_BUT_TABLETS,
    ENDS_IN_TEN_DAYS,
    FEW_TABLETS,
    INSTALL,
    NAME,
    PLAYERS,
    PUBLIC,
    ROUTER,
    SERVER,
    TLS,
    TRUSTED,
    call,
    changed,
    choices,
    install,
    is_ready,
    listening,
    look_from_outside,
    main_processes,
)
from tests.machine.machine import LOOK_AGAIN, TIME_OUT, Machine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.machine.authority import Authority

pytestmark = [pytest.mark.xdist_group("machine"), pytest.mark.timeout(1200)]


def test_a_dry_run_changes_nothing(laptop: Machine, bare: dict[str, str]) -> None:
    said = install(laptop, "--dry-run")
    assert "changes, not made." in said
    for word in ("nginx", "postgresql", "/etc/ganomics/environment (0600, root)", "ufw allow 80/tcp"):
        assert word in said
    assert changed(bare, laptop.differences()) == []


def test_it_is_installed_from_the_stick_without_internet_and_every_check_passes(
    laptop: Machine, bare: dict[str, str]
) -> None:
    del bare  # how it was before is looked at first
    unreachable = laptop.run("ip", "route", "get", "192.0.2.1").stdout
    assert ROUTER in unreachable  # the way out leads to a router that has none
    said = install(laptop)
    assert "changes made." in said
    assert is_ready(said)
    report = json.loads(laptop.run("netcheck", "run", *ALL_BUT_TABLETS[:4], "--format", "json").stdout)
    assert report["verdict"] == "ready"
    passed = {result["check"] for result in report["results"] if result["state"] == "pass"}
    for check in ("host.ports", "dns.router", "dns.sealed", "http.page", "http.static", "ws.echo"):
        assert check in passed
    assert {"store.database", "store.channel_layer", "plan.in_sync", "http.config"} <= passed


def test_installed_again_nothing_changes(laptop: Machine) -> None:
    before = laptop.differences()
    processes = main_processes(laptop)
    assert "nothing to change" in install(laptop)
    assert "nothing to change" in laptop.run("ganomics", "site", "install", "--dry-run").stdout
    configured = ("etc/", "opt/", "srv/", "usr/")
    assert [name for name in changed(before, laptop.differences()) if name.startswith(configured)] == []
    assert main_processes(laptop) == processes


def test_the_kiosks_processes_are_confined(laptop: Machine) -> None:
    process, _other = main_processes(laptop)
    status = dict(
        line.split(":\t", 1)
        for line in laptop.run("cat", f"/proc/{process}/status").stdout.splitlines()
        if ":\t" in line
    )
    user = laptop.run("id", "-u", "ganomics").stdout.strip()
    assert set(status["Uid"].split()) == {user}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert {status[name].strip("0") for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")} == {""}
    inside = ("nsenter", f"--target={process}", "--mount")
    kiosks = (*inside, "runuser", "-u", "ganomics", "--", "sh", "-c")
    for place in ("/opt/ganomics", "/etc/ganomics", "/srv/ganomics/static", "/var/lib", "/usr/local/bin"):
        assert laptop.run(*kiosks, f": > {place}/file", check=False).returncode, place
    # Not even root could, in there: the disk is read-only but for the state.
    assert "Read-only" in laptop.run(*inside, "touch", "/etc/ganomics/file", check=False).stderr
    assert not laptop.run(*kiosks, ": > /var/lib/ganomics/file && rm /var/lib/ganomics/file").stderr
    assert (
        not laptop.run(*inside, "ls", "/home", "/root", check=False).stdout.replace(":", "").split("/home")[0]
    )


def test_every_file_has_the_owner_and_the_mode_that_it_needs(laptop: Machine) -> None:
    modes = laptop.run(
        *("stat", "--format=%n %a %U", "/etc/ganomics/environment", "/etc/ganomics/site.toml"),
        *("/var/lib/ganomics", "/var/lib/ganomics/secret_key", "/var/lib/ganomics/netcheck_token"),
        *("/var/lib/ganomics-installation.json", "/srv/ganomics/static"),
    ).stdout.splitlines()
    assert modes == [
        "/etc/ganomics/environment 600 root",
        "/etc/ganomics/site.toml 644 root",
        "/var/lib/ganomics 750 ganomics",
        "/var/lib/ganomics/secret_key 600 ganomics",
        "/var/lib/ganomics/netcheck_token 600 ganomics",
        "/var/lib/ganomics-installation.json 600 root",
        "/srv/ganomics/static 755 root",
    ]
    places = ("/opt/ganomics", "/etc/ganomics", "/srv/ganomics", "/usr/local/bin")
    writable = laptop.run(
        "find", *places, "!", "-type", "l", "(", "!", "-user", "root", "-o", "-perm", "/022", ")"
    )
    assert writable.stdout == ""


def test_no_secret_is_in_a_log_or_in_the_list_of_processes(laptop: Machine) -> None:
    secrets = [
        laptop.run("cat", f"/var/lib/ganomics/{name}").stdout.strip()
        for name in ("secret_key", "netcheck_token")
    ]
    told = laptop.run("journalctl", "--no-pager", "--output=cat").stdout
    told += laptop.run("sh", "-c", "cat /var/log/nginx/* /proc/[0-9]*/cmdline | tr '\\0' ' '").stdout
    assert "GET /" in told
    for secret in secrets:
        assert len(secret) > 40
        assert secret not in told


def test_the_database_has_no_password_and_opens_for_the_kiosks_user_alone(laptop: Machine) -> None:
    asked = ("psql", "-XAtqc", "SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = 'ganomics'")
    assert laptop.run("runuser", "-u", "postgres", "--", *asked).stdout == "t\n"
    as_ganomics = ("psql", "-XAtqc", "SELECT 1", "--username", "ganomics", "ganomics")
    assert laptop.run("runuser", "-u", "ganomics", "--", *as_ganomics).stdout == "1\n"
    refused = laptop.run("runuser", "-u", "www-data", "--", *as_ganomics, check=False)
    assert "Peer authentication failed" in refused.stderr


def test_nothing_but_names_and_pages_is_offered_to_the_network(laptop: Machine) -> None:
    offered = {each for each in listening(laptop) if not each.startswith(("127.0.0.1:", "[::1]:"))}
    assert {each.rpartition(":")[2] for each in offered} == {"53", "80"}


def test_a_process_that_is_killed_is_started_again(laptop: Machine) -> None:
    _one, before = main_processes(laptop)
    laptop.run("sh", "-c", f"kill -KILL {before}")
    deadline = time.monotonic() + TIME_OUT
    while main_processes(laptop)[1] in (before, "0"):
        assert time.monotonic() < deadline
        time.sleep(LOOK_AGAIN)


def test_a_session_goes_on_after_the_laptop_was_switched_off_and_on(laptop: Machine) -> None:
    laptop.run("ganomics", "room", "open", "demo")
    play = ("/usr/local/bin/ganomics", "robots", "--room", "1", "--url", f"ws://{NAME}")
    laptop.run("systemd-run", "--unit=robots", *play, "--count", str(PLAYERS), "--speed", "brisk")
    deadline = time.monotonic() + TIME_OUT
    while choices(laptop) < PLAYERS:
        assert time.monotonic() < deadline, laptop.run("journalctl", "--unit=robots").stdout
        time.sleep(LOOK_AGAIN)
    laptop.shut_down()
    laptop.boot()
    laptop.run("netcheck", "run", "--wait", "10m", *ALL_BUT_TABLETS)
    kept = choices(laptop)
    assert kept >= PLAYERS
    assert "come to the end" in laptop.run(*play).stdout
    assert choices(laptop) > kept
    laptop.run("ganomics", "room", "export", "1", "--to", "/var/lib/ganomics/room-1")
    assert "0 violations" in laptop.run("ganomics", "room", "verify", "/var/lib/ganomics/room-1").stdout


def test_a_backup_is_made_each_minute(laptop: Machine) -> None:
    made = laptop.run("systemctl", "list-timers", "--no-legend", "ganomics-backup.timer").stdout
    assert "ganomics-backup.service" in made
    laptop.run("systemctl", "start", "ganomics-backup.service")
    assert ".dump" in laptop.run("ganomics", "backup", "--list").stdout


def test_an_edited_plan_is_applied_by_one_command(laptop: Machine) -> None:
    laptop.run("sed", "-i", "s/^processes = 2/processes = 1/", "/etc/ganomics/site.toml")
    said = laptop.run("ganomics", "site", "install").stdout
    assert "let daphne run on the ports 8018" in said
    assert is_ready(said)
    running = laptop.run("systemctl", "list-units", "--plain", "--no-legend", "ganomics-daphne@*").stdout
    assert [line.split()[0] for line in running.splitlines()] == ["ganomics-daphne@8018.service"]


def test_a_lan_with_an_authority_of_its_own_speaks_tls(laptop: Machine, tmp_path: Path) -> None:
    made = laptop.run("ganomics", "authority", "--folder", "/etc/ganomics/tls").stdout
    assert TLS.strip() in made
    assert laptop.run("stat", "--format=%a %U", "/etc/ganomics/tls/authority.key").stdout == "600 root\n"
    laptop.run("sh", "-c", f"printf '%s' '{TLS}' >> /etc/ganomics/site.toml")
    said = laptop.run("ganomics", "site", "install").stdout
    assert is_ready(said), said
    report = json.loads(laptop.run("netcheck", "run", *ALL_BUT_TABLETS[:4], "--format", "json").stdout)
    passed = {result["check"] for result in report["results"] if result["state"] == "pass"}
    assert {"http.tls_port", "http.certificate", "http.page", "ws.upgrade", "ws.echo"} <= passed
    # A tablet that trusts nothing yet loads the certificate over plain http; from then on it plays over TLS.
    fingerprint = made.partition("SHA-256 ")[2].splitlines()[0]
    assert fingerprint in call(laptop, "load", NAME, "/authority")
    installed = tmp_path / "authority.crt"
    installed.write_text(call(laptop, "load", NAME, "/authority.crt"))
    asks = json.dumps({"deviceId": "new", "tabletNumber": 2})
    assert "closed" in call(laptop, "say", NAME, asks, str(installed))


def test_a_certificate_that_ends_soon_is_renewed_and_no_tablet_notices(laptop: Machine) -> None:
    installed = laptop.run("cat", TRUSTED).stdout
    laptop.run("sh", "-ec", ENDS_IN_TEN_DAYS, NAME, SERVER)
    laptop.run("systemctl", "reload", "nginx")
    look = ("netcheck", "run", "--only", "http", "--format", "json")
    (told,) = json.loads(laptop.run(*look).stdout)["warnings"]
    assert told["cause"] == "tls_expires_soon"
    renew, reload = told["remedy"]["commands"]
    assert renew == "sudo ganomics authority --folder /etc/ganomics/tls"
    assert "There is a new certificate" in laptop.run(*renew.split()[1:]).stdout
    laptop.run("sh", "-c", reload.replace("sudo ", ""))
    assert json.loads(laptop.run(*look).stdout)["warnings"] == []
    assert laptop.run("cat", TRUSTED).stdout == installed
    assert "nothing to do" in laptop.run(*renew.split()[1:]).stdout


def test_a_public_server_proves_itself_from_outside(
    laptop: Machine, authority: Authority, tmp_path: Path
) -> None:
    certificate, key = authority.issue(PUBLIC)
    for name, file in {"authority": authority.certificate, "fullchain": certificate, "privkey": key}.items():
        laptop.write(f"/etc/ganomics/tls/{name}.pem", file.read_text())
    site = laptop.run("cat", "/etc/ganomics/site.toml").stdout
    for words, other in {'profile = "lan"': 'profile = "wan"', f'"{NAME}"': f'"{PUBLIC}"'}.items():
        assert words in site
        site = site.replace(words, other)
    site = site.replace("[dns]", f'[dns]\nresolvers = ["{ROUTER}"]')
    laptop.write("/etc/ganomics/site.toml", site)
    laptop.write("/etc/ganomics/access_points.toml", FEW_TABLETS)
    laptop.run("sh", "-c", f"echo SSL_CERT_FILE={TRUSTED} >> /etc/ganomics/environment")
    said = laptop.run("ganomics", "site", "install").stdout
    assert "remove the packages dnsmasq" in said
    assert "ufw delete allow 53" in said
    assert is_ready(said), said
    (tmp_path / "site.toml").write_text(site)
    (tmp_path / "access_points.toml").write_text(FEW_TABLETS)
    plan = ("--site", str(tmp_path / "site.toml"), "--access-points", str(tmp_path / "access_points.toml"))
    from_there = ("run", "--remote", "--profile", "wan", *plan, *ALL_BUT_TABLETS[:4], "--format", "json")
    report = json.loads(look_from_outside(laptop, authority, *from_there))
    passed = {result["check"] for result in report["results"] if result["state"] == "pass"}
    assert report["verdict"] == "ready", report["problems"]
    assert {"http.tls_port", "http.certificate", "http.redirect", "http.page", "ws.upgrade"} <= passed


def test_on_the_internet_nobody_enrols_without_an_invitation(laptop: Machine, authority: Authority) -> None:
    laptop.run("ganomics", "enrolment", "open")

    def say(**frame: object) -> str:
        return call(laptop, "say", PUBLIC, json.dumps(frame), str(authority.certificate))

    assert "invitation_needed" in say(deviceId="a stranger's", tabletNumber=2)
    line = laptop.run("ganomics", "invitation", "2").stdout
    address, _, invitation = line.strip().partition("#invitation=")
    assert address == f"2\thttps://{PUBLIC}/"
    assert say(deviceId="invited", tabletNumber=2, invitation=invitation) == "Done!"
    assert "invitation_used" in say(deviceId="a friend's", tabletNumber=2, invitation=invitation)
    told = laptop.run("sh", "-c", "journalctl --no-pager --output=cat; cat /var/log/nginx/*").stdout
    assert invitation not in told


def test_on_the_internet_one_address_gets_so_many_requests_and_no_more(
    laptop: Machine, authority: Authority
) -> None:
    seen = json.loads(call(laptop, "knock", PUBLIC, "600", str(authority.certificate)))
    assert set(seen) == {"404", "429"}  # answered at first, and then told to come later


def test_uninstalled_the_data_stay(laptop: Machine) -> None:
    kept = choices(laptop)
    said = laptop.run("ganomics", "site", "uninstall").stdout
    assert "--with-data" in said
    gone = ("/opt/ganomics", "/etc/ganomics", "/usr/sbin/nginx", "/usr/bin/redis-server")
    assert laptop.run("ls", "-d", *gone, check=False).stdout == ""
    assert choices(laptop) == kept > PLAYERS
    assert laptop.run("ls", "/var/lib/ganomics/room-1", "/var/lib/ganomics/backups").stdout


def test_uninstalled_with_its_data_nothing_is_left(laptop: Machine, bare: dict[str, str]) -> None:
    laptop.run(*INSTALL, "uninstall", "--with-data")
    assert changed(bare, laptop.differences()) == []
    assert listening(laptop) == set()
    assert "(None)" in laptop.run("ufw", "show", "added").stdout
    assert laptop.run(*INSTALL, "uninstall").stdout == "Nothing of this machine is the installation's.\n"
