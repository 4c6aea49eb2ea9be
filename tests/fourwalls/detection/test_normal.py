# ruff: noqa: RUF001  odd characters are what is tested

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fourwalls.detection import normal

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=120) | st.text(
    alphabet="o0 1l9-. zeroninetwo\u200b\u0301é٣Ａ’", max_size=60
)


@given(TEXT)
def test_every_part_of_a_view_points_into_the_original(text: str) -> None:
    for view in (normal.plain(text), normal.digits(normal.plain(text))):
        assert len(view.text) == len(view.origin) == len(view.until)
        assert view.text.isascii()
        assert all(0 <= start < end <= len(text) for start, end in zip(view.origin, view.until, strict=True))
        assert list(view.origin) == sorted(view.origin)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=80))
def test_printable_ascii_stays_as_it_is(text: str) -> None:
    view = normal.plain(text)
    assert view.text == text.replace("`", "'")
    assert all(view.span(at, at + 1) == (at, at + 1) for at in range(len(text)))


def test_disguises_are_undone() -> None:
    assert normal.plain("ｍｏｒ\u200bａｇ").text == "morag"
    assert normal.plain("Cairistìona").text == "Cairistiona"
    assert normal.plain("I’m").text == "I'm"
    assert normal.plain("٠٧٧٠٠").text == "07700"


def test_spoken_digits_become_digits_and_lead_back() -> None:
    said = "ring zero seven seven double zero nine hundred six four seven now"
    view = normal.digits(normal.plain(said))
    assert view.text == "ring 0770090 0647 now".replace("0770090 0647", "07700900647")
    start = view.text.index("0770")
    assert said[slice(*view.span(start, start + 11))] == "zero seven seven double zero nine hundred six four seven"


def test_letters_that_stand_for_digits() -> None:
    assert normal.digits(normal.plain("o77oo 9oo 552")).text == "07700 900 552"
