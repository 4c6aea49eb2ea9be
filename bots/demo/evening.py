"""One evening: a session played on a real homeserver, step by step, each step waited for by what people see."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection as Transaction

from bots.demo import mishaps
from bots.demo.cast import Cast
from bots.demo.narrator import Narrator
from bots.demo.person import Person
from bots.demo.recognising import Recognising
from bots.demo.script import Turn
from bots.demo.stage import STRANGER, Stage
from bots.house import House
from fourwalls.group.heard import Message
from fourwalls.group.people import Bot, EventId, GroupId, RoomId
from fourwalls.storage import tally

_PATIENCE = 60.0
_NONE = GroupId("")


@dataclass
class Evening:
    """One evening on its way: who, where, and what was said so far."""

    stage: Stage
    house: House
    cast: Cast
    narrator: Narrator
    recognising: Recognising
    pace: float
    """Seconds between turns, for whoever watches; nothing else waits by the clock."""
    group: GroupId = _NONE
    said: list[EventId] = field(default_factory=list)

    async def play(self) -> None:
        """The session from its opening to the last word."""
        if await self._is_left_open():
            self.narrator.stage("An earlier evening was broken off; its session is closed first.")
            await self._session("close")
        await self._session("open")
        turns = self.cast.script.turns
        third = max(1, len(turns) // 3)
        for number, turn in enumerate(turns):
            await self._say(turn)
            if number + 1 == third:
                await self._stranger_at_the_door()
            if number + 1 == 2 * third:
                await self._windows_opened()
        await self.settled()
        await self._acknowledge()
        await self._session("close")
        await self.settled()

    @property
    def guests(self) -> list[Person]:
        """Everybody who belongs into the group's room."""
        return [self.cast.facilitator, *self.cast.members]

    # --- coming together ----------------------------------------------------------------------------------------

    async def come_together(self) -> None:
        """The manager and the facilitator come in; the facilitator asks the members in by the guide."""
        cast, rooms = self.cast, self.cast.rooms
        self.group, rooms.group, rooms.managers = await self.house.ground.database.run(self._find_rooms)
        await cast.manager.until(lambda: cast.manager.is_in(rooms.managers), "the managers' room")
        await self._agrees(cast.manager)
        await self._agrees(cast.facilitator)
        await self._comes_in(cast.facilitator)
        for number, member in enumerate(cast.members):
            if not member.is_in(rooms.group):
                self.narrator.stage(f"{cast.facilitator.name} asks {member.name} in, with a word to the guide")
                await cast.facilitator.say(self._private(cast.facilitator), f"!invite {member.id}")
            await self._agrees(member, shown=number == 0)
            await self._comes_in(member)
        everybody = [guest.id for guest in self.guests]
        for guest in self.guests:
            await guest.until_joined(rooms.group, everybody)

    def _find_rooms(self, conn: Transaction) -> tuple[GroupId, RoomId, RoomId]:
        records = self.house.ground.records(conn)
        group = next(group for group in records.groups() if group.name == self.cast.script.group)
        room, managers = records.group_room(group.id), records.manager_room()
        assert room is not None, "the house is open, so the group's room is made"
        assert managers is not None, "the house is open, so the managers' room is made"
        return group.id, room.id, managers.id

    async def _comes_in(self, person: Person) -> None:
        await person.until(lambda: person.is_in(self.cast.rooms.group), "the group's room")

    async def _agrees(self, person: Person, *, shown: bool = False) -> None:
        """Read the policy with the guide and agree to it, as everybody does before they are invited into a group.

        It is ``shown`` of one person: the others read the same.
        """
        guide = self.stage.ids[Bot.GUIDE.value]
        await person.until(lambda: person.room_made_by(guide) is not None, "a private room with the guide")
        room = person.room_made_by(guide)
        assert room is not None
        if shown:
            self.cast.rooms.private[person.name] = room
        if not await self.house.ground.database.run(lambda conn: self._has_agreed(conn, person)):
            manager = person is self.cast.manager
            await self._told(person, room, "policy-asked-manager" if manager else "policy-asked", 0)
            await person.say(room, "all")
            await self._told(person, room, "policy-last", 0)
            await person.say(room, "I agree")
            await self._told(person, room, "policy-agreed" if manager else "welcome", 0)
            self.narrator.stage(f"{person.name} has read the confidentiality policy with the guide, and agrees")
        self.cast.rooms.private[person.name] = room

    def _has_agreed(self, conn: Transaction, person: Person) -> bool:
        return self.house.ground.records(conn).has_agreed(person.id)

    def _private(self, person: Person) -> RoomId:
        return self.cast.rooms.private[person.name]

    async def ask_for_a_link(self) -> None:
        """The Online Manager asks for a link with which somebody new could make an account."""
        manager = self.cast.manager
        self.narrator.stage(f"{manager.name} asks for a link for somebody new, who has no account yet")
        before = self._places([manager])[manager.name]
        await manager.say(self._private(manager), "!welcome 1")
        await self._told(manager, self._private(manager), "newcomers-links", before)

    # --- the session --------------------------------------------------------------------------------------------

    async def _is_left_open(self) -> bool:
        """Whether a session is on from an evening that was interrupted."""
        await self.settled()
        records = self.house.ground.records
        return await self.house.ground.database.run(lambda conn: records(conn).open_session(self.group) is not None)

    async def _session(self, step: str) -> None:
        """The facilitator opens or closes the session with a private word; the scribe tells the room."""
        facilitator = self.cast.facilitator
        name = {"open": "session-opened", "close": "session-closed"}[step]
        before = self._places(self.guests)
        await facilitator.say(self._private(facilitator), f"!session {step}")
        for guest in self.guests:
            await self._told(guest, self.cast.rooms.group, name, before[guest.name])

    async def _say(self, turn: Turn) -> None:
        """Say one turn and wait until everybody can read it. A warned author answers as the script has it."""
        speaker, room = self.cast.people[turn.by], self.cast.rooms.group
        before = self._places([speaker])[speaker.name]
        event = await speaker.say(room, turn.text, reply_to=None if turn.reply_to is None else self.said[turn.reply_to])
        self.said.append(event)
        for guest in self.guests:
            await self._reads(guest, event)
        if turn.answers:
            await self._told(speaker, self._private(speaker), "warning", before)
            await speaker.say(self._private(speaker), turn.answers)
        if turn.answers == "remove":
            facilitator = self.cast.facilitator
            await facilitator.until(lambda: event in facilitator.taken_back, "the message removed")
        await asyncio.sleep(self.pace)

    async def _reads(self, person: Person, event: EventId) -> None:
        await person.until(lambda: event in person.messages, "what was said")

    async def _told(self, person: Person, room: RoomId, name: str, after: int) -> None:
        """Wait until somebody sees a sentence of the bots in a room."""
        pattern = self.recognising.pattern(name)
        await person.until(lambda: any(pattern in m.text for m in person.said_in(room, after=after)), name)

    @staticmethod
    def _places(people: Iterable[Person]) -> dict[str, int]:
        """How much each has seen so far."""
        return {person.name: len(person.messages) for person in people}

    # --- what goes wrong ----------------------------------------------------------------------------------------

    async def _stranger_at_the_door(self) -> None:
        stranger, manager, rooms = self.cast.stranger, self.cast.manager, self.cast.rooms
        self.narrator.stage(f"Someone who found out the warden's password asks {STRANGER} in, who is on no list.")
        before = len(manager.messages)
        await mishaps.invite_stranger(self.stage, rooms.group, stranger.id)
        await self._told(manager, rooms.managers, "stranger-evicted", before)

    async def _windows_opened(self) -> None:
        manager, rooms = self.cast.manager, self.cast.rooms
        self.narrator.stage("The same someone lets newcomers read everything that was said before they came.")
        before = len(manager.messages)
        await mishaps.open_windows(self.stage, rooms.group)
        await self._told(manager, rooms.managers, "wall-holds", before)

    # --- the desk -----------------------------------------------------------------------------------------------

    async def _acknowledge(self) -> None:
        """The Online Manager takes on every new case, in its thread."""
        for thread in self.threads():
            if not self._is_taken(thread):
                await self.cast.manager.say(self.cast.rooms.managers, "ack", thread=thread)
                await self._taken(thread)

    async def _taken(self, thread: EventId) -> None:
        await self.cast.manager.until(lambda: self._is_taken(thread), "the case acknowledged")

    def _is_taken(self, thread: EventId) -> bool:
        pattern = self.recognising.pattern("flag-acknowledged")
        return any(message.thread == thread and pattern in message.text for message in self._desk())

    def threads(self) -> list[EventId]:
        """The threads of cases that the manager sees, oldest first."""
        pattern = self.recognising.pattern("flag-why")
        return list(dict.fromkeys(m.thread for m in self._desk() if pattern in m.text and m.thread is not None))

    def _desk(self) -> Sequence[Message]:
        return self.cast.manager.said_in(self.cast.rooms.managers)

    # --- waiting ------------------------------------------------------------------------------------------------

    async def settled(self) -> None:
        """Wait until the bots have examined and recorded everything and nothing is left for them to do."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while not await self.house.ground.database.run(self._is_calm):  # noqa: ASYNC110 - it announces nothing
                    await asyncio.sleep(0.1)
        except TimeoutError:
            self.narrator.stage("The bots have not finished in time; the proof will say what is missing.")

    def _is_calm(self, conn: Transaction) -> bool:
        counted = tally.of_messages(conn, self.house.ground.keys, self.said)
        done = {counted.details_examined, counted.risk_examined, counted.recorded}
        return done == {len(self.said)} and tally.due_now(conn) == 0
