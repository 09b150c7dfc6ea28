from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from conf.numbers import TabletNumbers
from conf.site import AccessPoint, Plan, Profile
from conf.toml import ConfigurationError
from netcheck.rendering.layout import LINUX
from netcheck.rendering.nginx import render_nginx
from tests.netcheck.rendering.talk import HOST, ask, play_daphne

if TYPE_CHECKING:
    from collections.abc import Callable

    from netcheck.rendering.layout import Layout


def port(plan: Plan) -> int:
    return plan.site.server.http_port


def test_a_public_site_without_a_certificate_is_refused(lan_plan: Plan) -> None:
    with pytest.raises(ConfigurationError, match=r"expected \[tls\] certificate and key in the site file"):
        render_nginx(replace(lan_plan, site=replace(lan_plan.site, profile=Profile.WAN)), LINUX)


async def test_a_public_site_speaks_tls_alone_and_says_so_for_a_year(
    plans: dict[str, Plan], start_nginx: Callable[[Plan], None]
) -> None:
    plan = plans["wan"]
    server, tls = replace(plan.site.server, address="127.0.0.1"), plan.site.tls
    assert tls is not None
    start_nginx(replace(plan, site=replace(plan.site, server=server)))
    plain = await ask(server.http_port, "/join/?x=1")
    assert (plain.status, plain.headers["location"]) == (301, f"https://{HOST}:{tls.port}/join/?x=1")
    trusting = ssl.create_default_context(cafile=tls.certificate)
    async with await asyncio.start_server(play_daphne, server.upstream.address, server.upstream.port):
        page = await ask(tls.port, "/", tls=trusting)
        upgrade = await ask(tls.port, "/ws/", "Connection: Upgrade", "Upgrade: websocket", tls=trusting)
    assert json.loads(page.body)["headers"]["x-forwarded-proto"] == "https"
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert upgrade.status == 101
    static = await ask(tls.port, "/static/missing.css", tls=trusting)
    assert static.headers["strict-transport-security"] == "max-age=31536000"


async def test_a_public_site_shows_no_certificate_for_other_names(
    plans: dict[str, Plan], start_nginx: Callable[[Plan], None]
) -> None:
    plan = plans["wan"]
    tls = plan.site.tls
    assert tls is not None
    start_nginx(replace(plan, site=replace(plan.site, server=replace(plan.site.server, address="127.0.0.1"))))
    stranger = ssl.create_default_context(cafile=tls.certificate)
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        await asyncio.open_connection("127.0.0.1", tls.port, ssl=stranger, server_hostname="evil.example")


async def test_certificate_challenges_are_shown_over_plain_http(
    plans: dict[str, Plan], start_nginx: Callable[[Plan], None], trial: Layout
) -> None:
    plan = plans["wan"]
    challenges = trial.acme / ".well-known/acme-challenge"
    challenges.mkdir(parents=True)
    (challenges / "token").write_text("proof")
    start_nginx(replace(plan, site=replace(plan.site, server=replace(plan.site.server, address="127.0.0.1"))))
    reply = await ask(port(plan), "/.well-known/acme-challenge/token")
    assert (reply.status, reply.body) == (200, "proof")


async def test_a_lan_with_a_certificate_of_its_own_plays_over_both(
    plans: dict[str, Plan], start_nginx: Callable[[Plan], None]
) -> None:
    plan = plans["lan over tls"]
    tls, upstream = plan.site.tls, plan.site.server.upstream
    assert tls is not None
    start_nginx(plan)
    trusting = ssl.create_default_context(cafile=tls.certificate)
    async with await asyncio.start_server(play_daphne, upstream.address, upstream.port):
        plain = await ask(port(plan), "/")
        secure = await ask(tls.port, "/", tls=trusting)
    assert (plain.status, secure.status) == (200, 200)
    assert "strict-transport-security" not in secure.headers


@pytest.mark.parametrize(("proxies", "seen"), [((), "127.0.0.1"), (("127.0.0.0/8",), "198.51.100.7")])
async def test_only_the_proxies_of_the_plan_are_believed_where_a_client_is(
    plans: dict[str, Plan], start_nginx: Callable[[Plan], None], proxies: tuple[str, ...], seen: str
) -> None:
    plan = plans["wan"]
    server, tls = replace(plan.site.server, address="127.0.0.1", proxies=proxies), plan.site.tls
    assert tls is not None
    start_nginx(replace(plan, site=replace(plan.site, server=server)))
    trusting = ssl.create_default_context(cafile=tls.certificate)
    async with await asyncio.start_server(play_daphne, server.upstream.address, server.upstream.port):
        claim = ("X-Forwarded-For: 198.51.100.7", "Connection: close")
        page = await ask(tls.port, "/", *claim, tls=trusting)
    assert json.loads(page.body)["headers"]["x-forwarded-for"] == seen


async def test_on_the_internet_one_address_gets_so_many_connections_and_no_more(
    plans: dict[str, Plan], start_nginx: Callable[[Plan], None]
) -> None:
    plan = plans["wan"]
    server, tls = replace(plan.site.server, address="127.0.0.1"), plan.site.tls
    assert tls is not None
    one_tablet = (AccessPoint(1, TabletNumbers.parse("0")),)
    start_nginx(Plan(replace(plan.site, server=server), one_tablet))
    trusting = ssl.create_default_context(cafile=tls.certificate)
    served, answer = asyncio.Queue[None](), asyncio.Event()

    async def dawdle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.put_nowait(None)
        await answer.wait()
        await play_daphne(reader, writer)

    async with (
        await asyncio.start_server(dawdle, server.upstream.address, server.upstream.port),
        asyncio.TaskGroup() as group,
    ):
        held = [group.create_task(ask(tls.port, "/", tls=trusting)) for _each in range(8)]
        for _each in held:
            await served.get()
        assert (await ask(tls.port, "/", tls=trusting)).status == 429
        answer.set()
        assert {(await each).status for each in held} == {200}
        assert (await ask(tls.port, "/", tls=trusting)).status == 200
