"""A member's first week, played on a real homeserver with real clients, and what they saw of it in private.

Used by the test of it, and by the script that draws it (``docs/pictures/first_week.py``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bots.demo.homeserver import LocalHomeserver
from tests.support.gathering import GROUP
from tests.support.house import prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Account, Register, SignIn, talkative

PRIVATE, MEET, TALK, DESK = "you and the guide", "group room", "between meetings", "managers"


@dataclass(frozen=True, slots=True)
class Said:
    """One message in the private room, as the member's app showed it. ``who`` is empty for their own."""

    who: str
    text: str


@dataclass
class Week:
    """Who takes part, and what was seen so far, by day."""

    ruth: Member
    """The facilitator."""
    hers: dict[str, str]
    """Her rooms, by what they are for."""
    account: Account
    pip: Member
    """The newcomer, with the phone that they have at the moment."""
    rooms: dict[str, str] = field(default_factory=dict)
    days: list[tuple[str, list[Said]]] = field(default_factory=list)
    _shown: set[str] = field(default_factory=set)

    async def says(self, words: str) -> str:
        """Say something to the guide; returns the event id."""
        return await self.pip.send(self.rooms[PRIVATE], words)

    async def hears(self, containing: str, after: str = "") -> str:
        """Wait for the guide's private word."""
        return (await self.pip.wait_message(containing=containing, room=self.rooms[PRIVATE], after=after)).body

    async def comes_in(self, *wanted: str) -> None:
        """Accept so many invitations, and know the rooms by what they are for."""
        came = set()
        for _ in wanted:
            room = await self.pip.wait_invite()
            await self.pip.join(room)
            await self.pip.wait_membership(room, "join")
            name = str((await self.pip.state(room))["m.room.name", ""]["name"])
            came.add(name.rpartition(" \u2013 ")[2])
            self.rooms[name.rpartition(" \u2013 ")[2]] = room
        assert came == set(wanted)

    def note(self, day: str) -> None:
        """Note what stands in the private room and was not noted before."""
        lines = []
        for seen in self.pip.messages(self.rooms[PRIVATE]):
            if seen.readable and seen.body and seen.event_id not in self._shown:
                self._shown.add(seen.event_id)
                lines.append(Said("" if seen.sender == self.account.user_id else "guide", seen.body))
        self.days.append((day, lines))


@asynccontextmanager
async def first_week(
    folder: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> AsyncIterator[Week]:
    """A house in which the facilitator is there already, and has asked somebody in."""
    odette, ruth = await sign_in("odette"), await sign_in("ruth")
    account = await register("pip", display_name="Pip")
    await talkative(homeserver, account.user_id)
    site = await prepare_site(folder, homeserver, register, odette.user_id, ruth.user_id, GROUP, layout=None)
    async with running_house(site), await Member.start(account.base_url, account.name, account.password) as pip:
        host = Week(ruth, {}, Account(ruth.user_id, ruth.user_id, account.base_url), ruth)
        await monday(host)
        yield Week(ruth, host.rooms, account, pip)


async def monday(week: Week) -> None:
    """One invitation, to the private room; the policy, piece by piece; and then two more."""
    await week.comes_in(PRIVATE)
    await week.hears("Say next to read on")
    while not await _is_last(week):
        pass
    await week.says("I agree")
    await week.comes_in(MEET, TALK)
    await week.hears(f"Welcome to {GROUP}")
    assert week.pip.invites == []


async def _is_last(week: Week) -> bool:
    """Read the next piece; whether it was the last."""
    asked = await week.says("next")
    words = await week.hears("", asked)
    return "please write: I agree" in words


async def tuesday_night(week: Week) -> None:
    """Help in the middle of the night begins with people to turn to."""
    asked = await week.says("help")
    words = await week.hears("You can say to me", asked)
    assert words.index("999") < words.index("You can say to me") < words.index("more")
    asked = await week.says("more")
    await week.hears("policy", asked)


async def wednesday(week: Week) -> None:
    """A slip in the group is a quiet word in private, and is taken away."""
    slip = await week.pip.send(week.rooms[MEET], "I'm Philippa Arkwright, by the way. Hello all")
    await week.hears("A quiet word", slip)
    await week.says("remove")
    await week.hears("Done.")
    await week.ruth.wait_redaction(slip)


async def thursday(week: Week) -> None:
    """A new phone, the recovery key lost with the old one: explained, and believed once a person has checked."""
    said = await week.pip.send(week.rooms[TALK], "it is me, with a new phone")
    await week.hears("new keys", said)
    asked = await week.says("help")
    await week.hears("999", asked)
    asked = await week.ruth.send(week.hers[PRIVATE], "!accept Pip")
    await week.ruth.wait_message(containing="I believe the new keys", room=week.hers[PRIVATE], after=asked)
    await week.hears("Your new device is known")


async def friday(week: Week) -> None:
    """They leave, and come back a while later: the policy is agreed to, so both invitations come at once."""
    asked = await week.says("leave")
    await week.hears("reply with one of these", asked)
    asked = await week.says("confirm")
    await week.hears("You have left", asked)
    for room in (MEET, TALK):
        await week.pip.wait_membership(week.rooms[room], "leave")
    await week.ruth.send(week.hers[PRIVATE], f"!invite {week.account.user_id}")
    await week.comes_in(MEET, TALK)
    assert week.pip.invites == []
