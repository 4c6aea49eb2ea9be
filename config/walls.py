"""The contract of each kind of room: what ``walls.toml`` says, what a new room begins with, and what has drifted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from config.files import read_toml
from config.wallcheck import ADDED, TOP, Table, check_power, check_table
from fourwalls.group.people import Bot, PersonId, RoomKind

FILE = "walls.toml"

StateKey = tuple[str, str]
"""The type and state key of a state event."""

Content = dict[str, Any]
"""The content of a state event."""

MILLISECONDS_A_DAY = 86_400_000

ANY_SERVER = "*"
SPACE_TYPE = "m.space"
KEPT_BY_CONTRACT = tuple(kind for kind in RoomKind if kind is not RoomKind.OPEN)
"""The kinds of room that we make. An open room is somebody else's."""

_LATER_KINDS: Mapping[RoomKind, Content] = {
    RoomKind.CONVERSATION: {"creator": Bot.WARDEN.value, "pinned": "notice"},
    RoomKind.SPACE: {"creator": Bot.WARDEN.value, "power": {"events_default": TOP}},
}
"""What an operator's file from before there were such rooms would say of them."""

_POWER = "m.room.power_levels"
_SERVERS = "m.room.server_acl"
_GRAVE = ("m.room.encryption", "m.room.history_visibility", "m.room.join_rules")
_GRAVE_LEVELS = ("invite", "users_default", "state_default", "users")


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting of a room that is not as its contract says."""

    type: str
    state_key: str
    was: Content | None
    """What the server has; ``None`` when the setting is missing."""
    content: Content
    """The whole content to put there."""

    @property
    def grave(self) -> bool:
        """Whether words could be read, or somebody let in, before it is put back."""
        if self.type != _POWER:
            return self.type in _GRAVE
        was = self.was or {}
        return any(was.get(name) != self.content.get(name) for name in _GRAVE_LEVELS)


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
    servers: tuple[str, ...]
    """The homeservers that may take part."""
    pinned: str
    """``notice``: what the guide has pinned, and nothing else; ``any``."""
    never: frozenset[str]
    """The types of settings that must not stand in the room."""
    ours_only: frozenset[str]
    """The types of settings whose state key must be a room of the house."""
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

    def wanted_state(self, keeper: PersonId | None = None) -> dict[StateKey, Content]:
        """The settings that must stand in the room, by type and state key.

        Args:
            keeper: the warden, in a room that it did not make and where its power must be written down.
        """
        wanted: dict[StateKey, Content] = {
            ("m.room.encryption", ""): {
                "algorithm": self.encryption,
                "rotation_period_ms": self.rotation_days * MILLISECONDS_A_DAY,
                "rotation_period_msgs": self.rotation_messages,
            },
            ("m.room.history_visibility", ""): {"history_visibility": self.history},
            ("m.room.guest_access", ""): {"guest_access": self.guests},
            ("m.room.join_rules", ""): {"join_rule": self.join_rule},
            (_POWER, ""): self._power_levels(keeper),
        }
        if self.servers != (ANY_SERVER,):
            wanted[_SERVERS, ""] = self._server_acl()
        return wanted

    def at_rest(self) -> RoomContract:
        """The same once the group is closed: nobody but the creator speaks there any more."""
        return replace(
            self, power={**self.power, "events_default": TOP, "events": dict.fromkeys(self.power["events"], TOP)}
        )

    def differences(
        self, current: Mapping[StateKey, Mapping[str, Any]], keeper: PersonId | None = None
    ) -> list[Difference]:
        """What must be repaired, given the server's current state of the room.

        Besides the wanted settings: nothing of ``never`` and ``ours_only``, and no list of servers that shuts out
        whom the contract lets in. (Settings that name rooms of the house are left out by the caller, who knows them.)
        """
        wanted_state = self.wanted_state(keeper)
        if (_SERVERS, "") in current:
            wanted_state[_SERVERS, ""] = self._server_acl()
        if keeper is not None:
            wanted_state[_POWER, ""] = _bearable(keeper, wanted_state[_POWER, ""], current.get((_POWER, ""), {}))
        found = [
            Difference(type_, key, _copy(current.get((type_, key))), wanted)
            for (type_, key), wanted in wanted_state.items()
            if not _same(type_, wanted, current.get((type_, key)))
        ]
        unwanted = [(where, was) for where, was in current.items() if where[0] in self.never | self.ours_only and was]
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

    def _power_levels(self, keeper: PersonId | None) -> Content:
        """The power levels. In version 12 the creator must not stand in ``users``; a warden let in later must."""
        levels = {name: dict(level) if isinstance(level, Mapping) else level for name, level in self.power.items()}
        return {**levels, "users": {} if keeper is None else {keeper: TOP}}

    def _server_acl(self) -> Content:
        return {"allow": list(self.servers), "deny": [], "allow_ip_literals": False}


def load_walls(folder: Path | None = None) -> dict[RoomKind, RoomContract]:
    """Read ``walls.toml``: a contract for every kind of room that we make. Raises ``ConfigError``."""
    file, whole = read_toml(FILE, folder)
    top = Table(file, "", {**{kind.value: table for kind, table in _LATER_KINDS.items()}, **whole})
    top.only({"every", *KEPT_BY_CONTRACT})
    every = top.table("every")
    return {kind: _contract(kind, every, top.table(kind)) for kind in KEPT_BY_CONTRACT}


def _contract(kind: RoomKind, every: Table, own: Table) -> RoomContract:
    """Lay a kind's own table over what all rooms share, and check the result."""
    table = Table(own.file, own.at, _merged(ADDED, _merged(every.values, own.values)))
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
        servers=tuple(table.values["servers"]),
        pinned=table.values["pinned"],
        never=frozenset(table.values["never"]),
        ours_only=frozenset(table.values["ours_only"]),
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
    if not isinstance(users, Mapping):
        return False
    raised = {user: level for user, level in users.items() if level != wanted["users_default"]}
    return raised == wanted["users"] and all(
        current.get(name) == level for name, level in wanted.items() if name != "users"
    )


def _bearable(keeper: PersonId, wanted: Content, current: Mapping[str, Any]) -> Content:
    """The power levels as near to the contract as a warden comes that was let in: what is above it, it cannot lower.

    (Rooms that Element makes today let nobody but their creators end them: the tombstone needs 150.)
    """
    users = _levels(current.get("users"))
    own = max(TOP, users.get(keeper, 0))
    above = {name: level for name, level in _levels(current).items() if level > own and name in wanted}
    inner = {
        name: {**wanted[name], **{key: level for key, level in _levels(current.get(name)).items() if level > own}}
        for name in ("events", "notifications")
    }
    peers = {user: level for user, level in users.items() if level >= own and user != keeper}
    return {**wanted, **above, **inner, "users": {keeper: own, **peers}}


def _levels(value: object) -> dict[str, int]:
    """The numbers in a table of power levels."""
    return {name: level for name, level in value.items() if type(level) is int} if isinstance(value, Mapping) else {}


def _copy(content: Mapping[str, Any] | None) -> Content | None:
    return None if content is None else dict(content)
