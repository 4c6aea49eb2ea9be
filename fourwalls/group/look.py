"""What a handler may look at: a read-only view of the records, taken inside the event's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from fourwalls.group.awaited import Awaited
from fourwalls.group.case import Case
from fourwalls.group.people import EventId, Group, GroupId, PersonId, Role, Room, RoomId, Seat
from fourwalls.group.session import Session


class Look(Protocol):
    """The records as they stand. Every method answers at once and changes nothing."""

    def room(self, room: RoomId) -> Room | None:
        """The room of the house with this id; ``None`` for a room that is not ours."""

    def group(self, group: GroupId) -> Group:
        """The group with this id, closed ones included. Raises ``KeyError`` when there is none."""

    def group_room(self, group: GroupId) -> Room | None:
        """The room where the group meets; ``None`` while it is not made yet."""

    def rooms_of(self, group: GroupId) -> Sequence[Room]:
        """All rooms of the group that are made, first where it meets: its people are let in and out of each."""

    def manager_room(self) -> Room | None:
        """The manager room; ``None`` while it is not made yet."""

    def private_room(self, person: PersonId) -> Room | None:
        """The person's private room with the guide, if there is one."""

    def seat(self, person: PersonId, group: GroupId) -> Seat | None:
        """The person's line on the group's roster, removed ones included."""

    def roster(self, group: GroupId) -> Sequence[Seat]:
        """Everybody who is on the list, oldest first: inside, invited, or suspended."""

    def groups_of(self, person: PersonId) -> Sequence[Seat]:
        """The lines of every roster on which the person may be inside; those of closed groups do not count."""

    def groups(self) -> Sequence[Group]:
        """Every group of the house that is not closed."""

    def closed_groups(self) -> Sequence[Group]:
        """Those that are."""

    def can_read(self, person: PersonId) -> bool:
        """Whether there are transcripts that this person may read: a closed group's people still may."""

    def role(self, person: PersonId) -> Role | None:
        """The widest role the person has anywhere; ``None`` for a stranger."""

    def is_bot(self, person: PersonId) -> bool:
        """Whether this is one of our own accounts."""

    def profile_name(self, person: PersonId) -> str:
        """The profile name as last seen; empty when unknown."""

    def open_session(self, group: GroupId) -> Session | None:
        """The session that is going on, if any."""

    def session_at(self, group: GroupId, moment: datetime) -> Session | None:
        """The session during which something at this moment was said: what is heard late is recorded truly."""

    def unanswered_warning(self, person: PersonId, prompt: EventId | None = None) -> tuple[RoomId, EventId] | None:
        """The message of a warning that the person has not answered.

        Of the warning that the guide gave by ``prompt``, its message in the private room; without one, the latest.
        """

    def awaited(self, person: PersonId) -> Awaited | None:
        """What the guide waits for from this person, however long ago it began."""

    def author_of_entry(self, event: EventId) -> PersonId | None:
        """Who said the recorded message, if it is in a transcript."""

    def is_shown(self, event: EventId) -> bool:
        """Whether the recorded message has its words, and its readers see them."""

    def has_hidden(self, person: PersonId) -> bool:
        """Whether words of this person are hidden and not wiped yet."""

    def case(self, thread: EventId) -> Case | None:
        """The case whose thread in the manager room begins with this event."""
