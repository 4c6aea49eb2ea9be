from __future__ import annotations

import dataclasses
import json
import typing
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourwalls.group.effects import Done
from fourwalls.group.effects.done import Say, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.walls import Repair
from fourwalls.group.people import Bot, PersonId, RoomId
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.storage.codec import CodecError, decode, encode

KINDS = get_args(Done)
WORDS = st.text(max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def values(kind: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911  one line a form of type
    kind = getattr(kind, "__supertype__", kind)
    arguments = get_args(kind)
    if typing.get_origin(kind) is dict:
        return st.dictionaries(WORDS, JSON, max_size=3)
    if typing.get_origin(kind) is tuple and arguments[-1] is ...:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if typing.get_origin(kind) is tuple:
        return st.tuples(*map(values, arguments))
    if arguments:
        return st.one_of(*map(values, arguments))
    if dataclasses.is_dataclass(kind):
        return whole(kind)
    if kind is str:
        return WORDS
    if kind is float:
        return st.floats(allow_nan=False)
    if kind is datetime:
        return st.datetimes(timezones=st.just(UTC))
    return st.from_type(kind)


def whole(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in dataclasses.fields(kind)})


@settings(deadline=None)
@given(st.one_of(*map(whole, KINDS)))
def test_every_effect_comes_back_as_it_went(effect: Done) -> None:
    again = decode(encode(effect))
    assert again == effect
    assert type(again) is type(effect)
    assert [type(getattr(again, f.name)) for f in dataclasses.fields(again)] == [
        type(getattr(effect, f.name)) for f in dataclasses.fields(effect)
    ]


def test_numbers_and_words_in_a_phrase_stay_apart() -> None:
    effect = Whisper(PersonId("@ann:x"), phrase("warned", count=3, who="3"))
    again = decode(encode(effect))
    assert isinstance(again, Whisper)
    assert again.words.values == (("count", 3), ("who", "3"))
    assert again.priority is Priority.ANSWER


def test_what_an_older_version_stored_can_be_read() -> None:
    stored = json.loads(encode(Whisper(PersonId("@ann:x"), phrase("thanks"), once="once", device="key")))
    del stored["fields"]["once"], stored["fields"]["device"]
    assert decode(json.dumps(stored).encode()) == Whisper(PersonId("@ann:x"), phrase("thanks"))


def test_half_of_a_surrogate_pair_passes() -> None:
    effect = Whisper(PersonId("@ann:x"), Phrase("quoted", (("words", "\ud83d"),)))
    assert decode(encode(effect)) == effect


GOOD = json.loads(encode(Repair(RoomId("!r"), "m.room.topic", "", {"topic": "x"})))


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"not json",
        b"\xff",
        b"[]",
        b"{}",
        json.dumps({**GOOD, "v": 2}).encode(),
        json.dumps({**GOOD, "kind": "GiveSeat"}).encode(),
        json.dumps({**GOOD, "kind": "Nothing"}).encode(),
        json.dumps({**GOOD, "fields": {**GOOD["fields"], "more": 1}}).encode(),
        json.dumps({**GOOD, "fields": {**GOOD["fields"], "room": 1}}).encode(),
        json.dumps({**GOOD, "fields": {**GOOD["fields"], "content": []}}).encode(),
        json.dumps({**GOOD, "fields": {}}).encode(),
    ],
)
def test_what_is_no_effect_is_refused(stored: bytes) -> None:
    with pytest.raises(CodecError):
        decode(stored)


def test_an_unknown_performer_is_refused() -> None:
    stored = json.loads(encode(Say(Bot.SCRIBE, RoomId("!r"), Phrase("x"))))
    stored["fields"]["performer"] = "stranger"
    with pytest.raises(CodecError):
        decode(json.dumps(stored).encode())
