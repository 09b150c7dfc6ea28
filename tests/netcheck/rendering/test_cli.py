from __future__ import annotations

import getpass
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conf.site import ROOT
from netcheck.rendering.cli import conf

GOLDEN = Path(__file__).parent / "golden"
SITE = ("--site", str(GOLDEN / "site.toml"))
LINUX = (*SITE, "--platform", "linux")


def run(*arguments: str | Path) -> Result:
    """The command as a terminal runs it: an exception that is no sentence fails the test."""
    return CliRunner().invoke(conf, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.mark.parametrize("command", ["dnsmasq", "nginx"])
def test_a_file_is_shown_as_it_is_so_that_it_can_be_piped_into_place(command: str) -> None:
    shown = run(command, *LINUX)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout == (GOLDEN / f"linux/{command}.conf").read_text()


@pytest.mark.parametrize("platform", ["linux", "macos"])
def test_units_are_shown_one_after_the_other_with_their_names(platform: str) -> None:
    shown = run("units", *SITE, "--platform", platform)
    assert shown.exit_code == 0
    names = [Path(name).name for name in re.findall(r"^==> (.*) <==$", shown.stdout, re.MULTILINE)]
    assert set(names) == {path.name for path in (GOLDEN / platform).iterdir()} - {
        "dnsmasq.conf",
        "nginx.conf",
    }


@pytest.mark.parametrize("command", ["dnsmasq", "nginx", "units"])
def test_files_are_laid_into_a_folder_that_is_made(command: str, tmp_path: Path) -> None:
    folder = tmp_path / "new/folder"
    written = run(command, *LINUX, "--write", folder)
    assert written.exit_code == 0
    for file in folder.iterdir():
        assert file.read_text() == (GOLDEN / "linux" / file.name).read_text()
        assert file.stat().st_mode & 0o777 == 0o644
        assert re.search(
            rf"^{re.escape(str(file))}, to be installed as /\S+/{file.name}$", written.stdout, re.MULTILINE
        )


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = run("nginx", *LINUX, "--write", tmp_path / "file/folder")
    assert refused.exit_code == 3
    assert re.fullmatch(r"Error: \S+: cannot be written: Not a directory\.\n", refused.stderr)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("nginx", *LINUX, "--profile", "wan"),
            "expected [tls] certificate and key in the site file, got nothing",
        ),
        (("dnsmasq", *LINUX, "--profile", "wan"), "public name servers answer for money.getz.fr"),
        (("nginx", *LINUX, "--profile", "local"), "nginx and daphne cannot both listen on port 8018"),
        (("nginx", "--site", "/nowhere/site.toml"), "/nowhere/site.toml: there is no such file."),
        (("diff", "nginx", *LINUX, "--profile", "wan"), "expected [tls] certificate and key"),
        (
            ("units", "--access-points", "/nowhere/points.toml"),
            "/nowhere/points.toml: there is no such file.",
        ),
    ],
)
def test_a_plan_that_cannot_be_is_a_sentence_and_78(arguments: tuple[str, ...], sentence: str) -> None:
    refused = run(*arguments)
    assert (refused.exit_code, refused.stdout) == (78, "")
    assert sentence in refused.stderr


def test_the_local_profile_is_rendered_on_the_ports_that_are_asked_for() -> None:
    nginx = run("nginx", *LINUX, "--profile", "local", "--http-port", "8080").stdout
    assert "listen 127.0.0.1:8080;" in nginx
    assert "server_name localhost;" in nginx
    dnsmasq = run("dnsmasq", *LINUX, "--profile", "local", "--dns-port", "5300").stdout
    assert "\nport=5300\n" in dnsmasq
    assert re.findall(r"^listen-address=(.*)$", dnsmasq, re.MULTILINE) == ["127.0.0.1"]


def test_a_trial_keeps_every_path_below_its_folder(tmp_path: Path) -> None:
    for command in ("dnsmasq", "nginx", "units"):
        text = run(command, *LINUX, "--trial", tmp_path).stdout
        own = re.findall(r"(?<![\w.>/:}$])/(?:etc|var|run|opt)/\S*", text)
        assert [
            path
            for path in own
            if not path.startswith(("/etc/nginx/mime.types", "/etc/hosts", "/etc/resolv"))
        ] == []
    assert f"user {getpass.getuser()};" in run("nginx", *LINUX, "--trial", tmp_path).stdout


@pytest.mark.parametrize("service", ["dnsmasq", "nginx"])
def test_what_is_rendered_and_installed_is_the_same(service: str, tmp_path: Path) -> None:
    run(service, *LINUX, "--write", tmp_path)
    installed = tmp_path / f"{service}.conf"
    if service == "nginx":  # its table of types need not be on this machine
        installed.write_text(re.sub(r"include .*mime.types;", "types {}", installed.read_text()))
    same = run("diff", service, *LINUX, "--installed", installed)
    assert (same.exit_code, same.stdout) == (0, f"{installed} means what the plan says.\n")


def test_a_difference_is_told_with_its_place_and_1(tmp_path: Path) -> None:
    installed = tmp_path / "dnsmasq.conf"
    golden = (GOLDEN / "linux/dnsmasq.conf").read_text().replace("local-ttl=30", "local-ttl=0")
    installed.write_text(golden)
    line = golden.splitlines().index("local-ttl=0") + 1
    told = run("diff", "dnsmasq", *LINUX, "--installed", installed)
    assert told.exit_code == 1
    assert told.stdout == f"{installed}:{line}: different: local-ttl=0 (expected: local-ttl=30)\n"


@pytest.mark.parametrize("service", ["dnsmasq", "nginx"])
def test_what_cannot_be_read_is_a_sentence_and_3(service: str, tmp_path: Path) -> None:
    refused = run("diff", service, *LINUX, "--installed", tmp_path / "missing.conf")
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "missing.conf" in refused.stderr
    assert "No such file or directory" in refused.stderr


def test_a_broken_nginx_configuration_is_named_with_its_line_and_3(tmp_path: Path) -> None:
    installed = tmp_path / "nginx.conf"
    installed.write_text("events {}\nhttp {\n    server { listen 80 }\n}\n")
    refused = run("diff", "nginx", *LINUX, "--installed", installed)
    assert refused.exit_code == 3
    assert f"{installed}:3: " in refused.stderr


def test_one_file_cannot_be_both_services(tmp_path: Path) -> None:
    refused = run("diff", *LINUX, "--installed", tmp_path / "nginx.conf")
    assert refused.exit_code == 2
    assert "say whether it is dnsmasq's or nginx's" in refused.stderr


def test_both_services_of_a_site_are_compared_where_none_is_named(tmp_path: Path) -> None:
    for command in ("dnsmasq", "nginx"):
        shown = run(command, *LINUX, "--trial", tmp_path).stdout
        place = tmp_path / ("etc/dnsmasq.conf" if command == "dnsmasq" else "etc/nginx/nginx.conf")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(re.sub(r"include .*mime.types;", "types {}", shown))
    same = run("diff", *LINUX, "--trial", tmp_path)
    assert same.exit_code == 0, same.stdout
    assert same.stdout.count("means what the plan says") == 2


def test_the_environment_names_the_plan_as_it_does_for_the_kiosk() -> None:
    command = [sys.executable, "-c", "from netcheck.rendering.cli import conf; conf()", "nginx"]
    environment = {**os.environ, "GANOMICS_SITE": str(GOLDEN / "site.toml"), "LC_ALL": "C"}
    shown = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "server 127.0.0.1:8019 max_fails=0;" in shown.stdout


def test_nothing_of_the_kiosk_and_no_django_is_imported() -> None:
    script = "import json, sys; import netcheck.rendering.cli; print(json.dumps(list(sys.modules)))"
    printed = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {module.partition(".")[0] for module in json.loads(printed.stdout)} & {"django", "kiosk"} == set()


def test_nothing_secret_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "NETCHECK_TOKEN"):
        monkeypatch.setenv(variable, "hunter2")
    for command in ("dnsmasq", "nginx", "units"):
        assert "hunter2" not in run(command, *LINUX).stdout
