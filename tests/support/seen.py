"""What a member has seen: messages as their client shows them, and the rest of a room's life."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """One message on a member's screen, after decryption."""

    room: str
    event_id: str
    sender: str
    type: str
    content: dict[str, Any] = field(hash=False)
    encrypted: bool
    readable: bool
    """False while there is no key; the same message is seen again when the key comes late."""
    failure: str
    """Why it cannot be read, in the engine's own code; empty if it can."""
    shield: str
    """``none``, ``grey`` or ``red``; empty for what is not encrypted or cannot be read."""
    shield_reason: str

    @classmethod
    def of(cls, told: dict[str, Any]) -> Seen:
        """Read a ``message`` line of the member program."""
        return cls(
            room=told["roomId"],
            event_id=told["eventId"],
            sender=told["sender"],
            type=told["type"],
            content=told["content"],
            encrypted=told["encrypted"],
            readable=not told["failure"],
            failure=told["failure"],
            shield=told["shield"],
            shield_reason=told["shieldReason"],
        )

    @property
    def body(self) -> str:
        """The words; of an edit, the new words. Empty if it has none or cannot be read."""
        if not self.readable:
            return ""
        return str(self.content.get("m.new_content", self.content).get("body", ""))

    @property
    def relation(self) -> dict[str, Any]:
        """What it says of another event, as it stands in ``m.relates_to``."""
        relation: dict[str, Any] = self.content.get("m.relates_to", {})
        return relation

    @property
    def thread_root(self) -> str:
        """The first message of its thread, or empty."""
        return str(self.relation["event_id"]) if self.relation.get("rel_type") == "m.thread" else ""

    @property
    def replaces(self) -> str:
        """The message that this one edits, or empty."""
        return str(self.relation["event_id"]) if self.relation.get("rel_type") == "m.replace" else ""

    @property
    def reply_to(self) -> str:
        """The message that this one answers, or empty."""
        return str(self.relation.get("m.in_reply_to", {}).get("event_id", ""))

    @property
    def mentions(self) -> tuple[str, ...]:
        """The people it mentions."""
        return tuple(self.content.get("m.mentions", {}).get("user_ids", ()))


@dataclass(frozen=True, slots=True)
class SeenRedaction:
    """Words taken back."""

    room: str
    event_id: str
    sender: str
    redacts: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sight:
    """All that one member has seen so far; grows as their client tells it."""

    messages: dict[str, Seen] = field(default_factory=dict)
    """By event id, in the order in which they were first seen."""
    redactions: list[SeenRedaction] = field(default_factory=list)
    state: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    """The content by room, type and state key."""
    rooms: dict[str, str] = field(default_factory=dict)
    """The member's own membership by room."""
    errors: list[str] = field(default_factory=list)
    """What went wrong unnoticed inside the client."""

    def take(self, told: dict[str, Any]) -> None:
        """Take in one unsolicited line of the member program."""
        match told["event"]:
            case "message":
                self.messages[told["eventId"]] = Seen.of(told)
            case "redaction":
                self.redactions.append(
                    SeenRedaction(told["roomId"], told["eventId"], told["sender"], told["redacts"], told["reason"])
                )
            case "state":
                self.state[told["roomId"], told["type"], told["stateKey"]] = told["content"]
            case "mine":
                self.rooms[told["roomId"]] = told["membership"]
            case _:
                self.errors.append(str(told.get("message", told)))
