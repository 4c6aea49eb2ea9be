"""Repetitions are told from fingerprints alone; common phrases and one's own words are none."""

from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.passage import (
    ENOUGH,
    SHINGLE,
    WINDOW,
    Trace,
    asked,
    kept,
    normal_words,
    repeated,
    shingles,
    winnowed,
)

STORY = (
    "When my brother took the rowing boat out after the operation he could hardly lift an oar, and by the end of the "
    "summer we had gone round the whole island with a thermos and two bad sandwiches."
)
ANN, BEN, CAT = "ann", "ben", "cat"


def number(words: str) -> int:
    return crc32(words.encode("utf-8", "surrogatepass"))


def said(text: str, message: str = "m1", author: str = ANN, at: int = 1) -> list[Trace]:
    return [Trace(each, message, author, at) for each in kept(text, number)]


def told(text: str, traces: list[Trace], speaker: str = CAT) -> str | None:
    prints = asked(text, number)
    return repeated([trace for trace in traces if trace.print in prints], speaker)


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        STORY.upper(),
        STORY.replace("e", "\u00e9").replace(",", " \u2014 "),
        f"you will not believe what I heard: {STORY} isn\u2019t that something",
        STORY.replace("my brother", "her brother").replace("island", "loch"),
        STORY[: len(STORY) // 2],
    ],
)
def test_a_passage_is_recognised_in_other_clothes(text: str) -> None:
    assert told(text, said(STORY)) == "m1"


@pytest.mark.parametrize(
    "text",
    [
        "Thank you so much for being here, everyone",
        "thank you so much for being here tonight and for all of your lovely words",
        "I am so sorry to hear that, we are all thinking of you",
        "see you all next week, same time",
        "",
        "\U0001f600 \U0001f600",
        "https://www.example.org/a/very/long/address/with/many/words/in/it",
    ],
)
def test_what_everybody_says_leaves_nothing(text: str) -> None:
    assert len(kept(text, number)) < ENOUGH
    assert told(text, said(text)) is None


def test_what_three_people_have_said_is_a_phrase() -> None:
    two = said(STORY) + said(STORY, "m2", BEN, 2)
    assert told(STORY, two) == "m1"
    assert told(STORY, [*two, *said(STORY, "m3", "dee", 3)]) is None


def test_nobody_repeats_their_own_words_even_if_somebody_quoted_them() -> None:
    assert told(STORY, said(STORY), speaker=ANN) is None
    quoted = said(STORY) + said(STORY, "m2", BEN, 2)
    assert told(STORY, quoted, speaker=ANN) is None
    assert told(STORY, quoted, speaker=BEN) == "m1"


def test_of_several_the_one_with_the_most_in_common_is_meant() -> None:
    other = said("we had gone round the whole island with our dog and her puppies", "m2", BEN, 2)
    assert told(STORY, said(STORY) + other) == "m1"


TEXT = st.lists(
    st.sampled_from(["boat", "oar", "island", "tea", "the", "and", "my", "you", "rain", "scan", "cat"]), max_size=40
)


@given(TEXT, TEXT, TEXT)
def test_every_long_enough_stretch_in_common_is_found(before: list[str], common: list[str], after: list[str]) -> None:
    inside, outside = kept(" ".join([*before, *common]), number), asked(" ".join([*common, *after]), number)
    rows = shingles(" ".join(common))
    if len(rows) >= WINDOW:
        assert inside & outside & {number(row) for row in rows}


@given(st.text(max_size=200))
def test_any_text_has_words_and_what_is_kept_is_part_of_what_is_asked(text: str) -> None:
    assert kept(text, number) <= asked(text, number)
    assert len(shingles(text)) <= max(len(normal_words(text)) - SHINGLE + 1, 0)
    assert told(text, said(text)) in {None, "m1"}


@given(st.lists(st.integers(0, 50), max_size=60))
def test_of_every_window_one_is_kept(prints: list[int]) -> None:
    chosen = winnowed(prints)
    assert chosen <= set(prints)
    assert bool(chosen) is bool(prints)
    for at in range(len(prints) - WINDOW + 1):
        assert chosen & set(prints[at : at + WINDOW])
