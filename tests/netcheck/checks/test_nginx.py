"""nginx's configuration: what it says and what it does are one problem, with the file and the line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from netcheck.model import State, Verdict
from netcheck.rendering.layout import LINUX
from netcheck.rendering.nginx import render_nginx
from tests.netcheck.fakes.web import Page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.netcheck.fakes.site import FakeSite


@pytest.fixture
def config(site: FakeSite, tmp_path: Path) -> Path:
    """The rendered configuration of the site, where nginx would have it."""
    static_root = tmp_path / "static"
    static_root.mkdir()
    site.rewire(server=replace(site.plan.site.server, static_root=static_root))
    file = tmp_path / "nginx.conf"
    file.write_text(render_nginx(site.plan, LINUX.under(tmp_path, user="nobody")).text)
    site.machine.nginx_file = file
    return file


def _spoil(config: Path, old: str, new: str) -> int:
    """Replace one piece of the file; the number of its line."""
    text = config.read_text()
    assert text.count(old) == 1
    config.write_text(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


async def test_a_rendered_configuration_is_sound(site: FakeSite, config: Path) -> None:
    site.machine.complaint = ""

    diagnosis = await site.examine()

    assert (diagnosis.problems, diagnosis.warnings) == ((), ())
    (result,) = [item for item in diagnosis.results if item.check == "http.config"]
    assert result.observed == f"{config}: no fault found, and nginx -t agrees"


async def test_missing_upgrade_headers_are_one_problem_with_their_line(site: FakeSite, config: Path) -> None:
    _spoil(config, "    proxy_set_header Upgrade $http_upgrade;\n", "")
    _spoil(config, "    proxy_set_header Connection $connection_upgrade;\n", "")
    site.nginx.site = lambda asked: Page(404) if asked.path == "/ws/" else site.front(asked)

    diagnosis = await site.examine()

    (problem,) = diagnosis.problems
    assert problem.cause == "nginx_no_upgrade_headers"
    assert {"ws.upgrade", "http.config"} <= {id_.partition("[")[0] for id_ in problem.results}
    assert any(str(config) in line for line in problem.evidence)
    assert diagnosis.warnings == ()


async def test_a_wrong_upstream_is_found_at_its_line(site: FakeSite, config: Path) -> None:
    upstream = str(site.plan.site.server.upstream)
    line = _spoil(config, f"server {upstream} max_fails=0;", "server 127.0.0.1:9 max_fails=0;")
    site.nginx.site = lambda _asked: Page(502)

    diagnosis = await site.examine()

    (problem,) = diagnosis.problems
    assert problem.cause == "nginx_wrong_upstream"
    assert f"{config}:{line}" in problem.evidence


async def test_a_fault_that_nginx_has_not_read_yet_is_a_warning(site: FakeSite, config: Path) -> None:
    _spoil(config, "    proxy_set_header Host $host_and_port;\n", "")

    diagnosis = await site.examine()

    assert diagnosis.verdict is Verdict.READY
    assert [(item.cause, item.state) for item in diagnosis.warnings] == [("nginx_host_lost", State.WARN)]


async def test_a_fault_that_no_probe_meets_stands_by_itself(site: FakeSite, config: Path) -> None:
    _spoil(config, "proxy_read_timeout 120s;", "proxy_read_timeout 5s;")

    diagnosis = await site.examine()

    (problem,) = diagnosis.problems
    assert problem.cause == "ws_cut_when_idle"
    assert any("proxy_read_timeout" in line for line in problem.remedy.lines)


async def test_nginx_s_own_complaint_is_handed_on(site: FakeSite, config: Path) -> None:
    site.machine.complaint = "nginx: [emerg] cannot load certificate"

    diagnosis = await site.examine()

    (problem,) = diagnosis.problems
    assert problem.cause == "nginx_unreadable"
    assert problem.evidence == ("nginx: [emerg] cannot load certificate",)


async def test_a_file_that_cannot_be_read_is_told_once(site: FakeSite, config: Path) -> None:
    _spoil(config, "http {", "http { {")
    site.machine.complaint = "nginx: [emerg] unexpected end of file"

    diagnosis = await site.examine()

    assert [problem.cause for problem in diagnosis.problems] == ["nginx_unreadable"]
