from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.wire.messages import Ping, SelfReport
from kiosk.wire.presence import MOST_DEVICES, WINDOW, Origin, Register

if TYPE_CHECKING:
    from kiosk.services.presence import Heard

HERE = Origin("money.getz.fr", "192.168.1.57")


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(clock: Clock) -> Register:
    return Register(clock)


def ping(rtt: float | None = None, report: SelfReport | None = None) -> Ping:
    return Ping("device", 5, rtt, report or SelfReport())


def only(register: Register) -> Heard:
    (heard,) = register.changes()
    return heard


def beat(register: Register, clock: Clock, sockets: list[int], *, seconds: float = 1.0) -> None:
    for socket in sockets:
        clock.now += seconds
        register.beat("device", HERE, ping(), socket)


def test_the_proxys_word_on_where_a_client_is_counts_before_the_peers() -> None:
    scope = {
        "headers": [(b"host", b"money.getz.fr"), (b"x-forwarded-for", b"192.168.1.57")],
        "client": ["127.0.0.1", 4000],
    }
    assert Origin.of(scope) == HERE
    assert Origin.of({"headers": [], "client": ["127.0.0.1", 4000]}) == Origin("", "127.0.0.1")
    assert Origin.of({"headers": [], "client": None}) == Origin("", "")


def test_changes_are_told_once(register: Register) -> None:
    register.opened("device", HERE, 1)
    assert only(register).sockets == 1
    assert register.changes() == []


def test_loss_is_unknown_until_a_window_has_passed_and_then_the_share_of_missed_beats(
    register: Register, clock: Clock
) -> None:
    socket = 1
    beat(register, clock, [socket] * 5)
    assert only(register).loss is None
    beat(register, clock, [socket] * 10)
    assert only(register).loss == pytest.approx(0.0)
    beat(register, clock, [socket] * 5, seconds=2.0)
    assert only(register).loss == pytest.approx(0.5, abs=0.11)


def test_beats_of_a_busy_client_are_not_missed_and_a_time_without_a_socket_is_no_loss(
    register: Register, clock: Clock
) -> None:
    beat(register, clock, [1] * 15, seconds=1.04)
    assert only(register).loss == 0
    clock.now += 5
    anew = 2
    beat(register, clock, [anew])
    assert only(register).loss is None
    beat(register, clock, [anew] * 11)
    assert only(register).loss == 0


def test_a_round_trip_is_that_of_the_socket_that_speaks(register: Register) -> None:
    register.beat("device", HERE, ping(7.5), 1)
    register.beat("device", HERE, ping(), 1)
    assert only(register).rtt_ms == 7.5
    register.beat("device", HERE, ping(), 2)
    assert only(register).rtt_ms is None


def test_a_reconnection_is_one_voice_and_sockets_that_take_turns_are_two(
    register: Register, clock: Clock
) -> None:
    first, second = 1, 2
    beat(register, clock, [first, first, second, second])
    assert only(register).voices == 1
    beat(register, clock, [first, second, first, second], seconds=0.5)
    assert only(register).voices == 2
    clock.now += WINDOW
    beat(register, clock, [second, second])
    assert only(register).voices == 1


def test_what_a_tablet_says_of_itself_is_kept_with_how_far_its_clock_is_off(register: Register) -> None:
    register.beat("device", HERE, ping(7.5, SelfReport(ssid="LAB-1", clock=0.0)), 1)
    register.beat("device", HERE, ping(), 1)  # the next one says nothing of it
    heard = only(register)
    assert (heard.rtt_ms, heard.number, heard.report["ssid"]) == (7.5, 5, "LAB-1")
    assert heard.report["clockOffset"] == pytest.approx(-heard.heard_at.timestamp())


def test_invented_devices_fill_no_memory(register: Register) -> None:
    for number in range(MOST_DEVICES + 5):
        register.heard(f"device-{number}", HERE)
    changes = register.changes()
    assert len(changes) == MOST_DEVICES
    assert "device-0" not in {heard.device_id for heard in changes}


def test_a_device_has_left_with_its_last_socket_and_is_back_with_its_next_word(register: Register) -> None:
    first, second = 1, 2
    register.opened("device", HERE, first)
    register.opened("device", HERE, second)
    register.closed("device", first)
    assert register.departures() == set()
    register.closed("device", second)
    assert register.departures() == {"device"}
    assert register.departures() == set(), "it is told once"
    register.closed("device", second)
    register.heard("device", HERE)
    assert register.departures() == set()


def test_who_has_closed_its_socket_is_not_said_to_be_speaking_here(register: Register, clock: Clock) -> None:
    beat(register, clock, [1] * 5)
    assert only(register).report["speaking"] == pytest.approx(4.0)
    beat(register, clock, [1])
    register.closed("device", 1)  # it has gone on to another process, which is no second tablet
    assert only(register).report["speaking"] == 0.0


def test_a_device_in_a_later_round_than_its_room_says_so_until_it_is_not(register: Register) -> None:
    register.opened("device", HERE, 1)
    register.claims("device", 7)
    assert only(register).report["ahead"] == 7
    register.claims("device", None)
    assert "ahead" not in only(register).report
    register.claims("device", None)
    assert register.changes() == []
