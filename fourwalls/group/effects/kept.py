"""Effects on our own records: applied in the transaction that marks the event as seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fourwalls.group.awaited import Awaited
from fourwalls.group.breach import Breach, Lapse, Why
from fourwalls.group.dialogue import DialogueId, DialogueStep, Matter
from fourwalls.group.people import EventId, GroupId, PersonId, Role, RoomId, Standing
from fourwalls.group.registration import Application
from fourwalls.group.session import SessionId
from fourwalls.group.share import Draft, Share


@dataclass(frozen=True, slots=True)
class GiveSeat:
    """Put somebody on a group's roster, or change their line there."""

    person: PersonId
    group: GroupId
    role: Role
    standing: Standing
    at: datetime
    by: PersonId
    """On whose word."""
    until: datetime | None = None
    """When a suspension ends."""
    found_inside: bool = False
    """They were inside their room before it was ours: they may stay for the period of grace without having agreed."""


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
    """Remember that somebody was shown a page of the policy (``fourwalls.group.agreement``), and of which text."""

    person: PersonId
    version: int
    digest: str
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
