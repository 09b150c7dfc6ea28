"""Servers and locations are chosen as nginx itself chooses: the real one is asked hundreds of times."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from netcheck.nginx.listening import default_server, server_named, servers_at
from netcheck.nginx.scope import Scope, location_of
from netcheck.nginx.tree import read_configuration
from tests.netcheck.rendering.servers import free_port, running_nginx, trial_layout

if TYPE_CHECKING:
    from pathlib import Path

    from netcheck.nginx.tree import Directive
    from netcheck.rendering.layout import Layout

SITES = 150
PATHS = (
    "/",
    "/ws",
    "/ws/",
    "/ws/identity/",
    "/wsx",
    "/static",
    "/static/",
    "/static/app.css",
    "/static/a/b.js",
)
PREFIXES = ("/", "/w", "/ws", "/ws/", "/ws/identity/", "/st", "/static", "/static/", "/static/a/")
REGEXES = ("^/ws(/|$)", r"\.css$", r"\.(js|css)$", "^/static/(?<file>.+)$", "identity", "^/$", "S/")
NAMES = (
    "money.getz.fr",
    "*.getz.fr",
    ".lab.fr",
    "money.*",
    "*.fr",
    "getz.fr",
    "other.fr",
    r"~^mon\w+\.getz",
    "~fr$",
)
HOSTS = (
    "money.getz.fr",
    "getz.fr",
    "other.getz.fr",
    "money.example",
    "a.b.fr",
    "other.fr",
    "lab.fr",
    "x.lab.fr",
    "example",
)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return trial_layout(tmp_path)


def configuration(layout: Layout, servers: list[str]) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {layout.trial}/{kind};" for kind in kinds)
    return (
        f"user {layout.nginx_user};\npid {layout.nginx_pid};\nerror_log {layout.nginx_logs}/error.log crit;\n"
        f"events {{}}\nhttp {{\n{temporary}\naccess_log off;\nserver_names_hash_max_size 4096;\n"
        + "\n".join(servers)
        + "\n}\n"
    )


def answer(label: str) -> str:
    return f"add_header Chosen {label} always; return 204;"


def random_locations(draw: random.Random, label: str, depth: int = 0) -> list[str]:
    """Locations that answer with a label of their own; prefixes may hold others, as nginx allows."""
    prefixes = draw.sample(PREFIXES, draw.randint(1, 4))
    locations = []
    for number, prefix in enumerate(prefixes):
        modifier = draw.choice(["", "", "", "^~", "="])
        own = f"{label}.{number}"
        inner = random_locations(draw, own, depth + 1) if depth == 0 and draw.random() < 0.3 else []
        # Within a prefix only longer ones are allowed, and nothing within an exact match.
        inner = [text for text in inner if modifier != "=" and (" ~" in text or f" {prefix}" in text)]
        locations.append(f"location {modifier} {prefix} {{ {' '.join(inner)} {answer(own)} }}")
    for number, regex in enumerate(draw.sample(REGEXES, draw.randint(0, 3))):
        modifier = draw.choice(["~", "~*"])
        locations.append(f'location {modifier} "{regex}" {{ {answer(f"{label}.r{number}")} }}')
    draw.shuffle(locations)
    return locations


def chosen_by_nginx(port: int, host: str, path: str) -> str | None:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Host": host})
    reply = connection.getresponse()
    reply.read()
    connection.close()
    return reply.getheader("Chosen")


def label_of(block: Directive) -> str | None:
    header = next(iter(block.all("add_header")), None)
    return header.args[1] if header else None


def test_the_location_is_the_one_that_nginx_chooses(layout: Layout, tmp_path: Path) -> None:
    draw, port = random.Random(1), free_port()
    sites = [f"site{number}" for number in range(SITES)]
    servers = []
    for site in sites:
        locations = "\n".join(random_locations(draw, site))
        servers.append(
            f"server {{ listen 127.0.0.1:{port}; server_name {site};\n{locations}\nroot /nowhere; }}"
        )
    config = tmp_path / "nginx.conf"
    config.write_text(configuration(layout, servers))
    (http,) = read_configuration(config).all("http")
    questions = [(site, path) for site in sites for path in PATHS]
    with running_nginx(config, layout), ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda question: chosen_by_nginx(port, question[0], question[1]), questions))
    blocks = {server.all("server_name")[0].args[0]: server for server in http.all("server")}
    ours = [label_of(location_of(Scope((http, blocks[site])), path).block) for site, path in questions]
    assert dict(zip(questions, ours, strict=True)) == dict(zip(questions, answers, strict=True))
    assert len(set(answers)) > SITES, "the draw has brought up many different choices"


def test_the_server_is_the_one_that_nginx_chooses(layout: Layout, tmp_path: Path) -> None:
    draw = random.Random(2)
    ports = [free_port() for _ in range(24)]
    servers = []
    for port in dict.fromkeys(ports):
        names = draw.sample(NAMES, len(NAMES))
        count = draw.randint(2, 4)
        default = draw.choice([None, *range(count)])
        for number in range(count):
            listen = f"{port} default_server" if number == default else f"{port}"
            own = " ".join(names[number * 2 : number * 2 + 2])
            label = f"{port}.{number}"
            servers.append(f"server {{ listen 127.0.0.1:{listen}; server_name {own}; {answer(label)} }}")
    config = tmp_path / "nginx.conf"
    config.write_text(configuration(layout, servers))
    (http,) = read_configuration(config).all("http")
    questions = [(port, host) for port in dict.fromkeys(ports) for host in HOSTS]
    with running_nginx(config, layout), ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda question: chosen_by_nginx(question[0], question[1], "/"), questions))
    ours = []
    for port, host in questions:
        here = servers_at(http.all("server"), "127.0.0.1", port)
        ours.append(label_of(server_named(here, host) or default_server(here, port)))
    assert dict(zip(questions, ours, strict=True)) == dict(zip(questions, answers, strict=True))
