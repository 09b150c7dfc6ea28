from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from conf.wsgi import application

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.django_db  # Django looks after the connections that earlier tests have left
def test_the_pages_alone_run_under_any_wsgi_server() -> None:
    environment: dict[str, Any] = {"SCRIPT_NAME": "", "PATH_INFO": "/", "QUERY_STRING": ""}
    setup_testing_defaults(environment)
    environment |= {"HTTP_HOST": "localhost", "wsgi.input": BytesIO()}
    said: list[str] = []
    written: list[bytes] = []

    def start_response(
        status: str, _headers: list[tuple[str, str]], _failed: object = None
    ) -> Callable[[bytes], object]:
        said.append(status)
        return written.append

    body = validator(application)(environment, start_response)
    page = b"".join(body)
    body.close()  # type: ignore[attr-defined]
    assert said == ["200 OK"]
    assert b"<!doctype html>" in page.lower()
