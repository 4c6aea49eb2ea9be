"""The records as one handler's view of them (``Look``), and the one place where kept effects are applied.

One line a question: each noun keeps its own file (``roster``, ``rooms``, ``sessions``, ``entries``, …). A ``Records``
lives as long as one transaction, and remembers so long what every message asks anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from fourwalls.group.awaited import Awaited
from fourwalls.group.case import Case, CaseNumber
from fourwalls.group.effects import (
    Acknowledge,
    Await,
    CloseGroup,
    CloseSession,
    GiveSeat,
    Hide,
    Kept,
    NameProfile,
    OpenSession,
    PutBack,
    RaiseFlag,
    Record,
    Strike,
    Warned,
    WarningAnswered,
)
from fourwalls.group.people import Bot, EventId, Group, GroupId, Layout, PersonId, Role, Room, RoomId, RoomKind, Seat
from fourwalls.group.session import Session
from fourwalls.storage import awaiting, cases, entries, persons, rooms, roster, sessions, warnings
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.sealing import TranscriptSealer


class Records:
    """Implements ``fourwalls.group.look.Look`` over one transaction, and applies effects in it."""

    def __init__(
        self, conn: Connection, keys: OperationalKeys, sealer: TranscriptSealer, bots: Mapping[Bot, PersonId]
    ) -> None:
        self._conn = conn
        self._keys = keys
        self._bots = bots
        self._rooms: dict[RoomId, Room] = {}
        self._groups: dict[GroupId, Group] = {}
        self._open: dict[GroupId, Session | None] = {}
        self._names: dict[PersonId, str] = {}
        self._recorder = entries.Recorder(conn, keys, sealer)

    # --- looking -----------------------------------------------------------------------------------------------

    def room(self, room: RoomId) -> Room | None:
        """The room of the house with this id."""
        if room not in self._rooms:
            found = rooms.find(self._conn, self._keys, room)
            if found is None:
                return None
            self._rooms[room] = found
        return self._rooms[room]

    def rooms(self) -> Sequence[Room]:
        """Every room of the house, oldest first."""
        return rooms.every(self._conn, self._keys)

    def group(self, group: GroupId) -> Group:
        """The group with this id. Raises ``KeyError`` when there is none."""
        if group not in self._groups:
            self._groups[group] = rooms.group(self._conn, self._keys, group)
        return self._groups[group]

    def group_room(self, group: GroupId) -> Room | None:
        """The room where the group meets."""
        return rooms.of_group(self._conn, self._keys, group)

    def rooms_of(self, group: GroupId) -> Sequence[Room]:
        """All rooms of the group that are made."""
        return rooms.all_of_group(self._conn, self._keys, group)

    def room_of(self, group: GroupId, kind: RoomKind) -> Room | None:
        """The group's room of one kind."""
        return rooms.of_group(self._conn, self._keys, group, kind)

    def manager_room(self) -> Room | None:
        """The manager room."""
        return rooms.of_managers(self._conn, self._keys)

    def private_room(self, person: PersonId) -> Room | None:
        """The person's private room with the guide."""
        return rooms.of_person(self._conn, self._keys, self._keys.person(person))

    def seat(self, person: PersonId, group: GroupId) -> Seat | None:
        """The person's line on the group's roster, removed ones included."""
        return roster.find(self._conn, self._keys, person, group)

    def roster(self, group: GroupId) -> Sequence[Seat]:
        """Everybody who may be inside, oldest first."""
        return roster.of_group(self._conn, self._keys, group)

    def suspended_until(self, moment: datetime) -> Sequence[Seat]:
        """The lines of those whose suspension has ended by this moment."""
        return roster.suspended_until(self._conn, self._keys, moment)

    def groups_of(self, person: PersonId) -> Sequence[Seat]:
        """The lines of every group's roster on which the person may be inside."""
        return roster.of_person(self._conn, self._keys, person)

    def groups(self) -> Sequence[Group]:
        """Every group of the house that is not closed."""
        return rooms.groups(self._conn, self._keys)

    def closed_groups(self) -> Sequence[Group]:
        """Those that are."""
        return rooms.groups(self._conn, self._keys, closed=True)

    def can_read(self, person: PersonId) -> bool:
        """Whether there are transcripts that this person may read."""
        return bool(roster.groups_inside(self._conn, self._keys.person(person)))

    def role(self, person: PersonId) -> Role | None:
        """The widest role the person has anywhere."""
        return roster.widest_role(self._conn, self._keys.person(person))

    def is_bot(self, person: PersonId) -> bool:
        """Whether this is one of our own accounts."""
        return person in self._bots.values()

    def profile_name(self, person: PersonId) -> str:
        """The profile name as last seen; empty when unknown."""
        if person not in self._names:
            self._names[person] = persons.profile_name(self._conn, self._keys, person)
        return self._names[person]

    def open_session(self, group: GroupId) -> Session | None:
        """The session that is going on, if any."""
        if group not in self._open:
            self._open[group] = sessions.going_on(self._conn, group)
        return self._open[group]

    def session_at(self, group: GroupId, moment: datetime) -> Session | None:
        """The session during which something at this moment was said."""
        return sessions.at(self._conn, group, moment)

    def unanswered_warning(self, person: PersonId, prompt: EventId | None = None) -> tuple[RoomId, EventId] | None:
        """The message of a warning that the person has not answered: of this prompt's, or of the latest."""
        return warnings.unanswered(self._conn, self._keys, person, prompt)

    def awaited(self, person: PersonId) -> Awaited | None:
        """What the guide waits for from this person, however long ago it began."""
        return awaiting.of(self._conn, self._keys, person)

    def author_of_entry(self, event: EventId) -> PersonId | None:
        """Who said the recorded message, if it is in a transcript."""
        return entries.author(self._conn, self._keys, event)

    def is_shown(self, event: EventId) -> bool:
        """Whether the recorded message has its words, and its readers see them."""
        return entries.is_shown(self._conn, self._keys, event)

    def has_hidden(self, person: PersonId) -> bool:
        """Whether words of this person are hidden and not wiped yet."""
        return entries.last_hidden(self._conn, self._keys.person(person)) is not None

    def case(self, thread: EventId) -> Case | None:
        """The case whose thread in the manager room begins with this event."""
        return cases.of_thread(self._conn, self._keys, thread)

    def pinned_identity(self, person: PersonId) -> str | None:
        """The pinned master key of a person; ``None`` before first use."""
        return persons.pinned_identity(self._conn, self._keys, person)

    def person_of_key(self, key: PersonKey) -> PersonId | None:
        """The person with this key (a sign-in request of the portal carries one)."""
        return persons.of_key(self._conn, self._keys, key)

    # --- touching ----------------------------------------------------------------------------------------------

    def apply(self, effect: Kept) -> None:  # noqa: C901, PLR0912 - one case a kind of effect
        """Apply an effect on our own records."""
        match effect:
            case GiveSeat():
                roster.give_seat(self._conn, self._keys, effect)
            case NameProfile():
                self._names.pop(effect.person, None)
                persons.name_profile(self._conn, self._keys, effect.person, effect.profile_name)
                roster.name_for_readers(self._conn, self._keys, effect.person)
            case OpenSession():
                self._open.clear()
                sessions.open_session(self._conn, self._keys, effect)
            case CloseSession():
                self._open.clear()
                sessions.close_session(self._conn, effect)
            case Record():
                self._recorder.record(effect)
            case Strike():
                self._recorder.strike(effect)
            case Hide():
                self._recorder.hide(effect)
            case PutBack():
                self._recorder.put_back(effect)
            case Warned():
                warnings.warned(self._conn, self._keys, effect)
            case WarningAnswered():
                warnings.answered(self._conn, self._keys, effect)
            case Acknowledge():
                cases.acknowledge(self._conn, self._keys, effect)
            case Await():
                awaiting.keep(self._conn, self._keys, effect)
            case CloseGroup():
                self._groups.pop(effect.group, None)
                rooms.close_group(self._conn, effect)
            case _:
                assert_never(effect)

    def add_group(self, name: str, portal_public: bytes, layout: Layout = Layout.ONE) -> Group:
        """Make a group with transcript keys of its own."""
        return rooms.add_group(self._conn, self._keys, name, portal_public, layout)

    def group_named(self, name: str) -> Group | None:
        """The group that goes by this name, in whatever letters, closed ones included."""
        alike = name.casefold()
        return next((one for one in (*self.groups(), *self.closed_groups()) if one.name.casefold() == alike), None)

    def ensure_group(self, name: str, portal_public: bytes, layout: Layout) -> Group:
        """The group of this name; made when there is none. One that is there gets the rooms that it still lacks."""
        group = self.group_named(name)
        if group is None:
            return self.add_group(name, portal_public, layout)
        if set(layout.kinds) > set(group.layout.kinds) and not group.is_closed:
            rooms.lay_out(self._conn, group.id, layout)
            self._groups.pop(group.id, None)
        return self.group(group.id)

    def add_room(self, room: Room, marker: str) -> None:
        """Remember a room that was made."""
        rooms.add_room(self._conn, self._keys, room, marker)

    def pin_identity(self, person: PersonId, master_key: str) -> bool:
        """Pin a person's master key at first use; ``False``: another one is pinned already, and stays."""
        return persons.pin_identity(self._conn, self._keys, person, master_key)

    def accept_identity(self, person: PersonId, master_key: str) -> None:
        """Pin a person's new master key: a facilitator or manager has accepted it."""
        persons.accept_identity(self._conn, self._keys, person, master_key)

    def raise_case(self, flag: RaiseFlag) -> CaseNumber:
        """Open the case of a flag; asked again for the same message, the same number comes back."""
        return cases.raise_case(self._conn, self._keys, flag)

    def bind_thread(self, number: CaseNumber, thread: EventId) -> None:
        """Remember the root of a case's thread, once the server has taken it."""
        cases.bind_thread(self._conn, self._keys, number, thread)
