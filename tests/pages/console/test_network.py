from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from kiosk.models import Role
from kiosk.services.site_check import last_check, site_check_start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db


def test_netcheck_is_started_from_the_roll_call_and_its_report_is_read_there(
    signed_in: Callable[[Role], Client], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATE_DIR = tmp_path
    started = []

    def noted(*arguments: Any, **options: Any) -> None:
        started.append(site_check_start(*arguments, **options))

    monkeypatch.setattr("kiosk.pages.console.network.site_check_start", noted)
    client = signed_in(Role.OPERATOR)
    assert client.get(reverse("console:report")).status_code == 404
    assert client.post(reverse("console:check"))["Location"] == reverse("console:roll_call")
    again = client.post(reverse("console:check"), follow=True)
    assert "netcheck is at it already" in again.content.decode()
    started[0].join()
    found = last_check(None)
    assert found is not None
    report = client.get(reverse("console:report"))
    assert found.headline in report.content.decode()
    policy = report["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"\sstyle=|<script", report.content.decode())
