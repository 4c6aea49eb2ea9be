from __future__ import annotations

import pytest

from bots.speech import LONGEST_QUOTE, content, inert
from fourwalls.group.heard import Marker
from fourwalls.group.people import EventId
from fourwalls.matrix.incoming import MARKER


def test_a_message_is_plain_text_that_mentions_nobody() -> None:
    said = content("@room <b>@ann:example.org</b>")
    assert said == {"msgtype": "m.text", "body": "@room <b>@ann:example.org</b>", "m.mentions": {}}


def test_a_word_in_a_thread_and_an_announcement() -> None:
    said = content("hi", thread=EventId("$root"), marker=Marker.SESSION_OPEN)
    assert said["m.relates_to"]["rel_type"] == "m.thread"
    assert said["m.relates_to"]["event_id"] == "$root"
    assert said[MARKER] == "session-open"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("plain\nwords", "plain\nwords"),
        ("a\u202eb\u2066c", "abc"),  # bidirectional overrides
        ("a\u200bb\ufeffc\u00add", "abcd"),  # invisible
        ("a\x00b\x1b[31mc\rd\te", "ab[31mcde"),  # control characters
        ("a\u2028b\u2029c", "abc"),  # other ends of lines
        ("a\U000e0041b\ue000c", "abc"),  # tags and private use
        ("é नमस्ते 😀", "é नमस्ते 😀"),
    ],
)
def test_quoted_words_are_inert(words: str, left: str) -> None:
    assert inert(words) == left


def test_a_quote_is_not_endless() -> None:
    assert len(inert("x" * 100_000)) == LONGEST_QUOTE + 2
    assert len(inert("x" * LONGEST_QUOTE)) == LONGEST_QUOTE
