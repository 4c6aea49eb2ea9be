from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import pytest

from bots.duties import Examination
from bots.examining import MOST_HANGING, Examining
from fourwalls.detection.examiner import Examiner
from fourwalls.group.finding import DetailKind, Finding, RiskReading, Severity
from fourwalls.group.heard import Message
from fourwalls.group.people import PersonId, RoomId
from tests.handlers.happened import HERE, said
from tests.support.records import ANN, BEN, MANAGERS

FOUND = (Finding(0, 3, DetailKind.FULL_NAME, 1.0, "test"),)
CALM = RiskReading(Severity.NONE, None, 0.0)
SHORT = 0.02


class Asked(Examiner):
    """Does what a text says; remembers the context that it was given."""

    def __init__(self) -> None:
        self.befores: list[list[str]] = []
        self.contexts: list[list[str]] = []
        self.names: list[set[str]] = []
        self.threads: set[str] = set()
        self.end = threading.Event()

    def _obey(self, text: str) -> None:
        self.threads.add(threading.current_thread().name)
        if text == "hang":
            self.end.wait()
        if text == "fail":
            raise ValueError("a word of a member")

    def details(
        self, text: str, *, before: Sequence[str] = (), profile_names: Collection[str] = ()
    ) -> tuple[Finding, ...]:
        self.befores.append(list(before))
        self.names.append(set(profile_names))
        self._obey(text)
        return FOUND

    def risk(self, text: str, *, context: Sequence[str] = ()) -> RiskReading:
        self.contexts.append(list(context))
        self._obey(text)
        return CALM


@pytest.fixture
def asked() -> Iterator[Asked]:
    examiner = Asked()
    yield examiner
    examiner.end.set()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def details(examining: Examining, text: str, sender: PersonId = ANN, room: RoomId = HERE) -> Any:
    return await examining.examine(said(sender, text, room=room), Examination.DETAILS, "Ann", {"Ann"})


async def risk(examining: Examining, message: Message, name: str = "Ann") -> Any:
    return await examining.examine(message, Examination.RISK, name, ())


async def test_what_is_found_is_told_and_what_was_not_asked_is_none(asked: Asked) -> None:
    examined = await details(Examining(asked), "hello")
    assert (examined.findings, examined.reading, examined.failed) == (FOUND, None, False)
    examined = await risk(Examining(asked), said(ANN, "hello"))
    assert (examined.findings, examined.reading, examined.failed) == (None, CALM, False)
    assert asked.names == [{"Ann"}]


@pytest.mark.parametrize("text", ["fail", "hang"])
async def test_whatever_goes_wrong_is_never_nothing_found(
    asked: Asked, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    examined = await details(Examining(asked, deadline=SHORT), text)
    assert (examined.failed, examined.findings) == (True, None)
    assert "a word of a member" not in caplog.text


async def test_the_message_after_one_that_hangs_is_examined(asked: Asked) -> None:
    examining = Examining(asked, deadline=SHORT)
    assert (await details(examining, "hang")).failed
    assert not (await details(examining, "hello")).failed


async def test_threads_that_hang_are_few_and_then_messages_are_told_as_not_examined(asked: Asked) -> None:
    examining = Examining(asked, deadline=SHORT)
    for _ in range(MOST_HANGING):
        assert (await details(examining, "hang")).failed
    assert not examining.able
    before = threading.active_count()
    assert (await details(examining, "hello")).failed
    assert threading.active_count() <= before
    assert not (await risk(examining, said(ANN, "hello"))).failed, "the other examination goes on"


async def test_when_those_that_hung_end_it_goes_on(asked: Asked) -> None:
    examining = Examining(asked, deadline=SHORT)
    for _ in range(MOST_HANGING):
        await details(examining, "hang")
    asked.end.set()
    while not examining.able:
        assert (await risk(examining, said(ANN, "a turn of the loop"))).reading == CALM
    assert not (await details(examining, "hello")).failed


async def test_detection_never_runs_on_the_event_loops_thread_nor_keeps_the_process(asked: Asked) -> None:
    examining = Examining(asked, deadline=SHORT)
    await details(examining, "hang")
    assert threading.current_thread().name not in asked.threads
    assert all(thread.daemon for thread in threading.enumerate() if thread.name in asked.threads)


async def test_context_is_of_the_same_room_and_for_details_of_the_same_person(asked: Asked) -> None:
    examining = Examining(asked)
    for sender, text, room in (
        (ANN, "my name is", HERE),
        (BEN, "hi", HERE),
        (ANN, "elsewhere", MANAGERS),
        (ANN, "Ann Smith", HERE),
    ):
        await details(examining, text, sender, room)
    assert asked.befores == [[], [], [], ["my name is"]]


async def test_each_bots_examination_sees_a_message_once(asked: Asked) -> None:
    """The guide and the lookout hear the same message: neither finds it in its own context."""
    examining = Examining(asked)
    first, second = said(ANN, "one"), said(BEN, "two")
    for message, name in ((first, "Ann"), (second, "Ben")):
        await examining.examine(message, Examination.DETAILS, name, ())
        await risk(examining, message, name)
    assert asked.contexts == [[], ["Ann: one"]]
    assert asked.befores == [[], []]


async def test_what_was_said_is_remembered_for_an_hour_and_only_the_last_of_it(asked: Asked) -> None:
    clock = Clock()
    examining = Examining(asked, clock=clock)
    for number in range(12):
        await details(examining, str(number))
    assert asked.befores[-1] == ["3", "4", "5", "6", "7", "8", "9", "10"]
    clock.now = 4000.0
    examining.forget_old()
    assert not examining._said
    await details(examining, "later")
    assert asked.befores[-1] == []
