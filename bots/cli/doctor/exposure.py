"""What the homeserver tells one account of other people: who is there, when they are there, and which rooms."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from bots.cli.doctor.accounts import Line
from bots.cli.doctor.finding import Finding, Level
from bots.cli.doctor.records import Told
from fourwalls.group.people import Bot
from fourwalls.matrix.homeserver import CLIENT, Homeserver, HomeserverError, RefusedError, segment
from fourwalls.matrix.shapes import mapping, sequence

_TERMS = "abcdejklmnrs"
"""Beginnings of most names. Synapse lets 200 searches through and then one a minute."""
_MOST = 50
"""Synapse gives no more at once."""
_SEE = "docs/operator.md says which settings to choose, under: What strangers and members are told"
_NOTHING_OF_ROOMS = json.dumps({"room": {"rooms": []}})


class Asker(Protocol):
    """An account that asks."""

    @property
    def bot(self) -> Bot:
        """Whose it is."""

    @property
    def user_id(self) -> str:
        """Its full Matrix id."""

    @property
    def server(self) -> Homeserver:
        """Its line."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A bot that has logged in and never run."""

    bot: Bot
    user_id: str
    server: Homeserver


async def beforehand(asker: Asker) -> list[Finding]:
    """What can be seen before there is a house, with one log-in."""
    return [await directory(asker), await own_presence(asker)]


async def look(line: Line, other: Line | None, told: Told) -> list[Finding]:
    """All of it, as one bot sees it; ``other`` is the bot whose presence it looks at."""
    found = [await directory(line), await listed(line, told)]
    return found if other is None else [*found, await presence(line, other.user_id)]


async def directory(line: Asker) -> Finding:
    """Whether the directory of people shows an account somebody with whom it shares no room."""
    met = await _met(line)
    shown: set[str] = set()
    with suppress(RefusedError):  # searched too often: then what was shown so far must do
        for term in _TERMS:
            shown |= await _search(line, term)
    if not shown - met:
        return Finding("door.directory", "door", seen="directory shows no strangers", figures={"shown": len(shown)})
    remedy = f"Set user_directory: search_all_users: false, and make no room public that members are in. {_SEE}"
    seen = "the directory of people shows members to people who share no room with them"
    return Finding(
        "door.directory",
        "door",
        Level.ATTENTION,
        seen,
        remedy,
        line.bot,
        {"shown": len(shown), "foreign": len(shown - met)},
    )


async def _search(line: Asker, term: str) -> set[str]:
    body = {"search_term": term, "limit": _MOST}
    answer = await line.server.call("POST", f"{CLIENT}/user_directory/search", body)
    return {str(mapping(one).get("user_id")) for one in sequence(answer.get("results"))}


async def _met(line: Asker) -> set[str]:
    """Everybody with whom this account is in a room."""
    met: set[str] = {line.user_id}
    for room in sequence((await line.server.call("GET", f"{CLIENT}/joined_rooms")).get("joined_rooms")):
        answer = await line.server.call("GET", f"{CLIENT}/rooms/{segment(str(room))}/joined_members")
        met |= set(mapping(answer.get("joined")))
    return met


async def listed(line: Line, told: Told) -> Finding:
    """Whether a room of ours stands in the homeserver's list of public rooms."""
    answer = await line.server.call("GET", f"{CLIENT}/publicRooms")
    public = {mapping(one).get("room_id") for one in sequence(answer.get("chunk"))}
    ours = sum(room.id in public for room in told.rooms)
    if not ours:
        return Finding("door.listed", "door", seen="no room of ours listed")
    remedy = "Take it out of the list, as an administrator of the homeserver; then look who put it there"
    seen = "a room of ours is in the list of public rooms"
    return Finding("door.listed", "door", Level.BROKEN, seen, remedy, line.bot, {"rooms": ours})


async def presence(line: Asker, of: str) -> Finding:
    """Whether one account is told when another is there: that somebody is awake at four is nobody's business."""
    try:
        answer = await line.server.call("GET", f"{CLIENT}/presence/{segment(of)}/status")
    except RefusedError:
        return Finding("door.presence", "door", seen="presence hidden")
    except HomeserverError:
        return Finding("door.presence", "door", seen="presence could not be asked")
    if answer.get("presence", "offline") == "offline" and "last_active_ago" not in answer:
        return Finding("door.presence", "door", seen="presence hidden")
    remedy = f"Members see when others are in their app. Set presence: enabled: false. {_SEE}"
    return Finding("door.presence", "door", Level.ATTENTION, "presence is shown", remedy)


async def own_presence(asker: Asker) -> Finding:
    """The same while nobody is there to be looked at: whether this account is shown as there once it asks for news.

    Nothing is acknowledged by that, so that the bot's first run is told all there is.
    """
    try:
        query = {"timeout": "0", "set_presence": "online", "filter": _NOTHING_OF_ROOMS}
        await asker.server.call("GET", f"{CLIENT}/sync", query=query)
    except HomeserverError:
        return Finding("door.presence", "door", seen="presence could not be asked")
    return await presence(asker, asker.user_id)
