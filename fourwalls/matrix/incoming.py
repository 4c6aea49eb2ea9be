"""Server events made into the frozen values of ``fourwalls.group.heard``. What does not parse is ``Unreadable``.

Whatever a member can write is read defensively here, once, so that nothing later meets a surprise.
"""

from __future__ import annotations

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

_FORMS = {
    "m.text": MessageForm.TEXT,
    "m.emote": MessageForm.EMOTE,
    "m.notice": MessageForm.NOTICE,
    "m.image": MessageForm.FILE,
    "m.video": MessageForm.FILE,
    "m.audio": MessageForm.FILE,
    "m.file": MessageForm.FILE,
    "m.location": MessageForm.LOCATION,
}
MARKER = "fourwalls.marker"
"""The key under which a bot marks its own announcements, inside the ciphertext."""

_POLL_STARTS = {"m.poll.start", "org.matrix.msc3381.poll.start"}
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
    event_id, sender = event.get("event_id"), event.get("sender")
    if not isinstance(event_id, str) or not isinstance(sender, str):
        return None
    stamp = event.get("origin_server_ts")
    seconds = stamp / 1000 if isinstance(stamp, int) and 0 <= stamp <= _LAST_SECOND * 1000 else 0
    return Frame(RoomId(room_id), EventId(event_id), PersonId(sender), datetime.fromtimestamp(seconds, tz=UTC), proof)


def read_clear(frame: Frame, event: dict[str, Any]) -> Heard | None:
    """Read an event that the server sees: state, reactions, redactions, and unencrypted messages.

    Returns ``None`` for what carries neither words nor meaning for the house.
    """
    type_, content = event.get("type"), event.get("content")
    if not isinstance(type_, str) or not isinstance(content, dict):
        return frame.unreadable("malformed")
    if isinstance(event.get("state_key"), str):
        return _state(frame, type_, event["state_key"], content)
    if type_ == "m.room.redaction":
        target = content.get("redacts", event.get("redacts"))
        if not isinstance(target, str):
            return frame.unreadable("malformed")
        return Redaction(frame.room, frame.event, frame.sender, frame.sent_at, frame.proof, EventId(target))
    return read_words(frame, type_, content)


def read_words(frame: Frame, type_: str, content: dict[str, Any]) -> Heard | None:
    """Read the type and content of a message, from inside the ciphertext or (unencrypted) from outside."""
    if type_ == "m.reaction":
        return _reaction(frame, content)
    if type_ == "m.room.message":
        return _message(frame, content)
    if type_ in _POLL_STARTS:
        return _words(frame, content, _poll_text(content), MessageForm.POLL)
    if type_ == "m.sticker":
        return _words(frame, content, _text(content.get("body")), MessageForm.STICKER)
    return None


def _state(frame: Frame, type_: str, state_key: str, content: dict[str, Any]) -> Heard:
    outside = (frame.room, frame.event, frame.sender, frame.sent_at, frame.proof)
    if type_ != "m.room.member":
        return SettingChanged(*outside, type_, state_key, content)
    try:
        membership = Membership(_text(content.get("membership")))
    except ValueError:
        return frame.unreadable("malformed")
    return MembershipChanged(*outside, PersonId(state_key), membership, _text(content.get("displayname")))


def _reaction(frame: Frame, content: dict[str, Any]) -> Heard:
    relation = _mapping(content.get("m.relates_to"))
    target, key = relation.get("event_id"), relation.get("key")
    if relation.get("rel_type") != "m.annotation" or not isinstance(target, str) or not isinstance(key, str):
        return frame.unreadable("malformed")
    return Reaction(frame.room, frame.event, frame.sender, frame.sent_at, frame.proof, EventId(target), key)


def _message(frame: Frame, content: dict[str, Any]) -> Heard:
    if not content:  # what a redaction leaves behind
        return frame.unreadable("redacted")
    relation = _mapping(content.get("m.relates_to"))
    newest = content.get("m.new_content")
    shown = newest if relation.get("rel_type") == "m.replace" and isinstance(newest, dict) else content
    msgtype = shown.get("msgtype")
    if not isinstance(shown.get("body"), str) or not isinstance(msgtype, str):
        return frame.unreadable("malformed")
    form = _FORMS.get(msgtype, MessageForm.TEXT)
    return _words(frame, content, _body(shown, form), form)


def _body(shown: dict[str, Any], form: MessageForm) -> str:
    """All words of a message: a file's caption and name, a text without the quote that old clients put first."""
    body = _text(shown.get("body"))
    if form is MessageForm.FILE:
        name = _text(shown.get("filename"))
        return body if not name or name == body else f"{body}\n{name}"
    return _without_fallback(body) if "m.in_reply_to" in _mapping(shown.get("m.relates_to")) else body


def _without_fallback(body: str) -> str:
    lines = body.split("\n")
    if not lines[0].startswith("> "):
        return body
    kept = next((index for index, line in enumerate(lines) if not line.startswith("> ")), len(lines))
    return "\n".join(lines[kept + 1 :] if kept < len(lines) and lines[kept] == "" else lines[kept:])


def _words(frame: Frame, content: dict[str, Any], text: str, form: MessageForm) -> Message:
    relation = _mapping(content.get("m.relates_to"))
    kind, target = relation.get("rel_type"), _event(relation.get("event_id"))
    reply = None if relation.get("is_falling_back") is True else _mapping(relation.get("m.in_reply_to")).get("event_id")
    mentioned = _mapping(content.get("m.mentions")).get("user_ids")
    return Message(
        frame.room,
        frame.event,
        frame.sender,
        frame.sent_at,
        frame.proof,
        text,
        form,
        replaces=target if kind == "m.replace" else None,
        reply_to=_event(reply),
        thread=target if kind == "m.thread" else None,
        mentions=tuple(PersonId(user) for user in mentioned if isinstance(user, str))
        if isinstance(mentioned, list)
        else (),
        marker=_marker(content.get(MARKER)),
    )


def _marker(value: Any) -> Marker | None:
    try:
        return Marker(_text(value))
    except ValueError:
        return None


def _poll_text(content: dict[str, Any]) -> str:
    """The question and the answers of a poll, a line each, in the stable or the older form."""
    poll = _mapping(content.get("m.poll") or content.get("org.matrix.msc3381.poll.start"))
    answers = poll.get("answers")
    parts = [poll.get("question"), *(answers if isinstance(answers, list) else [])]
    return "\n".join(filter(None, (_extensible(_mapping(part)) for part in parts)))


def _extensible(part: dict[str, Any]) -> str:
    """The plain text of an extensible event, in either of its forms."""
    for key in ("m.text", "org.matrix.msc1767.text", "body"):
        value = part.get(key)
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return " ".join(_text(_mapping(each).get("body")) for each in value)
    return ""


def _event(value: Any) -> EventId | None:
    return EventId(value) if isinstance(value, str) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
