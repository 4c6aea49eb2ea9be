"""Every kind of detail carries its own examples; this file runs them all."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from fourwalls.detection.details.engine import KINDS, build
from fourwalls.detection.examiner import Examiner
from fourwalls.group.finding import DetailKind

MARK = re.compile("[«»]")


def unmark(example: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of an example and the spans that its marks show."""
    spans, opened = [], 0
    for at, found in enumerate(MARK.finditer(example)):
        offset = found.start() - at
        if found.group() == "«":
            opened = offset
        else:
            spans.append((opened, offset))
    return MARK.sub("", example), spans


def examples(side: str) -> list[tuple[ModuleType, str]]:
    return [(module, text) for module in KINDS for text in getattr(module, side)]


@pytest.mark.parametrize(("module", "example"), examples("CAUGHT"))
def test_it_is_caught(examiner: Examiner, module: ModuleType, example: str) -> None:
    text, spans = unmark(example)
    found = [(one.start, one.end) for one in examiner.details(text) if one.kind is module.KIND]
    assert found == spans


@pytest.mark.parametrize(("module", "example"), examples("LET_PASS"))
def test_it_is_let_pass(examiner: Examiner, module: ModuleType, example: str) -> None:
    assert [one for one in examiner.details(example) if one.kind is module.KIND] == []


def test_there_is_a_file_for_every_kind() -> None:
    assert {module.KIND for module in KINDS} == set(DetailKind)


def test_no_recognizer_but_ours_is_loaded() -> None:
    assert {type(one).__module__ for one in build().registry.recognizers} == {"fourwalls.detection.details.engine"}


def test_a_profile_name_never_counts(examiner: Examiner) -> None:
    assert examiner.details("thanks Morag Dalgleish, that helped", profile_names=["Morag Dalgleish"]) == ()


def test_a_quoted_reply_is_not_warned_about_twice(examiner: Examiner) -> None:
    assert examiner.details("> I'm sarah mcallister\nlovely to meet you") == ()


def test_the_message_before_lends_its_cue(examiner: Examiner) -> None:
    assert examiner.details("4471 2093 is it") == ()
    assert [one.kind for one in examiner.details("999 123 4567", before=["this is my nhs number"])] == [
        DetailKind.HEALTH_ID
    ]


def test_why_is_a_code_and_never_a_word_of_the_message(examiner: Examiner) -> None:
    codes = {one.why for module in KINDS for text in module.CAUGHT for one in examiner.details(unmark(text)[0])}
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)
