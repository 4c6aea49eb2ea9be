"""A busy evening must not wait for storage: 100 messages are journalled and recorded in one transaction."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import Connection

from fourwalls.group.people import Bot, EventId
from fourwalls.storage import journal
from tests.fourwalls.storage.house import ROOM, House, said

pytestmark = pytest.mark.usefixtures("sqlite")

CPU_SECONDS = 0.05


def test_a_hundred_messages_take_well_under_fifty_milliseconds_of_work(house: House) -> None:
    session = house.session(house.group())

    def work(conn: Connection, first: int) -> None:
        records = house.work_in(conn)
        for number in range(first, first + 100):
            event = EventId(f"${number}")
            journal.note(conn, house.keys, Bot.SCRIBE, event, ROOM, number, journal.Outcome.RECORDED, f"s:{number}")
            records.apply(said(session, event, "something said in the room, of the usual length for a message"))

    spent = []
    for batch in range(5):
        start = time.thread_time()
        house.database.run_sync(lambda conn, first=100 * batch: work(conn, first))  # type: ignore[misc]
        spent.append(time.thread_time() - start)
    assert min(spent) < CPU_SECONDS
    assert len(house.texts(session)) == 500
