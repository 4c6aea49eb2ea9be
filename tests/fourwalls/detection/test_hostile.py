"""Texts made to hurt: no crash, and time that grows no faster than the text."""

# ruff: noqa: RUF001  odd characters are what is tested

from __future__ import annotations

import time

import pytest

from fourwalls.detection.examiner import Examiner
from fourwalls.detection.names import NameTag

SIZE = 64 * 1024
SECONDS = 8.0
"""Of processor time, details and risk together; generous: on a quiet core details alone take half a second at most."""

BUDGET = 2.5
"""Of processor time for 64 KiB of names; about half a second on a quiet core."""

HOSTILE = {
    "digits": "9" * 10_000,
    "spaced digits": "0 7 7 0 " * (SIZE // 8),
    "zalgo": "m" + "\u0336\u0321\u034f\u0489" * 4_000 + "orag dalgleish",
    "letters": "a" * SIZE,
    "capitals": "Ab " * (SIZE // 3),
    "at signs": "a@" * (SIZE // 2),
    "at dots": "a at b dot " * (SIZE // 11),
    "number words": "nine double o " * (SIZE // 14),
    "streets": "1 a road " * (SIZE // 9),
    "emoji": "👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿" * 2_000,
    "right to left": "\u202eדוד שלום " * 4_000,
    "nul and controls": "\x00\x01\x02\r\n\t" * 3_000,
    "newlines": "\n" * SIZE,
    "quotes": "> quoted\n" * (SIZE // 9),
    "risk words": "i'm going to end it tonight with my tablets lined up goodbye " * (SIZE // 60),
    "lone surrogate": "caf\udce9 at home",
    "empty": "",
    "blank": " \u200b ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_survives(examiner: Examiner, name: str) -> None:
    text = HOSTILE[name]
    started = time.process_time()
    for one in examiner.details(text):
        assert 0 <= one.start < one.end <= len(text)
    reading = examiner.risk(text, context=[f"Pat: {text[:2000]}"])
    assert all(0 <= cue.start < cue.end <= len(text) for cue in reading.cues)
    assert time.process_time() - started < SECONDS


def test_a_detail_at_the_end_of_a_long_text_is_found(examiner: Examiner) -> None:
    text = "lovely weather for ducks again. " * 1_500 + "ring me on 07700 900123"
    assert [text[one.start : one.end] for one in examiner.details(text)] == ["07700 900123"]


def test_a_long_message_is_read_within_its_budget(examiner: Examiner) -> None:
    text = (
        "My friend Anneke Verhoeven from the choir at St Olaves sat with me and we talked about the scan on 4 May. "
        * 620
    )
    started = time.process_time()
    assert examiner.details(text)
    assert time.process_time() - started < BUDGET


def test_the_name_model_is_asked_only_where_a_name_could_be(
    examiner: Examiner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def note(text: str) -> list[tuple[int, int, NameTag]]:
        asked.append(text)
        return []

    monkeypatch.setattr(examiner._details._names, "tag", note)
    examiner.details("lovely weather for ducks again, and the nurses were kind to me all day")
    assert asked == []
    examiner.details("word " * 2_000 + "met Anneke Verhoeven today")
    assert sum(map(len, asked)) <= 1_600
