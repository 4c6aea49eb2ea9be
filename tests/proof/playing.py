"""Rounds as they were dealt, played on the stage."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import assert_never

from tests.proof import second
from tests.proof.attacking import attack
from tests.proof.plan import Absence, Round, Trouble, Words
from tests.proof.stage import Stage
from tests.proof.troubles import Act, Away, DiskFault, Fault
from tests.support.member import Member, MemberError

_RETRY_SECONDS = 0.3
_LIMITED_SECONDS = 2.0
"""The homeserver's own limit gives a person one message each five seconds."""
_AIM_SECONDS = 1.0
"""How long somebody who aims waits for words."""
_PAGING_SECONDS = 4.0
"""How long the bots' requests are disturbed when they come back after an absence."""


async def play(stage: Stage, this: Round) -> None:
    """Play one round; returns when everything was said and every trouble is over."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_talk(stage, this))
        tasks.create_task(attack(stage, this.hostile))
        for trouble in this.troubles:
            tasks.create_task(_trouble(stage, trouble))
    if this.absence is not None:
        await _be_away(stage, this.absence)
    if this.wait_ready:
        await stage.bots.wait_ready()


# --- words ---


async def _talk(stage: Stage, this: Round) -> None:
    if this.fresh_key:
        for speaker in stage.speakers:
            await speaker.begin_new_key(stage.evening.room)
    for words in this.words:
        await asyncio.sleep(words.pause)
        await _say(stage, stage.speakers[words.number % len(stage.speakers)], words)


async def _say(stage: Stage, member: Member, words: Words) -> None:
    """Say it until the server has it. Only a restart of the server, or its limits, are in a member's way."""
    event = await _said(stage, member, words)
    stage.said[event] = words
    stage.spoken.set()


async def _said(stage: Stage, member: Member, words: Words) -> str:
    while True:
        try:
            return await member.send(stage.evening.room, words.text)
        except MemberError as error:
            limited = error.code == "M_LIMIT_EXCEEDED"
            await asyncio.sleep(_LIMITED_SECONDS if limited else _RETRY_SECONDS)
            for event in _heard_of(stage, words):  # it had it, but its answer was lost
                return event


def _heard_of(stage: Stage, words: Words) -> list[str]:
    """The events with these words, as anybody in the room sees them."""
    everybody = (stage.evening.facilitator, *stage.speakers)
    seen = (seen for person in everybody for seen in person.messages(stage.evening.room))
    return sorted({each.event_id for each in seen if each.body == words.text})


# --- trouble ---


async def _trouble(stage: Stage, trouble: Trouble) -> None:
    await asyncio.sleep(trouble.after)
    match trouble.what:
        case Fault() as fault:
            stage.proxy.begin(fault)
            await asyncio.sleep(trouble.seconds)
            stage.proxy.end(fault)
        case DiskFault() as fault:
            stage.disk.begin(fault)
            await asyncio.sleep(trouble.seconds)
            stage.disk.end()
        case Act() as act:
            if trouble.aimed is not None:
                await _aim(stage, trouble.aimed)
            stage.acts[act] += 1
            await _act(stage, act)
        case _:
            assert_never(trouble.what)


async def _aim(stage: Stage, seconds: float) -> None:
    stage.spoken.clear()
    with suppress(TimeoutError):  # the round's last words may be said
        await asyncio.wait_for(stage.spoken.wait(), _AIM_SECONDS)
    await asyncio.sleep(seconds)


async def _act(stage: Stage, act: Act) -> None:
    match act:
        case Act.KILL:
            stage.bots.signal(signal.SIGKILL)
        case Act.TERM:
            stage.bots.signal(signal.SIGTERM)
        case Act.SERVER:
            await stage.homeserver.stop()
            await stage.homeserver.start()
        case Act.SECOND:
            await second.start(stage)
        case Act.CLOCK_ON:
            stage.clock.set(stage.clock.days + 1)
        case Act.CLOCK_BACK:
            stage.clock.set(stage.clock.days - 1)
        case _:
            assert_never(act)


# --- absence ---


async def _be_away(stage: Stage, absence: Absence) -> None:
    """The bots hear nothing of what is said, then come back to it through trouble."""
    proxy, bots = stage.proxy, stage.bots
    if absence.why is Away.CUT:
        proxy.begin(Fault.CUT)
    else:
        bots.hold()
    each = len(stage.speakers)
    await asyncio.gather(
        *(_say_all(stage, member, absence.words[at::each]) for at, member in enumerate(stage.speakers))
    )
    proxy.begin(absence.fault)
    if absence.why is Away.CUT:
        proxy.end(Fault.CUT)
    else:
        bots.release()
        await bots.wait_connecting()
    pages = proxy.overheard.pages_struck
    with suppress(TimeoutError):
        async with asyncio.timeout(_PAGING_SECONDS):
            while proxy.overheard.pages_struck == pages:  # noqa: ASYNC110 - the proxy announces nothing
                await asyncio.sleep(0.05)
    proxy.end(absence.fault)
    stage.absences[absence.why] += 1


async def _say_all(stage: Stage, member: Member, words: tuple[Words, ...]) -> None:
    for each in words:
        await _say(stage, member, each)
