"""What a handler may look at: a read-only view of the records, taken inside the event's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from fourwalls.group.agreement import Policy, Reading
from fourwalls.group.awaited import Awaited
from fourwalls.group.breach import Breach, Lapse
from fourwalls.group.case import Case
from fourwalls.group.dialogue import Dialogue, SaidInDialogue
from fourwalls.group.finding import DetailKind
from fourwalls.group.people import EventId, Group, GroupId, PersonId, Role, Room, RoomId, Seat
from fourwalls.group.registration import Application, Registering
from fourwalls.group.session import Session, SessionId
from fourwalls.group.share import Draft, Share, ShareNumber
from fourwalls.group.warning import Detail, Quiet, Told, WarningCount, Word


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

    def warned_together(self, person: PersonId, prompt: EventId | None = None) -> Sequence[tuple[RoomId, EventId]]:
        """Every message of the same word that has no answer yet, the first one first; the word is found as above."""

    def warned_by(self, person: PersonId, event: EventId) -> EventId | None:
        """What brought the word that warned this person about this message, if that waits for an answer."""

    def last_word(self, person: PersonId) -> Word | None:
        """The word about details that the person was given last; known for some months."""

    def told(self, person: PersonId, detail: Detail) -> Told:
        """What the person was told before that is like this detail."""

    def told_about(self, person: PersonId, event: EventId, detail: Detail) -> bool:
        """Whether the person was told of this very detail in this message."""

    def quiet(self) -> Quiet:
        """What the operator says about how often people are told."""

    def warnings_paused(self, session: SessionId) -> bool:
        """Whether no warnings are given about what is said in this session."""

    def warning_counts(self) -> Sequence[WarningCount]:
        """How often people were told of each kind of detail, by month, the latest first."""

    def awaited(self, person: PersonId) -> Awaited | None:
        """What the guide waits for from this person, however long ago it began."""

    def refusals_since(self, person: PersonId, moment: datetime) -> int:
        """How often the person has asked since then for what they may not; known for a day."""

    def author_of_entry(self, event: EventId) -> PersonId | None:
        """Who said the recorded message, if it is in a transcript."""

    def is_shown(self, event: EventId) -> bool:
        """Whether the recorded message has its words, and its readers see them."""

    def has_hidden(self, person: PersonId) -> bool:
        """Whether words of this person are hidden and not wiped yet."""

    def policy(self) -> Policy | None:
        """The confidentiality policy in force; ``None`` where none has been published yet."""

    def has_agreed(self, person: PersonId) -> bool:
        """Whether the person has agreed to the policy in force; where there is none, nobody needs to."""

    def reading(self, person: PersonId) -> Reading | None:
        """How far somebody who is asked to agree has been shown the policy, of whatever version."""

    def waits_in(self, person: PersonId) -> Sequence[Seat]:
        """The lines of every roster on which the person has to agree before they may be inside."""

    def rests_in(self, person: PersonId) -> Sequence[Seat]:
        """The lines of closed groups on which the person has to agree before they may read again."""

    def groups_spoken_in(self, person: PersonId) -> Sequence[GroupId]:
        """The groups in whose transcripts words of this person are shown."""

    def case(self, thread: EventId) -> Case | None:
        """The case whose thread in the manager room begins with this event."""

    def draft(self, person: PersonId) -> Draft | None:
        """How far this person has come with a request to share, if they have begun one."""

    def share(self, number: ShareNumber) -> Share | None:
        """The request to share with this number."""

    def shares(self) -> Sequence[Share]:
        """Every request to share that goes on or was granted, oldest first."""

    def next_share(self) -> ShareNumber:
        """The number that the next request to share gets."""

    def has_open_room(self) -> bool:
        """Whether the house has a room without a roster, in which words from inside could be repeated."""

    def repeats(self, text: str, speaker: PersonId) -> GroupId | None:
        """The group inside which somebody else said a passage that these words repeat without its consent, if any."""

    def read_name(self, name: str) -> tuple[DetailKind, ...]:
        """The kinds of detail that a profile name, or the name part of a Matrix id, may hold; each once."""

    def registering(self) -> Registering:
        """What the operator says about registration."""

    def application(self, person: PersonId) -> Application | None:
        """How this person's application stands, if there is one."""

    def applicants(self) -> Sequence[Application]:
        """Every application that waits for a manager, by its number."""

    def greeted(self, since: datetime) -> Sequence[PersonId]:
        """Whom the guide has asked in although nobody knew them, from this moment on (the last days only)."""

    def dialogues(self, person: PersonId | None = None) -> Sequence[Dialogue]:
        """The open dialogues of this person, or of everybody: that in which something was said last is the first."""

    def dialogue_at(self, event: EventId) -> Dialogue | None:
        """The dialogue whose thread begins with this event, or in which the guide passed words on by it."""

    def said_in_dialogue(self, event: EventId) -> SaidInDialogue | None:
        """Whose words in which dialogue this event is, if it is any."""

    def breach(self, room: RoomId, type_: str, state_key: str) -> Breach | None:
        """What is known of a wall of this room that was changed; ``None``: it has held for an hour or for ever."""

    def lapses(self, room: RoomId) -> Sequence[Lapse]:
        """Why this room is not protected, oldest first; empty if it is."""
