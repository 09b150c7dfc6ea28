from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.utils import timezone

from conf.site import digest, read_access_points
from kiosk.models import AccessPoint, Presence
from kiosk.services.presence import Heard, presence_note
from kiosk.services.tablets import enrolment_open
from tests.sessions import device, enrol, open_room

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def report(client: Client) -> dict[str, Any]:
    answer = client.get("/api/report", headers={"authorization": f"Bearer {settings.NETCHECK_TOKEN}"})
    assert answer.status_code == 200
    said: dict[str, Any] = answer.json()
    return said


def heard(number: int, *, device_id: str = "", seconds_ago: float = 0.5, **facts: Any) -> None:
    known: dict[str, Any] = {
        "device_id": device_id or device(number),
        "heard_at": timezone.now() - timedelta(seconds=seconds_ago),
        "host": "money.getz.fr",
        "address": "192.168.1.57",
        "sockets": 1,
        "rtt_ms": 4.0,
        "loss": 0.0,
        "number": number,
        "voices": 1,
        "report": {},
    }
    presence_note([Heard(**known | facts)])


def test_without_the_token_nothing_is_told(client: Client) -> None:
    assert client.get("/api/report").status_code == 401
    assert client.get("/api/report", headers={"authorization": "Bearer guess"}).status_code == 403
    assert client.get("/api/report", headers={"authorization": "Basic guess"}).status_code == 401
    assert client.post("/api/report").status_code == 405


def test_a_healthy_kiosk_says_so(client: Client) -> None:
    said = report(client)
    assert said["schema"] == "ganomics-report/1"
    assert said["database"]["ok"] is True
    assert said["migrations"] == {"pending": []}
    assert said["channel_layer"] == {"ok": True, "kind": "local", "error": None}
    assert 0 < said["disk"]["free_bytes"] <= said["disk"]["total_bytes"]
    assert said["enrolment"]["open"] is False
    assert said["rooms"] == said["tablets"] == []


def test_every_page_says_which_kiosk_it_comes_from(client: Client) -> None:
    page = client.get("/")
    assert page.headers["X-Ganomics-Instance"] == report(client)["instance"]
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_plan_that_is_loaded_is_told_by_its_digest(client: Client) -> None:
    points = read_access_points()
    AccessPoint.objects.bulk_create(
        AccessPoint(number=point.number, tablets=str(point.tablets)) for point in points
    )
    assert report(client)["plan_digest"] == digest(points)
    AccessPoint.objects.filter(number=6).update(tablets="90-102")
    assert report(client)["plan_digest"] != digest(points)


def test_a_tablet_is_told_as_it_was_heard(client: Client) -> None:
    enrol(5)
    heard(5, sockets=3, report={"ssid": "LAB-1", "battery": 0.4, "clockOffset": 2.5, "pageVersion": "abc"})
    (tablet,) = report(client)["tablets"]
    assert tablet.pop("last_heard_s") == pytest.approx(0.5, abs=5)
    assert tablet == {
        "number": 5,
        "device": device(5),
        "host": "money.getz.fr",
        "address": "192.168.1.57",
        "rtt_ms": 4.0,
        "loss": 0.0,
        "reconnections": 2,
        "ssid": "LAB-1",
        "bssid": None,
        "battery": 0.4,
        "charging": None,
        "page_version": "abc",
        "clock_offset_s": 2.5,
        "duplicates": 0,
    }


def test_a_device_that_two_processes_hear_at_once_is_two_tablets_and_one_that_moved_is_one(
    client: Client,
) -> None:
    enrol(5)
    for process, speaking, duplicates in (("first", 60.0, 0), ("second", 1.0, 0), ("first", 61.0, 1)):
        heard(5, report={"process": process, "speaking": speaking})
        (tablet,) = report(client)["tablets"]
        assert tablet["duplicates"] == duplicates


def test_another_device_that_claims_the_number_now_is_a_duplicate(client: Client) -> None:
    enrol(5)
    heard(5)
    heard(5, device_id="a-clone")
    heard(5, device_id="long-gone", seconds_ago=600)
    (tablet,) = report(client)["tablets"]
    assert tablet["duplicates"] == 1


def test_what_is_heard_again_replaces_what_was(client: Client) -> None:
    enrol(5)
    heard(5, address="10.0.0.1")
    heard(5, address="10.0.0.2")
    assert Presence.objects.get().address == "10.0.0.2"


def test_open_rooms_and_enrolment_are_told(client: Client) -> None:
    room = open_room("1/1/1", tablets="0-9")
    enrolment_open(duration=timedelta(minutes=5))
    said = report(client)
    assert said["rooms"] == [{"id": room.pk, "step": "welcome", "tablets": "0-9"}]
    assert said["enrolment"]["open"] is True
