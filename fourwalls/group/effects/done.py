"""Effects on the homeserver: they go through the outbox, and the bot that each names performs them (``performer``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from fourwalls.group.dialogue import DialogueId
from fourwalls.group.effects.priority import Priority
from fourwalls.group.finding import RiskReading
from fourwalls.group.heard import Marker
from fourwalls.group.people import Bot, EventId, Layout, PersonId, RoomId
from fourwalls.group.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Whisper:
    """Say something to one person in their private room with the guide (made when it is first needed)."""

    performer: ClassVar[Bot] = Bot.GUIDE
    to: PersonId
    words: Phrase
    priority: Priority = Priority.ANSWER
    once: str = ""
    """Said once for this, whichever event brings it up again; empty: once for each event."""
    device: str = ""
    """The identity key of the device that asked, where nobody vouches for it: it may open these words too.

    Only sentences that are ``FOR_ANYBODY`` are ever given to it; all others go the ordinary way.
    """


@dataclass(frozen=True, slots=True)
class TellGathered:
    """Close a word that gathers (``Warned.gathered``): have somebody told of all that is in it, if anything is left."""

    performer: ClassVar[Bot] = Bot.GUIDE
    priority: ClassVar[Priority] = Priority.WARNING
    to: PersonId
    word: EventId
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Say:
    """Say something in a room."""

    performer: Bot
    room: RoomId
    words: Phrase
    thread: EventId | None = None
    priority: Priority = Priority.NEWS
    marker: Marker | None = None
    """What hearing this very announcement means to the bot that makes it."""
    once: str = ""
    """Said once for this, whichever event brings it up again; empty: once for each event."""
    not_before: datetime | None = None
    """When it is to be said at the earliest."""


@dataclass(frozen=True, slots=True)
class TellManagers:
    """Say something in the manager room, outside any case."""

    performer: Bot
    words: Phrase
    priority: Priority = Priority.NEWS
    once: str = ""
    """Said once for this, whichever event brings it up again; empty: once for each event."""


class Origin(StrEnum):
    """Where a case comes from."""

    SEEN = "seen"
    """A program saw a sign of risk."""
    WORRY = "worry"
    """Somebody told the guide of a worry."""
    WORRY_UNPROVEN = "worry_unproven"
    """The same, but it is not proven that it was this person."""


@dataclass(frozen=True, slots=True)
class RaiseFlag:
    """Open a case: a thread in the manager room that says what was seen or told, where, and why.

    ``quote`` is the message itself; it reaches the manager room as plain, escaped text.
    """

    performer: ClassVar[Bot] = Bot.LOOKOUT
    priority: ClassVar[Priority] = Priority.FLAG
    person: PersonId
    profile_name: str
    room: RoomId
    event: EventId
    place: str
    """A name of the place for people: the group's name, or empty for a private room."""
    quote: str
    reading: RiskReading
    at: datetime
    origin: Origin = Origin.SEEN


@dataclass(frozen=True, slots=True)
class Redact:
    """Remove one message from a room for everybody."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.WARNING
    room: RoomId
    event: EventId


@dataclass(frozen=True, slots=True)
class Invite:
    """Invite somebody who is on the roster."""

    priority: ClassVar[Priority] = Priority.ANSWER
    room: RoomId
    person: PersonId
    performer: Bot = Bot.WARDEN


@dataclass(frozen=True, slots=True)
class Evict:
    """Take somebody out of a room, or withdraw their pending invite."""

    priority: ClassVar[Priority] = Priority.EVICTION
    room: RoomId
    person: PersonId
    not_before: datetime | None = None
    """When at the earliest; a farewell should be read first."""
    performer: Bot = Bot.WARDEN


@dataclass(frozen=True, slots=True)
class Pin:
    """Pin one message of a room, and no other."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.NEWS
    room: RoomId
    event: EventId


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """Make a group of this name and its rooms, unless they are there already."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.ANSWER
    name: str
    layout: Layout | None = None
    """Which rooms it gets; ``None``: as the house has it."""
    by: PersonId | None = None
    """Who is asked whether it is meant, where the name could tell who somebody is."""
    room: RoomId | None = None
    """Where they gave the word, and may answer."""
    sure: bool = False
    """The name is meant: it is not looked at again."""


@dataclass(frozen=True, slots=True)
class AcceptIdentity:
    """Believe the identity that a person shows now. Each bot keeps its own pins, so each has one of these to do."""

    priority: ClassVar[Priority] = Priority.ANSWER
    performer: Bot
    person: PersonId


@dataclass(frozen=True, slots=True)
class ShowVerifications:
    """Show the managers what is to be compared by people who are verifying this bot; nothing when nobody is."""

    priority: ClassVar[Priority] = Priority.ANSWER
    performer: Bot


@dataclass(frozen=True, slots=True)
class AnswerInvite:
    """Accept an invite of one of our own bots, or of somebody who wants to verify this one; decline any other."""

    priority: ClassVar[Priority] = Priority.EVICTION
    performer: Bot
    room: RoomId
    accept: bool
    guest: bool = False
    """Asked by a person: that the invite was withdrawn meanwhile is no loss."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Say words of one side of a dialogue to the other: in its thread, or to its member in private.

    The first of a dialogue begins the thread. Where a ``Speak`` knows the event, what comes of it can be taken back.
    """

    performer: ClassVar[Bot] = Bot.GUIDE
    dialogue: DialogueId
    event: EventId
    words: Phrase
    to: PersonId | None = None
    """The member; ``None``: the thread in the manager room."""
    priority: Priority = Priority.WARNING


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take away on the other side what was passed on for this event."""

    performer: ClassVar[Bot] = Bot.GUIDE
    priority: ClassVar[Priority] = Priority.WARNING
    dialogue: DialogueId
    event: EventId
    to: PersonId | None = None
    """The member, if it was passed on to them; ``None``: it stands in the thread."""


@dataclass(frozen=True, slots=True)
class MakeTokens:
    """Make so many registration tokens, each for one new account, and give their links to whoever asked, in private."""

    performer: ClassVar[Bot] = Bot.GUIDE
    priority: ClassVar[Priority] = Priority.ANSWER
    to: PersonId
    number: int
