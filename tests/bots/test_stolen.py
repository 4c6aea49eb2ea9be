"""A thief with the bots' whole disk: database, operational key (and so the pickle key) and access tokens."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bots.demo.homeserver import LocalHomeserver
from bots.house import House
from fourwalls.group.people import Bot, EventId
from fourwalls.matrix.crypto import decrypt_megolm
from fourwalls.matrix.cryptostore import CryptoStore
from fourwalls.matrix.homeserver import CLIENT, Homeserver, segment
from fourwalls.matrix.upkeep import ROOM_KEY_DAYS
from fourwalls.storage import accounts, journal, tally, vault
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import load_operational_keys
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

logger = logging.getLogger(__name__)

LATER, AFTER = ROOM_KEY_DAYS - 1, ROOM_KEY_DAYS + 1
"""Days from the first: within the time that keys are kept, and beyond it."""


class Loot:
    """A copy of everything that the bots keep, opened by somebody who has read this program."""

    def __init__(self, site: Site, folder: Path, homeserver: str) -> None:
        shutil.copytree(site.folder, folder)
        self._folder = folder
        self._homeserver = homeserver
        self._keys = load_operational_keys(folder / "keys")

    async def opened(self) -> dict[str, tuple[float, bool]]:
        """Every encrypted event that the homeserver gives for the bots' tokens: when, and whether a key opens it."""
        sent: dict[str, float] = {}
        found: Counter[str] = Counter()
        database = Database.open(f"sqlite:///{self._folder / 'fourwalls.sqlite'}")
        try:
            for bot in Bot:
                account = database.run_sync(lambda conn, bot=bot: accounts.load(conn, self._keys, bot))  # type: ignore[misc]
                rows = database.run_sync(lambda conn, bot=bot: vault.load(conn, self._keys, bot))  # type: ignore[misc]
                sessions = list(CryptoStore(self._keys.pickle_key, rows).load_inbound_group_sessions())
                assert account is not None
                server = Homeserver.open(self._homeserver)
                server.token = account.token
                async for event in _everything(server):
                    sent[event["event_id"]] = event["origin_server_ts"] / 1000
                    found[event["event_id"]] += any(_opens(session, event["content"]) for session in sessions)
                await server.close()
        finally:
            database.close()
        return {event: (moment, found[event] > 0) for event, moment in sent.items()}


async def _everything(server: Homeserver) -> AsyncIterator[dict[str, Any]]:
    rooms = await server.call("GET", f"{CLIENT}/joined_rooms")
    for room in rooms["joined_rooms"]:
        path, query = f"{CLIENT}/rooms/{segment(room)}/messages", {"dir": "b", "limit": "500"}
        while True:
            page = await server.call("GET", path, query=query)
            for event in page["chunk"]:
                if event["type"] == "m.room.encrypted":
                    yield event
            if "end" not in page:
                break
            query["from"] = page["end"]


def _opens(session: Any, content: dict[str, Any]) -> bool:
    if session.id != content.get("session_id"):
        return False
    try:
        decrypt_megolm(session, content["ciphertext"])
    except ValueError:
        return False
    return True


def set_clock(house: House, days: int) -> date:
    """Let the bots' engines believe that so many days have passed."""
    today = datetime.now(tz=UTC).date() + timedelta(days=days)
    for parts in house.parts.values():
        parts.connection._engine._today = lambda: today
    return today


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - the database announces nothing
            await asyncio.sleep(0.05)


class Days:
    """The evening, day by day."""

    def __init__(self, house: House, evening: Gathering, database: Database) -> None:
        self._house = house
        self._evening = evening
        self._keys = house.ground.keys
        self._database = database
        self.ends: list[float] = []
        """The moments at which a day ended, by the homeserver's clock."""

    async def say(self, day: int, *words: tuple[Member, int]) -> list[str]:
        """Say so many things each, and wait until everything that comes of it is done and heard by every bot."""
        said = [
            await who.send(self._evening.room, f"day {day}, my name is Philippa {n}")
            for who, count in words
            for n in range(count)
        ]
        await until(lambda: self._recorded(said))
        await until(lambda: self._database.run_sync(tally.due_now) == 0)
        last = await self._evening.members["walt"].send(self._evening.room, f"that was day {day}")
        await until(lambda: self._recorded([last]))
        heard = self._bookmark(Bot.SCRIBE)
        await until(lambda: all(self._bookmark(bot) >= heard for bot in Bot))
        self.ends.append(time.time())
        return [*said, last]

    def _recorded(self, said: Iterable[str]) -> bool:
        events = [EventId(event) for event in said]
        done = self._database.run_sync(lambda conn: tally.of_messages(conn, self._keys, events))
        return done.details_examined == done.risk_examined == done.recorded == len(events)

    def _bookmark(self, bot: Bot) -> int:
        """Where a bot is in the homeserver's stream of events."""
        token = self._database.run_sync(lambda conn: journal.bookmark(conn, bot))
        assert token is not None
        return int(token.split("_")[0].removeprefix("s"))

    def oldest_use(self) -> date:
        """The day of the oldest use that any stored room key remembers."""
        days: list[date] = []
        for bot in Bot:
            rows = self._database.run_sync(lambda conn, bot=bot: vault.load(conn, self._keys, bot))  # type: ignore[misc]
            for session in CryptoStore(self._keys.pickle_key, rows).load_inbound_group_sessions():
                days += session.uses
        return min(days)


@pytest.mark.e2e
@pytest.mark.timeout(240)
async def test_a_stolen_disk_opens_nothing_older_than_the_days_that_keys_are_kept(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    (tmp_path / "house").mkdir()
    site = await prepare_site(tmp_path / "house", homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        await evening.open_session()
        database = site.open_database()
        try:
            days = Days(house, evening, database)
            said = [await days.say(0, (pip, 3), (walt, 2))]
            set_clock(house, LATER)
            said.append(await days.say(LATER, (pip, 3), (walt, 2)))  # with the very keys of the first day
            early = await Loot(site, tmp_path / "early", homeserver.base_url).opened()
            today = set_clock(house, AFTER)
            await pip.begin_new_key(evening.room)
            said.append(await days.say(AFTER, (pip, 2), (walt, 1)))  # now the bots look for what is old, …
            await days.say(AFTER, (walt, 1))  # … and with this batch it leaves the disk
            await until(lambda: days.oldest_use() >= today - timedelta(days=ROOM_KEY_DAYS))
        finally:
            database.close()
    late = await Loot(site, tmp_path / "late", homeserver.base_url).opened()

    assert all(early[event][1] for day in said[:2] for event in day)  # this thief knows the trade
    assert all(late[event][1] for day in said[1:] for event in day)
    older = [opens for moment, opens in late.values() if moment < days.ends[0]]
    newer = [opens for moment, opens in late.values() if moment > days.ends[0]]
    assert len(older) > len(said[0]) + 5  # the bots' own words, and words to them in private, are among them
    assert sum(older) == 0
    assert all(newer)
    counts = (len(older), sum(older), len(newer), sum(newer))
    logger.info("older than the keys are kept: %d tried, %d opened; newer: %d tried, %d opened", *counts)
