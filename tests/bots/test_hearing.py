from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection as Transaction

from bots import guide
from bots.duties import Duties, Examination
from bots.examining import Examining
from bots.founding import MARKER
from bots.ground import Ground
from bots.hearing import Hearing
from fourwalls.group.effects import Effect
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Heard, Membership, Message, Proof, SettingChanged
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, RoomId, RoomKind
from fourwalls.matrix.batch import Spoken
from fourwalls.storage import founding, journal
from fourwalls.storage.database import Database
from fourwalls.storage.founding import Founding
from tests.bots.furnishing import a_furnished_ground, a_wire, told
from tests.bots.test_examining import FOUND, Answering
from tests.bots.test_keeping import a_batch
from tests.handlers.happened import HERE, door, event, said
from tests.support.records import ANN, BEN, BOTS, EVE, NOON, private_of
from tests.support.wire import Wire

T = TypeVar("T")


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


class Ear:
    """A hearing whose handler writes down what it is given."""

    def __init__(self, ground: Ground, wire: Wire) -> None:
        self.got: list[Examined] = []
        self.roused: list[set[Bot]] = []
        duties = Duties(
            Bot.GUIDE,
            {(kind, Message): (self._take,) for kind in RoomKind},
            {RoomKind.GROUP: Examination.DETAILS, RoomKind.PRIVATE: Examination.RISK},
        )
        self.hearing = Hearing(ground, duties, wire, Examining(Answering().both()), self._rouse)

    def _take(self, examined: Examined, _look: Look) -> Iterable[Effect]:
        self.got.append(examined)
        return ()

    def _rouse(self, bots: Collection[Bot]) -> None:
        self.roused.append(set(bots))

    async def hear(self, *heard: Heard, bookmark: str = "b1", keys: frozenset[str] = frozenset()) -> None:
        spoken = tuple(Spoken(each) for each in heard)
        await self.hearing.hear(a_batch(bookmark, spoken=spoken, keys_arrived=keys))


async def test_words_are_examined_as_the_kind_of_room_asks_and_handled_in_order(ground: Ground) -> None:
    ear = Ear(ground, a_wire(Bot.GUIDE))
    await ear.hear(*(said(ANN, f"{number}") for number in range(40)), said(ANN, "private", room=private_of(ANN)))
    assert [examined.heard.text for examined in ear.got if isinstance(examined.heard, Message)] == [
        *map(str, range(40)),
        "private",
    ]
    assert all(examined.findings == FOUND for examined in ear.got[:-1])
    assert ear.got[-1].reading is not None
    assert ear.hearing.pulse.outcomes == {"examined": 41}


@pytest.mark.parametrize("proof", Proof)
async def test_a_bots_own_words_are_not_examined_but_only_when_they_are_proven(ground: Ground, proof: Proof) -> None:
    """A server that writes a bot's name on a member's words does not hide them."""
    ear = Ear(ground, a_wire(Bot.GUIDE))
    await ear.hear(said(BOTS[Bot.SCRIBE], "hello", proof=proof))
    assert (ear.got[0].findings is None) == (proof is Proof.SIGNED)


async def test_words_under_a_bots_name_bring_a_word_to_the_managers(ground: Ground) -> None:
    hearing = Hearing(ground, guide.duties(), a_wire(Bot.GUIDE), Examining(Answering().both()), lambda _: None)
    message = said(BOTS[Bot.SCRIBE], "my name is", proof=Proof.FOREIGN_SESSION)
    await hearing.hear(a_batch(spoken=(Spoken(message),)))
    (words,) = told(ground, Bot.GUIDE)
    assert "could not be proven" in words


def lock(ground: Ground, message: Message, session: str) -> bytes:
    raw = json.dumps({"event_id": message.event, "room_id": message.room}).encode()
    ground.database.run_sync(
        lambda conn: journal.keep_unreadable(
            conn, ground.keys, Bot.GUIDE, message.event, message.room, session, raw, "no_key", 1
        )
    )
    return raw


def kept(ground: Ground) -> int:
    return len(ground.database.run_sync(lambda conn: journal.all_unreadable(conn, ground.keys, Bot.GUIDE)))


async def test_late_keys_are_tried_at_the_start_and_when_one_comes(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    first, second = said(ANN, "first"), said(ANN, "second")
    wire.again = {lock(ground, first, "s1"): Spoken(first), lock(ground, second, "s2"): Spoken(second)}
    ear = Ear(ground, wire)
    await ear.hear()
    assert [examined.late for examined in ear.got] == [True, True]
    assert kept(ground) == 0
    third = said(ANN, "third")
    wire.again = {lock(ground, third, "s3"): Spoken(third)}
    await ear.hear(bookmark="b2")
    assert len(ear.got) == 2
    await ear.hear(bookmark="b3", keys=frozenset({"s3"}))
    assert len(ear.got) == 3
    assert kept(ground) == 0


@pytest.mark.parametrize(("minutes", "stale"), [(1, False), (11, True)])
async def test_what_was_asked_more_than_ten_minutes_ago_is_told_apart(
    ground: Ground, minutes: int, stale: bool
) -> None:
    wire = a_wire(Bot.GUIDE)
    old = said(ANN, "!roster", at=ground.now() - timedelta(minutes=minutes))
    wire.again = {lock(ground, old, "s1"): Spoken(old)}
    ear = Ear(ground, wire)
    await ear.hear(said(ANN, "at once", at=ground.now() - timedelta(hours=1)))
    assert [(examined.late, examined.stale) for examined in ear.got] == [(True, stale), (False, False)]


async def test_what_was_opened_and_says_nothing_is_not_kept(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.again = {lock(ground, said(ANN, "a tap"), "s1"): None}
    await Ear(ground, wire).hear()
    assert kept(ground) == 0


async def test_a_room_is_heard_before_its_founder_has_written_it_down(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    new = RoomId("!new")
    begun = Founding("marker", RoomKind.PRIVATE, person=BEN)
    ground.database.run_sync(lambda conn: founding.begin(conn, ground.keys, begun, 1))
    wire.put(new, "m.room.create", {MARKER: "marker"})
    ear = Ear(ground, wire)
    await ear.hear(said(BEN, "help me", room=new))
    assert [examined.heard.room for examined in ear.got] == [new]
    assert ear.got[0].reading is not None


async def test_a_room_that_becomes_ours_later_is_ours_from_then_on(ground: Ground) -> None:
    ear = Ear(ground, a_wire(Bot.GUIDE))
    await ear.hear(said(BEN, "x", room=RoomId("!later")))
    assert ear.got == []
    room = replace(ground.database.run_sync(lambda conn: ground.records(conn).rooms())[0], id=RoomId("!later"))
    ground.database.run_sync(lambda conn: ground.records(conn).add_room(room, "m"))
    await ear.hear(said(BEN, "y", room=RoomId("!later")), bookmark="b2")
    assert len(ear.got) == 1


async def test_the_performer_is_called_before_and_after_somebodys_coming_in_is_kept(ground: Ground) -> None:
    """Before: else a try that just missed it would wait a whole minute, having been held after the release."""
    ear = Ear(ground, a_wire(Bot.GUIDE))
    await ear.hear(door(ANN, Membership.JOIN, room=HERE))
    assert ear.roused == [{Bot.GUIDE}, {Bot.GUIDE}]
    await ear.hear(said(ANN, "hello"), bookmark="b2")
    assert ear.roused[2:] == [set()]


class Noting(Database):
    """A database that notes which work is to be done before what waits."""

    pressing: list[bool]

    async def run(self, work: Callable[[Transaction], T], *, first: bool = False) -> T:
        self.pressing.append(first)
        return await super().run(work, first=first)


OPENED = SettingChanged(HERE, event(), ANN, NOON, Proof.PLAIN, "m.room.join_rules", "", {"join_rule": "public"})


@pytest.mark.parametrize("wall", [door(EVE, Membership.JOIN), door(EVE, Membership.INVITE), OPENED])
async def test_a_wall_is_pressing_for_who_keeps_it_and_for_nobody_else(ground: Ground, wall: Heard) -> None:
    """All four hear of the same event; the writer's turn goes to the one by whom the wall stands again."""
    noting = Noting(ground.database._engine)
    noted = replace(ground, database=noting)
    for bot, heard, pressing in (
        (Bot.WARDEN, wall, True),
        (Bot.WARDEN, said(ANN, "hello"), False),
        (Bot.GUIDE, wall, False),
    ):
        answers = {(RoomKind.GROUP, type(wall)): ()} | ({(RoomKind.GROUP, Message): ()} if bot is Bot.GUIDE else {})
        hearing = Hearing(noted, Duties(bot, answers), a_wire(bot), Examining(Answering().both()), lambda _: None)
        noting.pressing = []
        await hearing.hear(a_batch(spoken=(Spoken(heard),)))
        assert noting.pressing[-1] is pressing
        assert not any(noting.pressing[:-1]), "only what acts on it goes first"
