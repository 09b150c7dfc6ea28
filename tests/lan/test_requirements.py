"""Where the laboratory can be: as root, as an ordinary user, and a sentence for what is missing elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conf.site import ROOT
from tests.lan import requirements, test_laboratory
from tests.lan.site import Layout

SAY = (sys.executable, "-c", "from tests.lan.requirements import missing; print(missing())")
A_READER = "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"
"""What lets whoever root becomes read this checkout."""
SOMEBODY = ("setpriv", "--reuid=65000", "--regid=65000", "--clear-groups", *A_READER)
"""A user to whom nobody has given a range of users."""

root_alone = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def guest(*words: str) -> str:
    """Run a command as the root of a user namespace, who has no power over the machine; what it says."""
    with subprocess.Popen(
        ["unshare", "--user", "sh", "-c", 'echo; read -r _; exec "$@"', "sh", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as made:
        assert made.stdout
        made.stdout.readline()
        for users in ("uid_map", "gid_map"):
            Path("/proc", str(made.pid), users).write_text("0 0 65536\n", encoding="ascii")
        return made.communicate("\n")[0]


def test_a_program_that_is_not_there_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirements, "PATH", "/nowhere")

    assert requirements.missing() == "expected the program ip (Debian's package iproute2), found none"


@root_alone
def test_whoever_has_no_users_for_the_services_is_told_what_gives_them(possible: None) -> None:
    if subprocess.run([*SOMEBODY, "unshare", "--user", "true"], check=False).returncode:
        pytest.skip("the kernel does not let users make user namespaces")

    said = subprocess.run([*SOMEBODY, *SAY], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert "expected newuidmap (Debian's package uidmap) and a range for this user in /etc/subuid" in said


@root_alone
def test_where_the_kernel_forbids_user_namespaces_its_settings_are_named(possible: None) -> None:
    forbid = 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"'

    said = guest("sh", "-c", forbid, "sh", *SOMEBODY, *SAY)

    assert "expected root, or the settings user.max_user_namespaces above 0" in said


@root_alone
def test_in_a_container_that_hides_what_the_machine_is_that_is_said(possible: None) -> None:
    hide = 'mount --bind /dev/null /proc/meminfo; exec unshare --user --map-root-user --mount "$@"'

    said = guest("unshare", "--mount", "sh", "-c", hide, "sh", *SAY)

    assert said == "parts of /proc or /sys are hidden: expected them whole, as outside a container\n"


@root_alone
def test_without_power_over_the_machine_a_laboratory_is_as_healthy(possible: None) -> None:
    test = test_laboratory.test_the_healthy_site_is_ready_with_no_warning_but_the_plans_gap.__name__
    healthy = f"{test_laboratory.__file__}::{test}[{Layout.NAT}]"

    said = guest(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", healthy)

    assert "1 passed" in said, said
