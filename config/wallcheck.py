"""What an edited ``walls.toml`` may say: a contract may be stricter than ours, but no wall may be left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.files import ConfigError
from fourwalls.group.people import Bot

TOP = 100
"""The highest power level that anybody but the creator could have."""

GUARDED = (
    "m.room.encryption",
    "m.room.history_visibility",
    "m.room.guest_access",
    "m.room.join_rules",
    "m.room.power_levels",
    "m.room.server_acl",
    "m.room.tombstone",
    "m.room.canonical_alias",
)
"""The settings of which the walls are made."""

_CHOICES: dict[str, tuple[tuple[object, ...], str]] = {
    "creator": (tuple(Bot), "only one of our bots can make the room"),
    "room_version": (("12",), "only from room version 12 on can nobody outrank the creator"),
    "federation": ((True, False), "this is yes or no"),
    "encryption": (("m.megolm.v1.aes-sha2",), "this is the only lock that clients know"),
    "history": (("joined",), "anything else shows newcomers what was said before they came"),
    "guests": (("forbidden",), "guests have no account that a roster could name"),
    "join_rule": (("invite",), "anything else lets people in whom nobody invited"),
    "directory": (("private",), "a public list would show the room to strangers"),
    "pinned": (("notice", "any"), "the guide's notice, or whatever was pinned"),
}
NEVER = (
    "m.room.canonical_alias",
    "m.room.aliases",
    "m.room.third_party_invite",
    "m.room.tombstone",
    "im.vector.modular.widgets",
    "m.widget",
    "m.widgets",
    "io.element.widgets.layout",
    "m.room.bot.options",
    "m.room.plumbing",
    "m.bridge",
    "uk.half-shot.bridge",
)
"""What stands in no room of ours: addresses, invitations by mail, strange programs, the name of another room."""

OURS_ONLY = ("m.space.parent", "m.space.child")
"""What may name rooms of ours, and no others."""

ADDED: Mapping[str, Any] = {
    "directory": "private",
    "servers": ["*"],
    "pinned": "any",
    "never": list(NEVER),
    "ours_only": list(OURS_ONLY),
}
"""Keys that a copy of ``walls.toml`` from before there were any of them lacks, and what they say then."""

_RANGES = {"rotation_messages": range(1, 101), "rotation_days": range(1, 8)}
_LISTS: dict[str, tuple[tuple[str, ...], str]] = {
    "servers": ((), "these are names of homeservers, or the one word *"),
    "never": (NEVER, "each of these opens a wall, so that the list may be longer than ours but not shorter"),
    "ours_only": (OURS_ONLY, "another's rooms must not be named here, so that the list may be longer but not shorter"),
}
_LEVELS = ("users_default", "events_default", "state_default", "invite", "kick", "ban", "redact")
_OVER_MEMBERS = ("state_default", "invite", "kick", "ban", "redact")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file that knows where it stands, for errors that say so."""

    file: Path
    at: str
    values: Mapping[str, Any]

    def wrong(self, key: str, wrong: str, example: str) -> ConfigError:
        """The error to raise about one key."""
        return ConfigError(self.file, f"key {self.at}.{key}".replace("key .", "key "), wrong, example)

    def only(self, known: Collection[str]) -> None:
        """Refuse a key that means nothing here: most likely a slip of the pen."""
        for key in self.values:
            if key not in known:
                raise self.wrong(key, "there is no such key", ", ".join(sorted(known)))

    def table(self, key: str) -> Table:
        """The table under a key."""
        inner = self.values.get(key)
        path = f"{self.at}.{key}".lstrip(".")
        if not isinstance(inner, dict):
            raise self.wrong(key, "this table is missing", f"[{path}]")
        return Table(self.file, path, inner)


def check_table(table: Table) -> None:
    """Check one kind's whole contract, power levels aside. Raises ``ConfigError``."""
    table.only({*_CHOICES, *_RANGES, *_LISTS, "power"})
    for key, (choices, reason) in _CHOICES.items():
        value = table.values.get(key)
        if not isinstance(value, str | bool) or value not in choices:
            raise table.wrong(key, reason, f"{key} = {_toml(choices[0])}")
    for key, numbers in _RANGES.items():
        number = table.values.get(key)
        if type(number) is not int or number not in numbers:
            raise table.wrong(key, f"this is a number from {numbers[0]} to {numbers[-1]}", f"{key} = {numbers[-1]}")
    for key, (least, reason) in _LISTS.items():
        names = table.values.get(key)
        good = isinstance(names, list) and bool(names) and all(isinstance(name, str) and name for name in names)
        if not good or not set(least) <= set(names or ()):
            raise table.wrong(key, reason, f"{key} = {list(least or ['*'])}".replace("'", '"'))


def check_power(table: Table) -> Mapping[str, Any]:
    """Check the power levels: nobody but the creator may touch a wall. Returns them. Raises ``ConfigError``."""
    if "users" in table.values:
        raise table.wrong("users", "nobody has a power level of their own; the creator stands above all", "remove it")
    table.only({*_LEVELS, "events", "notifications"})
    ordinary = _level(table, "users_default")
    for name in _LEVELS:
        level = _level(table, name)
        if name in _OVER_MEMBERS and level <= ordinary:
            raise table.wrong(name, "everybody inside could do this; it must be above users_default", f"{name} = {TOP}")
    events = table.table("events")
    for name in (*GUARDED, *events.values):
        if name in GUARDED and _level(events, name) <= ordinary:
            raise events.wrong(name, "everybody inside could move this wall", f'"{name}" = {TOP}')
        _level(events, name)
    for name in table.table("notifications").values:
        _level(table.table("notifications"), name)
    return table.values


def _level(table: Table, name: str) -> int:
    value = table.values.get(name)
    if type(value) is not int or not 0 <= value <= TOP:
        raise table.wrong(name, f"this is a number from 0 to {TOP}", f'"{name}" = {TOP}')
    return value


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'
