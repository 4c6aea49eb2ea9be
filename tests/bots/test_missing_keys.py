from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bots.ground import Ground
from bots.missing_keys import MissingKeys
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import Bot, EventId, PersonId, Role, Room, RoomId, RoomKind, Standing
from fourwalls.storage import journal, outbox
from tests.support.ground import a_ground
from tests.support.records import ANN, EVE, FAY, NOON, private_of

ROOM = RoomId("!group")
MINUTE = 60_000


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_ground(tmp_path) as standing:
        standing.database.run_sync(lambda conn: furnish(standing, conn))
        yield standing


def furnish(ground: Ground, conn: Connection) -> None:
    records = ground.records(conn)
    group = records.add_group("Tuesday", ground.portal_public)
    records.add_room(Room(ROOM, RoomKind.GROUP, group=group.id), "m1")
    records.add_room(Room(private_of(ANN), RoomKind.PRIVATE, person=ANN), "m2")
    records.apply(GiveSeat(ANN, group.id, Role.MEMBER, Standing.INSIDE, NOON, FAY))


def unread(ground: Ground, bot: Bot, number: int, room: RoomId, sender: PersonId, at: int) -> None:
    event = EventId(f"${number}")
    raw = json.dumps({"room_id": room, "sender": sender, "event_id": event}).encode()
    ground.database.run_sync(
        lambda conn: journal.keep_unreadable(conn, ground.keys, bot, event, room, "session", raw, "no_key", at)
    )


def told(ground: Ground, bot: Bot, now: int) -> list[str]:
    """What the managers are told by one look at this moment."""

    def look(conn: Connection) -> list[str]:
        MissingKeys(ground, bot, lambda _: None).tell(conn, now)
        rows = [row for each in Bot for row in outbox.due(conn, ground.keys, each, now, 100)]
        for row in rows:
            outbox.sent(conn, ground.keys, row.id)
        return [ground.say(row.effect.words) for row in rows if isinstance(row.effect, TellManagers)]

    return ground.database.run_sync(look)


def test_people_are_told_after_a_minute_and_once(ground: Ground) -> None:
    unread(ground, Bot.LOOKOUT, 1, ROOM, ANN, 0)
    assert told(ground, Bot.LOOKOUT, MINUTE - 1) == []
    (words,) = told(ground, Bot.LOOKOUT, MINUTE + 1)
    assert "could not be read" in words
    assert "Tuesday" in words
    assert told(ground, Bot.LOOKOUT, 2 * MINUTE) == []


def test_a_whole_broken_evening_of_one_person_is_one_word_an_hour(ground: Ground) -> None:
    for number in range(5):
        unread(ground, Bot.LOOKOUT, number, ROOM, ANN, number)
    assert len(told(ground, Bot.LOOKOUT, 2 * MINUTE)) == 1
    unread(ground, Bot.LOOKOUT, 9, ROOM, ANN, 70 * MINUTE)
    assert len(told(ground, Bot.LOOKOUT, 72 * MINUTE)) == 1


def test_what_several_bots_lack_is_told_once(ground: Ground) -> None:
    for bot in (Bot.SCRIBE, Bot.LOOKOUT, Bot.GUIDE):
        unread(ground, bot, 1, ROOM, ANN, 0)
    assert [len(told(ground, bot, 2 * MINUTE)) for bot in (Bot.SCRIBE, Bot.LOOKOUT, Bot.GUIDE)] == [1, 0, 0]


def test_a_private_word_is_told_without_a_place(ground: Ground) -> None:
    unread(ground, Bot.GUIDE, 1, private_of(ANN), ANN, 0)
    (words,) = told(ground, Bot.GUIDE, 2 * MINUTE)
    assert "private chat with the guide" in words


def test_who_is_told_in_private(ground: Ground) -> None:
    unread(ground, Bot.SCRIBE, 1, ROOM, ANN, 0)

    def look(conn: Connection) -> set[Bot]:
        return MissingKeys(ground, Bot.SCRIBE, lambda _: None).tell(conn, 2 * MINUTE)

    assert ground.database.run_sync(look) == {Bot.GUIDE, Bot.LOOKOUT}
    rows = ground.database.run_sync(lambda conn: outbox.due(conn, ground.keys, Bot.GUIDE, 2 * MINUTE, 100))
    assert {row.effect.to for row in rows if isinstance(row.effect, Whisper)} == {ANN}


def test_a_strangers_noise_is_not_told(ground: Ground) -> None:
    unread(ground, Bot.LOOKOUT, 1, ROOM, EVE, 0)
    assert told(ground, Bot.LOOKOUT, 2 * MINUTE) == []
