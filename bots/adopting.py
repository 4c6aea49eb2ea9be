"""Taking on a room that was there before us: looked at first, then claimed, walled and told.

The outbox tries the whole of it again until it is done, so each step finds what was done before and goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection as Transaction

from bots.founding import BOTS_INSIDE, Founder
from bots.ground import Ground
from bots.inspecting import has_power, peers
from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import (
    Adopt,
    Await,
    Done,
    Evict,
    GiveSeat,
    Invite,
    Priority,
    Survey,
    Taking,
    TellManagers,
    Whisper,
)
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, EventId, Group, PersonId, Role, Room, RoomId, RoomKind, Standing
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.matrix.roomstate import RoomState
from fourwalls.storage import adoptions, outbox
from fourwalls.storage.adoptions import Adoption
from fourwalls.storage.records import Records
from fourwalls.storage.rooms import ADOPTED
from handlers import adoption
from handlers.entitled import may_be_inside, shown_name
from handlers.settings import Settings

_AT_THE_DOOR = (Membership.JOIN, Membership.INVITE, Membership.KNOCK)


class Adopting:
    """Takes rooms on for the warden, for ``bots.acts``."""

    def __init__(self, ground: Ground, connection: Connection, founder: Founder) -> None:
        self._ground = ground
        self._connection = connection
        self._founder = founder
        self._warden = ground.bots[Bot.WARDEN]
        self._settings = Settings(founder.contracts, self._warden, ground.zone)

    # --- looking ---

    async def survey(self, survey: Survey, txn: str) -> None:
        """Look at a room, and tell what taking it on would mean; if the warden is not in it, how to ask it in.

        Raises:
            HomeserverError: it could not be looked at now.
        """
        room_id = await self._room_id(survey)
        if room_id is None:
            await self._whisper(survey.by, phrase("adopt-no-such-room"), txn)
            return
        asked = Adoption(room_id, survey.name, survey.by)
        if not await self._ground.database.run(lambda conn: self._expected(conn, asked)):
            await self._whisper(survey.by, phrase("adopt-already", group=survey.name), txn)
            return
        state = await self._come_in(room_id)
        if state is None:
            await self._whisper(survey.by, phrase("adopt-ask-in", warden=self._warden, group=survey.name), txn)
            return
        listed = await self._connection.act.is_listed(room_id) or bool(await self._addresses(room_id))
        await self._ground.database.run(lambda conn: self._report(conn, asked, state, listed=listed, txn=txn))

    async def _room_id(self, survey: Survey) -> RoomId | None:
        if survey.room.startswith("!"):
            return RoomId(survey.room)
        try:
            return RoomId(await self._connection.act.room_at(survey.room))
        except RefusedError as refusal:
            if refusal.may_pass:
                raise
            return None

    def _expected(self, conn: Transaction, asked: Adoption) -> bool:
        """Remember that the warden may come into this room; ``False``: it was taken on already."""
        known = adoptions.of(conn, self._ground.keys, asked.room)
        if known is not None and known.done:
            return False
        adoptions.keep(conn, self._ground.keys, asked)
        return True

    async def _come_in(self, room_id: RoomId) -> RoomState | None:
        """The room as the server has it, once the warden is inside; ``None``: nobody has asked it in."""
        try:
            await self._connection.act.join(room_id)
            return await self._connection.act.room_state(room_id)
        except RefusedError as refusal:
            if refusal.may_pass:
                raise
            return None

    async def _addresses(self, room_id: RoomId) -> list[str]:
        try:
            return await self._connection.act.addresses(room_id)
        except RefusedError as refusal:
            if refusal.may_pass:
                raise
            return []

    def _report(self, conn: Transaction, asked: Adoption, state: RoomState, *, listed: bool, txn: str) -> None:
        records = self._ground.records(conn)
        facts = self._facts(records, asked, state, listed=listed)
        pieces = [phrase("adopt-report", group=asked.name), *adoption.report(facts)]
        able = has_power(state, self._warden)
        pieces.append(phrase("adopt-words") if able else phrase("adopt-words-powerless", warden=self._warden))
        text = "\n\n".join(self._ground.say(piece) for piece in pieces)
        waits = Awaited(Wanted.ADOPTION, self._ground.now(), about=(asked.room, asked.name))
        records.apply(Await(asked.by, waits))
        self._put(conn, txn, Whisper(asked.by, phrase("adopt-said", text=text)))

    def _facts(self, records: Records, asked: Adoption, state: RoomState, *, listed: bool) -> adoption.Facts:
        group = _named(records, asked.name)
        room = Room(asked.room, RoomKind.GROUP, None if group is None else group.id, adopted=True)
        contract = self._founder.contracts[RoomKind.GROUP]
        current, beyond = _contents(state), contract.beyond_repair(_contents(state))
        bots = set(self._ground.bots.values())
        people = {PersonId(person) for person in state.with_membership(*_AT_THE_DOOR) - bots}
        strangers = [one for one in people if group is None or not may_be_inside(one, room, records)]
        above = peers(state, self._warden)
        return adoption.Facts(
            people=len(state.joined - bots),
            strangers=len(strangers),
            drifted=[drift.type for drift in self._settings.drifts(room, current, records)],
            listed=listed,
            encrypted=state.encrypted,
            history=str(state.content("m.room.history_visibility").get("history_visibility", "shared")),
            version_fits="room_version" not in beyond,
            federation_fits="federation" not in beyond,
            creators=len(state.creators - {self._warden}),
            peers=len(above - state.creators),
            programs=sum(bool(content) for (type_, _), content in current.items() if type_ in _PROGRAMS),
        )

    # --- doing ---

    async def adopt(self, adopt: Adopt, txn: str) -> None:
        """Do what was answered.

        Raises:
            HomeserverError: it could not be done now; tried again, it goes on where it stopped.
        """
        state = await self._come_in(adopt.room)
        if state is None:
            await self._whisper(adopt.by, phrase("adopt-ask-in", warden=self._warden, group=adopt.name), txn)
        elif adopt.taking is Taking.MOVE:
            await self._move(adopt, state, txn)
        elif not has_power(state, self._warden):
            await self._whisper(adopt.by, phrase("adopt-powerless", warden=self._warden), txn)
        else:
            await self._take_on(adopt, state, txn)

    async def _take_on(self, adopt: Adopt, state: RoomState, txn: str) -> None:
        run = self._ground.database.run
        room = await run(lambda conn: self._claimed(conn, adopt, state))
        if room is None:
            await self._whisper(adopt.by, phrase("adopt-group-has-room", group=adopt.name), txn)
            return
        await self._wall(room, state)
        after = await self._connection.act.room_state(room.id)
        await run(lambda conn: self._finish(conn, adopt, room, after, txn))

    def _claimed(self, conn: Transaction, adopt: Adopt, state: RoomState) -> Room | None:
        """Make it the group's room, so that its door is kept; ``None``: the group has another."""
        records = self._ground.records(conn)
        group = records.ensure_group(adopt.name, self._ground.portal_public)
        known = records.group_room(group.id)
        if (known is not None and known.id != adopt.room) or (known is None and records.room(adopt.room) is not None):
            return None
        room = Room(adopt.room, RoomKind.GROUP, group.id, adopted=True)
        above = tuple(sorted(PersonId(person) for person in peers(state, self._warden)))
        facts = self._facts(records, Adoption(adopt.room, adopt.name, adopt.by), state, listed=False)
        codes = tuple(code for code, _ in adoption.limits(facts))
        adoptions.keep(conn, self._ground.keys, Adoption(adopt.room, adopt.name, adopt.by, peers=above, limits=codes))
        for person in sorted(state.joined) if adopt.taking is Taking.EVERYBODY else ():
            self._seat(records, PersonId(person), group, adopt, Standing.INSIDE)
        records.add_room(room, ADOPTED)
        return room

    async def _wall(self, room: Room, state: RoomState) -> None:
        """Put every setting to what the contract says; what the server refuses is found missing afterwards."""
        drifts = await self._ground.database.run(
            lambda conn: self._settings.drifts(room, _contents(state), self._ground.records(conn))
        )
        act = self._connection.act
        steps = [partial(act.put_state, room.id, one.type, one.state_key, one.content) for one in drifts]
        steps.append(partial(act.unlist, room.id))
        steps += [partial(act.drop_address, address) for address in await self._addresses(room.id)]
        refused: RefusedError | None = None
        for step in steps:
            try:
                await step()
            except RefusedError as refusal:
                refused = refusal if refusal.may_pass else refused
        if refused is not None:
            raise refused

    def _finish(self, conn: Transaction, adopt: Adopt, room: Room, after: RoomState, txn: str) -> None:
        """Let our bots in and strangers out, and tell how the walls stand now."""
        records = self._ground.records(conn)
        known = adoptions.of(conn, self._ground.keys, room.id)
        assert known is not None
        done = Adoption(known.room, known.name, known.by, done=True, peers=known.peers, limits=known.limits)
        adoptions.keep(conn, self._ground.keys, done)
        bots = [self._ground.bots[bot] for bot in BOTS_INSIDE[room.kind]]
        people = sorted(PersonId(person) for person in after.with_membership(*_AT_THE_DOOR))
        left = [drift.type for drift in self._settings.drifts(room, _contents(after), records)]
        words = (
            phrase("adopted-partly", group=adopt.name, setting=",".join(left))
            if left
            else phrase("adopted", group=adopt.name)
        )
        told = phrase("adopted-managers", group=adopt.name, by=shown_name(adopt.by, records))
        self._put(
            conn,
            txn,
            *(Invite(room.id, bot) for bot in bots if bot not in after.joined),
            *(Evict(room.id, one) for one in people if not may_be_inside(one, room, records)),
            *self._welcomes(adopt, records, people),
            Whisper(adopt.by, words),
            TellManagers(Bot.WARDEN, told),
        )

    def _welcomes(self, adopt: Adopt, records: Records, people: list[PersonId]) -> Iterator[Whisper]:
        if adopt.taking is Taking.EVERYBODY:
            for person in people:
                if not records.is_bot(person):
                    yield Whisper(person, phrase("welcome", group=adopt.name), Priority.NEWS)

    async def _move(self, adopt: Adopt, state: RoomState, txn: str) -> None:
        """Ask the people of the old room into a room of the warden's making; the old one is left as it is."""
        public = self._ground.portal_public
        group = await self._ground.database.run(
            lambda conn: self._ground.records(conn).ensure_group(adopt.name, public)
        )
        room = await self._founder.group_room(group.id)
        if room.id != adopt.room:
            await self._ground.database.run(lambda conn: self._moved(conn, adopt, (group, room), state, txn))

    def _moved(self, conn: Transaction, adopt: Adopt, into: tuple[Group, Room], state: RoomState, txn: str) -> None:
        records, (group, room) = self._ground.records(conn), into
        asked = [
            PersonId(person)
            for person in sorted(state.joined)
            if self._seat(records, PersonId(person), group, adopt, Standing.INVITED)
        ]
        self._put(
            conn,
            txn,
            *(Invite(room.id, person) for person in asked),
            *(Whisper(person, phrase("welcome", group=group.name), Priority.NEWS) for person in asked),
            Whisper(adopt.by, phrase("adopt-moved", group=group.name, people=len(asked))),
        )

    def _seat(self, records: Records, person: PersonId, group: Group, adopt: Adopt, standing: Standing) -> bool:
        """Put somebody on the list who was never on it; whoever was taken off it stays off."""
        if records.is_bot(person) or records.seat(person, group.id) is not None:
            return False
        records.apply(GiveSeat(person, group.id, Role.MEMBER, standing, self._ground.now(), adopt.by))
        return True

    # --- telling ---

    async def _whisper(self, person: PersonId, words: Phrase, txn: str) -> None:
        await self._ground.database.run(lambda conn: self._put(conn, txn, Whisper(person, words)))

    def _put(self, conn: Transaction, txn: str, *effects: Done) -> None:
        for index, effect in enumerate(effects):
            cause = outbox.Cause(Bot.WARDEN, EventId(f"adoption {txn}"))
            outbox.put(conn, self._ground.keys, cause, index, effect)


_PROGRAMS = frozenset(
    (
        "im.vector.modular.widgets",
        "m.widget",
        "m.bridge",
        "uk.half-shot.bridge",
        "m.room.bot.options",
        "m.room.plumbing",
    )
)


def _named(records: Records, name: str) -> Group | None:
    return next((group for group in records.groups() if group.name == name), None)


def _contents(state: RoomState) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {key: state.content(*key) for key in state.state}
