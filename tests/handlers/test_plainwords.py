from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.heard import MessageForm
from fourwalls.group.people import EventId
from handlers.plainwords import SIGN, is_order, is_typed, plain
from tests.handlers.happened import said
from tests.support.records import ANN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Help", "help"),
        ("help.", "help"),
        ("HELP!!!", "help"),
        ("!help", "help"),
        ("  leave \n it ", "leave it"),
        ("\u201cremove\u201d", "remove"),
        ("It\u2019s fine", "it's fine"),
        ("\u2702\ufe0f", "\u2702"),
        ("\u2702\ufe0e", "\u2702"),
        ("\U0001f44d\U0001f3fd", "\U0001f44d"),
        ("\u200bkeep\u200b", "keep"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_what_keyboards_put_around_words_is_taken_away(text: str, words: str) -> None:
    assert plain(text) == words


@given(st.text())
def test_plain_words_are_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_the_sign_of_a_command_makes_no_other_word_of_it(text: str) -> None:
    assert plain(f" {SIGN}{text}") == plain(text)


@pytest.mark.parametrize("text", ["!help", " !help", "!Help me", "!r", "!émile"])
def test_a_sign_and_a_word_read_as_an_order(text: str) -> None:
    assert is_order(said(ANN, text))


@pytest.mark.parametrize("text", ["!", "!!!", "! ouch", "!?", "!1", "oh !help", "help", ""])
def test_an_exclamation_is_no_order(text: str) -> None:
    assert not is_order(said(ANN, text))


@pytest.mark.parametrize("form", set(MessageForm) - {MessageForm.TEXT})
def test_only_typed_words_are_orders(form: MessageForm) -> None:
    assert not is_order(said(ANN, "!help", form=form))


def test_an_edit_is_no_order() -> None:
    assert not is_typed(said(ANN, "!help", replaces=EventId("$before")))


def test_an_order_in_a_thread_or_a_reply_is_one() -> None:
    assert is_order(said(ANN, "!help", thread=EventId("$root")))
    assert is_order(said(ANN, "!help", reply_to=EventId("$root")))
