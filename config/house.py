"""The house as the operator describes it: the organisation's name, the groups, and who facilitates each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.files import read_toml
from config.values import MATRIX_ID_EXAMPLE, matrix_id
from config.wallcheck import Table
from fourwalls.group.people import Layout, PersonId
from fourwalls.group.warning import DEFAULT_QUIET, Quiet

FILE = "house.toml"
LONGEST_NAME = 60
LONDON = ZoneInfo("Europe/London")

_ROOM = re.compile(r"(![\x21-\x7e]+|#[^\s:\0]+:[A-Za-z0-9.\[\]:-]+)", re.ASCII)
_OPEN_ROOM_EXAMPLE = 'room = "#tea:chat.example.org"'
LEAST_GRACE_DAYS, MOST_GRACE_DAYS = 2, 90
_GRACE = timedelta(days=14)
LEAST_LEAK_DAYS, MOST_LEAK_DAYS = 1, 365
_LEAK = timedelta(days=180)
"""Half a year: what was said is seldom told on much later. The longer, the more a thief has to guess at."""
_TOGETHER = "warnings_together_seconds"
MOST_TOGETHER_SECONDS = 600
_KEYS = {
    "organisation",
    "group",
    "timezone",
    "rooms",
    "open_room",
    "staffed_hours",
    "grace_days",
    "leak_days",
    _TOGETHER,
}
_HOURS = "ask your facilitator, who knows the hours"
_HOURS_EXAMPLE = 'staffed_hours = "Monday to Friday, 9 am to 5 pm"'
_GROUP_EXAMPLE = 'name = "Tuesday evening group"'
_FACILITATORS_EXAMPLE = f'facilitators = ["{MATRIX_ID_EXAMPLE}"]'


@dataclass(frozen=True, slots=True)
class HouseGroup:
    """One support group, as the operator wants it."""

    name: str
    facilitators: tuple[PersonId, ...]
    layout: Layout = Layout.TWO
    sure_of_name: bool = False
    """The name is meant, although it looks as if it could tell who somebody is."""


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """A public conversation in which the guide watches for identifying details: by its id or its address."""

    name: str
    room: str


@dataclass(frozen=True, slots=True)
class House:
    """What ``house.toml`` says."""

    organisation: str
    groups: tuple[HouseGroup, ...] = ()
    zone: ZoneInfo = LONDON
    """In which people are told the time."""
    layout: Layout = Layout.TWO
    """Which rooms a new group gets, unless it is said otherwise."""
    open_rooms: tuple[OpenRoom, ...] = ()
    """Public conversations into which the guide may come."""
    staffed_hours: str = _HOURS
    """When people look in, in words; it is told with the policy."""
    grace: timedelta = _GRACE
    """How long people may stay inside, after a new version of the policy, without having agreed to it."""
    leak: timedelta = _LEAK
    """How long a passage said inside is recognised in an open room."""
    quiet: Quiet = DEFAULT_QUIET
    """How often people are told of identifying details."""


def load_house(folder: Path | None = None) -> House:
    """Read ``house.toml``. Raises ``ConfigError``."""
    file, whole = read_toml(FILE, folder)
    top = Table(file, "", whole)
    top.only(_KEYS)
    organisation = _name(top, "organisation", 'organisation = "Our support groups"')
    layout = _layout(top, Layout.TWO)
    groups = tuple(_group(table, layout) for table in _blocks(top, "group"))
    names = [group.name.casefold() for group in groups]
    for number, name in enumerate(names, start=1):
        if name in names[: number - 1]:
            raise Table(file, f"group {number}", {}).wrong("name", "two groups have this name", _GROUP_EXAMPLE)
    hours = _name(top, "staffed_hours", _HOURS_EXAMPLE) if "staffed_hours" in whole else _HOURS
    open_rooms = tuple(_open_room(table) for table in _blocks(top, "open_room"))
    grace = _days(top, "grace_days", _GRACE, LEAST_GRACE_DAYS, MOST_GRACE_DAYS)
    leak = _days(top, "leak_days", _LEAK, LEAST_LEAK_DAYS, MOST_LEAK_DAYS)
    return House(organisation, groups, _zone(top), layout, open_rooms, hours, grace, leak, _quiet(top))


def _quiet(top: Table) -> Quiet:
    seconds = top.values.get(_TOGETHER, int(DEFAULT_QUIET.together.total_seconds()))
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= MOST_TOGETHER_SECONDS:
        wrong = f"this is a whole number of seconds, at most {MOST_TOGETHER_SECONDS}"
        raise top.wrong(_TOGETHER, wrong, f"{_TOGETHER} = 60")
    return Quiet(timedelta(seconds=seconds))


def _days(top: Table, key: str, otherwise: timedelta, least: int, most: int) -> timedelta:
    days = top.values.get(key, otherwise.days)
    if not isinstance(days, int) or isinstance(days, bool) or not least <= days <= most:
        raise top.wrong(key, f"this is a whole number of days, {least} to {most}", f"{key} = {otherwise.days}")
    return timedelta(days=days)


def _blocks(top: Table, key: str) -> list[Table]:
    """The blocks of one name, each a table that knows its number."""
    blocks = top.values.get(key, [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise top.wrong(key, f"each {key.replace('_', ' ')} is a block of its own", f"[[{key}]]")
    return [Table(top.file, f"{key} {number}", block) for number, block in enumerate(blocks, start=1)]


def _zone(top: Table) -> ZoneInfo:
    given = top.values.get("timezone", LONDON.key)
    try:
        return ZoneInfo(given)
    except (ZoneInfoNotFoundError, TypeError, ValueError, OSError):
        raise top.wrong("timezone", "this is not the name of a time zone", f'timezone = "{LONDON.key}"') from None


def _group(table: Table, layout: Layout) -> HouseGroup:
    table.only({"name", "facilitators", "rooms", "sure_of_name"})
    sure = table.values.get("sure_of_name", False)
    if not isinstance(sure, bool):
        raise table.wrong("sure_of_name", "this is yes or no", "sure_of_name = true")
    return HouseGroup(_name(table, "name", _GROUP_EXAMPLE), _facilitators(table), _layout(table, layout), sure)


def _layout(table: Table, otherwise: Layout) -> Layout:
    """Which rooms: ``one`` for everything, ``two`` with one to talk between meetings, or the two in a ``space``."""
    try:
        return Layout(table.values.get("rooms", otherwise))
    except ValueError:
        raise table.wrong("rooms", f"this is {', '.join(Layout)}", f'rooms = "{Layout.TWO}"') from None


def _open_room(table: Table) -> OpenRoom:
    table.only({"name", "room"})
    room = table.values.get("room")
    if not isinstance(room, str) or not _ROOM.fullmatch(room):
        raise table.wrong("room", "this is a room's id or its address", _OPEN_ROOM_EXAMPLE)
    return OpenRoom(_name(table, "name", 'name = "Tea room"'), room)


def _name(table: Table, key: str, example: str) -> str:
    """A name for people: one short, printable line."""
    name = table.values.get(key)
    if not isinstance(name, str) or not name.strip():
        raise table.wrong(key, "this is missing", example)
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise table.wrong(key, f"a name is one line of at most {LONGEST_NAME} characters", example)
    return name.strip()


def _facilitators(table: Table) -> tuple[PersonId, ...]:
    given = table.values.get("facilitators")
    if not isinstance(given, list) or not given:
        raise table.wrong("facilitators", "a group needs at least one facilitator", _FACILITATORS_EXAMPLE)
    people = []
    for text in given:
        person = matrix_id(text) if isinstance(text, str) else None
        if person is None:
            raise table.wrong("facilitators", "each is a full Matrix id, @name:server", _FACILITATORS_EXAMPLE)
        people.append(person)
    return tuple(dict.fromkeys(people))
