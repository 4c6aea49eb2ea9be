from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bots.degraded import Degraded, Word, away, next_word
from config.wording import CODES, Wording
from fourwalls.detection.lacks import Lack
from fourwalls.group.people import Bot

WORDING = Wording(None, {"url": "", "organisation": ""})


def test_everything_on_the_list_has_a_sentence_for_the_operator_and_words_for_the_managers() -> None:
    for one in Degraded:
        assert one.sentence
        assert f"{CODES['lacking']}-{one.value}" in WORDING.names
    assert {away(bot) for bot in Bot} <= set(Degraded)
    assert {Degraded(lack) for lack in Lack} <= set(Degraded)


@given(st.lists(st.frozensets(st.sampled_from(Degraded)), max_size=12))
def test_each_thing_is_told_once_in_an_episode_and_its_end_once(states: list[frozenset[Degraded]]) -> None:
    told: frozenset[Degraded] = frozenset()
    for now in states:
        word = next_word(told, now)
        assert word == (None if now <= told and (now or not told) else Word(now - told))
        if word is not None:
            assert word.over == (not now)
            told = frozenset() if word.over else told | word.begun
        assert next_word(told, now) is None, "nothing is said twice"
        assert now <= told


def test_what_comes_and_goes_bothers_nobody_twice() -> None:
    names, pings = Degraded.NAMES_MISSING, Degraded.PINGS
    told: frozenset[Degraded] = frozenset()
    said = []
    for now in ({names}, {names, pings}, {names}, {names, pings}, set(), set(), {pings}):
        word = next_word(told, now)
        said.append(word)
        if word is not None:
            told = frozenset() if word.over else told | word.begun
    assert said == [
        Word(frozenset({names})),
        Word(frozenset({pings})),
        None,
        None,
        Word(),
        None,
        Word(frozenset({pings})),
    ]
