"""Treatments are made and changed; what sessions were opened under stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from kiosk.models import Event, Treatment
from kiosk.services.refusal import Refusal
from kiosk.services.treatments import treatment_delete, treatment_save
from tests.sessions import make_treatment, open_room

pytestmark = pytest.mark.django_db


def test_a_treatment_is_saved_with_who_saved_it() -> None:
    treatment_save(Treatment(), {"name": "small", "distribution": "1/1/1"}, actor="ada")
    assert Treatment.objects.get(name="small").economy.n_players == 3
    assert Event.objects.get(kind="treatment_saved").actor == "ada"


def test_what_no_field_can_have_is_refused_and_changes_nothing() -> None:
    treatment = make_treatment()
    with pytest.raises(ValidationError) as refused:
        treatment_save(treatment, {"distribution": "1/1"})
    assert "distribution" in refused.value.message_dict
    treatment.refresh_from_db()
    assert treatment.distribution == "1/1/1"


def test_a_name_stands_for_one_treatment() -> None:
    name = make_treatment().name
    with pytest.raises(ValidationError):
        treatment_save(Treatment(), {"name": name, "distribution": "1/1/1"})


def test_a_treatment_that_a_session_was_opened_under_is_not_thrown_away() -> None:
    room = open_room()
    assert room.treatment
    with pytest.raises(Refusal) as refused:
        treatment_delete(room.treatment)
    assert refused.value.code == "treatment_used"
    unused = make_treatment()
    treatment_delete(unused, actor="ada")
    assert not Treatment.objects.filter(name=unused.name).exists()


def test_a_room_keeps_the_terms_it_was_opened_under() -> None:
    room = open_room(rounds=3)
    assert room.treatment
    treatment_save(room.treatment, {"rounds": 7})
    room.refresh_from_db()
    assert room.rounds == 3
