"""The demo put together: stage, house, portal, people; then the evening, the proof, and a look around."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection as Transaction

from bots.agreeing import keep
from bots.cli.running import until_signal
from bots.demo.cast import gathered
from bots.demo.evening import Evening
from bots.demo.narrator import Narrator
from bots.demo.proof import Proof, count_before, prove
from bots.demo.reading import read_transcript
from bots.demo.recognising import Recognising
from bots.demo.script import SHIPPED, load_script
from bots.demo.stage import VISITOR, Stage, running_portal, set_stage
from bots.house import House, open_house
from config.settings import load_settings
from fourwalls.group.effects.done import Invite
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import HOUSE, Bot, Role, Standing
from fourwalls.group.phrase import phrase
from handlers import agreement

FOLDER = Path("var/demo")
_PACE_SECONDS = 0.4


async def play(
    *, script: Path | None, data: Path | None, leave: bool, as_json: bool, narrator: Narrator | None = None
) -> bool:
    """Play the evening; say whether everything that was claimed is true.

    Args:
        script: a file whose first line is a session; ``None``: the one that is shipped.
        data: the folder that keeps everything.
        leave: end by itself.
        as_json: end with one line of JSON on standard output.
        narrator: who tells it, if not the terminal's own.

    Raises:
        ScriptError, StageError, HomeserverError, …: each says what to do.
    """
    narrator = narrator or Narrator(quiet=as_json)
    played = load_script(script or SHIPPED)
    folder = (data or FOLDER).absolute()
    started = time.monotonic()
    async with AsyncExitStack() as stack:
        narrator.stage(f"A homeserver, accounts and keys, all in {folder}")
        stage = await stack.enter_async_context(set_stage(folder, played))
        settings = load_settings(stage.env)
        house = await stack.enter_async_context(open_house(settings, progress=narrator.stage))
        await stack.enter_async_context(running(house))
        await stack.enter_async_context(running_portal(stage))
        cast = await stack.enter_async_context(gathered(stage, played, narrator))
        pace = 0.0 if leave else _PACE_SECONDS
        evening = Evening(stage, house, cast, narrator, Recognising(house.ground.wording), pace)
        await evening.come_together()
        await evening.ask_for_a_link()
        before = await count_before(evening)
        narrator.stage(f"Everybody is here after {time.monotonic() - started:.0f} s. The session begins.")
        await evening.play()
        read = await read_transcript(evening, cast.members[0])
        proof = await prove(evening, before, read)
        _tell(narrator, proof, read.page)
        if as_json:
            print(json.dumps(proof.line()), flush=True)  # noqa: T201 - the one line that scripts read
        if not leave:
            await _look_around(evening, narrator)
    return proof.ok


@asynccontextmanager
async def running(house: House) -> AsyncIterator[None]:
    """Run the bots for as long as the block lasts; a failure of theirs ends it."""
    ready = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        bots = tasks.create_task(house.run(ready.set))
        waiting = tasks.create_task(ready.wait())
        await asyncio.wait({bots, waiting}, return_when=asyncio.FIRST_COMPLETED)
        try:
            yield
        finally:
            waiting.cancel()
            bots.cancel()


def _tell(narrator: Narrator, proof: Proof, page: str) -> None:
    narrator.stage("What a member reads in the transcript afterwards, from the portal:")
    narrator.transcript(page if len(page) < 700 else page[:700] + " …")  # noqa: PLR2004 - a screenful
    narrator.stage("The proof: what people saw, and what the records hold")
    for claim in proof.claims:
        verdict = "agreed" if claim.holds else "NOT AGREED"
        narrator.plain(f"    {claim.what:<40} people {claim.people:>4}   records {claim.records:>4}   {verdict}")


async def _look_around(evening: Evening, narrator: Narrator) -> None:
    """Ask the visitor in and keep everything running until somebody presses Ctrl-C."""
    stage = evening.stage
    await evening.house.ground.database.run(lambda conn: _seat_visitor(conn, evening))
    evening.house.rouse()
    narrator.plain(_invitation(stage, evening.cast.manager.name, evening.cast.facilitator.name))
    await until_signal(_for_ever())


async def _for_ever() -> None:
    await asyncio.Event().wait()


def _seat_visitor(conn: Transaction, evening: Evening) -> None:
    """Put the person who watches the demo on the rosters of the group and of the managers' room."""
    ground, rooms, visitor = evening.house.ground, evening.cast.rooms, evening.stage.ids[VISITOR]
    records, now = ground.records(conn), ground.now()
    if records.seat(visitor, HOUSE) is not None:
        return
    warden = ground.bots[Bot.WARDEN]
    seat = GiveSeat(visitor, evening.group, Role.MEMBER, Standing.INVITED, now, warden)
    desk = GiveSeat(visitor, HOUSE, Role.ONLINE_MANAGER, Standing.INVITED, now, warden)
    welcome = phrase("welcome", group=evening.cast.script.group)
    keep(conn, ground, [desk, Invite(rooms.managers, visitor), *agreement.asked_in(seat, welcome, records)])


def _invitation(stage: Stage, manager: str, facilitator: str) -> str:
    return f"""
Everything is still running. To look for yourself:

  Element (any client)   server {stage.homeserver.base_url}   user {VISITOR}   password {stage.password(VISITOR)}
                         accept the invitations, read the policy with the guide and write: I agree
                         then say your full name in the group and see what the guide tells you
  The portal             {stage.portal_url}   sign in as {stage.ids[VISITOR]}
  A newcomer             the link that {manager} was given at the beginning, in a browser on this machine
  Everybody's passwords  {stage.folder / "passwords.json"}
                         the Online Manager is {manager}, the facilitator {facilitator}
  The same house again   cd {stage.folder} and: fourwalls doctor, fourwalls run, fourwalls portal

Press Ctrl-C to end.
"""
