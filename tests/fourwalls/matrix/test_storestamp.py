"""The stamp: never a false alarm wherever a crash falls, and never a store put back that goes unnoticed."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourwalls.matrix import storestamp
from fourwalls.matrix.homeserver import RefusedError, UnreachableError
from fourwalls.matrix.memory import InMemory, VaultRow
from fourwalls.matrix.stamp import Stamp, is_foreign, stamp_key
from fourwalls.matrix.storestamp import (
    ASKING_TYPE,
    STAMP,
    STAMP_TYPE,
    OldStoreError,
    RunsElsewhereError,
    Stamper,
)
from tests.fourwalls.matrix.people import FakeServer, Json

USER, DEVICE, PICKLE_KEY = "@bot:test", "DEVICE", b"p" * 32
KEY = stamp_key(PICKLE_KEY)


class PowerCut(BaseException):
    """The process is gone."""


Fault = Literal["before", "after", "late"]
"""The power is cut before a step, after it, or (a request) before it arrives, which it does some time later."""


@dataclass
class World:
    """A homeserver's account data and a disk, with a power cut at one step."""

    shown: dict[str, Json] = field(default_factory=dict)
    memory: InMemory = field(default_factory=InMemory)
    on_their_way: list[tuple[str, Json]] = field(default_factory=list)
    step: int = 0
    cut: tuple[int, Fault] | None = None

    def fault(self) -> Fault | None:
        self.step += 1
        return self.cut[1] if self.cut is not None and self.cut[0] == self.step else None

    def arrive(self) -> None:
        """What was still on its way arrives now."""
        for type_, content in self.on_their_way:
            self.shown[type_] = content
        self.on_their_way.clear()


class Drawer(FakeServer):
    """Keeps account data in a world."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.unreachable = False

    async def call(self, method: str, path: str, body: Json | None = None, **_more: Any) -> Json:
        type_ = path.split("/account_data/")[1]
        if self.unreachable:
            raise UnreachableError("no answer")
        if method == "GET":
            if type_ not in self.world.shown:
                raise RefusedError(404, "M_NOT_FOUND", None, {})
            return self.world.shown[type_]
        assert body is not None
        fault = self.world.fault()
        if fault == "late":
            self.world.on_their_way.append((type_, body))
        elif fault != "before":
            self.world.shown[type_] = body
        if fault is not None:
            raise PowerCut
        return {}


class Disk(InMemory):
    """Keeps rows in a world."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    async def keep_vault(self, rows: Sequence[VaultRow]) -> None:
        fault = self.world.fault()
        if fault in {None, "after"}:
            await self.world.memory.keep_vault(rows)
        if fault is not None:
            raise PowerCut


def stamper(world: World) -> Stamper:
    """A process that starts on what is on the disk now."""
    rows = {name: blob for (kind, name), blob in world.memory._vault.items() if kind == STAMP}
    return Stamper(Drawer(world), Disk(world), (USER, DEVICE), PICKLE_KEY, rows, lambda: world.step)


async def start(world: World) -> Stamper:
    process = stamper(world)
    process.require_unspoilt()
    await process.check()
    await process.stamp()
    return process


def synced(world: World) -> Json:
    """What a sync answer brings of the account's data."""
    return {"account_data": {"events": [{"type": type_, "content": it} for type_, it in world.shown.items()]}}


@pytest.fixture(autouse=True)
def no_patience() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storestamp, "PATIENCE_SECONDS", 0.0)
        patch.setattr(storestamp, "BETWEEN_SECONDS", 0.0)
        yield


# --- never a false alarm

ACTS = st.tuples(
    st.sampled_from(["beat", "rest", "hear"]),
    st.none() | st.tuples(st.integers(1, 7), st.sampled_from(["before", "after", "late"])),
    st.booleans(),
)


async def live(world: World, acts: Sequence[tuple[str, tuple[int, Fault] | None, bool]]) -> None:
    """Start, stamp, stop, be cut off anywhere, start again; late requests arrive at any time."""
    process: Stamper | None = None
    for act, cut, arrive in acts:
        if arrive:
            world.arrive()
        world.step, world.cut = 0, cut
        try:
            process = process or await start(world)
            if act == "hear":
                await process.hear(synced(world))
            elif act == "beat":
                await process.keep_up()
            else:
                await process.rest()
                process = None
        except PowerCut:
            process = None
    world.cut = None


@settings(deadline=None)
@given(st.lists(ACTS, max_size=12))
def test_a_crash_anywhere_never_looks_like_an_old_store(
    acts: list[tuple[str, tuple[int, Fault] | None, bool]],
) -> None:
    world = World()
    asyncio.run(live(world, acts))
    asyncio.run(start(world))


async def a_whole_run(world: World) -> None:
    process = await start(world)
    await process.stamp()
    await process.rest()


@pytest.mark.parametrize("fault", ["before", "after", "late"])
@pytest.mark.parametrize("step", range(1, 10))
@pytest.mark.parametrize("arrives", [1, 2, 3])
async def test_every_step_of_starting_beating_and_resting_can_be_the_last(
    fault: Fault, step: int, arrives: int
) -> None:
    """The same without chance: a cut at each of the nine steps, and a late request that arrives 1 to 3 starts later."""
    world = World()
    await start(world)
    world.step, world.cut = 0, (step, fault)
    with pytest.raises(PowerCut):
        await a_whole_run(world)
    world.cut = None
    for number in range(1, 5):
        if number == arrives:
            world.arrive()
        process = await start(world)
        await process.hear(synced(world))


async def test_a_homeserver_that_was_put_back_itself_is_no_reason_to_give_up_a_device() -> None:
    world = World()
    await start(world)
    before = copy.deepcopy(world.shown)
    process = await start(world)
    world.shown = before
    await process.hear(synced(world))
    process = await start(world)
    shown = Stamp.from_content(world.shown[STAMP_TYPE], KEY)
    assert shown is not None
    assert shown.number == 3


async def test_what_is_not_ours_is_no_alarm() -> None:
    world = World()
    await start(world)
    made = world.shown[STAMP_TYPE]
    ours = Stamp.from_content(made, KEY)
    assert ours is not None
    for forged in (
        {},
        {"number": "99"},
        {**made, "number": 99},
        {**made, "number": True},
        {**made, "number": 99, "mac": None},
        {**made, "number": 99, "mac": "ÿ"},
        replace(ours, number=99).content(b"x" * 32),
    ):
        world.shown[STAMP_TYPE] = forged
        await start(world)


async def test_another_device_says_nothing_about_this_one() -> None:
    world = World()
    world.shown[STAMP_TYPE] = Stamp(7, "OLDER", "a", 0, resting=False).content(KEY)
    await start(world)
    shown = Stamp.from_content(world.shown[STAMP_TYPE], KEY)
    assert shown is not None
    assert (shown.number, shown.device) == (8, DEVICE)


async def test_a_server_that_does_not_answer_at_the_end_is_not_waited_for() -> None:
    world = World()
    process = await start(world)
    server = process._server
    assert isinstance(server, Drawer)
    server.unreachable = True
    await process.rest()
    server.unreachable = False
    await start(world)


# --- never an old store that goes unnoticed


@settings(deadline=None)
@given(st.lists(ACTS, max_size=6), st.lists(ACTS, max_size=6), st.booleans())
def test_a_store_put_back_is_noticed(
    before: list[tuple[str, tuple[int, Fault] | None, bool]],
    after: list[tuple[str, tuple[int, Fault] | None, bool]],
    resting: bool,
) -> None:
    """Whatever happened before and after the copy was made, if one stamp was made since."""
    world = World()
    asyncio.run(live(world, before))
    world.arrive()
    copied = copy.deepcopy(world.memory)
    asyncio.run(live(world, after))
    world.arrive()
    process = asyncio.run(start(world))
    if resting:
        asyncio.run(process.rest())
    world.memory = copied
    with pytest.raises(OldStoreError):
        asyncio.run(start(world))


stamps = st.builds(
    Stamp,
    st.integers(0, 4),
    st.sampled_from([DEVICE, "OTHER"]),
    st.sampled_from(["a", "b"]),
    st.just(0),
    st.booleans(),
)


@settings(deadline=None)
@given(st.none() | stamps, st.none() | stamps, st.none() | stamps)
def test_what_counts_as_foreign(shown: Stamp | None, current: Stamp | None, coming: Stamp | None) -> None:
    foreign = is_foreign(shown, current, coming, DEVICE)
    if shown is None or shown.device != DEVICE or shown in {current, coming}:
        assert not foreign
    elif current is not None:
        assert foreign == (shown.number >= current.number)
    else:
        assert foreign


@settings(deadline=None)
@given(stamps, st.binary(min_size=32, max_size=32))
def test_a_stamp_is_read_back_with_its_own_key_alone(stamp: Stamp, key: bytes) -> None:
    assert Stamp.from_json(stamp.as_json()) == stamp
    assert Stamp.from_content(stamp.content(KEY), KEY) == stamp
    assert Stamp.from_content(stamp.content(key), KEY) is None


async def test_a_store_that_knows_no_stamp_is_older_than_the_first() -> None:
    world = World()
    copied = copy.deepcopy(world.memory)
    await start(world)
    world.memory = copied
    with pytest.raises(OldStoreError) as caught:
        await start(world)
    assert caught.value.as_of is None


async def test_a_spoilt_store_is_refused_before_anybody_is_asked() -> None:
    world = World()
    process = await start(world)
    with pytest.raises(OldStoreError):
        await process.give_up()
    await process.rest()
    with pytest.raises(OldStoreError):
        stamper(world).require_unspoilt()


async def test_a_store_that_cannot_be_marked_is_given_up_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(_self: Disk, _rows: Sequence[VaultRow]) -> None:
        raise OSError

    process = await start(World())
    monkeypatch.setattr(Disk, "keep_vault", full)
    with pytest.raises(OldStoreError):
        await process.give_up()


# --- two at once


async def test_a_copy_does_not_start_while_the_current_one_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storestamp, "PATIENCE_SECONDS", 10.0)
    monkeypatch.setattr(storestamp, "_LOOK_SECONDS", 0.001)
    world = World()
    copied = copy.deepcopy(world.memory)
    running = await start(world)
    current, world.memory = world.memory, copied
    starting = asyncio.create_task(start(world))
    while ASKING_TYPE not in world.shown:  # noqa: ASYNC110 - the fake server announces nothing
        await asyncio.sleep(0)
    world.memory = current
    await running.hear(synced(world))
    await running.keep_up()
    with pytest.raises(RunsElsewhereError, match="has answered just now"):
        await starting


async def test_who_is_overtaken_stops_and_the_copy_is_told_that_it_is_one() -> None:
    world = World()
    first = await start(world)
    world.memory = copy.deepcopy(world.memory)
    second = await start(world)  # a copy that is not older than the last stamp: it takes over
    with pytest.raises(RunsElsewhereError, match="so this one has stopped"):
        await first.hear(synced(world))
    shown = world.shown[STAMP_TYPE]
    await first.keep_up()
    await first.rest()
    assert world.shown[STAMP_TYPE] == shown, "it does not fight"
    with pytest.raises(OldStoreError):
        await second.hear(synced(world))
    with pytest.raises(OldStoreError):
        stamper(world).require_unspoilt()


async def test_who_is_overtaken_while_stopping_does_not_stamp_over_it() -> None:
    world = World()
    first = await start(world)
    world.memory = copy.deepcopy(world.memory)
    second = await start(world)
    shown = world.shown[STAMP_TYPE]
    await first.rest()
    assert world.shown[STAMP_TYPE] == shown
    await second.rest()  # it has not synced yet, and is told all the same
    assert world.shown[STAMP_TYPE] == shown
    with pytest.raises(OldStoreError):
        stamper(world).require_unspoilt()


async def test_a_copy_that_crashed_before_it_was_told_is_told_at_its_next_start() -> None:
    world = World()
    first = await start(world)
    world.memory = copy.deepcopy(world.memory)
    await start(world)
    with pytest.raises(RunsElsewhereError):
        await first.hear(synced(world))
    with pytest.raises(OldStoreError):
        await start(world)


async def test_nobody_else_can_tell_a_store_that_it_is_a_copy() -> None:
    world = World()
    process = await start(world)
    nonce = world.shown[STAMP_TYPE]["nonce"]
    for mac in (None, "", "0" * 64, 7):
        world.shown[ASKING_TYPE] = {"overlaps": nonce, "mac": mac}
        await process.hear(synced(world))
    odd: Any
    for odd in ([], {"events": 7}, {"events": [7, {"type": STAMP_TYPE}, {"type": ASKING_TYPE, "content": []}]}):
        await process.hear({"account_data": odd})
