"""The contract of each kind of room: what ``walls.toml`` says, what a new room begins with, and what has drifted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from config.files import read_toml
from config.wallcheck import TOP, Table, check_power, check_table
from fourwalls.group.people import Bot, PersonId, RoomKind

FILE = "walls.toml"

StateKey = tuple[str, str]
"""The type and state key of a state event."""

Content = dict[str, Any]
"""The content of a state event."""

MILLISECONDS_A_DAY = 86_400_000

SPACE_TYPE = "m.space"
KEPT_BY_CONTRACT = tuple(kind for kind in RoomKind if kind is not RoomKind.OPEN)
"""The kinds of room that we make. An open room is somebody else's."""

_LATER_KINDS: Mapping[RoomKind, Content] = {
    RoomKind.CONVERSATION: {"creator": Bot.WARDEN.value},
    RoomKind.SPACE: {"creator": Bot.WARDEN.value, "power": {"events_default": TOP}},
}
"""What an operator's file from before there were such rooms would say of them."""

_POWER = "m.room.power_levels"
_ALIAS = "m.room.canonical_alias"
_BY_MAIL = "m.room.third_party_invite"


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting of a room that is not as its contract says."""

    type: str
    state_key: str
    was: Content | None
    """What the server has; ``None`` when the setting is missing."""
    content: Content
    """The whole content to put there."""


@dataclass(frozen=True, slots=True)
class RoomContract:
    """What must hold in every room of one kind."""

    kind: RoomKind
    creator: Bot
    """The bot that makes the room; from room version 12 on nobody can outrank it."""
    room_version: str
    federation: bool
    encryption: str
    rotation_messages: int
    rotation_days: int
    history: str
    guests: str
    join_rule: str
    power: Mapping[str, Any] = field(hash=False)

    def creation(self, name: str, invite: tuple[PersonId, ...] = ()) -> Content:
        """The body of ``createRoom``, so that the walls stand before the first person comes in.

        Args:
            name: a neutral name (``room-name-…`` of the wording): the homeserver can read it.
            invite: who is invited at once.
        """
        state = self.wanted_state()
        power = state.pop((_POWER, ""))
        body: Content = {
            "preset": "private_chat",
            "visibility": "private",
            "name": name,
            "room_version": self.room_version,
            "creation_content": {"m.federate": self.federation},
            "power_level_content_override": power,
            "initial_state": [
                {"type": type_, "state_key": key, "content": content} for (type_, key), content in state.items()
            ],
        }
        if self.kind is RoomKind.PRIVATE:
            body["is_direct"] = True
        if self.kind is RoomKind.SPACE:
            body["creation_content"]["type"] = SPACE_TYPE
        if invite:
            body["invite"] = list(invite)
        return body

    def wanted_state(self) -> dict[StateKey, Content]:
        """The settings that must stand in the room, by type and state key."""
        return {
            ("m.room.encryption", ""): {
                "algorithm": self.encryption,
                "rotation_period_ms": self.rotation_days * MILLISECONDS_A_DAY,
                "rotation_period_msgs": self.rotation_messages,
            },
            ("m.room.history_visibility", ""): {"history_visibility": self.history},
            ("m.room.guest_access", ""): {"guest_access": self.guests},
            ("m.room.join_rules", ""): {"join_rule": self.join_rule},
            (_POWER, ""): self._power_levels(),
        }

    def at_rest(self) -> RoomContract:
        """The same once the group is closed: nobody but the creator speaks there any more."""
        return replace(
            self, power={**self.power, "events_default": TOP, "events": dict.fromkeys(self.power["events"], TOP)}
        )

    def differences(self, current: Mapping[StateKey, Mapping[str, Any]]) -> list[Difference]:
        """What must be repaired, given the server's current state of the room.

        Besides the wanted settings: no addresses by which a stranger finds the room, no open invitation by mail.
        A tombstone, which sends everybody's app to another room, is never followed; ``beyond_repair`` names it.
        """
        found = [
            Difference(type_, key, _copy(current.get((type_, key))), wanted)
            for (type_, key), wanted in self.wanted_state().items()
            if not _same(type_, wanted, current.get((type_, key)))
        ]
        unwanted = [(where, was) for where, was in current.items() if where[0] in (_ALIAS, _BY_MAIL) and was]
        return found + [Difference(*where, was=dict(was), content={}) for where, was in unwanted]

    def beyond_repair(self, current: Mapping[StateKey, Mapping[str, Any]]) -> tuple[str, ...]:
        """What no setting can mend, as codes: the room must be replaced by a new one and people must be told.

        ``no_create``, ``room_version``, ``more_creators``, ``federation``, ``tombstone``.
        """
        create = current.get(("m.room.create", ""))
        if create is None:
            return ("no_create",)
        signs = {
            "room_version": create.get("room_version", "1") != self.room_version,
            "more_creators": bool(create.get("additional_creators")),
            "federation": create.get("m.federate", True) is not self.federation,
            "tombstone": bool(current.get(("m.room.tombstone", ""))),
        }
        return tuple(code for code, holds in signs.items() if holds)

    def _power_levels(self) -> Content:
        """The power levels; ``users`` is empty, since the creator of a version 12 room must not stand in it."""
        levels = {name: dict(level) if isinstance(level, Mapping) else level for name, level in self.power.items()}
        return {**levels, "users": {}}


def load_walls(folder: Path | None = None) -> dict[RoomKind, RoomContract]:
    """Read ``walls.toml``: a contract for every kind of room that we make. Raises ``ConfigError``."""
    file, whole = read_toml(FILE, folder)
    top = Table(file, "", {**{kind.value: table for kind, table in _LATER_KINDS.items()}, **whole})
    top.only({"every", *KEPT_BY_CONTRACT})
    every = top.table("every")
    return {kind: _contract(kind, every, top.table(kind)) for kind in KEPT_BY_CONTRACT}


def _contract(kind: RoomKind, every: Table, own: Table) -> RoomContract:
    """Lay a kind's own table over what all rooms share, and check the result."""
    table = Table(own.file, own.at, _merged(every.values, own.values))
    check_table(table)
    return RoomContract(
        kind=kind,
        creator=Bot(table.values["creator"]),
        room_version=table.values["room_version"],
        federation=table.values["federation"],
        encryption=table.values["encryption"],
        rotation_messages=table.values["rotation_messages"],
        rotation_days=table.values["rotation_days"],
        history=table.values["history"],
        guests=table.values["guests"],
        join_rule=table.values["join_rule"],
        power=check_power(table.table("power")),
    )


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """One table over another, tables inside included."""
    both = {key: _merged(below[key], above[key]) for key in above if _tables(below.get(key), above[key])}
    return {**below, **above, **both}


def _tables(*values: object) -> bool:
    return all(isinstance(value, Mapping) for value in values)


def _same(type_: str, wanted: Content, current: Mapping[str, Any] | None) -> bool:
    """Whether a setting holds. Of power levels only what the specification knows counts; servers add more."""
    if current is None:
        return False
    if type_ != _POWER:
        return dict(current) == wanted
    users = current.get("users", {})
    idle = isinstance(users, Mapping) and all(level == wanted["users_default"] for level in users.values())
    return idle and all(current.get(name) == level for name, level in wanted.items() if name != "users")


def _copy(content: Mapping[str, Any] | None) -> Content | None:
    return None if content is None else dict(content)
