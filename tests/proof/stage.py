"""The stage of a proof: a homeserver, a group with real clients, and the bots behind a line that can fail."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import assert_never

from bots.demo.homeserver import LocalHomeserver
from tests.proof.plan import Act, Fault, Hostile, Round, Trouble, Words
from tests.proof.proxy import FaultProxy
from tests.proof.supervised import Supervised
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site
from tests.support.member import Member, MemberError
from tests.support.synapse import members, registrar, running_homeserver

_BROKEN = ("tests.proof.broken", "run")
_RETRY_SECONDS = 0.3
_AIM_SECONDS = 1.0
"""How long somebody who aims waits for words."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything is up and a session is open."""

    site: Site
    homeserver: LocalHomeserver
    proxy: FaultProxy
    bots: Supervised
    evening: Gathering
    double: Member
    """A second device on the facilitator's account that the facilitator has not signed."""
    said: dict[str, Words] = field(default_factory=dict)
    """What the server took, by event id."""
    spoken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with each message."""
    acts: Counter[Act] = field(default_factory=Counter)
    tried: Counter[Hostile] = field(default_factory=Counter)

    async def play(self, this: Round) -> None:
        """Play one round; returns when everything was said and every trouble is over."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._talk(this))
            tasks.create_task(self._attack(this.hostile))
            for trouble in this.troubles:
                tasks.create_task(self._trouble(trouble))
        if this.wait_ready:
            await self.bots.wait_ready()

    async def _talk(self, this: Round) -> None:
        speakers = tuple(self.evening.members.values())
        if this.fresh_key:
            for speaker in speakers:
                await speaker.begin_new_key(self.evening.room)
        for words in this.words:
            await asyncio.sleep(words.pause)
            event = await self._say(speakers[words.number % len(speakers)], words)
            self.said[event] = words
            self.spoken.set()

    async def _say(self, member: Member, words: Words) -> str:
        """Say it until the server has it. Only a restart of the server is in a member's way."""
        while True:
            try:
                return await member.send(self.evening.room, words.text)
            except MemberError:
                await asyncio.sleep(_RETRY_SECONDS)
                for event in self.heard_of(words):  # it had it, but its answer was lost
                    return event

    def heard_of(self, words: Words) -> list[str]:
        """The events with these words, as anybody in the room sees them."""
        everybody = (self.evening.facilitator, *self.evening.members.values())
        seen = (seen for person in everybody for seen in person.messages(self.evening.room))
        return sorted({each.event_id for each in seen if each.body == words.text})

    async def _trouble(self, trouble: Trouble) -> None:
        await asyncio.sleep(trouble.after)
        match trouble.what:
            case Fault() as fault:
                self.proxy.begin(fault)
                await asyncio.sleep(trouble.seconds)
                self.proxy.end(fault)
            case Act() as act:
                if trouble.aimed is not None:
                    await self._aim(trouble.aimed)
                self.acts[act] += 1
                await self._act(act)

    async def _aim(self, seconds: float) -> None:
        self.spoken.clear()
        with suppress(TimeoutError):  # the round's last words may be said
            await asyncio.wait_for(self.spoken.wait(), _AIM_SECONDS)
        await asyncio.sleep(seconds)

    async def _act(self, act: Act) -> None:
        match act:
            case Act.KILL:
                self.bots.signal(signal.SIGKILL)
            case Act.TERM:
                self.bots.signal(signal.SIGTERM)
            case Act.SERVER:
                await self.homeserver.stop()
                await self.homeserver.start()
            case _:
                assert_never(act)

    async def _attack(self, attack: Hostile) -> None:
        evening = self.evening
        with suppress(MemberError):  # the server may be away
            match attack:
                case Hostile.UNSIGNED_CLOSE:
                    await evening.tell_guide(self.double, "!session close")
                case Hostile.UNSIGNED_REMOVE:
                    await evening.tell_guide(self.double, f"!remove {evening.members['walt'].user_id}")
                case Hostile.CLEAR_CLOSE:
                    private = evening.private[evening.facilitator.user_id]
                    await evening.facilitator.send(private, "!session close", inClear=True)
                case Hostile.MEMBER_CLOSE:
                    await evening.tell_guide(evening.members["walt"], "!session close")
                case Hostile.FOREIGN_SCISSORS:
                    pip, walt = evening.members["pip"], evening.members["walt"]
                    words = [each for each in walt.messages(evening.room) if each.sender == pip.user_id]
                    if not words:
                        return
                    await walt.react(evening.room, words[-1].event_id, "✂")
                case _:
                    assert_never(attack)
            self.tried[attack] += 1


@asynccontextmanager
async def set_stage(folder: Path, seed: int, *, control: bool) -> AsyncIterator[Stage]:
    """Bring everything up, without trouble; at the end everything is stopped."""
    async with AsyncExitStack() as stack:
        homeserver = await stack.enter_async_context(running_homeserver(folder / "homeserver"))
        register = registrar(homeserver)
        sign_in = await stack.enter_async_context(members(register))
        account = await register("ruth")
        place = (account.base_url, account.name, account.password)
        ruth = await stack.enter_async_context(await Member.start(*place))
        odette, pip, walt = [await sign_in(name) for name in ("odette", "pip", "walt")]
        proxy = await stack.enter_async_context(FaultProxy(homeserver.base_url, seed))
        (folder / "house").mkdir()
        plain = await prepare_site(folder / "house", homeserver, register, odette.user_id, ruth.user_id, GROUP)
        site = replace(plain, env={**plain.env, "FOURWALLS_HOMESERVER": proxy.base_url})
        chosen = {"module": _BROKEN} if control else {}
        bots = await stack.enter_async_context(Supervised(site, folder / "run.log", **chosen))
        await bots.wait_ready()
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        double = await stack.enter_async_context(await Member.start(*place, signed=False, only_signed=False))
        await evening.open_session()
        yield Stage(site, homeserver, proxy, bots, evening, double)
