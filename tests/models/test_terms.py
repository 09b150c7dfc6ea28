from __future__ import annotations

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation

from conf.numbers import TabletNumbers
from kiosk.economy.goods import Cycle, Economy
from kiosk.models import Room, Step, Treatment

ALL = ("welcome", "survey", "training", "game", "end")


@pytest.mark.parametrize(
    ("survey", "training_rounds", "steps"),
    [
        (True, 10, ALL),
        (False, 10, ("welcome", "training", "game", "end")),
        (True, 0, ("welcome", "survey", "game", "end")),
        (False, 0, ("welcome", "game", "end")),
    ],
)
def test_a_session_leaves_out_the_survey_and_the_training_that_are_not_wanted(
    *, survey: bool, training_rounds: int, steps: tuple[str, ...]
) -> None:
    room = Room(survey=survey, training_rounds=training_rounds)
    assert room.steps == steps
    walked = [Step.WELCOME]
    while walked[-1] is not Step.END:
        walked.append(room.step_after(walked[-1]))
    assert tuple(walked) == steps


def test_the_end_is_followed_by_itself() -> None:
    assert Room().step_after(Step.END) is Step.END


def test_terms_name_an_economy() -> None:
    assert Room(distribution="10/10/20/20", cycle="previous").economy == Economy(
        (10, 10, 20, 20), Cycle.PREVIOUS
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"distribution": "10"}, "at least 3 goods"),
        ({"distribution": "10/0/10"}, "at least one producer of each good"),
        ({"distribution": "10/-1/10"}, "players for each good such as '10/10/20/20'"),
        ({"distribution": "ten"}, "players for each good such as '10/10/20/20'"),
        ({"distribution": "1/1/1", "cycle": "sideways"}, "sideways"),
        ({"distribution": "1/1/1", "rounds": 0}, "1"),
        ({"distribution": "1/1/1", "training_rounds": 1001}, "1000"),
        ({"distribution": "1/1/1", "language": "de"}, "de"),
    ],
)
@pytest.mark.django_db
def test_terms_that_no_session_can_keep_are_refused_with_what_was_expected(
    values: dict[str, object], expected: str
) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        Treatment(name="new", **values).full_clean()
    assert expected in str(refused.value.message_dict)


@pytest.mark.parametrize(
    ("mine", "theirs", "overlap"),
    [
        ("0-16", "17-33", False),
        ("0-16", "16", True),
        ("", "5", True),
        ("5", "", True),
        ("", "", True),
        ("1,3,5", "2,4,6", False),
    ],
)
def test_rooms_overlap_where_they_claim_a_tablet_both_and_no_list_claims_all(
    *, mine: str, theirs: str, overlap: bool
) -> None:
    assert Room(tablets=mine).overlaps(TabletNumbers.parse(theirs)) is overlap


@pytest.mark.django_db
def test_the_migration_makes_the_tables_that_the_models_describe() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
