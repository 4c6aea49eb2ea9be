"""Server events made into the frozen values of ``fourwalls.group.heard``. What does not parse is ``Unreadable``.

Whatever a member can write is read defensively here, once, so that nothing later meets a surprise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fourwalls.group.heard import (
    Heard,
    Marker,
    Membership,
    MembershipChanged,
    Message,
    MessageForm,
    Proof,
    Reaction,
    Redaction,
    SettingChanged,
    Unreadable,
)
from fourwalls.group.people import EventId, PersonId, RoomId
from fourwalls.matrix.ids import is_user_id
from fourwalls.matrix.pills import pills_of
from fourwalls.matrix.shapes import mapping, sequence, text
from fourwalls.matrix.wordings import all_words, extensible, poll_words

_FORMS = {
    "m.text": MessageForm.TEXT,
    "m.emote": MessageForm.EMOTE,
    "m.notice": MessageForm.NOTICE,
    "m.image": MessageForm.FILE,
    "m.video": MessageForm.FILE,
    "m.audio": MessageForm.FILE,
    "m.file": MessageForm.FILE,
    "m.location": MessageForm.LOCATION,
    "m.key.verification.request": MessageForm.VERIFICATION,
}
MARKER = "fourwalls.marker"
"""The key under which a bot marks its own announcements, inside the ciphertext."""

_LAST_SECOND = 253_402_300_799  # the last that datetime can hold, 9999-12-31


@dataclass(frozen=True, slots=True)
class Frame:
    """The outside of an event: where, who, when, and how far the sender is proven."""

    room: RoomId
    event: EventId
    sender: PersonId
    sent_at: datetime
    proof: Proof

    def unreadable(self, reason: str) -> Unreadable:
        """The event, but nothing of what it says."""
        return Unreadable(self.room, self.event, self.sender, self.sent_at, self.proof, reason)


def frame_of(room_id: str, event: Any, proof: Proof = Proof.PLAIN) -> Frame | None:
    """Read the outside of a server event; ``None`` when not even that can be read."""
    if not isinstance(event, dict):
        return None
    event_id, sender = _id(event.get("event_id")), event.get("sender")
    if event_id is None or not is_user_id(sender):
        return None
    stamp = event.get("origin_server_ts")
    seconds = stamp / 1000 if isinstance(stamp, int) and 0 <= stamp <= _LAST_SECOND * 1000 else 0
    return Frame(RoomId(room_id), event_id, PersonId(sender), datetime.fromtimestamp(seconds, tz=UTC), proof)


def read_clear(frame: Frame, event: dict[str, Any]) -> Heard | None:
    """Read an event that the server sees: state, reactions, redactions, and unencrypted messages.

    Returns ``None`` for what carries neither words nor meaning for the house.
    """
    type_, content = event.get("type"), event.get("content")
    if not isinstance(type_, str) or not isinstance(content, dict):
        return frame.unreadable("malformed")
    if "state_key" in event:
        return _state(frame, type_, event["state_key"], content, mapping(event.get("unsigned")))
    if type_ == "m.room.redaction":
        target = _id(content.get("redacts", event.get("redacts")))
        if target is None:
            return frame.unreadable("malformed")
        outside = (frame.room, frame.event, frame.sender, frame.sent_at, frame.proof)
        return Redaction(*outside, target, text(content.get("reason")))
    return read_words(frame, type_, content)


def read_words(frame: Frame, type_: str, content: dict[str, Any]) -> Heard | None:
    """Read the type and content of a message, from inside the ciphertext or (unencrypted) from outside."""
    read = _READERS.get(type_)
    if read is None:
        return None
    return read(frame, content) if content else frame.unreadable("redacted")  # what a redaction leaves behind


def _state(frame: Frame, type_: str, state_key: Any, content: dict[str, Any], beside: dict[str, Any]) -> Heard:
    if not isinstance(state_key, str) or text(state_key) != state_key:
        return frame.unreadable("malformed")
    outside = (frame.room, frame.event, frame.sender, frame.sent_at, frame.proof)
    if type_ != "m.room.member":
        return SettingChanged(*outside, text(type_), state_key, content)
    try:
        membership = Membership(text(content.get("membership")))
    except ValueError:
        return frame.unreadable("malformed")
    if not is_user_id(state_key):
        return frame.unreadable("malformed")
    name, reason = text(content.get("displayname")), text(content.get("reason"))
    before = mapping(beside.get("prev_content")).get("membership")
    stayed = membership is Membership.JOIN and before == Membership.JOIN.value
    return MembershipChanged(*outside, PersonId(state_key), membership, name, reason, stayed)


def _reaction(frame: Frame, content: dict[str, Any]) -> Heard:
    relation = mapping(content.get("m.relates_to"))
    target, key = _id(relation.get("event_id")), relation.get("key")
    if relation.get("rel_type") != "m.annotation" or target is None or not isinstance(key, str):
        return frame.unreadable("malformed")
    return Reaction(frame.room, frame.event, frame.sender, frame.sent_at, frame.proof, target, text(key))


def _message(frame: Frame, content: dict[str, Any]) -> Heard:
    shown = _shown(content)
    msgtype = shown.get("msgtype")
    if not isinstance(shown.get("body"), str) or not isinstance(msgtype, str):
        return frame.unreadable("malformed")
    form = _FORMS.get(msgtype, MessageForm.TEXT)
    return _words(frame, content, all_words(shown, form), form)


def _poll(frame: Frame, content: dict[str, Any]) -> Heard:
    words = poll_words(_shown(content))
    return _words(frame, content, words, MessageForm.POLL) if words else frame.unreadable("malformed")


def _poll_end(frame: Frame, content: dict[str, Any]) -> Heard | None:
    words = extensible(content)
    return _words(frame, content, words, MessageForm.POLL) if words else None


def _sticker(frame: Frame, content: dict[str, Any]) -> Heard:
    return _words(frame, content, text(_shown(content).get("body")), MessageForm.STICKER)


_READERS: dict[str, Callable[[Frame, dict[str, Any]], Heard | None]] = {
    "m.reaction": _reaction,
    "m.room.message": _message,
    "m.poll.start": _poll,
    "m.poll.end": _poll_end,
    "org.matrix.msc3381.poll.start": _poll,
    "org.matrix.msc3381.poll.end": _poll_end,
    "m.sticker": _sticker,
}

WORDS = frozenset(_READERS)
"""The types of events that carry what people say or mean, unencrypted or inside the ciphertext."""


def _shown(content: dict[str, Any]) -> dict[str, Any]:
    """What people are shown: of an edit, the new content."""
    newest = content.get("m.new_content")
    edit = mapping(content.get("m.relates_to")).get("rel_type") == "m.replace"
    return newest if edit and isinstance(newest, dict) else content


def _words(frame: Frame, content: dict[str, Any], words: str, form: MessageForm) -> Message:
    relation = mapping(content.get("m.relates_to"))
    kind, target = relation.get("rel_type"), _id(relation.get("event_id"))
    reply = None if relation.get("is_falling_back") is True else mapping(relation.get("m.in_reply_to")).get("event_id")
    mentioned = sequence(mapping(_shown(content).get("m.mentions")).get("user_ids"))
    return Message(
        frame.room,
        frame.event,
        frame.sender,
        frame.sent_at,
        frame.proof,
        words,
        form,
        replaces=target if kind == "m.replace" else None,
        reply_to=_id(reply),
        thread=target if kind == "m.thread" else None,
        mentions=tuple(PersonId(user) for user in mentioned if is_user_id(user)),
        marker=_marker(content.get(MARKER)),
        pills=pills_of(text(_shown(content).get("formatted_body"))),
    )


def _marker(value: Any) -> Marker | None:
    try:
        return Marker(text(value))
    except ValueError:
        return None


def _id(value: Any) -> EventId | None:
    """An event id, if it is a string that can be written down."""
    return EventId(value) if isinstance(value, str) and value and text(value) == value else None
