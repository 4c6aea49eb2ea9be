"""The records as one handler's view of them (``Look``): one line a question.

Each noun keeps its own file (``roster``, ``rooms``, ``sessions``, ``entries``, …). A ``Looking`` lives as long as one
transaction, and remembers so long what every message asks anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from fourwalls.group.agreement import Policy, Reading
from fourwalls.group.awaited import Awaited
from fourwalls.group.breach import Breach, Lapse
from fourwalls.group.case import Case
from fourwalls.group.dialogue import Dialogue, SaidInDialogue
from fourwalls.group.finding import DetailKind, ReadName
from fourwalls.group.people import Bot, EventId, Group, GroupId, PersonId, Role, Room, RoomId, RoomKind, Seat
from fourwalls.group.registration import CLOSED, Application, Registering
from fourwalls.group.session import Session
from fourwalls.group.share import Draft, Share, ShareNumber, ShareState
from fourwalls.group.warning import DEFAULT_QUIET, Quiet
from fourwalls.storage import (
    agreements,
    applications,
    awaiting,
    breaches,
    cases,
    dialogues,
    entries,
    lapses,
    passages,
    persons,
    refusals,
    rooms,
    roster,
    sessions,
    shares,
)
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.looking_at_warnings import LookingAtWarnings


class Looking(LookingAtWarnings):
    """Implements ``fourwalls.group.look.Look`` over one transaction."""

    def __init__(
        self,
        conn: Connection,
        keys: OperationalKeys,
        bots: Mapping[Bot, PersonId],
        registering: Registering = CLOSED,
        read_name: ReadName = lambda _: (),
        *,
        quiet: Quiet = DEFAULT_QUIET,
    ) -> None:
        super().__init__(conn, keys, quiet)
        self._registering = registering
        self._read_name = read_name
        self._bots = bots
        self._rooms: dict[RoomId, Room] = {}
        self._groups: dict[GroupId, Group] = {}
        self._open: dict[GroupId, Session | None] = {}
        self._names: dict[PersonId, str] = {}
        self._has_open_room: bool | None = None

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

    def awaited(self, person: PersonId) -> Awaited | None:
        """What the guide waits for from this person, however long ago it began."""
        return awaiting.of(self._conn, self._keys, person)

    def policy(self) -> Policy | None:
        """The confidentiality policy in force."""
        return agreements.in_force(self._conn, self._keys)

    def has_agreed(self, person: PersonId) -> bool:
        """Whether the person has agreed to the policy in force."""
        return agreements.has_agreed(self._conn, self._keys, person)

    def reading(self, person: PersonId) -> Reading | None:
        """How far somebody who is asked to agree has been shown the policy."""
        return agreements.reading(self._conn, self._keys, person)

    def waits_in(self, person: PersonId) -> Sequence[Seat]:
        """The lines on which the person has to agree before they may be inside."""
        return agreements.waits_in(self._conn, self._keys, person)

    def not_agreed(self) -> Sequence[Seat]:
        """The lines of all who have not agreed to the policy in force."""
        return agreements.not_agreed(self._conn, self._keys)

    def rests_in(self, person: PersonId) -> Sequence[Seat]:
        """The lines of closed groups on which the person has to agree before they may read again."""
        return agreements.rests_in(self._conn, self._keys, person)

    def readers_not_agreed(self) -> Sequence[Seat]:
        """The lines of closed groups on which somebody may read who has not agreed to the policy in force."""
        return agreements.readers_not_agreed(self._conn, self._keys)

    def refusals_since(self, person: PersonId, moment: datetime) -> int:
        """How often the person has asked since then for what they may not; known for a day."""
        return refusals.since(self._conn, self._keys, person, moment)

    def author_of_entry(self, event: EventId) -> PersonId | None:
        """Who said the recorded message, if it is in a transcript."""
        return entries.author(self._conn, self._keys, event)

    def is_shown(self, event: EventId) -> bool:
        """Whether the recorded message has its words, and its readers see them."""
        return entries.is_shown(self._conn, self._keys, event)

    def has_hidden(self, person: PersonId) -> bool:
        """Whether words of this person are hidden and not wiped yet."""
        return entries.last_hidden(self._conn, self._keys.person(person)) is not None

    def groups_spoken_in(self, person: PersonId) -> Sequence[GroupId]:
        """The groups in whose transcripts words of this person are shown."""
        return entries.groups_with_words(self._conn, self._keys.person(person))

    def case(self, thread: EventId) -> Case | None:
        """The case whose thread in the manager room begins with this event."""
        return cases.of_thread(self._conn, self._keys, thread)

    def draft(self, person: PersonId) -> Draft | None:
        """How far this person has come with a request to share, if they have begun one."""
        return shares.draft_of(self._conn, self._keys, person)

    def share(self, number: ShareNumber) -> Share | None:
        """The request to share with this number."""
        return shares.of_number(self._conn, self._keys, number)

    def shares(self) -> Sequence[Share]:
        """Every request to share that goes on or was granted, oldest first."""
        return shares.alive(self._conn, self._keys)

    def next_share(self) -> ShareNumber:
        """The number that the next request to share gets."""
        return shares.next_number(self._conn)

    def has_open_room(self) -> bool:
        """Whether the house has a room without a roster."""
        if self._has_open_room is None:
            self._has_open_room = passages.has_open_room(self._conn)
        return self._has_open_room

    def repeats(self, text: str, speaker: PersonId) -> GroupId | None:
        """The group inside which somebody else said a passage that these words repeat without its consent, if any."""
        agreed = [share.words for share in self.shares() if share.state is ShareState.GRANTED]
        return passages.repeated(self._conn, self._keys, text, speaker, agreed)

    def read_name(self, name: str) -> tuple[DetailKind, ...]:
        """What a name may tell of who somebody is."""
        return self._read_name(name)

    def registering(self) -> Registering:
        """What the operator says about registration."""
        return self._registering

    def application(self, person: PersonId) -> Application | None:
        """How this person's application stands, if there is one."""
        return applications.of(self._conn, self._keys, person)

    def applicants(self) -> Sequence[Application]:
        """Every application that waits for a manager, by its number."""
        return applications.waiting(self._conn, self._keys)

    def applications(self) -> Sequence[Application]:
        """Every application, however it stands."""
        return applications.every(self._conn, self._keys)

    def greeted(self, since: datetime) -> Sequence[PersonId]:
        """Whom the guide has asked in although nobody knew them, from this moment on."""
        return applications.greeted_since(self._conn, self._keys, since)

    def breach(self, room: RoomId, type_: str, state_key: str) -> Breach | None:
        """What is known of a wall of this room that was changed."""
        return breaches.of(self._conn, self._keys, room, type_, state_key)

    def lapses(self, room: RoomId) -> Sequence[Lapse]:
        """Why this room is not protected, oldest first."""
        return lapses.of_room(self._conn, self._keys, room)

    def person_of_key(self, key: PersonKey) -> PersonId | None:
        """The person with this key (a sign-in request of the portal carries one)."""
        return persons.of_key(self._conn, self._keys, key)

    def dialogues(self, person: PersonId | None = None) -> Sequence[Dialogue]:
        """The open dialogues of this person, or of everybody, that in which something was said last first."""
        return dialogues.open_ones(self._conn, self._keys, person)

    def dialogue_at(self, event: EventId) -> Dialogue | None:
        """The dialogue whose thread begins with this event, or in which the guide passed words on by it."""
        return dialogues.at(self._conn, self._keys, event)

    def said_in_dialogue(self, event: EventId) -> SaidInDialogue | None:
        """Whose words in which dialogue this event is."""
        return dialogues.said(self._conn, self._keys, event)
