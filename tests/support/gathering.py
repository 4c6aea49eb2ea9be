"""A group that has come together: an Online Manager, a facilitator and members, each with a real client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.support.house import Site
from tests.support.member import Member
from tests.support.seen import Seen

GROUP = "Tuesday evening"


@dataclass
class Gathering:
    """Who is there, and which room is which."""

    site: Site
    manager: Member
    facilitator: Member
    members: dict[str, Member] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    """Each person's private room with the guide, by user id."""
    room: str = ""
    """The group's room."""
    desk: str = ""
    """The managers' room."""
    group: str = GROUP
    """What the group is called."""
    agrees: bool = True
    """Whether the house asks people to agree to its policy; earlier commits did not."""
    shared: dict[str, str] = field(default_factory=dict)
    """Each person's other room, where several people are: the group's or the managers', by user id."""

    async def come_in(self, member: Member, welcome: str) -> None:
        """Come into the private room, agree to the policy there, then come into the group's room.

        Of two invitations at once (the Online Manager's), the private room is the one with the guide's words.
        """
        if self.agrees and member is not self.manager:
            await self.read_and_agree(member)
            came = {self.private[member.user_id], await _accept(member)}
        else:
            came = {await _accept(member), await _accept(member)}
        said = await member.wait_message(lambda seen: seen.readable and seen.room in came, containing=welcome)
        self.private[member.user_id] = said.room
        (self.shared[member.user_id],) = came - {said.room}
        if self.agrees and member is self.manager:
            await self.agree(member)
            await self.hears(member, "written down that you agree")

    async def agree(self, member: Member) -> None:
        """Read the whole policy with the guide, and agree to it."""
        await self.hears(member, "Say next to read on, or all")
        asked = await self.tell_guide(member, "all")
        await self.hears(member, "please write: I agree", after=asked)
        await self.tell_guide(member, "I agree")

    async def read_and_agree(self, member: Member) -> None:
        """Come into the private room, the only one to which somebody is invited yet, and agree to the policy there."""
        self.private[member.user_id] = await _accept(member)
        await self.agree(member)

    async def ask_in(self, name: str, member: Member) -> None:
        """The facilitator asks somebody in by the guide."""
        await self.tell_guide(self.facilitator, f"!invite {member.user_id}")
        await self.come_in(member, f"Welcome to {self.group}")
        self.members[name] = member
        for other in (self.facilitator, *self.members.values()):
            await other.wait_membership(self.room, "join", member.user_id)
            await member.wait_membership(self.room, "join", other.user_id)

    async def tell_guide(self, who: Member, words: str) -> str:
        """Say something to the guide in private; returns the event id."""
        return await who.send(self.private[who.user_id], words)

    async def hears(self, who: Member, containing: str, *, after: str = "") -> Seen:
        """Wait for the guide's private word to somebody."""
        return await who.wait_message(containing=containing, room=self.private[who.user_id], after=after)

    async def open_session(self) -> None:
        """Open a session and wait until the room has been told."""
        said = await self.tell_guide(self.facilitator, "!session open")
        await self.everybody_hears("session is open", after=said)

    async def close_session(self) -> None:
        """Close it likewise."""
        said = await self.tell_guide(self.facilitator, "!session close")
        await self.everybody_hears("session is closed", after=said)

    async def everybody_hears(self, containing: str, *, after: str = "") -> None:
        """Wait until everybody in the room has seen a message there."""
        await self.facilitator.wait_message(containing=containing, room=self.room, after=after)
        for member in self.members.values():
            await member.wait_message(containing=containing, room=self.room)


async def _accept(member: Member) -> str:
    """Accept the next invitation; gives the room."""
    room = await member.wait_invite()
    await member.join(room)
    await member.wait_membership(room, "join")
    return room


Gather = Callable[..., Awaitable[Gathering]]


async def gather(
    site: Site, manager: Member, facilitator: Member, *, group: str = GROUP, agrees: bool = True, **members: Member
) -> Gathering:
    """Let everybody come in, the members asked by the facilitator."""
    gathering = Gathering(site, manager, facilitator, group=group, agrees=agrees)
    await gathering.come_in(manager, "Online Manager")
    gathering.desk = gathering.shared[manager.user_id]
    await gathering.come_in(facilitator, f"Welcome to {group}")
    gathering.room = gathering.shared[facilitator.user_id]
    for name, member in members.items():
        await gathering.ask_in(name, member)
    return gathering
