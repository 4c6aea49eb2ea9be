"""A long absence: thousands of messages and many room keys while the bots are down, then everything is caught up."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from fourwalls.group.people import EventId
from fourwalls.storage import tally
from fourwalls.storage.keyfiles import load_operational_keys
from tests.bench.processes import Peak, memory
from tests.bench.watching import WANTED, Progress, Watch
from tests.proof.plan import Kind, Words
from tests.proof.proving import Say, to_stderr
from tests.proof.scene import Scene, in_session
from tests.proof.transcript import recorded, timeline
from tests.support.house import Site
from tests.support.member import Member
from tests.support.synapse import running_homeserver

_LOOK_SECONDS = 0.2
_NAME_EACH = 50
_DONE_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Absence:
    """What was missed, and what became of it."""

    missed: int
    keys: int
    """Room keys under which that was said, counted at the homeserver."""
    send_seconds: float
    done_seconds: float
    """From making the bots' process until everything was examined twice and recorded."""
    loaded_seconds: float
    """From that until the models were loaded and it turned to the homeserver."""
    tally: tally.Tally
    owed_warnings: int
    in_order: bool
    """The transcript has every message once, in the order and with the times of the homeserver."""
    memory_before: float
    """MB (millions of bytes) that the bots held before they went away."""
    memory_most: float

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        wanted = tally.Tally(self.missed, self.missed, self.missed, self.owed_warnings, 0)
        return self.tally == wanted and self.in_order

    def lines(self) -> list[str]:
        """All of it in sentences."""
        rate = self.missed / (self.done_seconds - self.loaded_seconds)
        told, took, loading = self.tally, self.done_seconds, self.loaded_seconds
        return [
            f"{self.missed} messages under {self.keys} room keys were said in {self.send_seconds:.0f} s",
            f"caught up {took:.1f} s after the start, {loading:.1f} s of it loading; {rate:.0f} a second",
            f"examined for details {told.details_examined}, for risk {told.risk_examined}, recorded {told.recorded}",
            f"warned {told.warned} of {self.owed_warnings}",
            f"in the homeserver's order and with its times: {'yes' if self.in_order else 'NO'}",
            f"memory: {self.memory_before:.0f} MB before, {self.memory_most:.0f} MB at most while catching up",
        ]


async def measure(scene: Scene, messages: int, rotations: int, say: Say = lambda _line: None) -> Absence:
    """Stop the bots, say so much with so many new keys, start the bots, wait until everything is done."""
    before = memory(scene.suite.pid)
    await scene.suite.stop()
    say(f"the bots are away; {messages} messages and {rotations} new keys")
    began = time.monotonic()
    said = await _say_all(scene, messages, rotations)
    send_seconds = time.monotonic() - began
    say("the bots come back")
    done, loaded, most = await _catch_up(scene, said)
    events = [each for each in await timeline(scene.homeserver, scene.evening.room) if each["event_id"] in said]
    counted, in_order = await asyncio.to_thread(_records, scene.site, said, events)
    return Absence(
        missed=len(said),
        keys=len({each["content"].get("session_id") for each in events}),
        send_seconds=send_seconds,
        done_seconds=done,
        loaded_seconds=loaded,
        tally=counted,
        owed_warnings=sum(words.kind is Kind.NAME for words in said.values()),
        in_order=in_order,
        memory_before=before,
        memory_most=most,
    )


async def _say_all(scene: Scene, messages: int, rotations: int) -> dict[str, Words]:
    """Everybody says the next message as soon as the server has their last; new keys come at equal distances."""
    said: dict[str, Words] = {}
    room, numbers = scene.evening.room, iter(range(messages))
    turns = {messages * turn // rotations for turn in range(rotations)}

    async def talk(speaker: Member) -> None:
        for number in numbers:
            if number in turns:
                await speaker.begin_new_key(room)
            words = Words(number, Kind.NAME if number % _NAME_EACH == 0 else Kind.QUIET)
            said[await speaker.send(room, words.text)] = words

    await asyncio.gather(*(talk(speaker) for speaker in scene.speakers))
    return said


async def _catch_up(scene: Scene, said: Collection[str]) -> tuple[float, float, float]:
    """Seconds until done, seconds of these until loaded, and the most memory in MB."""
    watch = Watch(scene.site, _LOOK_SECONDS)
    followed: list[Progress] = [watch.follow(event) for event in said]
    all_said = asyncio.Event()
    all_said.set()
    try:
        began = time.time()
        await scene.suite.start()
        async with Peak(scene.suite.pid) as peak:
            loaded = await scene.suite.wait_connecting()
            await watch.until_done(all_said, _DONE_SECONDS)
    finally:
        watch.close()
    done = max(progress.all_done_at for progress in followed if progress.done_at.keys() >= WANTED.keys())
    return done - began, loaded - began, peak.mb


def _records(site: Site, said: Mapping[str, Words], events: list[dict[str, Any]]) -> tuple[tally.Tally, bool]:
    """What the records say, and whether the transcript agrees with the homeserver."""
    keys = load_operational_keys(site.settings.keys)
    database = site.open_database()
    try:
        counted = database.run_sync(lambda conn: tally.of_messages(conn, keys, [EventId(event) for event in said]))
        lines = [(each.event, each.text, int(each.at.timestamp() * 1000)) for each in recorded(site, database)]
    finally:
        database.close()
    wanted = [
        (keys.lookup("event", each["event_id"]), said[each["event_id"]].text, each["origin_server_ts"])
        for each in sorted(events, key=lambda each: each["origin_server_ts"])
    ]
    ours = {event for event, _, _ in wanted}
    return counted, [line for line in lines if line[0] in ours] == wanted


async def alone(messages: int, rotations: int, say: Say) -> Absence:
    """Measure on a homeserver of its own."""
    with tempfile.TemporaryDirectory(prefix="fourwalls-absence-") as folder:
        async with (
            running_homeserver(Path(folder) / "homeserver", limits="off") as homeserver,
            in_session(homeserver, Path(folder)) as scene,
        ):
            return await measure(scene, messages, rotations, say)


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    *,
    messages: Annotated[int, typer.Option(help="Messages that the bots miss.", min=1)] = 5000,
    rotations: Annotated[
        int, typer.Option(help="New room keys meanwhile, besides those that come by themselves.")
    ] = 50,
) -> None:
    """Let the bots be away for thousands of messages, and see them catch up."""
    absence = asyncio.run(alone(messages, rotations, to_stderr))
    for line in absence.lines():
        typer.echo(line)
    raise typer.Exit(0 if absence.complete else 1)


if __name__ == "__main__":
    app()
