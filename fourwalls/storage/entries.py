"""The recorder: seals entries into a transcript, and takes words out of it. It cannot read what it wrote."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, or_, select, update

from fourwalls.group.effects.kept import Hide, HideAll, PutBack, Record, Strike
from fourwalls.group.people import EventId, GroupId, PersonId
from fourwalls.storage import persons
from fourwalls.storage.errors import StorageError
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.sealing import DataKey, EntryPlace, TranscriptSealer
from fourwalls.storage.tables import data_key, entry, erasure, support_group, unreadable
from fourwalls.storage.times import to_ms
from fourwalls.storage.upsert import insert_new, put_rows


class Recorder:
    """Records entries in one transaction; what it has looked up stays true that long."""

    def __init__(self, conn: Connection, keys: OperationalKeys, sealer: TranscriptSealer) -> None:
        self._conn = conn
        self._keys = keys
        self._sealer = sealer
        self._persons: dict[PersonId, PersonKey] = {}
        self._stored: set[str] = set()
        self._erased: dict[tuple[str, str], int | None] = {}

    def record(self, effect: Record) -> bool:
        """Seal one entry; ``False``: this event is in the transcript already.

        An edit becomes an entry of its own that points to the first. An edit of what was struck is struck as well.
        """
        author = self._person(effect.author)
        key = self._data_key(effect.group, author, effect.at.strftime("%Y-%m"))
        replaces = "" if effect.replaces is None else self._keys.lookup("event", effect.replaces)
        place = EntryPlace(
            group=effect.group,
            session=effect.session,
            room=self._keys.lookup("room", effect.room),
            event=self._keys.lookup("event", effect.event),
            author=author,
            data_key=key.id,
            replaces=replaces,
            at=to_ms(effect.at),
            proven=effect.proven,
        )
        struck = bool(replaces) and self._is_struck(replaces)
        ciphertext = None if struck else self._sealer.seal(key, place, self._payload(effect))
        hidden_at = (self._hidden_at(replaces) if replaces else None) or self._erased_at(place)
        return insert_new(self._conn, entry, {**_row(place, ciphertext), "hidden_at": hidden_at})

    def strike(self, effect: Strike) -> None:
        """Wipe a message's words, those of its edits, and the raw event if it still waits for its key."""
        event_key = self._keys.lookup("event", effect.event)
        named = or_(entry.c.event_key == event_key, entry.c.replaces_key == event_key)
        self._conn.execute(update(entry).where(named).values(ciphertext=None))
        self._conn.execute(delete(unreadable).where(unreadable.c.event_key == event_key))

    def hide(self, effect: Hide) -> None:
        """Hide a message's words and those of its edits, from now on by our own clock."""
        event_key = self._keys.lookup("event", effect.event)
        named = or_(entry.c.event_key == event_key, entry.c.replaces_key == event_key)
        shown = (named, entry.c.ciphertext.is_not(None), entry.c.hidden_at.is_(None))
        self._conn.execute(update(entry).where(*shown).values(hidden_at=int(time.time() * 1000)))

    def hide_all(self, effect: HideAll) -> None:
        """Hide all that somebody has said in a group, and what comes late of it, from now on by our own clock."""
        now, author = int(time.time() * 1000), self._person(effect.person)
        theirs = (entry.c.group_id == effect.group, entry.c.author_key == author)
        shown = (entry.c.ciphertext.is_not(None), entry.c.hidden_at.is_(None))
        self._conn.execute(update(entry).where(*theirs, *shown).values(hidden_at=now))
        put_rows(self._conn, erasure, [{"group_id": effect.group, "person_key": author, "at": now}])
        self._erased.clear()

    def put_back(self, effect: PutBack) -> None:
        """Show again what was hidden last of somebody's words: one message, or all that they had said in groups."""
        author = self._keys.person(effect.person)
        hidden_at = last_hidden(self._conn, author)
        last = (entry.c.author_key == author, entry.c.hidden_at == hidden_at)
        self._conn.execute(update(entry).where(*last).values(hidden_at=None))
        undone = (erasure.c.person_key == author, erasure.c.at == hidden_at)
        self._conn.execute(delete(erasure).where(*undone))
        self._erased.clear()

    def _payload(self, effect: Record) -> bytes:
        reply_to = None if effect.reply_to is None else self._keys.lookup("event", effect.reply_to)
        return json.dumps({"name": effect.profile_name, "text": effect.text, "reply_to": reply_to}).encode()

    def _person(self, who: PersonId) -> PersonKey:
        if who not in self._persons:
            self._persons[who] = persons.ensure(self._conn, self._keys, who)
        return self._persons[who]

    def _data_key(self, group: GroupId, author: PersonKey, month: str) -> DataKey:
        """Give a data key that is stored for certain.

        The transaction that stored it may have been undone, and an erasure may have deleted it: a key that is not in
        the table is never put back, a new one takes its place.
        """
        held = self._sealer.held(group, author, month)
        if held is not None and (held.id in self._stored or self._is_stored(held)):
            self._stored.add(held.id)
            return held
        public = self._conn.execute(select(support_group.c.public_key).where(support_group.c.id == group)).scalar()
        if public is None:
            raise StorageError("an entry for a group that is not there cannot be recorded")
        new = self._sealer.new(group, public, author, month)
        row = {"id": new.id, "group_id": group, "author_key": author, "month": month, "sealed": new.sealed}
        self._conn.execute(data_key.insert(), row)
        self._stored.add(new.id)
        return new

    def _is_stored(self, key: DataKey) -> bool:
        return self._conn.execute(select(data_key.c.id).where(data_key.c.id == key.id)).scalar() is not None

    def _is_struck(self, event_key: str) -> bool:
        wiped = select(entry.c.id).where(entry.c.event_key == event_key, entry.c.ciphertext.is_(None))
        return self._conn.execute(wiped).scalar() is not None

    def _erased_at(self, place: EntryPlace) -> int | None:
        """When all that the author had said in the group was hidden, if this was said before."""
        mine = (place.group, place.author)
        if mine not in self._erased:
            asked = (erasure.c.group_id == place.group, erasure.c.person_key == place.author)
            self._erased[mine] = self._conn.execute(select(erasure.c.at).where(*asked)).scalar()
        at = self._erased[mine]
        return at if at is not None and place.at <= at else None

    def _hidden_at(self, event_key: str) -> int | None:
        return self._conn.execute(select(entry.c.hidden_at).where(entry.c.event_key == event_key)).scalar()


def is_shown(conn: Connection, keys: OperationalKeys, event: EventId) -> bool:
    """Say whether a recorded message has its words, and its readers see them."""
    there = (entry.c.event_key == keys.lookup("event", event), entry.c.ciphertext.is_not(None))
    return conn.execute(select(entry.c.id).where(*there, entry.c.hidden_at.is_(None))).scalar() is not None


def last_hidden(conn: Connection, author: PersonKey) -> int | None:
    """Give the moment (in milliseconds) at which words of this author were hidden last, if they are still there."""
    hidden = (entry.c.author_key == author, entry.c.ciphertext.is_not(None))
    return conn.execute(select(func.max(entry.c.hidden_at)).where(*hidden)).scalar()


def groups_with_words(conn: Connection, author: PersonKey) -> Sequence[GroupId]:
    """Give the groups in whose transcripts readers see words of this author."""
    shown = (entry.c.author_key == author, entry.c.ciphertext.is_not(None), entry.c.hidden_at.is_(None))
    found = select(entry.c.group_id).where(*shown).distinct().order_by(entry.c.group_id)
    return [GroupId(group) for group in conn.execute(found).scalars()]


def wipe_hidden(conn: Connection, before: int) -> int:
    """Wipe for good what was hidden before a moment (in milliseconds). Give the number of entries."""
    old = (entry.c.hidden_at < before, entry.c.ciphertext.is_not(None))
    return conn.execute(update(entry).where(*old).values(ciphertext=None)).rowcount


def author(conn: Connection, keys: OperationalKeys, event: EventId) -> PersonId | None:
    """Say whose recorded message this is."""
    found = select(entry.c.author_key).where(entry.c.event_key == keys.lookup("event", event))
    key = conn.execute(found).scalar()
    return None if key is None else persons.of_key(conn, keys, PersonKey(key))


def _row(place: EntryPlace, ciphertext: bytes | None) -> dict[str, object]:
    return {
        "session_id": place.session,
        "group_id": place.group,
        "room_key": place.room,
        "event_key": place.event,
        "author_key": place.author,
        "data_key_id": place.data_key,
        "replaces_key": place.replaces,
        "at": place.at,
        "proven": place.proven,
        "ciphertext": ciphertext,
    }
