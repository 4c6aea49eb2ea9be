"""How long a stranger is inside, and how long a setting is other than it must be, beside the server's own round trip.

Settings are changed, and strangers invited, with the warden's own token in the bench's hands: nobody else has the power
in such a room. What the warden then does is what it does whoever did it.
"""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from fourwalls.group.people import Bot
from fourwalls.storage import accounts
from fourwalls.storage.keyfiles import load_operational_keys
from tests.bench.processes import Suite
from tests.bench.walls.line import CLIENT, Event, Line
from tests.bench.walls.unseated import Roster, roster_of
from tests.support.gathering import GROUP, gather
from tests.support.house import Site, prepare_site
from tests.support.synapse import Account, members, registrar, running_homeserver

_STRANGERS = 5
_ROUND_TRIP = "org.fourwalls.bench"
DRIFTS: dict[str, dict[str, Any]] = {
    "m.room.join_rules": {"join_rule": "public"},
    "m.room.history_visibility": {"history_visibility": "shared"},
    "m.room.guest_access": {"guest_access": "can_join"},
    "m.room.power_levels": {"users_default": 100, "invite": 0, "kick": 0, "events_default": 0, "state_default": 0},
    "m.room.encryption": {"algorithm": "m.megolm.v1.aes-sha2", "rotation_period_msgs": 100_000},
}
"""Settings, each with a value that no group's room may have."""


@dataclass(slots=True)
class Walls:
    """Seconds of each round."""

    round_trips: list[float] = field(default_factory=list)
    """The administrator's own state PUT until it is seen in a sync, in a room of its own."""
    evictions: list[float] = field(default_factory=list)
    """From somebody's asking to join, who has no seat, until they are seen to be out."""
    repairs: list[float] = field(default_factory=list)
    """From asking for a setting until the one of the contract is seen to stand there again."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who takes part."""

    admin: Line
    """An administrator of the homeserver, in a room of their own."""
    own_room: str
    thief: Line
    """Whoever has stolen the warden's token."""
    watcher: Line
    """The facilitator's second device, which only watches."""
    room: str
    """The group's room."""
    roster: Roster
    strangers: list[Line]


async def measure(folder: Path, rounds: int, seed: int) -> Walls:
    """Play so many rounds of each kind, in drawn order, on a homeserver of their own without rate limits."""
    dice, found = random.Random(seed), Walls()  # noqa: S311 - repeatable chance, not a secret
    async with _scene(folder) as scene:
        kinds = {"trip": found.round_trips, "evict": found.evictions, "repair": found.repairs}
        left = dict.fromkeys(kinds, rounds)
        while any(left.values()):
            kind = dice.choice([each for each, still in left.items() if still])
            kinds[kind].append(await _play(scene, kind, left[kind]))
            left[kind] -= 1
    return found


async def _play(scene: Scene, kind: str, number: int) -> float:
    match kind:
        case "trip":
            return await _round_trip(scene, number)
        case "evict":
            return await _eviction(scene, scene.strangers[number % len(scene.strangers)])
        case _:
            return await _repair(scene, list(DRIFTS)[number % len(DRIFTS)])


async def _round_trip(scene: Scene, number: int) -> float:
    mark, began = scene.admin.mark(), time.monotonic()
    event = await scene.admin.put_state(scene.own_room, _ROUND_TRIP, {"round": number})
    return (await scene.admin.seen(lambda each: each["event_id"] == event, mark)).at - began


async def _eviction(scene: Scene, stranger: Line) -> float:
    """Somebody who still holds an invitation lost their seat, and comes in with it.

    They lose it when the warden has heard of the invitation: before, it would be taken back, and nobody could come in.
    """
    person, mark = stranger.user_id, scene.watcher.mark()
    await scene.roster.seat(person)
    await scene.thief.call("POST", f"{CLIENT}/rooms/{quote(scene.room)}/invite", {"user_id": person})
    invited = await scene.watcher.seen(lambda each: _membership(each) == (person, "invite"), mark)
    await scene.roster.heard_by_warden(invited.event["event_id"])
    await scene.roster.unseat(person)
    began = time.monotonic()
    await stranger.call("POST", f"{CLIENT}/rooms/{quote(scene.room)}/join", {})
    return (await scene.watcher.seen(lambda each: _membership(each) == (person, "leave"), mark)).at - began


async def _repair(scene: Scene, type_: str) -> float:
    """Each time as if it were the first: the warden answers a fight more slowly, so that it floods nobody."""
    await scene.roster.forget_breaches()
    mark, began = scene.watcher.mark(), time.monotonic()
    event = await scene.thief.put_state(scene.room, type_, DRIFTS[type_])
    await scene.watcher.seen(lambda each: each["event_id"] == event, mark)

    def is_back(each: Event) -> bool:
        other = each["event_id"] != event and each["content"] != DRIFTS[type_]
        return bool(each["type"] == type_ and other)

    return (await scene.watcher.seen(is_back, mark)).at - began


def _membership(event: Event) -> tuple[str, str] | None:
    there = event["type"] == "m.room.member"
    return (event["state_key"], str(event["content"].get("membership"))) if there else None


# --- the stage ----------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _scene(folder: Path) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        homeserver = await stack.enter_async_context(running_homeserver(folder / "homeserver", limits="off"))
        register = registrar(homeserver)
        sign_in = await stack.enter_async_context(members(register))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        people = {name: await sign_in(name) for name in ("odette", "ruth", "pip", "walt")}
        odette, ruth, pip, walt = people.values()
        site = await prepare_site(folder / "house", homeserver, register, odette.user_id, ruth.user_id, GROUP)
        suite = Suite(site, folder / "suite.log")
        stack.push_async_callback(suite.stop)
        await suite.time_to_ready()
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)

        watcher = await _second_device(session, homeserver.base_url, ruth.user_id)
        admin = await _logged_in(session, await register("keeper", admin=True))
        thief = _stolen(session, site)
        own = await admin.call("POST", f"{CLIENT}/createRoom", {"preset": "private_chat"})
        for line in (watcher, admin):
            await stack.enter_async_context(line.watching())
        roster = stack.enter_context(roster_of(site))
        strangers = [await _logged_in(session, await register("stranger")) for _ in range(_STRANGERS)]
        yield Scene(admin, own["room_id"], thief, watcher, evening.room, roster, strangers)


async def _logged_in(session: aiohttp.ClientSession, account: Account) -> Line:
    return await Line.log_in(session, account.base_url, account.name, account.password)


async def _second_device(session: aiohttp.ClientSession, base_url: str, user_id: str) -> Line:
    return await Line.log_in(session, base_url, user_id, Account("", user_id, base_url).password)


def _stolen(session: aiohttp.ClientSession, site: Site) -> Line:
    """The warden's own token, as somebody has it who has stolen database and keys."""
    keys, database = load_operational_keys(site.settings.keys), site.open_database()
    try:
        account = database.run_sync(lambda conn: accounts.load(conn, keys, Bot.WARDEN))
    finally:
        database.close()
    assert account is not None
    return Line(session, site.settings.homeserver, account.user_id, account.token)
