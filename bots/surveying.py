"""A room that was there before us is looked at, and whoever asked is told what taking it on would mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection as Transaction

from bots.founding import Founder, room_names
from bots.ground import Ground
from bots.inspecting import has_power, peers
from bots.putting import put_all
from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import Await
from fourwalls.group.effects.walls import Survey
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, Group, PersonId, Room, RoomId, RoomKind
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.matrix.roomstate import RoomState
from fourwalls.storage import adoptions
from fourwalls.storage.adoptions import Adoption
from fourwalls.storage.outbox import Cause
from fourwalls.storage.records import Records
from handlers import adoption
from handlers.entitled import may_be_inside
from handlers.roomnames import codes, read, tellings
from handlers.settings import Drift, Settings

AT_THE_DOOR = (Membership.JOIN, Membership.INVITE, Membership.KNOCK)


class Surveying:
    """Looks at rooms for the warden."""

    def __init__(self, ground: Ground, connection: Connection, founder: Founder) -> None:
        self._ground = ground
        self._connection = connection
        self._founder = founder
        self._warden = ground.bots[Bot.WARDEN]
        self._settings = Settings(founder.contracts, self._warden, ground.zone, room_names(ground))

    async def survey(self, survey: Survey, txn: str) -> None:
        """Look at a room, and tell what taking it on would mean; if the warden is not in it, how to ask it in.

        Raises:
            HomeserverError: it could not be looked at now.
        """
        room_id = await self._room_id(survey)
        if room_id is None:
            await self.whisper(survey.by, phrase("adopt-no-such-room"), txn)
            return
        asked = Adoption(room_id, survey.name, survey.by)
        if not await self._ground.database.run(lambda conn: self._expected(conn, asked)):
            await self.whisper(survey.by, phrase("adopt-already", group=survey.name), txn)
            return
        state = await self.come_in(room_id)
        if state is None:
            await self.whisper(survey.by, phrase("adopt-ask-in", warden=self._warden, group=survey.name), txn)
            return
        listed = await self._connection.act.is_listed(room_id) or bool(await self.addresses(room_id))
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

    async def come_in(self, room_id: RoomId) -> RoomState | None:
        """The room as the server has it, once the warden is inside; ``None``: nobody has asked it in."""
        try:
            await self._connection.act.join(room_id)
            return await self._connection.act.room_state(room_id)
        except RefusedError as refusal:
            if refusal.may_pass:
                raise
            return None

    def drifts(self, room: Room, state: RoomState, records: Records) -> list[Drift]:
        """What in this room is not as the contract says."""
        return self._settings.drifts(room, contents(state), records)

    async def addresses(self, room_id: RoomId) -> list[str]:
        """The addresses of a room, as far as the server tells."""
        try:
            return await self._connection.act.addresses(room_id)
        except RefusedError as refusal:
            if refusal.may_pass:
                raise
            return []

    def _report(self, conn: Transaction, asked: Adoption, state: RoomState, *, listed: bool, txn: str) -> None:
        records = self._ground.records(conn)
        facts = self.facts(records, asked, state, listed=listed)
        pieces = [phrase("adopt-report", group=asked.name), *adoption.report(facts)]
        if kinds := read(asked.name, records):
            pieces.insert(1, phrase("adopt-name-tells", kinds=codes(kinds)))
        able = has_power(state, self._warden)
        pieces.append(phrase("adopt-words") if able else phrase("adopt-words-powerless", warden=self._warden))
        texts = adoption.in_messages(self._ground.say(piece) for piece in pieces)
        group = records.group_named(asked.name)
        names = profile_names(state)
        shown = {person: names[person] for person in newcomers(state, group, records)}
        waits = Awaited(Wanted.ADOPTION, self._ground.now(), about=(asked.room, asked.name, *shown))
        records.apply(Await(asked.by, waits))
        words = [*adoption.people_named(shown), *(phrase("adopt-said", text=text) for text in texts)]
        self.put(conn, txn, *(Whisper(asked.by, each) for each in words))

    def facts(self, records: Records, asked: Adoption, state: RoomState, *, listed: bool) -> adoption.Facts:
        """What the server shows of a room, and who of its people is on a list."""
        group = records.group_named(asked.name)
        room = Room(asked.room, RoomKind.GROUP, None if group is None else group.id, adopted=True)
        contract = self._founder.contracts[RoomKind.GROUP]
        current, beyond = contents(state), contract.beyond_repair(contents(state))
        bots = set(self._ground.bots.values())
        people = {PersonId(person) for person in state.with_membership(*AT_THE_DOOR) - bots}
        strangers = [one for one in people if group is None or not may_be_inside(one, room, records)]
        above = peers(state, self._warden)
        return adoption.Facts(
            people=len(state.joined - bots),
            strangers=len(strangers),
            tells=[
                (one.type, codes(one.kinds))
                for one in tellings(current, records, room_names(self._ground)[RoomKind.GROUP])
            ],
            drifted=[drift.type for drift in self.drifts(room, state, records)],
            listed=listed,
            encrypted=state.encrypted,
            history=str(state.content("m.room.history_visibility").get("history_visibility", "shared")),
            version_fits="room_version" not in beyond,
            federation_fits="federation" not in beyond,
            creators=len(state.creators - {self._warden}),
            peers=len(above - state.creators),
            programs=sum(bool(content) for (type_, _), content in current.items() if type_ in _PROGRAMS),
        )

    async def whisper(self, person: PersonId, words: Phrase, txn: str) -> None:
        """Have the guide tell somebody something, once for each row of the outbox."""
        await self._ground.database.run(lambda conn: self.put(conn, txn, Whisper(person, words)))

    def put(self, conn: Transaction, txn: str, *effects: Effect) -> None:
        """Keep all that follows from a row of the outbox, once."""
        put_all(conn, self._ground, Cause(Bot.WARDEN, f"adoption {txn}"), effects)


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


def contents(state: RoomState) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The settings of a room, by type and state key."""
    return {key: state.content(*key) for key in state.state}


def newcomers(state: RoomState, group: Group | None, records: Records) -> list[PersonId]:
    """Who is inside and was never on the group's list."""
    people = [PersonId(person) for person in sorted(state.joined)]
    seated = [] if group is None else [one for one in people if records.seat(one, group.id) is not None]
    return [one for one in people if not records.is_bot(one) and one not in seated]


def profile_names(state: RoomState) -> dict[PersonId, str]:
    """What those who are inside call themselves there."""
    names = {person: state.content("m.room.member", person).get("displayname") for person in state.joined}
    return {PersonId(person): name if isinstance(name, str) else "" for person, name in names.items()}
