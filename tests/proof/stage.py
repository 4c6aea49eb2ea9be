"""The stage of a proof: a homeserver, a group with real clients, and the bots behind a line that can fail."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bots.demo.homeserver import LocalHomeserver
from bots.demo.synapse_settings import Limits
from tests.proof.clock import BotsClock
from tests.proof.disk import ORDERS, DiskOrders
from tests.proof.plan import Words
from tests.proof.proxy import FaultProxy
from tests.proof.supervised import Supervised
from tests.proof.troubles import Act, Away, Hostile
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site
from tests.support.member import Member
from tests.support.synapse import members, registrar, running_homeserver

_BESET = ("tests.proof.beset", "run")
_BROKEN = ("tests.proof.broken", "run")


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything is up and a session is open."""

    site: Site
    homeserver: LocalHomeserver
    proxy: FaultProxy
    disk: DiskOrders
    clock: BotsClock
    bots: Supervised
    evening: Gathering
    double: Member
    """A second device on the facilitator's account that the facilitator has not signed."""
    said: dict[str, Words] = field(default_factory=dict)
    """What the server took, by event id."""
    spoken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with each message."""
    acts: Counter[Act] = field(default_factory=Counter)
    absences: Counter[Away] = field(default_factory=Counter)
    tried: Counter[Hostile] = field(default_factory=Counter)
    side_by_side: list[str] = field(default_factory=list)
    """What a second process on the same data did other than refuse, while the first was running."""

    @property
    def speakers(self) -> tuple[Member, ...]:
        """Those who talk."""
        return tuple(self.evening.members.values())

    def heal(self) -> None:
        """End whatever outlasts its round."""
        self.disk.end()
        self.clock.set(0)


@asynccontextmanager
async def set_stage(folder: Path, seed: int, *, control: bool = False, limits: Limits = "off") -> AsyncIterator[Stage]:
    """Bring everything up, without trouble; at the end everything is stopped.

    With the homeserver's own ``limits`` the house is founded and the group comes in under them too. Only the people
    sign in before: all of them have one address here, and a homeserver lets one address in five times an hour or so.
    """
    async with AsyncExitStack() as stack:
        homeserver = await stack.enter_async_context(running_homeserver(folder / "homeserver", limits="off"))
        register = registrar(homeserver)
        sign_in = await stack.enter_async_context(members(register))
        account = await register("ruth")
        place = (account.base_url, account.name, account.password)
        ruth = await stack.enter_async_context(await Member.start(*place))
        double = await stack.enter_async_context(await Member.start(*place, signed=False, only_signed=False))
        odette, pip, walt = [await sign_in(name) for name in ("odette", "pip", "walt")]
        proxy = await stack.enter_async_context(FaultProxy(homeserver.base_url, seed))
        (folder / "house").mkdir()
        plain = await prepare_site(folder / "house", homeserver, register, odette.user_id, ruth.user_id, GROUP)
        if limits != homeserver.limits:
            await homeserver.stop()
            homeserver.limits = limits
            await homeserver.start()
        disk, clock = DiskOrders(folder / "disk.orders"), BotsClock(folder / "clock")
        await asyncio.to_thread(clock.check)
        beset = {"FOURWALLS_HOMESERVER": proxy.base_url, ORDERS: str(disk.file), **clock.env}
        site = replace(plain, env={**plain.env, **beset})
        module = _BROKEN if control else _BESET
        bots = await stack.enter_async_context(Supervised(site, folder / "run.log", module=module))
        await bots.wait_ready()
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        await evening.open_session()
        yield Stage(site, homeserver, proxy, disk, clock, bots, evening, double)
