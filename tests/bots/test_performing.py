from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import update

from bots.ground import Ground
from bots.performing import Ended, Performing, _backoff, _refused
from fourwalls.group.effects.done import Evict, RaiseFlag, Redact, Say, TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.finding import RiskKind, RiskReading, Severity
from fourwalls.group.people import Bot, EventId, RoomId
from fourwalls.group.phrase import phrase
from fourwalls.matrix.homeserver import RefusedError, TokenDeadError, UnreachableError
from fourwalls.matrix.keeping import NotKeptError
from fourwalls.storage import outbox
from fourwalls.storage.errors import StorageError
from fourwalls.storage.tables import outbox as outbox_table
from tests.bots.furnishing import a_furnished_ground, a_wire, put, status, told, waiting
from tests.handlers.happened import HERE
from tests.support.making import a_making
from tests.support.records import ANN, BOTS, EVE, FAY, MANAGERS, MAX, NOON, private_of
from tests.support.wire import Wire, refusal

THANKS = phrase("thanks")


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


def performing(ground: Ground, bot: Bot, wire: Wire) -> Performing:
    return Performing(ground, bot, wire, a_making(ground, wire))


@asynccontextmanager
async def running(performer: Performing) -> AsyncIterator[None]:
    task = asyncio.create_task(performer.perform_forever())
    try:
        yield
        if task.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.wait({task})


async def until(ground: Ground, holds: Callable[[], bool]) -> None:
    """Give the performer turns until something holds; each turn goes through the database's thread."""
    async with asyncio.timeout(10):
        while not holds():
            await ground.database.run(lambda _: None)


async def performed(ground: Ground, bot: Bot, wire: Wire, wanted: dict[str, int]) -> None:
    async with running(performing(ground, bot, wire)):
        await until(ground, lambda: status(ground) == wanted)


async def one_turn(ground: Ground, bot: Bot, wire: Wire, performer: Performing | None = None) -> Performing:
    """Begin what is due, let it end, and keep how it ended."""
    performer = performer or performing(ground, bot, wire)
    for row in await performer._turn():
        await performer._try(row)
    await performer._turn()
    return performer


def flag(event: str = "$cry") -> RaiseFlag:
    reading = RiskReading(Severity.HIGH, RiskKind.SELF_HARM, 0.9)
    return RaiseFlag(ANN, "Ann\u202e", HERE, EventId(event), "Tuesday circle", "what was said", reading, NOON)


async def test_each_kind_of_word_goes_to_its_room_and_to_those_who_may_hear_it(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.member(HERE, EVE)  # a stranger who is not out yet
    put(ground, Whisper(ANN, THANKS), Say(Bot.GUIDE, HERE, THANKS), TellManagers(Bot.GUIDE, THANKS))
    await performed(ground, Bot.GUIDE, wire, {"sent": 3})
    readers = {asked[1]: asked[4] for asked in wire.asked}
    bots = set(BOTS.values())
    assert readers == {
        private_of(ANN): {ANN, BOTS[Bot.GUIDE]},
        HERE: {ANN, FAY, *bots},
        MANAGERS: {MAX, *bots},
    }


async def test_a_flag_is_a_thread_bound_to_its_case(ground: Ground) -> None:
    wire = a_wire(Bot.LOOKOUT)
    put(ground, flag())
    await performed(ground, Bot.LOOKOUT, wire, {"sent": 1})
    root, why = (asked[2] for asked in wire.asked)
    txn = wire.asked[0][3].removesuffix("-root")
    assert "what was said" not in root["body"]
    assert "\u202e" not in root["body"]
    assert "what was said" in why["body"]
    assert why["m.relates_to"]["event_id"] == f"$sent-{txn}-root"
    case = await ground.database.run(lambda conn: ground.records(conn).case(EventId(f"$sent-{txn}-root")))
    assert case is not None
    assert case.number == 1


async def test_a_flag_whose_second_half_failed_is_the_same_case_with_the_same_root(ground: Ground) -> None:
    wire = a_wire(Bot.LOOKOUT)
    wire.answers["send"] = [None, UnreachableError("no answer"), None, None]
    put(ground, flag())
    await performed(ground, Bot.LOOKOUT, wire, {"sent": 1})
    txns = [asked[3] for asked in wire.asked]
    assert txns[:2] == txns[2:]
    assert (await ground.database.run(lambda conn: ground.records(conn).raise_case(flag()))) == 1


async def test_every_try_has_the_same_transaction_id(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.answers["send"] = [UnreachableError("no answer"), refusal(502, "M_UNKNOWN"), ValueError("a bug"), None]
    put(ground, Whisper(ANN, THANKS))
    performer = performing(ground, Bot.GUIDE, wire)
    for attempts in range(1, 4):
        await one_turn(ground, Bot.GUIDE, wire, performer)
        (row,) = waiting(ground, Bot.GUIDE, 10**13)
        assert row.attempts == attempts
        now = int(ground.now().timestamp() * 1000) - 1000
        assert waiting(ground, Bot.GUIDE, now) == [], "it waits before the next try"
        await ground.database.run(lambda conn, row=row: outbox.hold(conn, row.id, 0))  # type: ignore[misc]
    await one_turn(ground, Bot.GUIDE, wire, performer)
    assert status(ground) == {"sent": 1}
    assert len({asked[3] for asked in wire.asked}) == 1


async def test_what_a_failing_disk_is_in_the_way_of_is_never_given_up(ground: Ground) -> None:
    wire = a_wire(Bot.LOOKOUT)
    wire.answers["send"] = [StorageError("the disk is full")] * 12
    put(ground, flag())
    performer = performing(ground, Bot.LOOKOUT, wire)
    for _ in range(13):
        await one_turn(ground, Bot.LOOKOUT, wire, performer)
        await ground.database.run(lambda conn: conn.execute(update(outbox_table).values(not_before=0)))
    assert status(ground) == {"sent": 1}


async def test_a_performer_that_is_called_at_the_moment_of_its_end_ends(ground: Ground) -> None:
    performer = performing(ground, Bot.GUIDE, a_wire(Bot.GUIDE))
    task = asyncio.create_task(performer.perform_forever())
    await until(ground, lambda: performer.pulse.at is not None)
    while performer._called.is_set() or not performer._called._waiters:  # noqa: ASYNC110 - until it has nothing to do, and waits
        await asyncio.sleep(0)
    performer.rouse()
    task.cancel()
    await asyncio.wait({task}, timeout=10)
    assert task.cancelled()


async def test_one_persons_words_keep_their_order_and_wait_for_nobody_elses(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.gate = asyncio.Event()
    put(ground, Whisper(ANN, phrase("thanks")), Whisper(ANN, phrase("ack-needs-thread")), Say(Bot.GUIDE, HERE, THANKS))
    async with running(performing(ground, Bot.GUIDE, wire)):
        await until(ground, lambda: len(wire.asked) == 2)
        assert {asked[1] for asked in wire.asked} == {private_of(ANN), HERE}
        wire.gate.set()
        await until(ground, lambda: status(ground) == {"sent": 3})
    private = [asked[2]["body"] for asked in wire.asked if asked[1] == private_of(ANN)]
    assert private == [ground.say(phrase("thanks")), ground.say(phrase("ack-needs-thread"))]


async def test_a_flag_is_begun_however_much_hangs(ground: Ground) -> None:
    wire = a_wire(Bot.LOOKOUT)
    wire.gate = asyncio.Event()
    for number in range(30):
        wire.member(f"!{number}", BOTS[Bot.LOOKOUT])
        put(ground, Say(Bot.LOOKOUT, RoomId(f"!{number}"), THANKS), cause=f"${number}")
    performer = performing(ground, Bot.LOOKOUT, wire)
    async with running(performer):
        await until(ground, lambda: len(wire.asked) == 20)
        put(ground, flag())
        performer.rouse()
        await until(ground, lambda: MANAGERS in {asked[1] for asked in wire.asked})
        assert len(wire.asked) == 21


async def test_what_has_to_wait_for_somebody_is_tried_again_at_once_when_there_is_news(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.without_device = {ANN}
    put(ground, Whisper(ANN, THANKS))
    performer = await one_turn(ground, Bot.GUIDE, wire)
    assert waiting(ground, Bot.GUIDE) == []
    assert status(ground) == {"waiting": 1}
    await ground.database.run(lambda conn: outbox.release(conn, Bot.GUIDE))
    (row,) = await performer._turn()
    await performer._try(row)
    performer.rouse()  # somebody came in while it was being tried
    wire.without_device = set()
    await one_turn(ground, Bot.GUIDE, wire, performer)
    await one_turn(ground, Bot.GUIDE, wire, performer)
    assert status(ground) == {"sent": 1}


async def test_without_an_online_manager_a_flag_waits_and_the_operator_reads_of_it(
    ground: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    wire = a_wire(Bot.LOOKOUT)
    wire.without_device = {MAX}
    put(ground, flag())
    await one_turn(ground, Bot.LOOKOUT, wire)
    assert status(ground) == {"waiting": 2}, "the case, and a word to the facilitator"
    assert "a case has to wait: no Online Manager" in caplog.text


async def test_a_refusal_is_told_to_the_managers_once(ground: Ground) -> None:
    wire = a_wire(Bot.WARDEN)
    wire.answers["redact"] = [refusal(403, "M_FORBIDDEN")]
    put(ground, Redact(HERE, EventId("$1")))
    await one_turn(ground, Bot.WARDEN, wire)
    (words,) = told(ground, Bot.WARDEN)
    assert "removing a message" in words
    assert "M_FORBIDDEN" in words
    await one_turn(ground, Bot.WARDEN, wire)
    assert told(ground, Bot.WARDEN) == []


async def test_a_bug_is_tried_some_times_and_then_told(ground: Ground, caplog: pytest.LogCaptureFixture) -> None:
    wire = a_wire(Bot.WARDEN)
    wire.answers["redact"] = [ValueError("a word of a member") for _ in range(20)]
    put(ground, Redact(HERE, EventId("$1")))
    performer = performing(ground, Bot.WARDEN, wire)
    while not (words := told(ground, Bot.WARDEN)):
        for row in waiting(ground, Bot.WARDEN, 10**13):
            await ground.database.run(lambda conn, row=row: outbox.hold(conn, row.id, 0))  # type: ignore[misc]
        await one_turn(ground, Bot.WARDEN, wire, performer)
    assert len(wire.asked) == 9
    assert "a word of a member" not in caplog.text + words[0]


async def test_a_dead_token_and_lost_crypto_state_end_the_process(ground: Ground) -> None:
    for error in (TokenDeadError("dead"), NotKeptError("lost")):
        wire = a_wire(Bot.GUIDE)
        wire.answers["send"] = [error]
        put(ground, Whisper(ANN, THANKS), cause=str(error))
        with pytest.raises(ExceptionGroup) as group:
            await asyncio.wait_for(performing(ground, Bot.GUIDE, wire).perform_forever(), 10)
        assert group.value.exceptions == (error,)
        assert status(ground)["waiting"] >= 1, "it is done after the next start"


async def test_what_makes_no_sense_any_more_is_not_done(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    ground.database.run_sync(
        lambda conn: outbox.put(conn, ground.keys, outbox.Cause(Bot.GUIDE, "$1"), 0, Whisper(ANN, THANKS), expires_at=1)
    )
    performer = performing(ground, Bot.GUIDE, wire)
    performer._buried_at = -1e9
    await one_turn(ground, Bot.GUIDE, wire, performer)
    assert (wire.asked, status(ground)) == ([], {"dead": 1})


def a_row(effect: RaiseFlag | Evict, attempts: int = 0) -> outbox.Waiting:
    return outbox.Waiting(1, "txn", effect.performer, effect, attempts)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (refusal(429, "M_LIMIT_EXCEEDED", 3.0), "held"),
        (refusal(429, "M_LIMIT_EXCEEDED"), "again"),
        (refusal(503, "M_UNKNOWN"), "again"),
        (refusal(403, "M_FORBIDDEN"), "given up"),
        (refusal(403, "M_FORBIDDEN", 5.0), "given up"),
    ],
)
def test_what_a_no_means(trouble: RefusedError, kind: str) -> None:
    ended = _refused(a_row(Evict(HERE, EVE)), trouble)
    given_up = ended.given_up is not None
    assert ("given up" if given_up else "held" if ended.held else "again") == kind


def test_a_server_that_asks_for_no_wait_does_not_make_us_spin() -> None:
    ended = _refused(a_row(Evict(HERE, EVE)), refusal(429, "M_LIMIT_EXCEEDED", 0.0))
    assert ended.retry_after is not None
    assert ended.retry_after > 0.3


def test_a_flag_is_not_given_up_at_the_first_no() -> None:
    assert _refused(a_row(flag(), 3), refusal(403, "M_FORBIDDEN")).given_up is None
    assert _refused(a_row(flag(), 24), refusal(403, "M_FORBIDDEN")).given_up == "M_FORBIDDEN"
    assert flag().priority is Priority.FLAG


def test_waits_grow_and_have_an_end() -> None:
    assert all(0.35 * 2**attempts <= _backoff(attempts) <= 0.5 * 2**attempts for attempts in range(7))
    assert 42 <= _backoff(500) <= 60


def test_every_ending_has_its_word() -> None:
    row = a_row(flag())
    endings = [Ended(row), Ended(row, held=True), Ended(row, retry_after=1.0), Ended(row, given_up="x")]
    assert [ended.ending for ended in endings] == ["sent", "held", "failed", "given_up"]
