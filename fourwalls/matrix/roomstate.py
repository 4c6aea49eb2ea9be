"""A room as the server's own state has it. State inside ciphertext never gets here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fourwalls.group.heard import Membership
from fourwalls.matrix.ids import is_user_id
from fourwalls.matrix.shapes import mapping

_MEMBER = "m.room.member"


@dataclass(slots=True)
class RoomState:
    """The current state of one room that we are in."""

    id: str
    state: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """(type, state key) → the whole state event."""

    def apply(self, event: dict[str, Any]) -> None:
        """Take in one state event."""
        self.state[event["type"], event["state_key"]] = event

    def content(self, type_: str, state_key: str = "") -> dict[str, Any]:
        """The content of one setting; empty when it is not set."""
        return mapping(mapping(self.state.get((type_, state_key))).get("content"))

    @property
    def encrypted(self) -> bool:
        """Whether the room is encrypted with the algorithm that we speak."""
        return self.content("m.room.encryption").get("algorithm") == "m.megolm.v1.aes-sha2"

    @property
    def creator(self) -> str | None:
        """Who made the room; in room version 12 nobody outranks them."""
        event = self.state.get(("m.room.create", ""))
        return event.get("sender") if event else None

    def with_membership(self, *wanted: Membership) -> set[str]:
        """The people whose membership is one of these."""
        values = [membership.value for membership in wanted]  # no set: what the server sends need not be hashable
        return {
            key
            for type_, key in self.state
            if type_ == _MEMBER and is_user_id(key) and self.content(type_, key).get("membership") in values
        }

    @property
    def joined(self) -> set[str]:
        """The people inside."""
        return self.with_membership(Membership.JOIN)

    @property
    def invited(self) -> set[str]:
        """The people with a pending invite."""
        return self.with_membership(Membership.INVITE)


def is_state(event: Any) -> bool:
    """Whether this is a state event well formed enough to be applied."""
    return (
        isinstance(event, dict)
        and isinstance(event.get("type"), str)
        and isinstance(event.get("state_key"), str)
        and isinstance(event.get("content"), dict)
        and isinstance(event.get("sender"), str)
        and isinstance(event.get("event_id"), str)
    )
