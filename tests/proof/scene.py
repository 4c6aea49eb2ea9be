"""A group in session with the bots as they are, for what is measured without trouble on the line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bots.demo.homeserver import LocalHomeserver
from tests.bench.processes import Suite
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site
from tests.support.member import Member
from tests.support.synapse import registrar


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything is up and a session is open."""

    homeserver: LocalHomeserver
    site: Site
    suite: Suite
    evening: Gathering

    @property
    def speakers(self) -> tuple[Member, ...]:
        """Those who talk in the group."""
        return (self.evening.facilitator, *self.evening.members.values())


@asynccontextmanager
async def in_session(homeserver: LocalHomeserver, folder: Path, line: str = "") -> AsyncIterator[Scene]:
    """Let a group come together on a homeserver; those who talk reach it by another ``line``, if there is one."""
    async with AsyncExitStack() as stack:
        register = registrar(homeserver)

        async def sign_in(name: str, base_url: str) -> Member:
            account = await register(name)
            return await stack.enter_async_context(await Member.start(base_url, account.name, account.password))

        odette = await sign_in("odette", homeserver.base_url)
        ruth, pip, walt = [await sign_in(name, line or homeserver.base_url) for name in ("ruth", "pip", "walt")]
        site = await prepare_site(folder / "house", homeserver, register, odette.user_id, ruth.user_id, GROUP)
        suite = Suite(site, folder / "suite.log")
        stack.push_async_callback(suite.stop)
        await suite.time_to_ready()
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        await evening.open_session()
        yield Scene(homeserver, site, suite, evening)
