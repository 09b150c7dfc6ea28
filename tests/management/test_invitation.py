from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kiosk.models import AccessPoint
from kiosk.services.requests import Enrol, Enrolled
from kiosk.services.tablets import tablets_enrol

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def access_points() -> None:
    AccessPoint.objects.create(number=1, tablets="0-16")


def invitation(*arguments: str) -> tuple[list[list[str]], str]:
    """The lines, each a number and its link; and what is said beside them."""
    out, beside = StringIO(), StringIO()
    call_command("invitation", *arguments, stdout=out, stderr=beside)
    return [line.split("\t") for line in out.getvalue().splitlines()], beside.getvalue()


def test_each_tablet_gets_a_link_that_lets_it_in() -> None:
    lines, beside = invitation("3-5", "--hours", "2")
    assert [number for number, _link in lines] == ["3", "4", "5"]
    assert "good until" in beside
    for number, link in lines:
        page, _, text = link.partition("#invitation=")
        assert page.startswith("http://")
        assert tablets_enrol([Enrol(f"device-{number}", int(number), "", text)]).answers == [
            Enrolled(int(number))
        ]


def test_numbers_that_the_site_lacks_are_a_sentence() -> None:
    with pytest.raises(CommandError, match="There is no tablet 99 on this site: expected some of 0-16"):
        invitation("3,99")


def test_links_that_are_never_good_are_a_sentence() -> None:
    with pytest.raises(CommandError, match="expected more than 0, got -1"):
        invitation("3", "--hours", "-1")
