"""Everybody in the demo, signed in and listening, with what they notice told to the narrator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from bots.demo.narrator import Narrator
from bots.demo.person import Person
from bots.demo.script import Script
from bots.demo.stage import MANAGER, STRANGER, Stage
from fourwalls.group.heard import Heard, Membership, MembershipChanged, Message, Redaction
from fourwalls.group.people import PersonId, Role, RoomId

_NOWHERE = RoomId("")


@dataclass
class Rooms:
    """The rooms of the evening, known once they are made."""

    group: RoomId = _NOWHERE
    managers: RoomId = _NOWHERE
    private: dict[str, RoomId] = field(default_factory=dict)
    """Each person's private room, by their name."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the evening."""

    people: Mapping[str, Person]
    script: Script
    rooms: Rooms

    @property
    def facilitator(self) -> Person:
        """The first facilitator: the one who opens the session, and through whose eyes the room is told."""
        return self.people[next(part.name for part in self.script.parts if part.role is Role.FACILITATOR)]

    @property
    def manager(self) -> Person:
        """The Online Manager."""
        return self.people[MANAGER]

    @property
    def stranger(self) -> Person:
        """Somebody who is on no roster."""
        return self.people[STRANGER]

    @property
    def members(self) -> list[Person]:
        """Everybody in the script but the first facilitator."""
        return [self.people[part.name] for part in self.script.parts if part.name != self.facilitator.name]


@asynccontextmanager
async def gathered(stage: Stage, script: Script, narrator: Narrator) -> AsyncIterator[Cast]:
    """Sign everybody in and let them listen for as long as the block lasts."""
    names = {identity: name for name, identity in stage.ids.items()}
    rooms = Rooms()
    listener = next(part.name for part in script.parts if part.role is Role.FACILITATOR)

    def noticed(person: Person, heard: Heard) -> None:
        who = names.get(heard.sender, "somebody")
        if heard.room == rooms.group and person.name == listener:
            _tell_room(narrator, who, heard, names)
        elif isinstance(heard, Message) and heard.room == rooms.managers and person.name == MANAGER:
            narrator.managers(who, heard.text)
        elif isinstance(heard, Message) and heard.room == rooms.private.get(person.name):
            narrator.private(person.name, who, heard.text)

    folder = stage.folder / "people"
    folder.mkdir(mode=0o700, exist_ok=True)
    people: dict[str, Person] = {}
    async with AsyncExitStack() as stack:
        for name in (MANAGER, STRANGER, *(part.name for part in script.parts)):
            identity = stage.ids[name]
            file = folder / f"{identity.split(':')[0].removeprefix('@')}.json"
            person = await Person.sign_in(
                stage.homeserver.base_url, identity, stage.password(name), name, file, noticed
            )
            stack.push_async_callback(person.close)
            people[name] = person
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        lives = [tasks.create_task(person.live()) for person in people.values()]
        await asyncio.gather(*(person.ready() for person in people.values()))
        try:
            yield Cast(people, script, rooms)
        finally:
            for life in lives:
                life.cancel()


def _tell_room(narrator: Narrator, who: str, heard: Heard, names: Mapping[PersonId, str]) -> None:
    if isinstance(heard, Message):
        narrator.room(who, heard.text)
    elif isinstance(heard, Redaction):
        narrator.stage(f"{who} removed a message: nobody in the room can read it any more")
    elif isinstance(heard, MembershipChanged) and heard.membership is not Membership.INVITE:
        what = "came in" if heard.membership is Membership.JOIN else "is out"
        narrator.stage(f"{names.get(heard.person, 'somebody')} {what}")
