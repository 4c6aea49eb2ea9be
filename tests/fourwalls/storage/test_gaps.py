from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects.kept import Await
from fourwalls.group.people import Bot, GroupId, RoomId
from fourwalls.storage import gaps
from fourwalls.storage.gaps import KeptGap
from fourwalls.storage.tables import awaited
from tests.fourwalls.storage.house import ANN, BEN, NOON, House, minute, said

SCRIBE, GUIDE = Bot.SCRIBE, Bot.GUIDE
ROOM = RoomId("!room")


def a_gap(house: House, since: str = "s1", at: int = 1000) -> KeptGap:
    return KeptGap(gaps.key_of(house.keys, ROOM, since), ROOM, "p0", since, at - 10, at)


def due(house: House, before: int, bot: Bot = SCRIBE) -> list[KeptGap]:
    return house.database.run_sync(lambda conn: gaps.due(conn, house.keys, bot, before))


def keep(house: House, gap: KeptGap, bot: Bot = SCRIBE) -> bool:
    return house.database.run_sync(lambda conn: gaps.keep(conn, house.keys, bot, gap))


def test_a_gap_is_kept_once_for_each_bot_until_it_is_dropped(house: House) -> None:
    gap = a_gap(house)
    assert [keep(house, gap), keep(house, gap), keep(house, gap, GUIDE)] == [True, False, True]
    assert (due(house, 999), due(house, 1000)) == ([], [gap])
    house.database.run_sync(lambda conn: gaps.drop(conn, SCRIBE, gap.key))
    assert (due(house, 1000), due(house, 1000, GUIDE)) == ([], [gap])


def test_what_is_left_of_it_is_tried_later(house: House) -> None:
    gap, other = a_gap(house), a_gap(house, "s2", 500)
    keep(house, gap)
    keep(house, other)
    left = replace(gap, start="p9")
    house.database.run_sync(lambda conn: gaps.tried(conn, house.keys, SCRIBE, left, 5000))
    assert due(house, 4999) == [other]
    assert due(house, 5000) == [other, left]


def test_a_hole_in_a_transcript_is_one_line_that_changes_when_it_is_filled(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "before"), said(session, "hole", "some are missing", author=BEN, at=2))
    house.apply(said(session, "$3", "after", at=4))
    house.apply(said(session, "hole filled", "some came late", author=BEN, at=2, replaces="hole"))
    house.apply(said(session, "$2", "came late", at=1))
    assert house.texts(session) == ["before", "came late", "some came late", "after"]


# --- what the guide waits for

WORRY = Awaited(Wanted.WORRY, NOON, "device key")
LEAVING = Awaited(Wanted.LEAVING, minute(3), groups=(GroupId("a"), GroupId("b")), about=("x", "y"))


@pytest.mark.parametrize("what", [WORRY, LEAVING])
def test_what_is_waited_for_comes_back_as_it_was(house: House, what: Awaited) -> None:
    house.apply(Await(ANN, WORRY), Await(ANN, what))
    assert house.work(lambda records: records.awaited(ANN)) == what
    assert house.work(lambda records: records.awaited(BEN)) is None


def test_nothing_is_left_when_nothing_is_waited_for(house: House) -> None:
    house.apply(Await(ANN, WORRY), Await(ANN, None), Await(BEN, None))
    assert house.work(lambda records: records.awaited(ANN)) is None
    assert house.database.run_sync(lambda conn: conn.execute(select(func.count()).select_from(awaited)).scalar()) == 0
