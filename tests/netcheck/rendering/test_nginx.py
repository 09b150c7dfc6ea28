from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from conf.site import Plan, Upstream
from conf.toml import ConfigurationError
from netcheck.rendering.layout import HOMEBREW_ARM, HOMEBREW_INTEL, LINUX, macos
from netcheck.rendering.nginx import render_nginx
from tests.netcheck.rendering.talk import HOST, ask, play_daphne

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from netcheck.rendering.files import RenderedFile
    from netcheck.rendering.layout import Layout

SHAPES = (
    "lan",
    "lan over tls",
    "lan on many processes",
    "lan on several machines",
    "lan on every address",
    "lan on IPv6",
    "local",
    "wan",
    "wan under a long name",
    "wan behind proxies",
)


@pytest.fixture
async def site(loopback_plan: Plan, start_nginx: Callable[[Plan], None]) -> AsyncIterator[Plan]:
    """The rendered nginx, running in front of a server that answers with what it was asked."""
    start_nginx(loopback_plan)
    upstream = loopback_plan.site.server.upstream
    async with await asyncio.start_server(play_daphne, upstream.address, upstream.port):
        yield loopback_plan


def port(plan: Plan) -> int:
    return plan.site.server.http_port


@pytest.mark.parametrize("shape", SHAPES)
def test_the_real_nginx_accepts_what_is_rendered_without_a_warning(
    plans: dict[str, Plan], shape: str, trial: Layout, nginx_says: Callable[[RenderedFile], str]
) -> None:
    said = nginx_says(render_nginx(plans[shape], trial))
    assert "test is successful" in said
    assert "[warn]" not in said


@pytest.mark.parametrize("homebrew", [HOMEBREW_ARM, HOMEBREW_INTEL])
def test_the_macos_rendering_differs_from_linux_in_paths_and_user_alone(
    lan_plan: Plan, homebrew: Path
) -> None:
    mac = macos(homebrew)
    rendered = render_nginx(lan_plan, mac).text
    for mac_place, linux_place in (
        (mac.nginx_logs, LINUX.nginx_logs),
        (mac.nginx_pid, LINUX.nginx_pid),
        (mac.mime_types, LINUX.mime_types),
        (mac.nginx_user, LINUX.nginx_user),
    ):
        assert str(mac_place) in rendered
        rendered = rendered.replace(str(mac_place), str(linux_place))
    assert rendered == render_nginx(lan_plan, LINUX).text


@pytest.mark.parametrize("path", ["/", "/operator/", "/ws", "/ws/", "/ws/identity/"])
async def test_everything_but_static_files_reaches_daphne_by_name_with_the_clients_address(
    site: Plan, path: str
) -> None:
    reply = await ask(port(site), path)
    seen = json.loads(reply.body)
    assert seen["request"] == f"GET {path} HTTP/1.1"
    assert seen["headers"]["host"] == f"{HOST}:{port(site)}"
    assert seen["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert seen["headers"]["x-forwarded-proto"] == "http"
    assert seen["headers"]["connection"] == "close"


async def test_what_a_client_claims_about_itself_is_replaced(site: Plan) -> None:
    claims = ("X-Forwarded-For: 192.0.2.9", "Forwarded: for=192.0.2.9", "X-Forwarded-Host: evil.example")
    reply = await ask(port(site), "/", *claims, "X-Forwarded-Proto: https", "Connection: close")
    seen = json.loads(reply.body)["headers"]
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"]) == ("127.0.0.1", "http")
    assert "192.0.2.9" not in reply.body
    assert "evil.example" not in reply.body


@pytest.mark.parametrize("path", ["/ws", "/ws/", "/ws/identity/", "/ws/check_network/"])
async def test_a_websocket_upgrade_passes(site: Plan, path: str) -> None:
    reply = await ask(port(site), path, "Connection: keep-alive, Upgrade", "Upgrade: websocket")
    assert reply.status == 101
    assert reply.headers["upgrade"] == "websocket"


async def test_the_host_matches_a_browsers_origin_on_a_port_that_is_not_the_usual_one(site: Plan) -> None:
    host = f"{HOST}:{port(site)}"
    origin = f"Origin: http://{host}"
    reply = await ask(port(site), "/ws/", "Connection: Upgrade", "Upgrade: websocket", origin, host=host)
    seen = json.loads(reply.headers["seen"])["headers"]
    assert seen["origin"] == f"http://{seen['host']}"


def test_the_host_carries_no_port_where_the_ports_are_the_usual_ones(lan_plan: Plan) -> None:
    assert "proxy_set_header Host $host;" in render_nginx(lan_plan, LINUX).text


async def test_static_files_come_from_disk_and_are_asked_for_again(site: Plan) -> None:
    site.site.server.static_root.joinpath("app.css").write_text("body {}\n" * 500)
    reply = await ask(port(site), "/static/app.css", "Connection: close")
    assert (reply.status, reply.body) == (200, "body {}\n" * 500)
    assert reply.headers["content-type"] == "text/css; charset=utf-8"
    assert reply.headers["cache-control"] == "no-cache"
    assert reply.headers["x-content-type-options"] == "nosniff"


async def test_static_text_is_compressed_for_a_browser_that_understands(site: Plan) -> None:
    site.site.server.static_root.joinpath("app.css").write_text("body {}\n" * 500)
    reader, writer = await asyncio.open_connection("127.0.0.1", port(site))
    lines = [
        "GET /static/app.css HTTP/1.1",
        f"Host: {HOST}",
        "Accept-Encoding: gzip",
        "Connection: close",
        "",
        "",
    ]
    writer.write("\r\n".join(lines).encode())
    assert b"Content-Encoding: gzip" in await reader.readuntil(b"\r\n\r\n")
    writer.close()


async def test_a_file_named_after_its_content_is_kept_for_ever(site: Plan) -> None:
    site.site.server.static_root.joinpath("app.0123456789ab.js").write_text("1")
    reply = await ask(port(site), "/static/app.0123456789ab.js")
    assert reply.headers["cache-control"] == "max-age=315360000"


@pytest.fixture
def treasure(site: Plan) -> None:
    """Files that nobody may see: hidden below the static root, and beside it."""
    root = site.site.server.static_root
    (root / "folder/.git").mkdir(parents=True)
    for file in (root / ".secret", root / "folder/.git/config", root.parent / "outside"):
        file.write_text("treasure")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/static/", 403),
        ("/static/folder/", 403),
        ("/static/.secret", 404),
        ("/static/folder/.git/config", 404),
    ],
)
async def test_static_folders_are_not_listed_and_hidden_files_stay_hidden(
    site: Plan, treasure: None, path: str, status: int
) -> None:
    reply = await ask(port(site), path)
    assert (reply.status, "treasure" in reply.body, "secret" in reply.body) == (status, False, False)


@pytest.mark.parametrize("path", ["/static../outside", "/static/../outside", "/static/%2e%2e/outside"])
async def test_there_is_no_way_out_of_the_static_folder(site: Plan, treasure: None, path: str) -> None:
    reply = await ask(port(site), path)
    assert json.loads(reply.body)["headers"]["host"], "it is daphne's to answer, not the disk's"


@pytest.mark.parametrize("host", ["evil.example", "other.fr", "localhost", "127.0.0.2"])
async def test_a_strangers_host_gets_a_sentence_and_does_not_reach_daphne(site: Plan, host: str) -> None:
    reply = await ask(port(site), "/", host=host)
    assert (reply.status, reply.body) == (421, "This server answers for money.getz.fr only.\n")


async def test_the_bare_address_leads_to_the_name(site: Plan) -> None:
    reply = await ask(port(site), "/join/?seat=1", host=f"127.0.0.1:{port(site)}")
    assert reply.status == 302
    assert reply.headers["location"] == f"http://{HOST}:{port(site)}/join/?seat=1"


async def test_while_daphne_is_away_the_page_tries_again_by_itself_and_is_back_at_once(
    loopback_plan: Plan, start_nginx: Callable[[Plan], None]
) -> None:
    plan = replace(
        loopback_plan,
        site=replace(loopback_plan.site, server=replace(loopback_plan.site.server, processes=2)),
    )
    start_nginx(plan)
    away = await ask(port(plan), "/")
    assert away.status == 502
    assert 'http-equiv="refresh"' in away.body
    upstream = plan.site.server.upstream
    async with await asyncio.start_server(play_daphne, upstream.address, upstream.port):
        assert [(await ask(port(plan), "/")).status for _ in range(4)] == [200] * 4


async def test_no_query_string_is_logged(site: Plan, trial: Layout) -> None:
    await ask(port(site), "/join/?invitation=secret")
    assert (await ask(port(site), "/static/?token=secret")).status == 403
    log = (trial.nginx_logs / "access.log").read_text()
    assert '"GET /join/" 200' in log
    assert "secret" not in log


def test_connections_are_enough_for_every_tablet_twice_over(lan_plan: Plan) -> None:
    rendered = render_nginx(lan_plan, LINUX).text
    assert "# For 100 tablets." in rendered
    assert "    worker_connections 2048;" in rendered
    assert "worker_rlimit_nofile 4096;" in rendered


def test_paths_with_spaces_are_quoted_and_one_with_a_dollar_is_refused(
    loopback_plan: Plan, trial: Layout, nginx_says: Callable[[RenderedFile], str]
) -> None:
    server = loopback_plan.site.server

    def rendered(static_root: str) -> RenderedFile:
        site = replace(loopback_plan.site, server=replace(server, static_root=trial.state / static_root))
        return render_nginx(replace(loopback_plan, site=site), trial)

    assert "test is successful" in nginx_says(rendered("the page's {files}; all"))
    with pytest.raises(ConfigurationError, match=r"cannot read paths with a dollar sign: .*/\$HOME"):
        rendered("$HOME")


def test_the_template_is_ascii_so_that_any_terminal_can_show_what_is_rendered(lan_plan: Plan) -> None:
    assert render_nginx(lan_plan, LINUX).text.isascii()


def test_nginx_may_not_take_daphnes_port(lan_plan: Plan) -> None:
    server = replace(lan_plan.site.server, upstream=Upstream("127.0.0.1", 79), processes=2)
    with pytest.raises(ConfigurationError, match="cannot both listen on port 80"):
        render_nginx(replace(lan_plan, site=replace(lan_plan.site, server=server)), LINUX)
