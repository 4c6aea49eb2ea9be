from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.finding import DetailKind, Finding
from handlers.marking import marked


def span(start: int, end: int) -> Finding:
    return Finding(start, end, DetailKind.CONTACT, 1.0, "test")


@pytest.mark.parametrize(
    ("text", "spans", "shown"),
    [
        ("abcdef", [(1, 2)], "a«b»cdef"),
        ("abcdef", [(0, 6)], "«abcdef»"),
        ("abcdef", [(1, 3), (2, 5)], "a«bcde»f"),
        ("abcdef", [(1, 3), (3, 5)], "a«bcde»f"),
        ("abcdef", [(4, 5), (1, 2), (1, 2)], "a«b»cd«e»f"),
        ("abcdef", [(0, 5), (1, 2)], "«abcde»f"),
        ("x" * 100 + "NAME" + "y" * 100, [(100, 104)], "… " + "x" * 60 + "«NAME»" + "y" * 60 + " …"),
        ("A" + "x" * 500 + "B", [(0, 1), (501, 502)], "«A»" + "x" * 60 + " … " + "x" * 60 + "«B»"),
        ("A" + "x" * 100 + "B", [(0, 1), (101, 102)], "«A»" + "x" * 100 + "«B»"),
    ],
)
def test_details_are_marked_and_the_rest_is_cut(text: str, spans: list[tuple[int, int]], shown: str) -> None:
    assert marked(text, [span(*one) for one in spans]) == shown


@given(st.text(min_size=1, max_size=3000), st.data())
def test_a_marking_is_always_made_and_always_short(text: str, data: st.DataObject) -> None:
    place = st.integers(0, len(text))
    pairs = data.draw(st.lists(st.tuples(place, place), min_size=1, max_size=40))
    shown = marked(text, [span(min(pair), max(pair)) for pair in pairs])
    assert shown.count("«") - text.count("«") <= 8
    assert len(shown) < 8 * 260
