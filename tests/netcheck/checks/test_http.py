"""Pages: each way they fail between nginx and the kiosk is found as its one cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from conf.site import Profile
from netcheck.model import Verdict
from netcheck.probes.machine import Listener
from tests.netcheck.fakes.site import INSTANCE, SERVER
from tests.netcheck.fakes.web import Asked, Page, Sick, Socket

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.netcheck.fakes.site import FakeSite

Answer = Page | Socket | Sick

_BY_NGINX = {"Server": "nginx"}


def _at(status: int) -> Callable[[Asked], Answer | None]:
    """nginx itself answers everything but static files with that status."""
    return lambda asked: (
        None if asked.path.startswith("/static") else Page(status, b"<h1>nginx</h1>", _BY_NGINX)
    )


SICK_NGINX: list[tuple[str, Callable[[Asked], Answer | None], str]] = [
    ("502: wrong upstream", _at(502), "nginx_wrong_upstream"),
    ("503: no live upstreams", _at(503), "nginx_wrong_upstream"),
    ("504: an upstream that hangs", _at(504), "nginx_upstream_silent"),
    ("silence: an upstream that hangs, for now", lambda _asked: Sick.SILENT, "nginx_upstream_silent"),
    ("400: Host lost", _at(400), "nginx_host_lost"),
    ("403: an access rule", _at(403), "nginx_forbidden"),
    ("404: no location", _at(404), "nginx_page_missing"),
    ("200: another site", lambda _asked: Page(200, b"It works!", {"Server": "Apache"}), "nginx_other_site"),
    (
        "302: a captive portal",
        lambda _asked: Page(302, headers={"Location": "http://router/"}),
        "nginx_other_site",
    ),
    (
        "200: another kiosk",
        lambda asked: Page(200, b"", {"X-Ganomics-Instance": "other"}) if asked.path == "/" else None,
        "http_other_kiosk",
    ),
    ("garbage", lambda _asked: Sick.GARBAGE, "http_not_spoken"),
    ("closed without a byte", lambda _asked: Sick.EMPTY, "http_not_spoken"),
    ("reset", lambda _asked: Sick.RESET, "http_not_spoken"),
]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("sick", "cause"), [row[1:] for row in SICK_NGINX], ids=[row[0] for row in SICK_NGINX]
)
async def test_a_sick_nginx_has_one_cause(
    site: FakeSite, sick: Callable[[Asked], Answer | None], cause: str
) -> None:
    site.nginx.site = lambda asked: sick(asked) or site.front(asked)

    assert await site.found() == {cause: ""}


SICK_KIOSK: list[tuple[str, Answer, int, str]] = [
    ("hangs", Sick.SILENT, 504, "daphne_hangs"),
    ("closes", Sick.EMPTY, 502, "daphne_broken"),
    ("garbage", Sick.GARBAGE, 502, "daphne_broken"),
    ("another server on its port", Page(200, b"Hello"), 200, "upstream_taken"),
    ("refuses the name", Page(400), 400, "host_not_allowed"),
    ("an error on its page", Page(500), 500, "kiosk_error"),
]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("answer", "through_nginx", "cause"), [row[1:] for row in SICK_KIOSK], ids=[row[0] for row in SICK_KIOSK]
)
async def test_a_sick_kiosk_has_one_cause_and_nginx_is_not_blamed(
    site: FakeSite, answer: Answer, through_nginx: int, cause: str
) -> None:
    site.kiosk.site = lambda _asked: answer
    site.nginx.site = lambda _asked: Page(through_nginx, b"", _BY_NGINX)

    assert await site.found() == {cause: ""}


def _held_by_somebody(site: FakeSite) -> None:
    upstream = site.plan.site.server.upstream
    holder = Listener("tcp", upstream.address, upstream.port, "python3", 4711)
    site.machine.listening = (*(site.machine.listening or ()), holder)


async def test_who_holds_the_kiosks_port_is_named_and_stopped(site: FakeSite) -> None:
    _held_by_somebody(site)
    site.kiosk.site = lambda _asked: Page(200, b"Hello")

    (problem,) = (await site.examine("http.direct")).problems

    assert problem.cause == "upstream_taken"
    assert problem.evidence[-1].endswith("is held by python3, process 4711")
    assert problem.remedy.commands[0] == "kill 4711"


async def test_a_port_whose_holder_is_not_known_is_looked_up_by_hand(site: FakeSite) -> None:
    site.kiosk.site = lambda _asked: Page(200, b"Hello")

    (problem,) = (await site.examine("http.direct")).problems

    assert problem.remedy.commands[0].startswith("sudo ss -lptn")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("profile", "first"),
    [(Profile.LOCAL, "kill -9 4711"), (Profile.LAN, "sudo systemctl restart ganomics.target")],
)
async def test_a_kiosk_that_hangs_is_stopped_where_no_service_restarts_it(
    site: FakeSite, profile: Profile, first: str
) -> None:
    site.plan = replace(site.plan, site=site.plan.site.on(profile))
    _held_by_somebody(site)
    site.kiosk.site = lambda _asked: Sick.SILENT

    (problem,) = (await site.examine("http.direct")).problems

    assert problem.cause == "daphne_hangs"
    assert problem.remedy.commands[0] == first


async def test_a_kiosk_of_this_machine_is_started_on_the_plans_port(site: FakeSite) -> None:
    site.plan = replace(site.plan, site=site.plan.site.on(Profile.LOCAL))
    site.running = set()

    (problem,) = (await site.examine("http.direct")).problems

    assert problem.remedy.commands == (f"make run PORT={site.plan.site.server.upstream.port}",)


async def test_a_kiosk_that_does_not_run_is_one_problem(site: FakeSite) -> None:
    site.running.remove("kiosk")
    site.nginx.site = lambda _asked: Page(502, b"", _BY_NGINX)

    diagnosis = await site.examine()

    assert [problem.cause for problem in diagnosis.problems] == ["daphne_down"]
    assert diagnosis.problems[0].remedy.commands[0] == "sudo systemctl start ganomics.target"


async def test_an_nginx_that_does_not_run_is_one_problem(site: FakeSite) -> None:
    site.running.remove("nginx")
    site.machine.listening = tuple(item for item in site.machine.listening or () if item.process != "nginx")

    assert await site.found() == {"nginx_down": "http"}


async def test_a_port_that_swallows_connections_is_filtered(site: FakeSite) -> None:
    site.network.dark.add(SERVER)

    assert await site.found("host", "http") == {"http_filtered": ""}


async def test_nginx_and_the_kiosk_both_down_are_two_problems(site: FakeSite) -> None:
    site.running -= {"nginx", "kiosk"}
    site.machine.listening = tuple(item for item in site.machine.listening or () if item.process != "nginx")

    assert await site.found() == {"nginx_down": "http", "daphne_down": ""}


async def test_one_of_several_kiosk_processes_down_is_named_by_its_port(site: FakeSite) -> None:
    site.rewire(server=replace(site.plan.site.server, processes=2))

    assert await site.found() == {"daphne_down": str(site.plan.site.server.upstreams[1].port)}


async def test_a_page_that_passes_says_from_which_kiosk(site: FakeSite) -> None:
    diagnosis = await site.examine("http.page")

    assert diagnosis.verdict is Verdict.READY
    (result,) = [item for item in diagnosis.results if item.check == "http.page"]
    assert INSTANCE in result.observed
