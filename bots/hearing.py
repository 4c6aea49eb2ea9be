"""One bot's ear: each batch of heard events is examined off the event loop, then kept in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection as Transaction

from bots.duties import Duties
from bots.examining import Asked, Examining
from bots.founding import adopt
from bots.ground import ORDERS_LIVE, Ground
from bots.keeping import Item, Keeping
from bots.pulse import EarPulse
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Heard, Membership, MembershipChanged, Proof, SettingChanged, words_of
from fourwalls.group.people import Bot, EventId, Room, RoomId
from fourwalls.matrix.batch import Batch, Gap, Locked, Spoken
from fourwalls.matrix.connection import Connection
from fourwalls.storage import journal
from fourwalls.storage.gaps import KeptGap

Rouse = Callable[[Collection[Bot]], None]
"""Tells the performers of these bots that they have something to do."""

_AT_ONCE = 64
"""Messages asked about at once: enough that no examination waits for the event loop, few enough that another bot's
message does not wait long for its turn."""


class Hearing:
    """Hears for one bot."""

    def __init__(
        self, ground: Ground, duties: Duties, connection: Connection, examining: Examining, rouse: Rouse
    ) -> None:
        self._ground = ground
        self._duties = duties
        self._bot = duties.bot
        self._connection = connection
        self._examining = examining
        self._rouse = rouse
        self._rooms: dict[RoomId, Room] = {}
        self._started = False
        self._heard_until = datetime.fromtimestamp(0, tz=UTC)
        """When the last batch was kept: after a start anything may be old."""
        self.pulse = EarPulse()

    async def hear(self, batch: Batch) -> None:
        """Take in one batch; returns when everything of it is safe on disk."""
        began, now = self.pulse.now(), self._ground.now()
        if any(_came_in(each.heard) for each in batch.spoken):
            self._rouse([self._bot])  # already now: a try under way that missed it must not wait once more after this
        late = await self._unlocked(batch)
        await self._know_rooms({*_rooms_of(late), *_rooms_of(batch.spoken), *_rooms_of(batch.locked)})
        items = [*await self._items(late, late=True), *await self._items(batch.spoken, late=False)]
        hosts = {room.creator for room in self._connection.rooms.values() if room.creator is not None}
        crypto = self._connection.take_crypto_changes()

        def keep(conn: Transaction) -> tuple[frozenset[Bot], Keeping]:
            keeping = Keeping(conn, self._ground, self._duties, self._heard_until)
            return keeping.keep(batch, items, crypto, hosts), keeping

        called, kept = await self._ground.database.run(keep, first=self._is_pressing(batch))
        self._heard_until = now
        self.pulse.heard(began, kept.outcomes, kept.effects)
        self._rouse(called)

    def _is_pressing(self, batch: Batch) -> bool:
        """Whether a wall may be down until this is kept; the other bots hear of the same, and need not act on it."""
        return not self._duties.heeds_words and any(_is_of_a_wall(each.heard) for each in batch.spoken)

    async def fill(self, kept: KeptGap, now: int) -> None:
        """Try a gap once more; what comes is examined and kept like all else that is heard late.

        Raises:
            HomeserverError: no answer; nothing is changed.
        """
        spoken, locked, left = await self._connection.fill(Gap(kept.room, kept.start, kept.since))
        await self._know_rooms({*_rooms_of(spoken), *_rooms_of(locked)})
        items = await self._items(spoken, late=True)

        def keep(conn: Transaction) -> tuple[frozenset[Bot], Keeping]:
            keeping = Keeping(conn, self._ground, self._duties)
            return keeping.fill(kept, items, locked, left, now), keeping

        called, _ = await self._ground.database.run(keep)
        self._rouse(called)

    async def not_filled(self, kept: KeptGap, now: int) -> None:
        """There was no answer: it is tried later, or given up after a day."""
        left = Gap(kept.room, kept.start, kept.since)
        called = await self._ground.database.run(
            lambda conn: Keeping(conn, self._ground, self._duties).fill(kept, (), (), left, now)
        )
        self._rouse(called)

    async def _unlocked(self, batch: Batch) -> list[Spoken]:
        """Events kept for want of a key that can be opened now; at the first batch after a start, all are tried."""
        if self._started and not batch.keys_arrived:
            return []
        sessions = None if not self._started else batch.keys_arrived
        self._started = True
        raws = await self._ground.database.run(lambda conn: self._waiting(conn, sessions))
        tried: list[Spoken | Locked | None] = [await self._connection.read_again(raw) for raw in raws]
        silent = [raw for raw, each in zip(raws, tried, strict=True) if each is None]
        if silent:
            await self._ground.database.run(lambda conn: self._forget(conn, silent))
        return [each for each in tried if isinstance(each, Spoken)]

    def _forget(self, conn: Transaction, raws: Sequence[bytes]) -> None:
        """Let go of events that could be opened and have nothing in them to be heard."""
        for raw in raws:
            journal.drop_unreadable(conn, self._ground.keys, self._bot, EventId(json.loads(raw)["event_id"]))

    def _waiting(self, conn: Transaction, sessions: Collection[str] | None) -> list[bytes]:
        keys = self._ground.keys
        if sessions is None:
            return [kept.raw for kept in journal.all_unreadable(conn, keys, self._bot)]
        found = [journal.unreadable_for_session(conn, keys, self._bot, session) for session in sorted(sessions)]
        return [kept.raw for part in found for kept in part]

    async def _know_rooms(self, rooms: Collection[RoomId]) -> None:
        unknown = set(rooms) - self._rooms.keys()
        if unknown:
            self._rooms.update(await self._ground.database.run(lambda conn: self._look_up(conn, unknown)))

    def _look_up(self, conn: Transaction, unknown: Collection[RoomId]) -> dict[RoomId, Room]:
        records = self._ground.records(conn)
        new = [room for room in unknown if records.room(room) is None and room in self._connection.rooms]
        adopt(conn, self._ground, [self._connection.rooms[room] for room in new])
        found = [records.room(room) for room in unknown]
        return {room.id: room for room in found if room is not None}

    async def _items(self, spoken: Sequence[Spoken], *, late: bool) -> list[Item]:
        names: dict[RoomId, dict[str, str]] = {}
        for each in spoken:
            if each.heard.room not in names:
                names[each.heard.room] = self._connection.profile_names(each.heard.room)
        items: list[Item] = []
        for at in range(0, len(spoken), _AT_ONCE):
            part = spoken[at : at + _AT_ONCE]
            asked = [self._asked(each.heard, names[each.heard.room]) for each in part]
            examined = iter(await self._examining.examine([one for one in asked if one is not None]))
            for each, one in zip(part, asked, strict=True):
                found = Examined(each.heard) if one is None else next(examined)
                stale = late and self._ground.now() - each.heard.sent_at > ORDERS_LIVE
                found = replace(found, heard=each.heard, late=late, stale=stale)
                items.append(Item(found, each.ratchet, asked=one is not None))
        return items

    def _asked(self, heard: Heard, names: dict[str, str]) -> Asked | None:
        """What is to be examined about an event, if anything."""
        words, room = words_of(heard), self._rooms.get(heard.room)
        examination = self._duties.examination(room, heard)
        if words is None or examination is None or self._said_by_bot(heard):
            return None
        name = names.get(heard.sender) or heard.sender
        return Asked(words, examination, name, {each for each in names.values() if each})

    def _said_by_bot(self, heard: Heard) -> bool:
        return heard.proof is Proof.SIGNED and heard.sender in self._ground.bots.values()


def _came_in(heard: Heard) -> bool:
    return isinstance(heard, MembershipChanged) and heard.membership is Membership.JOIN


def _is_of_a_wall(heard: Heard) -> bool:
    return isinstance(heard, MembershipChanged | SettingChanged)


def _rooms_of(heard: Sequence[Spoken | Locked]) -> set[RoomId]:
    return {each.heard.room for each in heard}
