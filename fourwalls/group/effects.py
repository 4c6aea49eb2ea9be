"""What a handler may ask for. The list is closed: the shell performs each kind in one ``match``.

Effects are frozen values. Those of the first part change only our own records and are applied in the
transaction that marks the event as seen; those of the second part act on the homeserver, go through the
outbox and are performed by the bot that each names (``performer``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

from fourwalls.group.awaited import Awaited
from fourwalls.group.breach import Breach, Lapse, Why
from fourwalls.group.dialogue import DialogueId, DialogueStep, Matter
from fourwalls.group.finding import DetailKind, RiskReading
from fourwalls.group.heard import Marker
from fourwalls.group.people import Bot, EventId, GroupId, Layout, PersonId, Role, RoomId, Standing
from fourwalls.group.phrase import Phrase
from fourwalls.group.registration import Application
from fourwalls.group.session import SessionId
from fourwalls.group.share import Draft, Share


class Priority(IntEnum):
    """The order in which the outbox is emptied when there is more than it can send at once."""

    FLAG = 0
    EVICTION = 1
    WARNING = 2
    ANSWER = 3
    NEWS = 4


# --- our own records -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GiveSeat:
    """Put somebody on a group's roster, or change their line there."""

    person: PersonId
    group: GroupId
    role: Role
    standing: Standing
    at: datetime
    by: PersonId
    until: datetime | None = None
    """When a suspension ends."""


@dataclass(frozen=True, slots=True)
class NameProfile:
    """Remember the profile name that somebody chose."""

    person: PersonId
    profile_name: str


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Begin a session; recording starts with the next message."""

    group: GroupId
    at: datetime
    by: PersonId


@dataclass(frozen=True, slots=True)
class CloseSession:
    """End a session; nothing after it is recorded."""

    session: SessionId
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """Seal one entry into the transcript of an open session."""

    session: SessionId
    group: GroupId
    room: RoomId
    event: EventId
    author: PersonId
    profile_name: str
    text: str
    at: datetime
    proven: bool
    """False: the entry is marked as from an unverified sender."""
    replaces: EventId | None = None
    reply_to: EventId | None = None


@dataclass(frozen=True, slots=True)
class Strike:
    """Take a message's words out of the transcript; a neutral mark stays."""

    event: EventId


@dataclass(frozen=True, slots=True)
class Hide:
    """Take a message's words out of its readers' sight; they are wiped for good some days later.

    For what a homeserver could have forged, such as a redaction: until then their author can have them put back.
    """

    event: EventId


@dataclass(frozen=True, slots=True)
class PutBack:
    """Show again what was hidden last of this person's words."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Warned:
    """Remember that a warning was given about a message, so that its author can have it removed."""

    person: PersonId
    room: RoomId
    event: EventId
    kinds: tuple[DetailKind, ...]
    at: datetime
    said: EventId | None = None
    """The edit that brought the warning; ``None``: the message itself."""


@dataclass(frozen=True, slots=True)
class WarningAnswered:
    """Remember what the author decided about a warning: ``removed`` or ``kept``."""

    event: EventId
    answer: str


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """A manager has taken a case: the step of ``fourwalls.group.case``."""

    thread: EventId
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Await:
    """Remember what the guide waits for from somebody (``fourwalls.group.awaited``); ``None``: for nothing any more."""

    person: PersonId
    what: Awaited | None


@dataclass(frozen=True, slots=True)
class CloseGroup:
    """Close a group for good: from here on nobody has a place in its rooms."""

    group: GroupId
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """Remember that somebody was shown a page of the policy (``fourwalls.group.agreement``)."""

    person: PersonId
    version: int
    page: int
    at: datetime


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Remember how far somebody has come with a request to share; ``None``: it is sent or dropped."""

    person: PersonId
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class KeepShare:
    """Keep a request to share as it stands from this moment on. A step must be in ``fourwalls.group.share.STEPS``."""

    share: Share
    at: datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """Keep that somebody has agreed to a version of the policy: the version, the very text, by which words, when."""

    person: PersonId
    version: int
    digest: str
    event: EventId
    at: datetime


@dataclass(frozen=True, slots=True)
class HideAll:
    """Take all words of somebody out of the transcripts of a group, late ones too; they are wiped some days later."""

    person: PersonId
    group: GroupId


@dataclass(frozen=True, slots=True)
class Refused:
    """Remember, for a while, that somebody asked for what they may not."""

    person: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class RememberPassage:
    """Keep fingerprints of something said inside a group, and nothing of its words (``fourwalls.group.passage``)."""

    group: GroupId
    message: EventId
    """For an edit the message that it edits: they go together."""
    author: PersonId
    text: str
    at: datetime


# --- what the homeserver is asked to do ------------------------------------------------------------------------


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

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.ANSWER
    room: RoomId
    person: PersonId


@dataclass(frozen=True, slots=True)
class Evict:
    """Take somebody out of a room, or withdraw their pending invite."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.EVICTION
    room: RoomId
    person: PersonId
    not_before: datetime | None = None
    """When at the earliest; a farewell should be read first."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Put one setting of a room back to what ``config/walls.toml`` says. ``content`` is the whole new content."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.EVICTION
    room: RoomId
    type: str
    state_key: str
    content: dict[str, Any] = field(hash=False)

    def __hash__(self) -> int:
        """Hash by the canonical JSON of the content, since a dict has no hash."""
        return hash((self.room, self.type, self.state_key, json.dumps(self.content, sort_keys=True)))


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
    sure: bool = False
    """The name is meant: it is not looked at again."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Let nobody speak in a room any more but its maker: its group is closed."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.EVICTION
    room: RoomId


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


# --- registration: our own records as well ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeepApplication:
    """Remember how somebody's application stands now."""

    application: Application


@dataclass(frozen=True, slots=True)
class ForgetApplication:
    """Forget somebody's application with all that they answered."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Greeted:
    """Remember that somebody whom nobody knows was asked into a private room."""

    person: PersonId
    at: datetime


# --- dialogues with the Online Manager -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BeginDialogue:
    """Somebody has something to tell the Online Manager. What they say is a ``Speak`` and a ``Relay`` of its own."""

    dialogue: DialogueId
    person: PersonId
    matter: Matter
    at: datetime


@dataclass(frozen=True, slots=True)
class Speak:
    """Remember whose words an event is, so that they can be changed and taken back on the other side; never the words.

    The dialogue takes the step (``fourwalls.group.dialogue.STEPS``).
    """

    dialogue: DialogueId
    step: DialogueStep
    event: EventId
    by: PersonId
    at: datetime
    carrier: EventId | None = None
    """The event whose ``Relay`` holds these words; ``None``: its own."""


@dataclass(frozen=True, slots=True)
class CloseDialogue:
    """From now on no words go to the other side."""

    dialogue: DialogueId
    at: datetime


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Do not pass these words on any more, if they wait to be (``Withdraw`` takes away what is there already)."""

    event: EventId


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


# --- windows and lock ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoteBreach:
    """Remember that a wall was changed and is being put back; it is looked at again when ``wait_after`` is over."""

    breach: Breach


@dataclass(frozen=True, slots=True)
class Unprotect:
    """Remember that a room is not protected from now on, for one more reason."""

    lapse: Lapse


@dataclass(frozen=True, slots=True)
class Protect:
    """Forget a reason for which a room was not protected."""

    room: RoomId
    why: Why


@dataclass(frozen=True, slots=True)
class WithdrawInvites:
    """Take back every invite to a room that is pending: who asked, and what they handed on, is not known."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.EVICTION
    room: RoomId


@dataclass(frozen=True, slots=True)
class Unlist:
    """Take a room out of the public list, and these addresses of it away."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.EVICTION
    room: RoomId
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """Look at a room that was there before us, and tell who asked what taking it on would mean."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.ANSWER
    room: str
    """Its id or an address."""
    name: str
    """What its group is to be called."""
    by: PersonId


class Taking(StrEnum):
    """What is done with a room that was there before us."""

    CONFIRM = "confirm"
    """It becomes the group's room; whoever is on no list is led out."""
    EVERYBODY = "everybody"
    """The same, and everybody inside is put on the list first."""
    MOVE = "move"
    """It is left as it is, and its people are asked into a new room of the warden's making."""


@dataclass(frozen=True, slots=True)
class Adopt:
    """Take on a room that was there before us, as a group's room, or move its people into a new one."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.ANSWER
    room: RoomId
    name: str
    taking: Taking
    by: PersonId


@dataclass(frozen=True, slots=True)
class ShowDevices:
    """Tell a facilitator who in a group cannot read, and why."""

    performer: ClassVar[Bot] = Bot.GUIDE
    priority: ClassVar[Priority] = Priority.ANSWER
    group: GroupId
    to: PersonId


Kept = (
    GiveSeat
    | NameProfile
    | OpenSession
    | CloseSession
    | Record
    | Strike
    | Hide
    | PutBack
    | Warned
    | WarningAnswered
    | Acknowledge
    | Await
    | CloseGroup
    | Shown
    | Agreed
    | HideAll
    | Refused
    | KeepDraft
    | KeepShare
    | RememberPassage
    | KeepApplication
    | ForgetApplication
    | Greeted
    | BeginDialogue
    | Speak
    | CloseDialogue
    | TakeBack
    | NoteBreach
    | Unprotect
    | Protect
)
"""Effects on our own records."""

Done = (
    Whisper
    | Say
    | TellManagers
    | RaiseFlag
    | Redact
    | Invite
    | Evict
    | Repair
    | Pin
    | FoundGroup
    | Silence
    | AnswerInvite
    | AcceptIdentity
    | ShowVerifications
    | Relay
    | Withdraw
    | MakeTokens
    | WithdrawInvites
    | Unlist
    | Survey
    | Adopt
    | ShowDevices
)
"""Effects on the homeserver."""

Effect = Kept | Done
