"""A furnished ground: a group with its room, a manager room, a private room, and people with seats."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from bots.ground import Ground
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import HOUSE, Bot, Group, Role, Room, RoomKind, Standing
from fourwalls.storage import outbox
from tests.handlers.happened import HERE
from tests.support.ground import a_ground
from tests.support.records import ANN, BOTS, FAY, MANAGERS, MAX, NOON, private_of
from tests.support.wire import Wire


@contextmanager
def a_furnished_ground(folder: Path) -> Iterator[Ground]:
    with a_ground(folder) as ground:
        ground.database.run_sync(lambda conn: furnish(ground, conn))
        yield ground


def furnish(ground: Ground, conn: Connection) -> Group:
    records = ground.records(conn)
    group = records.add_group("Tuesday circle", ground.portal_public)
    records.add_room(Room(HERE, RoomKind.GROUP, group=group.id), "m1")
    records.add_room(Room(MANAGERS, RoomKind.MANAGER), "m2")
    records.add_room(Room(private_of(ANN), RoomKind.PRIVATE, person=ANN), "m3")
    records.apply(GiveSeat(ANN, group.id, Role.MEMBER, Standing.INSIDE, NOON, FAY))
    records.apply(GiveSeat(FAY, group.id, Role.FACILITATOR, Standing.INSIDE, NOON, FAY))
    records.apply(GiveSeat(MAX, HOUSE, Role.ONLINE_MANAGER, Standing.INSIDE, NOON, FAY))
    return group


def a_wire(bot: Bot) -> Wire:
    """A line into the three rooms, where everybody is inside who should be."""
    wire = Wire(BOTS[bot])
    for room, people in ((HERE, (ANN, FAY)), (MANAGERS, (MAX,))):
        wire.member(room, *BOTS.values(), *people)
    wire.member(private_of(ANN), BOTS[Bot.GUIDE], ANN)
    return wire


def now_ms() -> int:
    return int(time.time() * 1000)


def waiting(ground: Ground, performer: Bot, now: int | None = None) -> list[outbox.Waiting]:
    """What could be done now, or at another moment: the first of each lane."""
    at = now_ms() if now is None else now
    return ground.database.run_sync(lambda conn: outbox.due(conn, ground.keys, performer, at, 100))


def effects(ground: Ground, performer: Bot) -> list[Done]:
    return [row.effect for row in waiting(ground, performer)]


def told(ground: Ground, performer: Bot) -> list[str]:
    """All that a bot is still to tell the managers, in words; it is taken out of the outbox."""
    words = []
    while rows := [row for row in waiting(ground, performer) if isinstance(row.effect, TellManagers)]:
        for row in rows:
            assert isinstance(row.effect, TellManagers)
            words.append(ground.say(row.effect.words))
            ground.database.run_sync(lambda conn, row=row: outbox.sent(conn, ground.keys, row.id))  # type: ignore[misc]
    return words


def put(ground: Ground, *what: Done, cause: str = "$cause", bot: Bot = Bot.GUIDE) -> None:
    def work(conn: Connection) -> None:
        for index, effect in enumerate(what):
            outbox.put(conn, ground.keys, outbox.Cause(bot, cause), index, effect)

    ground.database.run_sync(work)


def status(ground: Ground) -> dict[str, int]:
    return {str(name): number for name, number in ground.database.run_sync(outbox.counts).items() if number}
