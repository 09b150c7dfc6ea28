from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kiosk.models import (
    AccessPoint,
    Choice,
    Enrolment,
    Phase,
    Player,
    Presence,
    Pseudonym,
    Room,
    Step,
    Tablet,
    TrainingOdds,
    Treatment,
)
from tests.sessions import NOON, make_treatment, open_room

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

pytestmark = pytest.mark.django_db

PLAYER = {
    "production_good": 0,
    "consumption_good": 1,
    "good_in_hand": 0,
    "training_good_in_hand": 0,
    "pseudo": "Ada",
}


def refused(write: Callable[[], object], constraint: str) -> None:
    """The database itself says no, and names the constraint or, as SQLite does, its columns."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


@pytest.fixture
def room() -> Room:
    return open_room(tablets="0-9")


@pytest.fixture
def tablet() -> Tablet:
    return Tablet.objects.create(number=7, device_id="seven")


@pytest.fixture
def player(room: Room, tablet: Tablet) -> Player:
    return Player.objects.create(room=room, seat=0, tablet=tablet, user_id=1, **PLAYER)


def choice(player: Player, **values: Any) -> Choice:
    values = {"t": 0, "good_in_hand": 0, "desired_good": 1, "received_at": NOON} | values
    return Choice.objects.create(player=player, **values)


def changed(row: Model, **values: Any) -> Callable[[], object]:
    """An update behind the services' back."""
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**values)


def test_a_seat_holds_one_player(room: Room, player: Player) -> None:
    refused(
        lambda: Player.objects.create(room=room, seat=0, user_id=2, **PLAYER),
        "player_has_a_seat_alone|room_id, kiosk_player.seat",
    )


def test_a_tablet_sits_in_a_room_once(room: Room, player: Player, tablet: Tablet) -> None:
    refused(
        lambda: Player.objects.create(room=room, seat=1, tablet=tablet, user_id=2, **PLAYER),
        "player_has_a_tablet_alone|room_id, kiosk_player.tablet_id",
    )


def test_seats_without_a_tablet_are_as_many_as_you_like(room: Room) -> None:
    for seat in range(3):
        Player.objects.create(room=room, seat=seat, user_id=seat + 1, **PLAYER)
    assert room.players.count() == 3


def test_a_secret_number_belongs_to_one_player_of_the_site(player: Player) -> None:
    refused(
        lambda: Player.objects.create(room=open_room(tablets="50-60"), seat=0, user_id=1, **PLAYER), "user_id"
    )


def test_nobody_consumes_what_it_produces(player: Player) -> None:
    refused(changed(player, production_good=1), "player_wants_what_others_make")


@pytest.mark.parametrize("held", ["good_in_hand", "training_good_in_hand"])
def test_nobody_keeps_its_consumption_good(player: Player, held: str) -> None:
    refused(changed(player, **{held: 1}), "player_never_keeps_its_consumption_good")


def test_a_player_and_a_room_are_at_a_step_that_there_is(player: Player, room: Room) -> None:
    refused(changed(player, step="lunch"), "player_is_at_a_step")
    refused(changed(room, step="lunch"), "room_is_at_a_step")


@pytest.mark.parametrize("field", ["seat", "user_id", "score", "training_t", "training_score"])
def test_a_player_counts_from_zero(player: Player, field: str) -> None:
    refused(changed(player, **{field: -1}), f"{field}|CHECK constraint")


def test_a_player_chooses_once_a_round_and_phase(player: Player) -> None:
    choice(player)
    refused(lambda: choice(player, desired_good=2), "choice_once_a_round|player_id, kiosk_choice.phase")
    choice(player, t=1)
    choice(player, phase=Phase.TRAINING)


def test_a_choice_is_for_another_good_than_the_one_in_hand(player: Player) -> None:
    refused(lambda: choice(player, good_in_hand=2, desired_good=2), "choice_asks_for_another_good")


def test_a_room_plays_no_round_after_its_last(room: Room) -> None:
    changed(room, t=room.rounds)()
    refused(changed(room, t=room.rounds + 1), "room_plays_no_round_too_many")


def test_no_more_players_arrive_than_there_are(room: Room) -> None:
    changed(room, arrived=room.size)()
    refused(changed(room, arrived=room.size + 1), "room_counts_no_arrival_twice")


def test_the_seed_of_a_room_is_one_that_draws_can_be_made_from(room: Room) -> None:
    refused(changed(room, seed=-1), "room_has_a_seed_to_draw_from")


def test_a_number_names_one_tablet(tablet: Tablet) -> None:
    refused(lambda: Tablet.objects.create(number=7), "number")
    refused(lambda: Tablet.objects.create(number=-1), "number|CHECK constraint")


def test_a_device_is_one_tablet(tablet: Tablet) -> None:
    refused(lambda: Tablet.objects.create(number=8, device_id="seven"), "device_id")


def test_many_numbers_may_wait_for_a_device() -> None:
    Tablet.objects.bulk_create(Tablet(number=number) for number in range(3))
    assert Tablet.objects.filter(device_id=None).count() == 3


def test_a_treatment_has_a_name_of_its_own_and_a_round() -> None:
    treatment = make_treatment()
    refused(lambda: Treatment.objects.create(name=treatment.name, distribution="1/1/1"), "name")
    refused(changed(treatment, rounds=0), "treatment_has_a_round")


def test_odds_are_given_once_a_pair_and_are_probabilities() -> None:
    odds = TrainingOdds.objects.create(in_hand="production", asked="other", probability=0.8)
    refused(
        lambda: TrainingOdds.objects.create(in_hand="production", asked="other", probability=0.5),
        "training_odds_once_a_pair|in_hand, kiosk_trainingodds.asked",
    )
    refused(changed(odds, probability=1.2), "training_odds_are_probabilities")
    refused(changed(odds, probability=-0.1), "training_odds_are_probabilities")
    refused(changed(odds, in_hand="consumption"), "nobody_holds_its_consumption_good_in_training")


def test_there_is_one_door_for_new_devices() -> None:
    door = Enrolment(open_until=timezone.now())
    door.save()
    Enrolment(pin="1234").save()
    assert Enrolment.objects.get().pin == "1234"
    refused(lambda: Enrolment.objects.bulk_create([Enrolment(pk=2)]), "enrolment_is_one_row")


def test_names_numbers_and_devices_of_the_site_are_given_once() -> None:
    Pseudonym.objects.create(name="Ada")
    refused(lambda: Pseudonym.objects.create(name="Ada"), "name")
    AccessPoint.objects.create(number=1, tablets="0-16")
    refused(lambda: AccessPoint.objects.create(number=1, tablets="17-33"), "number")
    Presence.objects.create(device_id="seven", heard_at=NOON)
    refused(lambda: Presence.objects.create(device_id="seven", heard_at=NOON), "device_id")


@pytest.mark.parametrize("kind", [Treatment, Room, Tablet, Player])
def test_what_an_experiment_hangs_on_is_not_deleted(player: Player, kind: type[Model]) -> None:
    choice(player)
    with pytest.raises(IntegrityError), transaction.atomic():
        kind._default_manager.all().delete()


def test_steps_are_told_in_the_order_of_a_session() -> None:
    assert list(Step) == ["welcome", "survey", "training", "game", "end"]
