"""The page on who can do what names real tests; and nothing secret is in the tree."""

from __future__ import annotations

import ast
import re
import subprocess

import pytest

from tests.servers import CHECKOUT

PAGE = (CHECKOUT / "conf" / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))

SECRETS = re.compile(
    r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----"
    r"|\b(?:SECRET_KEY|NETCHECK_TOKEN|WIFI_PASSWORD|PASSWORD)\s*=\s*['\"][\w+/=.-]{16,}['\"]"
    r"|(?:postgres(?:ql)?|redis)://\w*:(?!PASSWORD)[^@\s{%'\"]{3,}@"
)
"""What keys, passwords and addresses with passwords look like where somebody wrote them down."""


@pytest.mark.parametrize(("file", "test"), NAMED, ids=lambda named: named.rpartition("/")[2])
def test_the_tests_that_the_page_names_exist(file: str, test: str) -> None:
    tree = ast.parse((CHECKOUT / file).read_text(encoding="utf-8"))
    defined = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not test or test in defined


def test_every_line_of_the_page_names_a_test() -> None:
    rows = [
        line for line in PAGE.splitlines() if line.startswith("|") and not re.match(r"\|[\s|:-]*\|$", line)
    ]
    unproved = [row for row in rows if "tests/" not in row and "proved by" not in row]
    assert unproved == []
    assert len(rows) > 20


def tracked() -> list[str]:
    """The files of the tree: what git knows, and what it does not ignore."""
    listed = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    names = subprocess.run(listed, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout
    return [name for name in names.split("\0") if name and (CHECKOUT / name).is_file()]


def test_no_secret_is_in_the_tree() -> None:
    found = []
    for name in tracked():
        content = (CHECKOUT / name).read_bytes()
        if b"\0" not in content and name != "tests/conf/test_security.py":
            text = content.decode("utf-8", "replace")
            found += [(name, secret[0]) for secret in SECRETS.finditer(text)]
    assert [(name, text) for name, text in found if not any(word in text for word in MADE_UP)] == []


MADE_UP = ("a-secret-of-the-laboratory", ":hidden@", "quince-marmalade")
"""What tests make up, to see what becomes of a secret."""


def test_a_secret_would_be_noticed() -> None:
    for text in (
        "-----BEGIN PRIVATE KEY-----",
        'SECRET_KEY = "0123456789abcdef0123"',
        "redis://:opensesame@127.0.0.1/0",
    ):
        assert SECRETS.search(text), text
