"""A detail that its writer spreads over two messages is found in the second; two harmless messages stay harmless."""

from __future__ import annotations

import pytest

from fourwalls.detection.examiner import Examiner
from fourwalls.group.finding import DetailKind as Kind

SPREAD = [
    ("my surname is", "okonkwo", Kind.FULL_NAME),
    ("im sarah", "mcallister", Kind.FULL_NAME),
    ("i work at", "gillespies high", Kind.WORKPLACE),
    ("my husband drives for", "lothian buses", Kind.WORKPLACE),
    ("my dob is", "4 july 61", Kind.DATE_OF_BIRTH),
    ("i live at", "14 orchard road", Kind.ADDRESS),
    ("my mobile is 07700", "900123", Kind.CONTACT),
    ("im under", "dr patel", Kind.CLINICIAN),
    ("my nhs number is", "999 123 4560", Kind.HEALTH_ID),
]
HARMLESS = [
    ("im sarah", "hello everyone"),
    ("i live in", "Leith"),
    ("my name is", "not important"),
    ("my son is", "40 on friday"),
    ("i'm under", "the weather today"),
    ("we went to", "tesco"),
    ("night all, love from", "the wee dog"),
]


@pytest.mark.parametrize(("first", "second", "kind"), SPREAD)
def test_the_second_half_gives_it_away(examiner: Examiner, first: str, second: str, kind: Kind) -> None:
    found = examiner.details(second, before=[first])
    assert [one.kind for one in found] == [kind]
    assert all(0 <= one.start < one.end <= len(second) for one in found)


@pytest.mark.parametrize(("first", "second"), HARMLESS)
def test_two_harmless_messages_stay_harmless(examiner: Examiner, first: str, second: str) -> None:
    assert examiner.details(second, before=[first]) == ()
