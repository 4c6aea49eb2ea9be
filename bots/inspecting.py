"""The rounds of the bots that keep walls: each room's whole state, asked anew, against its contract and its roster.

The warden keeps the rooms of groups and of managers, the guide its private rooms, in which the warden is not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection as Transaction

from bots.founding import BOTS_INSIDE, room_names
from bots.ground import Ground
from bots.putting import put
from config.wallcheck import TOP
from config.walls import RoomContract
from fourwalls.group.breach import Breach, Why
from fourwalls.group.effects import Done, Effect, Kept
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import NoteBreach
from fourwalls.group.heard import Membership
from fourwalls.group.people import ROOMS_OF_A_GROUP, Bot, PersonId, Room, RoomId, RoomKind
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.roomstate import RoomState
from fourwalls.storage import adoptions, breaches, lapses
from fourwalls.storage.errors import StorageError
from fourwalls.storage.outbox import Cause
from fourwalls.storage.records import Records
from fourwalls.storage.times import from_ms, to_ms
from handlers import closing, protection, settings, walls
from handlers.entitled import may_be_inside

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_ROUNDS = 600.0
_KEPT = (*ROOMS_OF_A_GROUP, RoomKind.MANAGER, RoomKind.PRIVATE)
"""The kinds of room that are kept. An open room is somebody else's."""
_SETTINGS = ("m.room.encryption", "m.room.history_visibility", "m.room.join_rules", "m.room.guest_access")
_POWERLESS = (Why.PUT_OUT, Why.POWERLESS)
"""Why nothing at all can be done in a room."""
_LAST_MS = 253_402_300_799_000  # the last second of the year 9999
_IN_OR_AT_THE_DOOR = (Membership.JOIN, Membership.INVITE, Membership.KNOCK)


class Inspecting:
    """Walks through every room that one bot keeps, at the start and at intervals; one by one when asked."""

    def __init__(
        self,
        ground: Ground,
        contracts: Mapping[RoomKind, RoomContract],
        connection: Connection,
        rouse: Callable[[Collection[Bot]], None],
        bot: Bot = Bot.WARDEN,
    ) -> None:
        self._ground = ground
        self._bot = bot
        self._settings = settings.Settings(contracts, ground.bots[Bot.WARDEN], ground.zone, room_names(ground))
        self._connection = connection
        self._rouse = rouse
        self._unanswered: set[RoomId] = set()
        """The rooms that the server would not show at the last round."""
        self._called: set[Bot] = set()
        """Who has something new to do."""

    async def inspect_forever(self) -> None:
        """Make a round, wait, make the next."""
        while True:
            await self.inspect()
            await asyncio.sleep(_SECONDS_BETWEEN_ROUNDS)

    async def inspect(self) -> None:
        """One round. A room that cannot be looked at does not stop the others."""
        rooms = await self._ground.database.run(lambda conn: self._ground.records(conn).rooms())
        kept = [room for room in rooms if self.keeps(room)]
        silent = {room.id for room in kept if not await self.inspect_one(room)}
        if len(silent) < len(kept):  # the server answers, and yet says nothing of some room twice in a row
            for room in kept:
                if room.id in silent & self._unanswered:
                    await self._ground.database.run(partial(self._begin, room=room, why=Why.UNREACHABLE))
        self._unanswered = silent
        self.call()

    def keeps(self, room: Room) -> bool:
        """Whether this bot keeps the walls of that room."""
        return room.kind in _KEPT and room.kind.keeper is self._bot

    async def inspect_one(self, room: Room) -> bool:
        """Look at one room; ``False``: the server is in trouble, and nothing is known."""
        run = self._ground.database.run
        try:
            state = await self._connection.act.room_state(room.id)
            await run(lambda conn: self._act(conn, room, state))
            await self._look_at_listing(room, state)
        except (TokenDeadError, StorageError):
            raise
        except RefusedError as refusal:
            logger.error("room %s could not be inspected: %s", room.id, refusal)  # noqa: TRY400 - the sentence says it all
            if refusal.may_pass:
                return False
            await run(partial(self._begin, room=room, why=Why.PUT_OUT))
        except HomeserverError as trouble:
            logger.warning("room %s could not be inspected yet: %s", room.id, trouble)
            return False
        except Exception as error:  # noqa: BLE001 - one bad room never stops the others; it is told
            why = type(error).__name__
            logger.error("room %s could not be inspected: %s", room.id, why)  # noqa: TRY400 - no words in tracebacks
            await run(partial(self._begin, room=room, why=Why.UNKNOWN))
        return True

    async def look_again(self, breach: Breach) -> None:
        """The second look at a wall that was put back.

        Raises:
            HomeserverError: it could not be looked at now; it is due still.
        """
        room = await self._ground.database.run(lambda conn: self._ground.records(conn).room(breach.room))
        if room is None or not self.keeps(room):
            return
        state: RoomState | None = None
        try:
            state = await self._connection.act.room_state(room.id)
        except RefusedError as refusal:
            if refusal.may_pass:
                raise
        await self._ground.database.run(lambda conn: self._looked_again(conn, breach, room, state))

    def _looked_again(self, conn: Transaction, breach: Breach, room: Room, state: RoomState | None) -> None:
        if breaches.of(conn, self._ground.keys, breach.room, breach.type, breach.state_key) != breach:
            return  # while the server answered it was changed once more: that is looked at when its own time comes
        why = Why.PUT_OUT if state is None else self._why_not(conn, room, state)
        effects: list[Effect] = []
        if state is None or why in _POWERLESS:
            self._begin(conn, room, why or Why.PUT_OUT)  # the whole room is looked at when the warden can keep it again
        else:
            effects += self._settings.looked_again(breach, room, _contents(state), self._ground.records(conn))
        if not any(isinstance(effect, NoteBreach) for effect in effects):
            breaches.holds(conn, self._ground.keys, breach, to_ms(self._ground.now()))
        self.do(conn, f"looked {_named(breach)}", effects)

    async def _look_at_listing(self, room: Room, state: RoomState) -> None:
        """The public list and the addresses are no settings of the room, so that nothing is heard of them."""
        if self._ground.bots[self._bot] not in state.joined:
            return
        try:
            addresses = await self._connection.act.addresses(room.id)
            listed = await self._connection.act.is_listed(room.id)
        except RefusedError as refusal:
            logger.warning("whether room %s is in a public list is not known: %s", room.id, refusal)
            return
        if addresses or listed:
            now = self._ground.now()
            await self._ground.database.run(
                lambda conn: self.do(
                    conn,
                    f"listed {room.id} {now:%Y-%m-%d %H:%M}",
                    settings.listed(room, addresses, self._ground.records(conn), f"{now:%Y-%m-%d}"),
                )
            )

    def _act(self, conn: Transaction, room: Room, state: RoomState) -> None:
        """Ask for what must be done. In a state that stays the same it is done again hourly, and told once."""
        now, records = self._ground.now(), self._ground.records(conn)
        why = self._why_not(conn, room, state)
        reasons = set(Why) - {Why.FOUGHT} - ({why} if why is not None else set())
        self.do(conn, f"seen {room.id} {now.isoformat()}", protection.over(room, reasons, records))
        if why is not None:
            self._begin(conn, room, why)
        if why in _POWERLESS:
            return  # nothing can be done there; of a room that we left, the server shows how it was then
        stamp = "".join(sorted(event["event_id"] for event in state.state.values()))
        same = f"inspection {self._ground.keys.lookup('state', stamp)}"
        self.do(conn, f"{same} {_hour(now)}", self._effects(room, state, records, now), told=same)

    def _why_not(self, conn: Transaction, room: Room, state: RoomState) -> Why | None:
        """Why this bot cannot keep this room, as the server shows it."""
        keeper = self._ground.bots[self._bot]
        if keeper not in state.joined:
            return Why.PUT_OUT
        if not has_power(state, keeper):
            return Why.POWERLESS
        if not room.adopted:
            return None
        known = adoptions.of(conn, self._ground.keys, room.id)
        borne = set(known.peers) if known is not None else set()
        return Why.OUTRANKED if peers(state, keeper) - borne else None

    def _effects(self, room: Room, state: RoomState, records: Records, now: datetime) -> Iterator[Effect]:
        yield from self._settings.inspected(room, _contents(state), _whose(state), records)
        present = {PersonId(person) for person in state.with_membership(*_IN_OR_AT_THE_DOOR)}
        for person in sorted(present):
            if not may_be_inside(person, room, records) and not closing.is_reading(person, room, records, now):
                yield from walls.shut_out(person, room, records, _hour(now))
        for bot in BOTS_INSIDE[room.kind]:
            if self._ground.bots[bot] not in present:
                yield from walls.bot_missing(self._ground.bots[bot], room, records, f"{now:%Y-%m-%d}")

    def _begin(self, conn: Transaction, room: Room, why: Why) -> None:
        """Say loudly that nobody looks after a room."""
        now = self._ground.now()
        effects = protection.begun(room, why, now, self._ground.records(conn))
        self.do(conn, f"lapse {room.id} {why.value} {now.isoformat()}", effects)

    # --- what comes of time passing, for ``bots.guarding`` ---

    def pass_time(self, conn: Transaction, now: datetime) -> None:
        """Tell what is due of rooms that are not protected, and let walls be ordinary ones that held for an hour."""
        breaches.forget(conn, to_ms(now))
        fought = {breach.room for breach in breaches.every(conn, self._ground.keys) if breach.fought}
        for room_id in dict.fromkeys(lapse.room for lapse in lapses.every(conn, self._ground.keys)):
            records = self._ground.records(conn)
            room = records.room(room_id)
            if room is None or not self.keeps(room):
                continue
            ended = () if room_id in fought else (Why.FOUGHT,)
            effects = [*protection.over(room, ended, records), *protection.lasting(room, records, now)]
            self.do(conn, f"passing {room_id} {now.isoformat()}", effects)
            if any(isinstance(effect, Whisper) for effect in effects):
                lapses.members_were_told(conn, self._ground.keys, room_id)

    def call(self) -> None:
        """Let those know who have something new to do."""
        called, self._called = self._called, set()
        if called:
            self._rouse(called)

    def do(self, conn: Transaction, cause: str, effects: Iterable[Effect], told: str = "") -> None:
        """Apply what changes our own records; what acts on the homeserver goes into the outbox, once for each cause.

        Args:
            conn: the transaction.
            cause: why, however often it is asked for.
            effects: what.
            told: if given, the cause of what is only told.
        """
        records = self._ground.records(conn)
        for index, effect in enumerate(effects):
            if isinstance(effect, Kept):
                records.apply(effect)
            else:
                self._put(conn, told if told and isinstance(effect, TellManagers) else cause, index, effect)

    def _put(self, conn: Transaction, cause: str, index: int, effect: Done) -> None:
        if put(conn, self._ground, Cause(self._bot, cause), effect, index):
            self._called.add(effect.performer)


def has_power(state: RoomState, keeper: str) -> bool:
    """Whether whoever keeps the room may do what has to be done there."""
    return state.power_of(keeper) >= max(TOP, state.power_needed("m.room.power_levels", *_SETTINGS))


def peers(state: RoomState, warden: str) -> set[str]:
    """Who has as much power as the warden, or more: it can neither put them out nor keep them from changing a wall."""
    levels = state.content("m.room.power_levels").get("users")
    people = {*state.creators, *(levels if isinstance(levels, dict) else {}), *state.joined}
    return {person for person in people - {warden} if state.power_of(person) >= state.power_of(warden)}


def _contents(state: RoomState) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {key: state.content(*key) for key in state.state}


def _whose(state: RoomState) -> dict[tuple[str, str], settings.Whose]:
    return {key: settings.Whose(PersonId(event["sender"]), _moment(event)) for key, event in state.state.items()}


def _moment(event: Mapping[str, Any]) -> datetime:
    stamp = event.get("origin_server_ts")
    return from_ms(stamp if type(stamp) is int and 0 <= stamp <= _LAST_MS else 0)


def _named(breach: Breach) -> str:
    return f"{breach.room} {breach.type} {breach.state_key} {breach.since.isoformat()} {breach.repairs}"


def _hour(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H}"
