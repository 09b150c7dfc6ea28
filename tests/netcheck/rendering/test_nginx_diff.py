from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from netcheck.nginx import UnreadableConfigurationError, read_configuration
from netcheck.rendering.nginx_diff import nginx_differences

if TYPE_CHECKING:
    from collections.abc import Callable

    Differences = Callable[[str], list[tuple[str, str]]]

GOLDEN = Path(__file__).parent / "golden/linux/nginx.conf"
TYPES = "include /etc/nginx/mime.types;"


@pytest.fixture
def golden() -> str:
    """The golden configuration with a table of types of its own."""
    text = GOLDEN.read_text()
    assert TYPES in text
    return text.replace(TYPES, "types { text/css css; }")


@pytest.fixture
def differences(tmp_path: Path, golden: str) -> Differences:
    """How a configuration of that text differs from the golden one: lines pointed at, and sentences."""
    rendered, installed = tmp_path / "rendered.conf", tmp_path / "nginx.conf"
    rendered.write_text(golden)

    def of(text: str) -> list[tuple[str, str]]:
        installed.write_text(text)
        found = nginx_differences(read_configuration(rendered), read_configuration(installed))
        lines = text.splitlines()
        return [
            (lines[difference.line - 1].strip(), str(difference).partition(": ")[2]) for difference in found
        ]

    return of


SITE = "http > server (server_name money.getz.fr)"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("server_tokens off;", "server_tokens\n  off  ;  # nobody's business"),
        ("types { text/css css; }", "types { text/css css; text/html html; }"),
        ("        listen 80;\n        server_name money", "        listen *:80;\n        server_name Money"),
        ("listen 80 default_server;", "listen 0.0.0.0:80 default_server;"),
        ("proxy_set_header Host $host;", "proxy_set_header HOST '$host';"),
        ("proxy_read_timeout 120s;", "proxy_read_timeout 2m;"),
        ("client_max_body_size 2m;", "client_max_body_size 2048k;"),
        ("location /ws {", "location /ws {\n gzip off;"),
        (
            "text/css text/plain text/javascript application/javascript;",
            "text/plain text/css application/javascript text/javascript;",
        ),
        ("location ~ /\\.", "location ~/\\."),
        ("sendfile on;\n    tcp_nopush on;", "tcp_nopush on;\n    sendfile on;"),
        (
            "server 127.0.0.1:8018 max_fails=0;\n        server 127.0.0.1:8019 max_fails=0;",
            "server 127.0.0.1:8019 max_fails=0;\n        server 127.0.0.1:8018 max_fails=0;",
        ),
    ],
)
def test_another_spelling_or_order_means_the_same(
    differences: Differences, golden: str, old: str, new: str
) -> None:
    assert old in golden
    assert differences(golden.replace(old, new)) == []


def test_an_include_is_what_is_in_it(differences: Differences, golden: str, tmp_path: Path) -> None:
    head, server = golden.split("    server {\n        listen 80;\n        server_name money", 1)
    body, end = server.rsplit("}\n", 1)[0], "}\n"
    (tmp_path / "kiosk.conf").write_text("server {\n listen 80;\n server_name money" + body)
    assert differences(f"{head}include kiosk.conf;\n{end}") == []


APPENDED = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for"
SET = "proxy_set_header X-Forwarded-For $remote_addr"
RETRIED = "server 127.0.0.1:8018 max_fails=1"
NEVER_DOWN = "server 127.0.0.1:8018 max_fails=0"
FEW, ENOUGH = "worker_connections 64", "worker_connections 2048"


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        (
            "            proxy_read_timeout 120s;\n",
            "",
            *("location /ws {", f"missing: proxy_read_timeout 120s - in {SITE} > location /ws"),
        ),
        (SET, APPENDED, f"{APPENDED};", f"different: {APPENDED} (expected: {SET}) - in http"),
        (ENOUGH, FEW, f"{FEW};", f"different: {FEW} (expected: {ENOUGH}) - in events"),
        (
            "expires $static_expiry;",
            "expires $static_expiry;\n            autoindex on;",
            *("autoindex on;", f"extra: autoindex on - in {SITE} > location /static/"),
        ),
        (
            'proxy_set_header Forwarded "";',
            "",
            *("http {", 'missing: proxy_set_header Forwarded "" - in http'),
        ),
        ("types { text/css css; }", "", "http {", "missing: types {...} - in http"),
        (
            NEVER_DOWN,
            RETRIED,
            *(f"{RETRIED};", f"different: {RETRIED} (expected: {NEVER_DOWN}) - in http > upstream daphne"),
        ),
        (
            "location ~ /\\. {",
            "location ~ ^/old { return 410; }\n        location ~ /\\. {",
            *("location ~ ^/old { return 410; }", f"extra: location ~ ^/old {{...}} - in {SITE}"),
        ),
    ],
)
def test_another_meaning_is_told_with_its_line_and_place(
    differences: Differences, golden: str, old: str, new: str, line: str, sentence: str
) -> None:
    assert golden.count(old) == 1
    assert differences(golden.replace(old, new)) == [(line, sentence)]


def test_a_block_with_other_arguments_is_another_block(differences: Differences, golden: str) -> None:
    assert differences(golden.replace("location /static/ {", "location /static {")) == [
        ("server {", f"missing: location /static/ {{...}} - in {SITE}"),
        ("location /static {", f"extra: location /static {{...}} - in {SITE}"),
    ]


def test_a_default_that_overrides_a_level_further_out_is_a_difference(
    differences: Differences, golden: str
) -> None:
    changed = golden.replace("sendfile on;", "sendfile on;\n    autoindex on;")
    changed = changed.replace("location /ws {", "location /ws {\n            autoindex off;")
    assert [sentence for _line, sentence in differences(changed)] == [
        "extra: autoindex on - in http",
        f"extra: autoindex off - in {SITE} > location /ws",
    ]


def test_regular_expressions_in_another_order_are_told(tmp_path: Path) -> None:
    texts = ["location ~ ^/a { return 403; }", "location ~ ^/ab { return 404; }"]
    files = []
    for name, order in (("rendered", texts), ("installed", texts[::-1])):
        file = tmp_path / f"{name}.conf"
        file.write_text("events {}\nhttp { server {\n" + "\n".join(order) + "\n} }\n")
        files.append(read_configuration(file))
    (difference,) = nginx_differences(*files)
    assert str(difference).endswith(
        "in another order: location ~ ^/ab (expected here: location ~ ^/a) - in http > server"
    )


def test_no_line_can_be_lost_without_a_difference(differences: Differences, golden: str) -> None:
    lines = golden.splitlines()
    for position, line in enumerate(lines):
        if line.endswith(";") and not line.strip().startswith("#"):
            without = "\n".join(lines[:position] + lines[position + 1 :])
            try:
                assert differences(without), line
            except UnreadableConfigurationError:
                continue  # half of a directive was lost: that is told in its own way
