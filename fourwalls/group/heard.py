"""What a bot can hear: frozen values, one for each form of event that matters to the house.

The Matrix layer makes these from server events after decryption and the identity gate; nothing that comes
later ever sees a raw event. State is always the server's own, never from inside ciphertext.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from fourwalls.group.people import EventId, PersonId, RoomId


class Proof(StrEnum):
    """How sure we are that the sender is who the event says (``design/security.md``, the gate)."""

    SIGNED = "signed"
    """Encrypted, from a device that the sender's pinned identity has signed. Only this is obeyed."""
    PLAIN = "plain"
    """Not encrypted (state, reactions, redactions): the server could have forged it."""
    UNSIGNED_DEVICE = "unsigned_device"
    FOREIGN_SESSION = "foreign_session"
    """The session's keys are not those of a device of this sender."""
    CHANGED_IDENTITY = "changed_identity"
    REPLAYED = "replayed"
    FORWARDED_KEY = "forwarded_key"


class Marker(StrEnum):
    """What an announcement of a bot of ours means when that bot hears it come back from the server.

    A session is on from its announcement to its closing announcement, in the order that everybody in the room sees:
    the scribe records exactly what stands between the two.
    """

    SESSION_OPEN = "session-open"
    SESSION_CLOSE = "session-close"
    NOTICE = "notice"
    """What a group should know about its room; the one that was said last is pinned."""


class MessageForm(StrEnum):
    """The Matrix form in which words came."""

    TEXT = "text"
    EMOTE = "emote"
    NOTICE = "notice"
    FILE = "file"
    """A picture, video, sound or file: ``text`` is its caption and file name."""
    POLL = "poll"
    STICKER = "sticker"
    LOCATION = "location"
    REACTION = "reaction"
    """The key of a reaction that is words and not a picture."""
    REASON = "reason"
    """Why somebody came, went or was put out, or took words back, as they say."""
    ABOUT = "about"
    """What somebody calls a room, or says in its topic."""
    VERIFICATION = "verification"
    """A request to verify somebody: its words are for apps that do not know it, but anybody can put others there."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """A device that spoke although the pinned identity of its owner does not vouch for it. Both are public keys."""

    device: str
    """The device's own identity key."""
    identity: str = ""
    """The identity that has signed the device; empty if none has."""


@dataclass(frozen=True, slots=True)
class Pill:
    """A link to a person among words: what is shown for it, and whom it means."""

    shown: str
    person: PersonId


@dataclass(frozen=True, slots=True)
class Heard:
    """What every heard event carries. ``sent_at`` is the homeserver's clock, timezone-aware UTC."""

    room: RoomId
    event: EventId
    sender: PersonId
    sent_at: datetime
    proof: Proof
    doubted: Doubted | None = field(default=None, kw_only=True)
    """Set where the words came from a device of the sender's account that is unsigned or of a changed identity."""


@dataclass(frozen=True, slots=True)
class Message(Heard):
    """Words somebody said, in whatever form."""

    text: str
    form: MessageForm = MessageForm.TEXT
    replaces: EventId | None = None
    """The message that this one edits; ``text`` is then the new wording."""
    reply_to: EventId | None = None
    thread: EventId | None = None
    mentions: tuple[PersonId, ...] = ()
    marker: Marker | None = None
    """Set on a bot's own announcements; it means something only to the bot that made it."""
    pills: tuple[Pill, ...] = ()
    """The links to people among the words, in their order."""


@dataclass(frozen=True, slots=True)
class Reaction(Heard):
    """A reaction to an event. Reactions are not encrypted: harmless answers only."""

    target: EventId
    key: str


@dataclass(frozen=True, slots=True)
class Redaction(Heard):
    """Words taken back, by their author or by a moderator."""

    target: EventId
    reason: str = ""


class Membership(StrEnum):
    """The states of membership of the Matrix specification."""

    INVITE = "invite"
    JOIN = "join"
    KNOCK = "knock"
    LEAVE = "leave"
    BAN = "ban"


@dataclass(frozen=True, slots=True)
class MembershipChanged(Heard):
    """Somebody came, went, was invited, or changed their profile name."""

    person: PersonId
    membership: Membership
    profile_name: str = ""
    reason: str = ""
    stayed: bool = False
    """They were inside already: only their profile changed, as the server says."""


@dataclass(frozen=True, slots=True)
class SettingChanged(Heard):
    """A state event other than membership: a setting of the room, as the server holds it."""

    type: str
    state_key: str
    content: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Unreadable(Heard):
    """Something was said that could not be read (yet): no key, or malformed. It is never dropped in silence."""

    reason: str
    """One of a closed set of short codes (``no_key``, ``malformed``, ``withheld:<code>``); never content."""


def words_of(heard: Heard) -> Message | None:
    """The words that somebody said in this, whatever form of event it is; ``None`` if there are none."""
    outside = (heard.room, heard.event, heard.sender, heard.sent_at, heard.proof)
    match heard:
        case Message():
            return heard
        case Reaction(key=key) if any(character.isalpha() for character in key):
            return Message(*outside, key, MessageForm.REACTION, reply_to=heard.target)
        case MembershipChanged(reason=reason) | Redaction(reason=reason) if reason.strip():
            return Message(*outside, reason, MessageForm.REASON)
        case SettingChanged(type=type_, content=content) if type_ in _ABOUT and _plain(content.get(_ABOUT[type_])):
            return Message(*outside, _plain(content[_ABOUT[type_]]), MessageForm.ABOUT)
        case _:
            return None


_ABOUT = {"m.room.topic": "topic", "m.room.name": "name"}
"""Settings that are words, and where in their content these stand."""


def _plain(value: Any) -> str:
    """Words of a setting as they can be written down; empty where there are none."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and value.strip() else ""
