"""The stage of a bench: one homeserver, one group with real clients, the suite and two bare bots beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import Layout
from tests.bench.beside import Earlier
from tests.bench.processes import Suite, bare_bot
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site
from tests.support.member import Member
from tests.support.program import Program
from tests.support.synapse import Register, SignIn, members, registrar, running_homeserver

_ASKS = Path("handlers") / "agreement.py"
"""Where a commit has it, its house asks everybody to agree to the policy before they are invited."""

NAMES = ("odette", "ruth", "pip", "walt", "ann")
"""The manager, the facilitator, three members."""


@dataclass(frozen=True, slots=True)
class BareBot:
    """A running bare bot."""

    program: Program
    user_id: str
    pid: int


@dataclass(frozen=True, slots=True)
class Side:
    """One suite with a group of its own, made of the same people: a session is open, nothing has been said yet."""

    site: Site
    suite: Suite
    evening: Gathering
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


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything is up."""

    folder: Path
    homeserver_pid: int
    echo: BareBot
    echo_room: str
    """A room of two: the author and the echo bot."""
    receiver: BareBot
    """It sits in each group's room, as one more member."""
    now: Side
    then: Side | None
    """The suite of an earlier commit, if there is one beside."""

    @property
    def sides(self) -> tuple[Side, ...]:
        """Every suite."""
        return (self.now,) if self.then is None else (self.now, self.then)


@asynccontextmanager
async def set_stage(folder: Path, earlier: Earlier | None = None) -> AsyncIterator[Stage]:
    """Bring everything up, with the suite of an earlier commit beside if asked for; at the end all is stopped."""
    async with AsyncExitStack() as stack:
        homeserver = await stack.enter_async_context(running_homeserver(folder / "homeserver", limits="off"))
        register = registrar(homeserver)
        sign_in = await stack.enter_async_context(members(register))
        echo = await _bare(stack, register, folder, "echo")
        receiver = await _bare(stack, register, folder, "receiver")
        people = await _people(sign_in)

        async def side(name: str, group: str, code: Path | None = None) -> Side:
            manager, facilitator = people[0].user_id, people[1].user_id
            layout = Layout.ONE if code is None else None  # before, every group had one room, and no file said so
            together = 0 if code is None else None
            cast = (manager, facilitator, group)
            site = await prepare_site(folder / name, homeserver, register, *cast, layout=layout, together=together)
            suite = Suite(site, folder / f"{name}.log", code)
            stack.push_async_callback(suite.stop)
            agrees = code is None or (code / _ASKS).exists()
            return await _gathered(suite, group, people, receiver, agrees=agrees)

        now = await side("house", GROUP)
        then = None if earlier is None else await side("house before", f"{GROUP}, before", earlier.folder)
        await receiver.program.do("be_away")  # it must not take the machine's time from what is measured
        room = await _room_of_two(now.author, echo)
        yield Stage(folder, _pid(homeserver), echo, room, receiver, now, then)


async def _gathered(suite: Suite, group: str, people: list[Member], receiver: BareBot, *, agrees: bool) -> Side:
    first_ready = await suite.time_to_ready()
    manager, facilitator, pip, walt, ann = people
    evening = await gather(suite.site, manager, facilitator, group=group, agrees=agrees, pip=pip, walt=walt, ann=ann)
    await _ask_receiver_in(evening, receiver)
    await evening.open_session()
    return Side(suite.site, suite, evening, first_ready)


async def _people(sign_in: SignIn) -> list[Member]:
    return [await sign_in(name, display_name=name.title(), only_signed=False) for name in NAMES]


async def _bare(stack: AsyncExitStack, register: Register, folder: Path, name: str) -> BareBot:
    account = await register(name)
    running = bare_bot(account, folder / f"store of {name}", echo=name == "echo")
    program, me = await stack.enter_async_context(running)
    return BareBot(program, me["userId"], me["pid"])


async def _ask_receiver_in(evening: Gathering, receiver: BareBot) -> None:
    if evening.agrees:
        evening.site.write_agreement(receiver.user_id)
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
