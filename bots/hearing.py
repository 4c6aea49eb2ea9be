"""One bot's ear: a batch of heard events in, one transaction out.

Examination comes first and off the loop; then, in one transaction: journal, handlers, effects on our records,
outbox rows, crypto changes, bookmark. Either all of it is kept or nothing is, and the server is asked again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection as Transaction

from bots.duties import Duties, Examination
from bots.examining import Examining
from bots.ground import Ground
from fourwalls.group.effects import AnswerInvite, Effect, Kept, Priority, Record, TellManagers
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Heard, Membership, MembershipChanged, Message, Proof
from fourwalls.group.people import EventId, PersonId, Room, RoomId, RoomKind
from fourwalls.group.phrase import phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.memory import VaultRow
from fourwalls.matrix.syncing import Batch, Locked, Spoken
from fourwalls.storage import journal, outbox, vault
from fourwalls.storage.journal import Outcome
from fourwalls.storage.records import Records

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Item:
    """One event ready for its handlers."""

    examined: Examined
    ratchet: str | None
    asked: bool
    """Whether an examination was asked for (and, unless ``failed``, made)."""


class Hearing:
    """Hears for one bot."""

    def __init__(
        self, ground: Ground, duties: Duties, connection: Connection, examining: Examining, rouse: Callable[[], None]
    ) -> None:
        self._ground = ground
        self._duties = duties
        self._bot = duties.bot
        self._connection = connection
        self._examining = examining
        self._rouse = rouse
        self._rooms: dict[RoomId, Room] = {}
        self._started = False

    async def hear(self, batch: Batch) -> None:
        """Take in one batch; returns when everything of it is safe on disk."""
        late = await self._unlocked(batch)
        await self._know_rooms(batch)
        items = [await self._item(spoken, late=True) for spoken in late if isinstance(spoken, Spoken)]
        items += [await self._item(spoken, late=False) for spoken in batch.spoken]
        crypto = self._connection.take_crypto_changes()
        await self._ground.database.run(lambda conn: self._keep(conn, batch, items, crypto))
        self._rouse()

    # --- before the transaction ---------------------------------------------------------------------------------

    async def _unlocked(self, batch: Batch) -> list[Spoken | Locked]:
        """Events kept for want of a key that can be opened now; at the first batch after a start, all are tried."""
        if self._started and not batch.keys_arrived:
            return []
        sessions = None if not self._started else batch.keys_arrived
        self._started = True

        def waiting(conn: Transaction) -> list[bytes]:
            keys = self._ground.keys
            if sessions is None:
                return [kept.raw for kept in journal.all_unreadable(conn, keys, self._bot)]
            found = [journal.unreadable_for_session(conn, keys, self._bot, session) for session in sorted(sessions)]
            return [kept.raw for part in found for kept in part]

        raws = await self._ground.database.run(waiting)
        tried = [await self._connection.read_again(raw) for raw in raws]
        return [each for each in tried if each is not None]

    async def _know_rooms(self, batch: Batch) -> None:
        unknown = {spoken.heard.room for spoken in batch.spoken} - self._rooms.keys()
        if unknown:
            found = await self._ground.database.run(
                lambda conn: [self._ground.records(conn).room(room) for room in unknown]
            )
            self._rooms.update({room.id: room for room in found if room is not None})

    async def _item(self, spoken: Spoken, *, late: bool) -> Item:
        heard = spoken.heard
        room = self._rooms.get(heard.room)
        examination = self._duties.examines.get(room.kind) if room is not None else None
        if not isinstance(heard, Message) or examination is None or self._said_by_bot(heard):
            return Item(Examined(heard, late=late), spoken.ratchet, asked=False)
        examined = await self._examine(heard, examination)
        return Item(replace(examined, late=late), spoken.ratchet, asked=True)

    async def _examine(self, message: Message, examination: Examination) -> Examined:
        room = self._connection.rooms.get(message.room)
        members = room.joined if room is not None else set()
        names = (
            {member: str(room.content("m.room.member", member).get("displayname") or "") for member in members}
            if room is not None
            else {}
        )
        name = names.get(message.sender) or message.sender
        return await self._examining.examine(message, examination, name, {n for n in names.values() if n})

    def _said_by_bot(self, heard: Heard) -> bool:
        return heard.proof is Proof.SIGNED and heard.sender in self._ground.bots.values()

    # --- the transaction ----------------------------------------------------------------------------------------

    def _keep(self, conn: Transaction, batch: Batch, items: Sequence[Item], crypto: Sequence[VaultRow]) -> None:
        records = self._ground.records(conn)
        for item in items:
            self._keep_one(conn, records, item)
        for locked in batch.locked:
            self._keep_locked(conn, locked)
        for index, (room, inviter) in enumerate(batch.invites):
            accept = PersonId(inviter) in self._ground.bots.values()
            answer = AnswerInvite(self._bot, RoomId(room), accept)
            self._put(conn, f"invite {room} {batch.bookmark}", index, answer)
        for index, gap in enumerate(batch.gaps):
            self._put(conn, f"gap {gap} {batch.bookmark}", index, self._gap_word(records, RoomId(gap)))
        vault.write(conn, self._ground.keys, self._bot, crypto)
        journal.set_bookmark(conn, self._bot, batch.bookmark)

    def _keep_one(self, conn: Transaction, records: Records, item: Item) -> None:
        """Keep one event with all that follows from it. A handler that fails takes nothing else down with it."""
        heard = item.examined.heard
        keys = self._ground.keys
        if journal.heard_before(conn, keys, self._bot, heard.event):
            return
        if item.ratchet is not None and journal.is_replay(conn, keys, self._bot, heard.event, item.ratchet):
            heard = replace(heard, proof=Proof.REPLAYED)
            item = Item(replace(item.examined, heard=heard), None, item.asked)
        try:
            with conn.begin_nested():
                self._note(conn, item, self._work(conn, records, item.examined))
        except Exception as error:  # noqa: BLE001 - one event's handler never stops the others; it is counted and told
            logger.error("handling an event failed: %s", type(error).__name__)  # noqa: TRY400 - no words in tracebacks
            with conn.begin_nested():
                self._note(conn, item, [], failed=True)
                room = records.room(heard.room)
                place = records.group(room.group).name if room is not None and room.group is not None else ""
                if isinstance(heard, Message):
                    words = phrase("unexamined", place=place)
                    self._put(conn, heard.event, 0, TellManagers(self._bot, words, Priority.FLAG))

    def _work(self, conn: Transaction, records: Records, examined: Examined) -> list[Effect]:
        heard = examined.heard
        room = self._rooms.get(heard.room) or records.room(heard.room)
        if room is None:
            return []
        done: list[Effect] = []
        for handler in self._duties.answers.get((room.kind, type(heard)), ()):
            for effect in handler(examined, records):
                if isinstance(effect, Kept):
                    records.apply(effect)
                else:
                    self._put(conn, heard.event, len(done), effect)
                done.append(effect)
        if (
            room.kind is RoomKind.PRIVATE
            and isinstance(heard, MembershipChanged)
            and heard.membership is Membership.JOIN
        ):
            outbox.release(conn, self._bot)  # words that waited for somebody to come in can be said now
        return done

    def _note(self, conn: Transaction, item: Item, effects: Sequence[Effect], *, failed: bool = False) -> None:
        heard = item.examined.heard
        if failed or item.examined.failed:
            outcome = Outcome.FAILED
        elif any(isinstance(effect, Record) for effect in effects):
            outcome = Outcome.RECORDED
        else:
            outcome = Outcome.EXAMINED if item.asked else Outcome.SEEN
        keys, at = self._ground.keys, _milliseconds(heard.sent_at)
        journal.note(conn, keys, self._bot, heard.event, heard.room, at, outcome, item.ratchet)
        if item.examined.late:
            journal.drop_unreadable(conn, keys, self._bot, heard.event)

    def _keep_locked(self, conn: Transaction, locked: Locked) -> None:
        heard, keys = locked.heard, self._ground.keys
        at = _milliseconds(heard.sent_at)
        if journal.note(conn, keys, self._bot, heard.event, heard.room, at, Outcome.UNREADABLE):
            reason, session = heard.reason, locked.megolm_session
            journal.keep_unreadable(conn, keys, self._bot, heard.event, heard.room, session, locked.raw, reason, at)

    def _gap_word(self, records: Records, room_id: RoomId) -> Effect:
        room = records.room(room_id)
        place = records.group(room.group).name if room is not None and room.group is not None else ""
        return TellManagers(self._bot, phrase("messages-missed", place=place), Priority.FLAG)

    def _put(self, conn: Transaction, cause: str, index: int, effect: Effect) -> None:
        assert not isinstance(effect, Kept)
        expires = self._ground.expiry(effect, datetime.now(tz=UTC))
        outbox.put(conn, self._ground.keys, outbox.Cause(self._bot, EventId(cause)), index, effect, expires_at=expires)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
