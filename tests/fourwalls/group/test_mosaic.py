from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.mosaic import Hints, Measure, Mosaic, SmallKind

MEASURE = Measure(threshold=18, anchor=5, small=10, each=3, most=3)
HINTS = st.dictionaries(st.sampled_from(SmallKind), st.integers(0, 12))


def told(*hints: Hints, tells: bool = True) -> Mosaic:
    known = Mosaic()
    for one in hints:
        known = known.with_message(one, tells=tells, measure=MEASURE)
    return known


def test_kinds_add_up() -> None:
    assert told({SmallKind.PLACE: 8}, {SmallKind.OCCUPATION: 8}, {SmallKind.AGE: 2}).singles_out(MEASURE)
    assert not told({SmallKind.PLACE: 8}, {SmallKind.OCCUPATION: 8}).singles_out(MEASURE)


def test_saying_it_twice_tells_no_more() -> None:
    assert told({SmallKind.PLACE: 8}, {SmallKind.PLACE: 8}, {SmallKind.PLACE: 5}).total(MEASURE) == 8


def test_without_a_place_or_an_event_nobody_knows_where_to_look() -> None:
    much: Hints = {SmallKind.OCCUPATION: 8, SmallKind.SINGULAR: 8, SmallKind.FAMILY: 8}
    assert not told(much).singles_out(MEASURE)
    assert not told(much, {SmallKind.PLACE: 2}).singles_out(MEASURE)
    assert told(much, {SmallKind.EVENT: 6}).singles_out(MEASURE)


def test_in_a_small_place_whatever_is_said_narrows_it() -> None:
    assert not told({SmallKind.PLACE: 10}, {}, {}).singles_out(MEASURE)
    assert told({SmallKind.PLACE: 10}, {}, {}, {}).singles_out(MEASURE)
    assert not told({SmallKind.PLACE: 10}, {}, {}, {}, tells=False).singles_out(MEASURE)
    assert told({SmallKind.PLACE: 10}, *({} for _ in range(100))).total(MEASURE) == 19
    assert told({}, {}, {}, {SmallKind.PLACE: 10}).total(MEASURE) == 10


@given(st.lists(HINTS, max_size=8), HINTS)
def test_more_said_never_tells_less(hints: list[dict[SmallKind, float]], more: dict[SmallKind, float]) -> None:
    before, after = told(*hints), told(*hints, more)
    assert after.total(MEASURE) >= before.total(MEASURE)
    assert after.singles_out(MEASURE) or not before.singles_out(MEASURE)
