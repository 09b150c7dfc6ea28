from __future__ import annotations

import io
import json
import logging
import logging.config
from typing import TYPE_CHECKING, Any

import pytest

from conf.logs import about, logging_from
from conf.toml import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TABLET = {"room": 3, "tablet": 12, "request": "choice 4"}


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[tuple[str, Callable[[], str]]]:
    """The format, and what has been written in it by the logger `kiosk`."""
    handler = logging.StreamHandler(io.StringIO())
    made = logging.config.DictConfigurator(logging_from("INFO", request.param))
    handler.setFormatter(made.configure_formatter(made.config["formatters"]["line"]))
    logger = logging.getLogger("kiosk")
    logger.addHandler(handler)
    yield request.param, handler.stream.getvalue
    logger.removeHandler(handler)


@pytest.fixture
def served() -> Iterator[None]:
    token = about.set(lambda: TABLET)
    yield
    about.reset(token)


@pytest.mark.usefixtures("served")
def test_a_line_says_which_room_tablet_and_request_it_is_about(
    written: tuple[str, Callable[[], str]],
) -> None:
    form, text = written
    logging.getLogger("kiosk.test").warning("Slow by %d ms", 40)
    if form == "text":
        assert text().endswith("WARNING kiosk.test Slow by 40 ms [room 3, tablet 12, request choice 4]\n")
    else:
        line: dict[str, Any] = json.loads(text())
        assert line.pop("time").endswith("+00:00")
        assert line == {"level": "WARNING", "logger": "kiosk.test", "message": "Slow by 40 ms", **TABLET}


def test_who_writes_a_line_may_say_whom_it_is_about(written: tuple[str, Callable[[], str]]) -> None:
    form, text = written
    logging.getLogger("kiosk.test").warning("Away", extra={"about": {"room": 9}})
    assert json.loads(text())["room"] == 9 if form == "json" else text().endswith("Away [room 9]\n")


def test_a_fault_keeps_to_one_line_of_json(written: tuple[str, Callable[[], str]]) -> None:
    form, text = written
    try:
        int("two\nlines")
    except ValueError:
        logging.getLogger("kiosk.test").exception("Failed")
    assert "two" in text()
    assert (text().count("\n") == 1) is (form == "json")


def test_nobody_is_asked_about_a_line_that_is_not_written() -> None:
    def unexpected() -> dict[str, object]:
        raise AssertionError

    token = about.set(unexpected)
    logging.getLogger("kiosk.test").debug("not at this level")
    about.reset(token)


@pytest.mark.parametrize(
    ("level", "form", "sentence"),
    [
        ("LOUD", "text", "GANOMICS_LOG: expected one of DEBUG, INFO, WARNING, ERROR, CRITICAL, got 'LOUD'."),
        ("INFO", "xml", "GANOMICS_LOG_FORMAT: expected one of text, json, got 'xml'."),
    ],
)
def test_a_level_or_a_format_that_is_none_is_refused_in_a_sentence(
    level: str, form: str, sentence: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        logging_from(level, form)
    assert str(refused.value) == sentence
