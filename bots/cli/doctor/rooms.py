"""The rooms: each there, locked, with every wall as ``walls.toml`` says, our bots inside and no stranger."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from bots.cli.doctor.accounts import Line
from bots.cli.doctor.finding import Finding, Level, many
from bots.cli.doctor.records import Told
from bots.founding import BOTS_INSIDE
from config.settings import Settings
from config.walls import RoomContract
from fourwalls.group.breach import Why
from fourwalls.group.heard import Membership
from fourwalls.group.people import ROOMS_OF_A_GROUP, Bot, Room, RoomKind
from fourwalls.matrix.homeserver import CLIENT, RefusedError
from fourwalls.matrix.keyring import IDENTITY, read_identity
from fourwalls.matrix.roomactions import RoomActions
from fourwalls.matrix.roomstate import RoomState

_KEEPS_AN_EYE = {
    **dict.fromkeys((*ROOMS_OF_A_GROUP, RoomKind.MANAGER), Bot.WARDEN),
    RoomKind.PRIVATE: Bot.GUIDE,
}
_BY_ITSELF = "The warden puts it back as soon as it runs. If it happens again, find out who changes it"
_FOR_GOOD = "No setting can mend this. Say nothing confidential there; make a new group in house.toml and move to it"


async def look(
    told: Told, settings: Settings, contracts: Mapping[RoomKind, RoomContract], lines: Mapping[Bot, Line]
) -> AsyncIterator[Finding]:
    """Every room in turn; those that are well are only counted."""
    well = looked = 0
    for finding in unprotected(told):
        yield finding
    ours = [room for room in told.rooms if room.kind is not RoomKind.OPEN]  # which are somebody else's
    for room in ours:
        line = lines.get(_KEEPS_AN_EYE[room.kind])
        if line is None:
            continue
        contract = contracts[room.kind].at_rest() if room.id in told.at_rest else contracts[room.kind]
        found = [finding async for finding in _room(room, line, told, settings, contract)]
        looked += 1
        well += not found
        for finding in found:
            yield finding
    if not ours:
        yield Finding("rooms", "rooms", Level.ATTENTION, "none is made yet", "fourwalls run makes those of house.toml")
        return
    unseen = len(ours) - looked
    seen = f"{well} of {looked} are as they should be" + (f", {unseen} could not be looked at" if unseen else "")
    yield Finding("rooms", "rooms", seen=seen, figures={"well": well, "looked": looked, "all": len(ours)})


async def _room(
    room: Room, line: Line, told: Told, settings: Settings, contract: RoomContract
) -> AsyncIterator[Finding]:
    """What is wrong with one room."""
    name = told.places[room.id]
    try:
        state = await RoomActions(line.server, line.account.user_id, {}).room_state(room.id)
    except RefusedError as refusal:
        yield _lost(room, name, line.bot, refusal.code)
        return
    if line.account.user_id not in state.joined:  # who has left may go on reading how it was when they did
        yield _lost(room, name, line.bot, "it has left")
        return
    current = {key: state.content(*key) for key in state.state}
    if room.adopted:
        for finding in _borne(room, name, told):
            yield finding
    for code in () if room.adopted else contract.beyond_repair(current):
        yield Finding("rooms.walls", "rooms", Level.BROKEN, f"{name}: {code.replace('_', ' ')}", _FOR_GOOD)
    if not state.encrypted:
        yield Finding("rooms.lock", "rooms", Level.BROKEN, f"{name} is not encrypted", _BY_ITSELF)
    keeper = settings.users[Bot.WARDEN] if room.adopted else None
    foreign = {key: one for key, one in current.items() if not _names_ours(key, contract, told)}
    changed = [one.type for one in contract.differences(foreign, keeper)]
    drifted = [type_ for type_ in changed if type_ != "m.room.encryption" or state.encrypted]
    if drifted:
        yield Finding("rooms.walls", "rooms", Level.BROKEN, f"{name}: {', '.join(drifted)} changed", _BY_ITSELF)
    for finding in _people(room, name, state, told, settings):
        yield finding


def _names_ours(key: tuple[str, str], contract: RoomContract, told: Told) -> bool:
    """Whether a setting names another room of the house, as it may."""
    return key[0] in contract.ours_only and key[1] in {room.id for room in told.rooms}


def _borne(room: Room, name: str, told: Told) -> list[Finding]:
    """What could not be promised when a room was taken on that was there before us."""
    limits = [code for code in told.limits.get(room.id, ()) if code != "past"]
    if not limits:
        return []
    seen = f"{name} was there before us, and some of it cannot be promised: {', '.join(limits)}"
    remedy = "Safer is a room of the warden's making: !group new, and its people invited there"
    return [Finding("rooms.adopted", "rooms", Level.ATTENTION, seen, remedy)]


def unprotected(told: Told) -> list[Finding]:
    """Rooms that the warden itself says it cannot keep, and since when."""
    found = []
    for lapse in told.lapses:
        since = f"{lapse.since:%d %b %Y %H:%M} UTC"
        seen = f"NOT PROTECTED since {since}: {told.places.get(lapse.room, 'a room')} ({lapse.why.value})"
        found.append(Finding("rooms.unprotected", "rooms", Level.BROKEN, seen, _WHAT_TO_DO[lapse.why], Bot.WARDEN))
    return found


_WHAT_TO_DO = {
    Why.PUT_OUT: "Have somebody who can ask the warden in again; it accepts by itself while it runs",
    Why.POWERLESS: "Have somebody who has it make the warden an admin of the room (power 100) again",
    Why.OUTRANKED: "Somebody got as much power there as the warden. Have it taken back, or make a new group",
    Why.UNREACHABLE: "The homeserver shows other rooms but not this one. Look in the homeserver's own log",
    Why.FOUGHT: "Find out which program or account changes its walls again and again; change the warden's password",
    Why.UNKNOWN: "Look in the bots' log for what the warden fails at",
}


def _lost(room: Room, name: str, bot: Bot, why: str) -> Finding:
    """The bot that keeps an eye on a room is out, and nobody else may ask it in again."""
    again = "Nobody can let it in again: make the group anew in house.toml, under another name"
    alone = "Nobody can let it in again. Tell the Online Manager that one person gets no warnings and no answers"
    if room.adopted:
        again = _WHAT_TO_DO[Why.PUT_OUT]
    remedy = alone if room.kind is RoomKind.PRIVATE else again
    seen = f"the {bot.value} is not in {name} any more ({why})"
    return Finding("rooms.lost", "rooms", Level.BROKEN, seen, remedy, bot)


def _people(room: Room, name: str, state: RoomState, told: Told, settings: Settings) -> list[Finding]:
    """Bots that are missing, and people whom no list names."""
    found = []
    missing = [bot.value for bot in BOTS_INSIDE[room.kind] if settings.users[bot] not in state.joined]
    if missing:
        remedy = "The warden asks it in again as soon as both run. If it does not come, look at its account above"
        seen = f"{' and '.join(missing)} not in {name}"
        found.append(Finding("rooms.bots", "rooms", Level.BROKEN, seen, remedy))
    inside = state.with_membership(Membership.JOIN, Membership.INVITE, Membership.KNOCK)
    strangers = inside - told.seated[room.id] - set(settings.users.values())
    if strangers:
        seen = f"{many(len(strangers), 'person')} in {name} who stands on no list"
        remedy = "The warden leads them out as soon as it runs. Say nothing confidential there until then"
        found.append(Finding("rooms.strangers", "rooms", Level.BROKEN, seen, remedy))
    return found


async def manager(told: Told, settings: Settings, line: Line) -> Finding:
    """Whether there is an Online Manager who would see a case."""
    person, what = settings.online_manager, "Online Manager"
    answer = await line.server.call("POST", f"{CLIENT}/keys/query", {"device_keys": {person: []}})
    identity = read_identity(person, answer)
    pinned = next(
        (blob.decode() for kind, name, blob in told.vaults[Bot.LOOKOUT] if (kind, name) == (IDENTITY, person)), None
    )
    if pinned is not None and identity.master != pinned:
        remedy = "Ask them by telephone whether they have a new phone; then a facilitator says !accept with their id"
        return Finding("manager", what, Level.BROKEN, "shows new keys: no case can reach them", remedy)
    if not any(device.signed for device in identity.devices.values()):
        remedy = "Ask them to verify their device in their app's settings. Until then no case can reach them"
        return Finding("manager", what, Level.BROKEN, "has no verified device", remedy)
    desk = next((room for room in told.rooms if room.kind is RoomKind.MANAGER), None)
    if desk is None:
        return Finding("manager", what, seen="has a verified device")
    try:
        state = await RoomActions(line.server, line.account.user_id, {}).room_state(desk.id)
    except RefusedError:
        return Finding("manager", what, seen="has a verified device")  # that the room is lost is told with the rooms
    if person not in state.joined:
        remedy = "Ask them to accept the invitation to the managers' room. Until then no case can reach them"
        return Finding("manager", what, Level.BROKEN, "is not in the managers' room", remedy)
    return Finding("manager", what, seen="is in the managers' room with a verified device")
