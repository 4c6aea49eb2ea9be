from __future__ import annotations

from typing import Any

import pytest

from fourwalls.matrix.ownwords import says_more_than_known
from tests.fourwalls.matrix.people import ROOM, FakeServer, Json, Person

ME = "@bot:test"


class Syncing(FakeServer):
    """Answers with these events of a room."""

    def __init__(self, *events: Any) -> None:
        super().__init__()
        self.answer: Json = {"rooms": {"join": {ROOM: {"timeline": {"events": list(events)}}}}}

    def _answer(self, name: str, body: Json, query: dict[str, str]) -> Json:
        del body
        assert name == "sync"
        assert query["since"] == "bookmark"
        return self.answer


def said(me: Person, session: str, **other: Any) -> Json:
    content = {"sender_key": me.engine.curve25519, "device_id": me.device_id, "session_id": session, **other}
    return {"type": "m.room.encrypted", "sender": ME, "content": content}


async def test_words_under_a_known_key_are_explained_and_others_are_not() -> None:
    me = Person(ME)
    known = me.engine.outbound_session(ROOM).id
    assert not await says_more_than_known(Syncing(said(me, known)), me.engine, "bookmark")
    assert await says_more_than_known(Syncing(said(me, known), said(me, "another")), me.engine, "bookmark")
    assert not await says_more_than_known(Syncing(said(me, "another")), me.engine, None), "it has heard nothing yet"


@pytest.mark.parametrize(
    "other",
    [{"device_id": "OTHER"}, {"sender_key": "another"}, {"session_id": None}, {"device_id": None}],
)
async def test_words_of_another_device_say_nothing(other: Json) -> None:
    me = Person(ME)
    assert not await says_more_than_known(Syncing(said(me, "another", **other)), me.engine, "bookmark")


async def test_words_of_somebody_else_and_odd_answers_say_nothing() -> None:
    me = Person(ME)
    forged = {**said(me, "another"), "sender": "@eve:test"}
    assert not await says_more_than_known(Syncing(forged, None, 7, {}, {"content": []}), me.engine, "bookmark")
    server = Syncing()
    odd: Json
    for odd in ({}, {"rooms": []}, {"rooms": {"join": {ROOM: []}}}, {"rooms": {"join": {ROOM: {"timeline": 7}}}}):
        server.answer = odd
        assert not await says_more_than_known(server, me.engine, "bookmark")
