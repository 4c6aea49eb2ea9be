"""A room as the server's own state has it. State inside ciphertext never gets here."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from fourwalls.group.heard import Membership
from fourwalls.matrix.ids import is_user_id
from fourwalls.matrix.shapes import mapping, sequence

_MEMBER = "m.room.member"
_OLD_CREATOR = 100
"""The power of whoever made a room of an older version, while none is written down."""
_OUTRANKS_SINCE = 12
_OLD_STATE_DEFAULT = 50
"""What a setting needs where nothing is written down."""


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

    @property
    def creators(self) -> set[str]:
        """Who outranks everybody: from room version 12 on, whoever made the room or was named beside them."""
        create = self.content("m.room.create")
        if not _creators_outrank(create.get("room_version", "1")):
            return set()
        more = sequence(create.get("additional_creators"))
        return {user for user in (self.creator, *more) if is_user_id(user)}

    def power_of(self, user_id: str) -> float:
        """What somebody may do here, as the server reckons it: infinite for creators of room version 12."""
        if user_id in self.creators:
            return math.inf
        levels = self.state.get(("m.room.power_levels", ""))
        if levels is None:
            return _OLD_CREATOR if user_id == self.creator else 0
        users, ordinary = mapping(levels["content"].get("users")), levels["content"].get("users_default", 0)
        level = users.get(user_id, ordinary)
        return level if type(level) is int else 0

    def power_needed(self, *settings: str) -> float:
        """What it takes to let people in, put them out, take words away, and to set all of these settings."""
        levels = mapping(self.content("m.room.power_levels"))
        events, ordinary = mapping(levels.get("events")), levels.get("state_default", _OLD_STATE_DEFAULT)
        needed = [levels.get(name, 0) for name in ("invite", "kick", "redact")]
        needed += [events.get(setting, ordinary) for setting in settings]
        return max(level if type(level) is int else 0 for level in needed)

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


def _creators_outrank(version: Any) -> bool:
    return isinstance(version, str) and version.isascii() and version.isdigit() and int(version) >= _OUTRANKS_SINCE


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
