"""A key that comes after a restart: told, read, recorded at its true time, and told again; with real clients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bots import missing_keys
from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import Bot, EventId
from fourwalls.matrix.homeserver import Homeserver
from fourwalls.matrix.syncing import SYNC_FILTER
from fourwalls.storage import tally
from fourwalls.storage.keyfiles import load_operational_keys
from tests.support.gathering import GROUP, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e

Json = dict[str, Any]


class HeldBack:
    """Between the bots and their server: the keys of one person are taken out of the answers, and given later.

    Each bot is known by its access token, which a restart does not change.
    """

    def __init__(self, sender: str) -> None:
        self._sender = sender
        self._held: dict[str, list[Json]] = {}
        self.holding = False

    def stand_between(self, monkeypatch: pytest.MonkeyPatch) -> None:
        call = Homeserver.call

        async def passed_on(server: Homeserver, method: str, path: str, *more: Any, **named: Any) -> Json:
            answer: Json = await call(server, method, path, *more, **named)
            heard = path.endswith("/sync") and named["query"].get("filter") == SYNC_FILTER  # not a mere look at it
            return self._changed(str(server.token), answer) if heard else answer

        monkeypatch.setattr(Homeserver, "call", passed_on)

    def _changed(self, token: str, answer: Json) -> Json:
        events = answer.get("to_device", {}).get("events", [])
        held = self._held.setdefault(token, [])
        if not self.holding:
            given, held[:] = [*held, *events], []
        else:
            held += [event for event in events if event["sender"] == self._sender]
            given = [event for event in events if event["sender"] != self._sender]
        return {**answer, "to_device": {"events": given}}

    @property
    def lacking(self) -> int:
        """How many bots lack something."""
        return sum(bool(events) for events in self._held.values())


def counted(site: Site, event: str) -> tally.Tally:
    keys = load_operational_keys(site.settings.keys)
    database = site.open_database()
    try:
        return database.run_sync(lambda conn: tally.of_messages(conn, keys, [EventId(event)]))
    finally:
        database.close()


async def test_a_key_that_comes_after_a_restart(
    tmp_path: Path,
    homeserver: LocalHomeserver,
    register: Register,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(missing_keys, "_GRACE_MS", 0)
    monkeypatch.setattr(missing_keys, "_SECONDS_BETWEEN_LOOKS", 0.2)
    odette, ruth, pip = [await sign_in(name, display_name=name.title()) for name in ("odette", "ruth", "pip")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    between = HeldBack(pip.user_id)
    between.stand_between(monkeypatch)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
        await evening.open_session()
        between.holding = True
        event = await pip.send(evening.room, "i have saved up my tablets and tonight i am going to take them all")
        told = await evening.hears(ruth, "could not be read by us bots")
        assert "Pip" in told.body
        assert "Its key has not come" in told.body
        await evening.hears(pip, "You have done nothing wrong")
        await odette.wait_message(containing="could not be read: its key has not come", room=evening.desk)
        await evening.close_session()
        assert between.lacking == len(Bot)
        assert counted(site, event) == tally.Tally(0, 0, 0, 0, 0)
    between.holding = False
    async with running_house(site):
        await read_at_last(site, event, (odette, ruth, pip))


async def read_at_last(site: Site, event: str, people: tuple[Member, Member, Member]) -> None:
    """Examined, recorded in the session that was on when it was said, and told."""
    odette, ruth, pip = people
    await odette.wait_message(containing="take them all")
    await ruth.wait_message(containing="has been read now")
    await pip.wait_message(containing="has been read now")
    await odette.wait_message(containing="has been read now")
    assert counted(site, event) == tally.Tally(1, 1, 1, 0, 1)
