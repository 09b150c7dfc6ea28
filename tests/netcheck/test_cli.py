"""The command line: verdicts and exit statuses, formats and files, sentences for every mistake."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from conf.site import ROOT
from netcheck.cli import cli, main
from tests.netcheck.fakes.serving import kiosk_of, served
from tests.netcheck.fakes.site import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.netcheck.fakes.serving import Serving

Said = tuple[int, str, str]


@pytest.fixture(autouse=True)
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a plan, which the environment names."""
    monkeypatch.setenv("GANOMICS_SITE", str(tmp_path / "site.toml"))
    monkeypatch.setenv("GANOMICS_ACCESS_POINTS", str(tmp_path / "access_points.toml"))
    monkeypatch.setenv("GANOMICS_STATE", str(tmp_path / "var"))
    monkeypatch.setenv("NETCHECK_TOKEN", TOKEN)
    return tmp_path


@pytest.fixture
def kiosk(plan: Path) -> Iterator[Serving]:
    with served(kiosk_of(plan)) as serving:
        yield serving


@pytest.fixture
def netcheck(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run the command; its exit status, and what it wrote to each stream."""

    def run(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, out, err

    return run


def test_a_healthy_kiosk_is_ready_and_ends_with_0(kiosk: Serving, netcheck: Callable[..., Said]) -> None:
    status, out, err = netcheck("run")

    assert (status, err) == (0, "")
    assert out.startswith("READY: ")


def test_a_stopped_kiosk_is_not_ready_and_ends_with_1(kiosk: Serving, netcheck: Callable[..., Said]) -> None:
    kiosk.stop()

    status, out, _err = netcheck("run")

    assert status == 1
    assert out.startswith("NOT READY: 1 problem")
    assert "$ make run" in out


def test_a_refused_token_could_not_be_checked_and_ends_with_3(
    kiosk: Serving, netcheck: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETCHECK_TOKEN", "another")

    status, out, _err = netcheck("run")

    assert status == 3
    assert out.startswith("COULD NOT CHECK: 1 problem")


def test_the_token_is_read_from_the_file_that_the_kiosk_wrote(
    kiosk: Serving, plan: Path, netcheck: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NETCHECK_TOKEN")
    (plan / "var").mkdir()
    (plan / "var" / "netcheck_token").write_text(f"{TOKEN}\n")

    assert netcheck("run")[0] == 0


def test_without_a_token_the_file_is_named(
    kiosk: Serving, plan: Path, netcheck: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NETCHECK_TOKEN")

    status, out, _err = netcheck("run")

    assert status == 3
    assert str(plan / "var" / "netcheck_token") in out


def test_warnings_count_where_the_operator_says_so(kiosk: Serving, netcheck: Callable[..., Said]) -> None:
    kiosk.site.report["disk"]["free_bytes"] = 10**8

    assert netcheck("run")[0] == 0
    assert netcheck("run", "--fail-level", "warn")[0] == 1


def test_only_and_skip_choose_what_runs(kiosk: Serving, netcheck: Callable[..., Said]) -> None:
    kiosk.stop()

    assert netcheck("run", "--only", "plan.ranges")[0] == 0
    assert netcheck("run", "--skip", "http", "--skip", "ws", "--skip", "store", "--skip", "tablet")[0] == 0


def test_tablets_named_are_expected(kiosk: Serving, netcheck: Callable[..., Said]) -> None:
    kiosk.site.silence(3)

    assert netcheck("run", "--tablets", "0-2,4")[0] == 0
    status, out, _err = netcheck("run", "--tablets", "0-4")
    assert status == 1
    assert "Tablets  3\n" in out


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("json", '{\n  "schema": "netcheck/1"'),
        ("junit", "<?xml"),
        ("html", "<!doctype html>"),
        ("text", "READY"),
    ],
)
def test_each_format_can_be_written_to_a_file(
    kiosk: Serving, plan: Path, netcheck: Callable[..., Said], form: str, begins: str
) -> None:
    file = plan / "report"

    status, out, err = netcheck("run", "--format", form, "--output", str(file))

    assert (status, out) == (0, "")
    assert err.startswith("READY: ")
    assert file.read_text(encoding="utf-8").startswith(begins)


def test_a_file_that_cannot_be_written_is_named(kiosk: Serving, netcheck: Callable[..., Said]) -> None:
    status, _out, err = netcheck("run", "--output", "/nowhere/report")

    assert status == 2
    assert "--output /nowhere/report: cannot be written: No such file or directory" in err


def test_short_is_one_line(kiosk: Serving, netcheck: Callable[..., Said]) -> None:
    assert netcheck("run", "--short")[1].count("\n") == 1


def test_verbose_shows_what_passed_and_why_the_rest_was_not_checked(
    kiosk: Serving, netcheck: Callable[..., Said]
) -> None:
    _status, out, _err = netcheck("run", "-v")

    assert "http.direct" in out
    assert "not used in the profile local" in out


def test_list_names_every_check_and_runs_none(netcheck: Callable[..., Said], plan: Path) -> None:
    status, out, _err = netcheck("run", "--list")

    assert status == 0
    assert "dns.router" in out


def test_waiting_ends_with_the_last_verdict_at_the_deadline(
    kiosk: Serving, netcheck: Callable[..., Said]
) -> None:
    kiosk.stop()

    status, out, _err = netcheck("run", "--wait", "0.01s")

    assert status == 1
    assert out.startswith("NOT READY")


def test_watching_tells_each_change_and_ends_with_the_last_verdict(kiosk: Serving) -> None:
    command = [sys.executable, "-m", "netcheck", "run", "--watch", "--short"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ) as watching:
        assert watching.stdout is not None
        first = watching.stdout.readline()
        kiosk.stop()
        second = watching.stdout.readline()
        third = watching.stdout.readline()
        watching.send_signal(signal.SIGINT)
        status = watching.wait()

    assert first.startswith("READY: ")
    assert second.startswith("READY: 1 warning")
    assert third.startswith("NOT READY: 1 problem")
    assert status == 1


BAD_PLANS = [
    ("profile = 'lam'", "", "profile: expected 'local' or 'lan' or 'wan', got 'lam'"),
    ("profile = 'local'\n[servre]\n", "", "server"),
    ("", "[[access_point]]\nnumber = 1\ntablets = '16-0'", "tablets: the range '16-0' runs backwards"),
    ("", "[[access_point]]\nnumber = 1\ntablets = '0-5'\nsid = 'x'", "unknown key 'sid'; expected 'ssid'?"),
    ("", "[[access_point]]\nnumber = 'one'\ntablets = '0-5'", "number: expected a whole number"),
    ("profile = ", "", "expected TOML"),
]


@pytest.mark.parametrize(("wiring", "points", "said"), BAD_PLANS, ids=[row[2] for row in BAD_PLANS])
def test_a_plan_that_cannot_be_ends_with_78_and_a_sentence_naming_file_and_key(
    plan: Path, netcheck: Callable[..., Said], wiring: str, points: str, said: str
) -> None:
    kiosk_of(plan)
    name = "site.toml" if wiring else "access_points.toml"
    (plan / name).write_text(wiring or points)

    status, out, err = netcheck("run")

    assert (status, out) == (78, "")
    assert err.startswith(f"netcheck: {plan / name}: ")
    assert said in err
    assert err.count("\n") == 1


def test_a_missing_plan_is_named(netcheck: Callable[..., Said], plan: Path) -> None:
    kiosk_of(plan)

    status, _out, err = netcheck("run", "--site", str(plan / "nowhere.toml"))

    assert (status, err) == (78, f"netcheck: {plan / 'nowhere.toml'}: there is no such file.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--tablets", "9-3"], "the range '9-3' runs backwards: expected '3-9'"),
        (["run", "--only", "dsn"], "there is no check 'dsn'; expected ap, dns, host"),
        (["run", "--wait", "soon"], "expected a duration such as 90s, 2m or 1h, got 'soon'"),
        (["run", "--wait", "5s", "--watch"], "choose one"),
        (["run", "--format", "yaml"], "'yaml' is not one of"),
        (["explain", "dns.ruter"], "did you mean dns.router?"),
        (["explain", "what"], "There is no check and no cause 'what'"),
        (["jump"], "No such command 'jump'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_ends_with_2_and_says_what_was_expected(
    netcheck: Callable[..., Said], arguments: list[str], said: str
) -> None:
    status, _out, err = netcheck(*arguments)

    assert status == 2
    assert said in err
    assert "Traceback" not in err


def test_explain_tells_a_check_with_its_causes(netcheck: Callable[..., Said]) -> None:
    status, out, _err = netcheck("explain", "dns.router")

    assert status == 0
    assert out.startswith("dns.router: the router gives the same answer as dnsmasq.")
    assert "router_rebind_protection" in out


def test_explain_tells_a_cause_with_the_commands_of_both_systems(netcheck: Callable[..., Said]) -> None:
    _status, out, _err = netcheck("explain", "dnsmasq_down")

    assert "Linux:\n  $ sudo systemctl restart dnsmasq" in out
    assert "macOS:\n  $ sudo brew services restart dnsmasq" in out
    assert "<dns_address>" in out


def test_explain_takes_a_target_too(netcheck: Callable[..., Said]) -> None:
    assert netcheck("explain", "ap.link[3]")[1].startswith("ap.link: ")


def _commands(
    command: click.Command, path: tuple[str, ...] = ("netcheck",)
) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(path), command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _commands(inner, (*path, name))


COMMANDS = list(_commands(cli))


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _command in COMMANDS])
def test_every_help_has_an_example(path: str, command: click.Command) -> None:
    shown = command.get_help(click.Context(command, info_name=path))

    assert f"Example:\n    {path}" in shown


def test_the_module_can_be_run_and_says_the_same(kiosk: Serving) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "netcheck", "run", "--short"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("READY: ")


def test_colours_are_left_out_where_nobody_sees_them(kiosk: Serving, netcheck: Callable[..., Said]) -> None:
    assert "\x1b" not in netcheck("run")[1]


def test_commands_repeat_the_plan_that_was_given(
    kiosk: Serving, plan: Path, netcheck: Callable[..., Said]
) -> None:
    kiosk.site.report["plan_digest"] = "another"
    points = str(plan / "access_points.toml")

    _status, out, _err = netcheck("run", "--access-points", points, "--format", "json")

    (problem,) = json.loads(out)["problems"]
    assert problem["cause"] == "plan_not_loaded"
    assert problem["remedy"]["commands"][0].endswith(f"loaddata {points}")
