"""SIGKILL at random moments: everything said is handled, and handled once."""

from __future__ import annotations

import asyncio
import os
import random
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import EventId, GroupId
from fourwalls.storage import tally, transcripts
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import PORTAL_PRIVATE, load_key, load_operational_keys
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.sealing import TranscriptOpener
from fourwalls.storage.tables import support_group
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import HouseProcess, prepare_site
from tests.support.member import Member
from tests.support.synapse import Register, SignIn, talkative

SEED = int(os.environ.get("SEED", "20261124"))
ROUNDS = 10
MESSAGES = 300
PER_ROUND = MESSAGES // ROUNDS
EVERY_SLIP = 10
"""One message in so many carries a full name."""


def words(number: int) -> str:
    if number % EVERY_SLIP == 0:
        return f"message {number}: my name is Philippa Arkwright"
    return f"message {number}: the kettle is on"


@pytest.mark.e2e
@pytest.mark.timeout(600)
async def test_killed_at_random_nothing_is_lost_and_nothing_done_twice(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    dice = random.Random(SEED)  # noqa: S311 - repeatable chance, not a secret
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    await talkative(homeserver, pip.user_id, walt.user_id)
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    house = HouseProcess(site, tmp_path / "run.log")
    await house.start()
    evening = await gather(site, odette, ruth, pip=pip, walt=walt)
    await evening.open_session()

    said: list[str] = []
    for number in range(ROUNDS):
        burst = asyncio.create_task(send_burst(evening.room, (pip, walt), number * PER_ROUND, said))
        await asyncio.sleep(dice.uniform(0.0, 1.5))  # the random moment is the point of this test
        await house.kill()
        await burst
        await house.start()
        if dice.random() < 0.5:  # half of the kills hit a house that is still starting
            await house.wait_ready()
    await house.wait_ready()
    log = (tmp_path / "run.log").read_text()
    assert "encryption state" not in log, "a kill never looks like a store that was put back"

    database = site.open_database()
    try:
        done = await all_done(database, load_operational_keys(site.settings.keys), said)
        slips = MESSAGES // EVERY_SLIP
        assert done == tally.Tally(MESSAGES, MESSAGES, MESSAGES, slips, 0)
        await evening.close_session()
        assert warnings_seen(evening, pip) + warnings_seen(evening, walt) == slips
        assert recorded(database, site.settings.keys) == [words(number) for number in range(MESSAGES)]
    finally:
        database.close()
        await house.stop()


async def send_burst(room: str, senders: tuple[Member, ...], first: int, said: list[str]) -> None:
    for number in range(first, first + PER_ROUND):
        event = await senders[number % len(senders)].send(room, words(number))
        said.append(event)


async def all_done(database: Database, keys: OperationalKeys, said: list[str]) -> tally.Tally:
    """Wait until everything is examined and recorded and nothing is left to do, or for two minutes."""
    events = [EventId(event) for event in said]
    until = time.monotonic() + 120
    while True:
        done = database.run_sync(lambda conn: tally.of_messages(conn, keys, events))
        left = database.run_sync(tally.due_now)
        complete = min(done.details_examined, done.risk_examined, done.recorded) == len(said) and not left
        if complete or time.monotonic() > until:
            return done
        await asyncio.sleep(0.2)  # the database announces nothing


def warnings_seen(evening: Gathering, member: Member) -> int:
    room = evening.private[member.user_id]
    return sum("«" in seen.body for seen in member.messages(room))


def recorded(database: Database, keys: Path) -> list[str]:
    """The transcript in order, as the portal opens it."""
    opener = TranscriptOpener(load_key(keys / PORTAL_PRIVATE))

    def read(conn: Connection) -> list[str]:
        group = GroupId(conn.execute(select(support_group.c.id)).scalar_one())
        (line,) = transcripts.sessions_of(conn, group)
        opened = transcripts.read_session(conn, opener, line.session.id, PersonKey("a-test"), 0)
        assert opened is not None
        return [entry.text for entry in opened.entries]

    return database.run_sync(read)
