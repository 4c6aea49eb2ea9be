"""The stage of a bench: one homeserver, one group with real clients, the suite and two bare bots beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bots.demo.homeserver import LocalHomeserver
from tests.bench.processes import Suite, bare_bot
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site
from tests.support.member import Member
from tests.support.program import Program
from tests.support.synapse import Register, SignIn, members, registrar, running_homeserver

NAMES = ("odette", "ruth", "pip", "walt", "ann")
"""The manager, the facilitator, three members."""


@dataclass(frozen=True, slots=True)
class BareBot:
    """A running bare bot."""

    program: Program
    user_id: str
    pid: int


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything is up, a session is open, and nothing has been said yet."""

    folder: Path
    site: Site
    homeserver_pid: int
    suite: Suite
    evening: Gathering
    echo: BareBot
    echo_room: str
    """A room of two: the author and the echo bot."""
    receiver: BareBot
    """It sits in the group's room, as one more member."""
    first_ready: float
    """Seconds from nothing to ready, the rooms made."""

    @property
    def author(self) -> Member:
        """The member whose messages are timed, with the bare bot and with the suite."""
        return self.evening.members["pip"]

    @property
    def senders(self) -> tuple[Member, ...]:
        """Those who send together."""
        return (self.evening.facilitator, *self.evening.members.values())


@asynccontextmanager
async def set_stage(folder: Path) -> AsyncIterator[Stage]:
    """Bring everything up; at the end everything is stopped."""
    async with AsyncExitStack() as stack:
        homeserver = await stack.enter_async_context(running_homeserver(folder / "homeserver"))
        register = registrar(homeserver)
        sign_in = await stack.enter_async_context(members(register))
        echo = await _bare(stack, register, folder, "echo")
        receiver = await _bare(stack, register, folder, "receiver")
        odette, ruth, pip, walt, ann = await _people(sign_in)
        site = await prepare_site(folder / "house", homeserver, register, odette.user_id, ruth.user_id, GROUP)
        suite = Suite(site, folder / "suite.log")
        stack.push_async_callback(suite.stop)
        first_ready = await suite.time_to_ready()
        evening = await gather(site, odette, ruth, pip=pip, walt=walt, ann=ann)
        await _ask_receiver_in(evening, receiver)
        await receiver.program.do("be_away")  # it must not take the machine's time from what is measured
        await evening.open_session()
        room = await _room_of_two(pip, echo)
        yield Stage(folder, site, _pid(homeserver), suite, evening, echo, room, receiver, first_ready)


async def _people(sign_in: SignIn) -> list[Member]:
    return [await sign_in(name, display_name=name.title(), only_signed=False) for name in NAMES]


async def _bare(stack: AsyncExitStack, register: Register, folder: Path, name: str) -> BareBot:
    account = await register(name)
    running = bare_bot(account, folder / f"store of {name}", echo=name == "echo")
    program, me = await stack.enter_async_context(running)
    return BareBot(program, me["userId"], me["pid"])


async def _ask_receiver_in(evening: Gathering, receiver: BareBot) -> None:
    await evening.tell_guide(evening.facilitator, f"!invite {receiver.user_id}")
    for member in (evening.facilitator, *evening.members.values()):
        await member.wait_membership(evening.room, "join", receiver.user_id)


async def _room_of_two(author: Member, echo: BareBot) -> str:
    room = await author.create_room(echo.user_id)
    await author.wait_membership(room, "join", echo.user_id)
    # a device that has just come in may miss the first words, which is not what is measured
    async with asyncio.timeout(30):
        while not any(seen.sender == echo.user_id for seen in author.messages(room)):
            await author.send(room, "are you there?")
            await asyncio.sleep(0.5)
    return room


def _pid(homeserver: LocalHomeserver) -> int:
    assert homeserver._process is not None
    return homeserver._process.pid
