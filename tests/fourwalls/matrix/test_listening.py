"""The loop of a connection over a fake server: what is acknowledged, and what never holds it up."""

from __future__ import annotations

from typing import Any

import pytest

from fourwalls.matrix import storestamp
from fourwalls.matrix.batch import Batch
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError, UnreachableError
from fourwalls.matrix.keeping import NotKeptError
from fourwalls.matrix.memory import InMemory
from fourwalls.matrix.patience import Patience
from fourwalls.matrix.storestamp import Stamper
from tests.fourwalls.matrix.people import ROOM, FakeServer, Person

Json = dict[str, Any]
DEAD = TokenDeadError("dead")


class Syncing(FakeServer):
    """Answers ``/sync`` from a list, then with a dead token."""

    def __init__(self, *answers: Json | HomeserverError) -> None:
        super().__init__()
        self.answers = list(answers)
        self.since: list[str | None] = []

    def _answer(self, name: str, body: Json, query: dict[str, str]) -> Json:
        if name != "sync":
            return super()._answer(name, body, query)
        self.since.append(query.get("since"))
        answer = self.answers.pop(0) if self.answers else DEAD
        if isinstance(answer, HomeserverError):
            raise answer
        return answer


def connected(server: Syncing) -> Connection:
    me = Person("@bot:test")
    memory = InMemory()
    stamper = Stamper(server, memory, (me.user_id, me.device_id), b"p" * 32, {}, lambda: 0)
    return Connection(server, memory, me.engine, me.store, me.seeds, stamper)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Patience, "_FIRST", 0.0)


async def listen(connection: Connection) -> list[str]:
    """Listen until the token is dead; returns the bookmarks heard."""
    heard: list[str] = []

    async def hear(batch: Batch) -> None:
        connection.take_crypto_changes()
        heard.append(batch.bookmark)

    with pytest.raises(TokenDeadError):
        await connection.listen(hear)
    return heard


async def test_trouble_is_waited_out_and_asked_for_from_the_same_place() -> None:
    troubles: tuple[Json | HomeserverError, ...]
    troubles = (UnreachableError("reset"), RefusedError(502, "M_UNKNOWN", None, {}), {"next_batch": None}, {})
    server = Syncing({"next_batch": "a"}, *troubles, {"next_batch": "b"})
    connection = connected(server)
    assert not connection.ready.is_set()
    assert await listen(connection) == ["a", "b"]
    assert server.since == [None, "a", "a", "a", "a", "a", "b"]
    assert connection.ready.is_set()


async def test_keys_that_cannot_be_uploaded_hold_up_no_words_and_are_not_tried_at_every_answer() -> None:
    server = Syncing(*({"next_batch": str(number), "device_one_time_keys_count": {}} for number in range(5)))
    server.trouble["keys/upload"] = [RefusedError(400, "M_INVALID_PARAM", None, {})] * 5
    assert await listen(connected(server)) == ["0", "1", "2", "3", "4"]
    assert server.count("keys/upload") == 1


async def test_a_token_that_dies_during_upkeep_is_told() -> None:
    server = Syncing(*({"next_batch": str(number), "device_one_time_keys_count": {}} for number in range(5)))
    server.trouble["keys/upload"] = [DEAD]
    assert await listen(connected(server)) == ["0"]


async def test_what_could_not_be_heard_is_not_acknowledged_and_nothing_is_sent_after_it() -> None:
    server = Syncing({"next_batch": "a"})
    connection = connected(server)

    async def fail(_: Batch) -> None:
        assert connection.take_crypto_changes()
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await connection.listen(fail)
    with pytest.raises(NotKeptError):
        await connection.flush()
    assert connection._bookmark is None


def stamps(server: Syncing) -> int:
    return sum(storestamp.STAMP_TYPE in name for name, _ in server.asked)


async def test_what_was_heard_is_kept_before_the_store_is_stamped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stamp is two commits and a request, and somebody may be inside who must be led out."""
    monkeypatch.setattr(storestamp, "BETWEEN_SECONDS", 0.0)
    server = Syncing({"next_batch": "a"})
    connection = connected(server)
    connection._stamper._stamped = (0.0, -1)
    stamped: list[int] = []

    async def hear(_: Batch) -> None:
        connection.take_crypto_changes()
        stamped.append(stamps(server))

    with pytest.raises(TokenDeadError):
        await connection.listen(hear)
    assert (stamped, stamps(server)) == ([0], 1)


async def test_another_copy_that_asks_whether_we_live_is_answered_although_nothing_can_be_read() -> None:
    asking = {"account_data": {"events": [{"type": storestamp.ASKING_TYPE, "content": {"asks": "x"}}]}}
    sealed = {"type": "m.room.encrypted", "sender": "@ann:test", "event_id": "$1", "content": {"session_id": "s"}}
    server = Syncing({"next_batch": "a", "rooms": {"join": {ROOM: {"timeline": {"events": [sealed]}}}}} | asking)
    server.trouble["keys/query"] = [UnreachableError("no answer")]
    connection = connected(server)
    connection._stamper._stamped = (0.0, 0)
    assert await listen(connection) == []
    assert stamps(server) == 1
