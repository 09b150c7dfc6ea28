"""The page on who can do what names real tests; and nothing secret is in the tree."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.servers import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (CHECKOUT / "conf" / "SECURITY.md").read_text(encoding="utf-8")
LINES = [line for line in PAGE.splitlines() if "tests/" in line or re.match(r"\|.*[^\s|:-]", line)]
"""Those of the tables, and whatever else names a test."""
HEADINGS = ("| | proved by |", "| secret | where it is, and where it never is | proved by |")

SECRETS = re.compile(
    r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----"
    r"|\b(?:SECRET_KEY|NETCHECK_TOKEN|WIFI_PASSWORD|PASSWORD)\s*=\s*['\"][\w+/=.-]{16,}['\"]"
    r"|(?:postgres(?:ql)?|redis)://\w*:(?!PASSWORD)[^@\s{%'\"]{3,}@"
)
"""What keys, passwords and addresses with passwords look like where somebody wrote them down."""


def named(line: str) -> Iterator[tuple[str, str]]:
    """The tests that a line names, each with its file: its own, or that of the one before it."""
    file = ""
    for own, test in re.findall(r"`(tests/[\w/]+\.py)?::(\w+)`", line):
        file = own or file
        yield file, test


@cache
def defined(file: str) -> set[str]:
    tree = ast.parse((CHECKOUT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("line", [line for line in LINES if line not in HEADINGS])
def test_every_line_of_the_page_names_tests_that_exist(line: str) -> None:
    tests = list(named(line))
    assert tests
    assert [(file, test) for file, test in tests if test not in defined(file)] == []
    assert line.count("tests/") == len({file for file, _test in tests}), "a file alone proves nothing"


def test_the_page_has_its_lines() -> None:
    assert len(LINES) > 30


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
