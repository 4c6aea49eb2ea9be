"""Where the attacks happen: a real homeserver, people with real clients, and the bots, who hear through a liar."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import signal
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import Bot
from fourwalls.matrix.homeserver import Homeserver
from fourwalls.storage.keyfiles import load_operational_keys
from tests.fourwalls.matrix.ear import Ear, listening, open_ear
from tests.proof.attacks.ledger import Ledger
from tests.proof.attacks.liar import Json, Liar, in_room
from tests.proof.supervised import Supervised
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site
from tests.support.member import Member
from tests.support.synapse import members, registrar

_SECONDS = 30.0
_SECONDS_OF_CONTROL = 3.0
"""What the credulous bots have made of a house does not go on: there is nothing to wait for."""
_CREDULOUS = ("tests.proof.attacks.credulous", "run")


@dataclass
class Field:
    """Everybody is there, and a session is open."""

    site: Site
    liar: Liar
    bots: Supervised
    evening: Gathering
    ledger: Ledger
    double: Member
    """A second device on the facilitator's account that the facilitator has not signed."""
    eve: Ear
    """A member with a client of her own making."""
    mallory: Ear
    """Somebody with an account and a signed device who is on no list."""
    seed: int
    patience: float = _SECONDS
    """How long what should happen may take."""
    controls: dict[str, int] = dataclasses.field(default_factory=dict)
    """What each honest act brought about, by its name."""
    numbers: itertools.count[int] = dataclasses.field(default_factory=lambda: itertools.count(1))

    @property
    def room(self) -> str:
        """The group's room."""
        return self.evening.room

    @property
    def ruth(self) -> Member:
        """The facilitator."""
        return self.evening.facilitator

    @property
    def pip(self) -> Member:
        """A member."""
        return self.evening.members["pip"]

    @property
    def walt(self) -> Member:
        """Another member."""
        return self.evening.members["walt"]

    @property
    def stranger(self) -> Homeserver:
        """The line of somebody who has an account and nothing else."""
        return self.mallory.connection._server

    def id_of(self, bot: Bot) -> str:
        """The Matrix id of a bot."""
        return self.site.settings.users[bot]

    @property
    def ears(self) -> tuple[str, ...]:
        """The Matrix ids of the bots that hear what is said in the group."""
        return tuple(self.id_of(bot) for bot in (Bot.GUIDE, Bot.SCRIBE, Bot.LOOKOUT))

    def fresh_id(self) -> str:
        """An event id that no server gave."""
        return f"$made-up-{self.seed}-{next(self.numbers)}"

    async def tell_room(self, *events: Json, room: str = "") -> None:
        """Make up events in a room (the group's), for all bots that hear there."""
        await self.liar.tell_all(self.ears, in_room(room or self.room, *events))

    async def until(self, holds: Callable[[], bool], seconds: float | None = None) -> bool:
        """Wait for something in the records, which announce nothing; say whether it came."""
        end = time.monotonic() + (seconds or self.patience)
        while not await asyncio.to_thread(holds):
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.03)
        return True

    async def examined(self, events: Collection[str]) -> bool:
        """Wait until these events are examined for both details and risk."""
        return await self.until(lambda: self.ledger.examined(events) == (len(events), len(events)))

    async def goes_on(self) -> bool:
        """Whether honest words are still examined by both and recorded in time."""
        said = await self.pip.send(self.room, f"still here {next(self.numbers)}")

        def done() -> bool:
            counted = self.ledger.tally([said])
            return (counted.details_examined, counted.risk_examined, counted.recorded) == (1, 1, 1)

        return await self.until(done)

    async def close_and_open(self) -> str:
        """The facilitator closes the session and opens another; returns the id of the first order."""
        order = await self.ruth.send(self.room, "!session close")
        assert await self.until(lambda: not self.ledger.session_open), "the session was not closed"
        await self.ruth.send(self.room, "!session open")
        assert await self.until(lambda: self.ledger.session_open), "no session was opened"
        return order

    async def restart(self) -> None:
        """Kill the bots, and wait until they are ready again."""
        self.bots.signal(signal.SIGKILL)
        await self.bots.wait_ready()

    def memory(self) -> float:
        """The bots' memory in MiB."""
        process = self.bots._process
        assert process is not None
        return psutil.Process(process.pid).memory_info().rss / 2**20


@asynccontextmanager
async def set_field(
    folder: Path, homeserver: LocalHomeserver, seed: int, *, control: bool = False
) -> AsyncIterator[Field]:
    """Bring everybody together, with bots that believe everybody if this is the control."""
    async with AsyncExitStack() as stack:
        register = registrar(homeserver)
        sign_in = await stack.enter_async_context(members(register))
        account = await register("ruth")
        place = (account.base_url, account.name, account.password)
        ruth = await stack.enter_async_context(await Member.start(*place))
        odette, pip, walt = await asyncio.gather(*(sign_in(name) for name in ("odette", "pip", "walt")))
        liar = await stack.enter_async_context(Liar(homeserver.base_url))
        plain = await prepare_site(folder, homeserver, register, odette.user_id, ruth.user_id, GROUP)
        site = replace(plain, env={**plain.env, "FOURWALLS_HOMESERVER": liar.base_url})
        chosen = {"module": _CREDULOUS} if control else {}
        bots = await stack.enter_async_context(Supervised(site, folder / "run.log", **chosen))
        await bots.wait_ready()
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        eve = await stack.enter_async_context(listening(await register("eve")))
        await _ask_in(evening, eve)
        mallory = await open_ear(await register("mallory"))
        stack.push_async_callback(mallory.connection.close)
        double = await stack.enter_async_context(await Member.start(*place, signed=False, only_signed=False))
        await evening.open_session()
        database = site.open_database()
        stack.callback(database.close)
        ledger = Ledger(database, load_operational_keys(site.settings.keys))
        field = Field(site, liar, bots, evening, ledger, double, eve, mallory, seed)
        field.patience = _SECONDS_OF_CONTROL if control else _SECONDS
        assert await field.until(lambda: ledger.session_open), "no session was opened"
        yield field


async def _ask_in(evening: Gathering, eve: Ear) -> None:
    await evening.tell_guide(evening.facilitator, f"!invite {eve.connection.user_id}")
    for number in range(2):  # the private room, in which eve agrees to the policy; then the group's
        asked = await eve.until(lambda number=number: _invitations(eve)[number:] or None)  # type: ignore[misc]
        await eve.connection.act.join(asked[0])
        await eve.room(asked[0])
        if number == 0:
            await eve.until(lambda: any("Say next to read on, or all" in m.text for m in eve.messages) or None)
            for word in ("all", "I agree"):
                await eve.say(asked[0], word)
    await eve.room(evening.room, evening.facilitator.user_id)
    for other in (evening.facilitator, *evening.members.values()):
        await other.wait_membership(evening.room, "join", eve.connection.user_id)


def _invitations(eve: Ear) -> list[str]:
    return list(dict.fromkeys(room for batch in eve.batches for room, _ in batch.invites))
