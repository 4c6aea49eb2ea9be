from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bots.duties import Examination
from bots.examining import Asked, Examining
from fourwalls.detection import exchange
from fourwalls.group.examined import Examined
from fourwalls.group.finding import DetailKind, Finding, RiskReading, Severity
from fourwalls.group.heard import Message
from fourwalls.group.people import PersonId, RoomId
from tests.handlers.happened import HERE, said
from tests.support.records import ANN, BEN, MANAGERS

FOUND = (Finding(0, 3, DetailKind.FULL_NAME, 1.0, "test"),)
CALM = RiskReading(Severity.NONE, None, 0.0)


class Answering:
    """Both detectors at once: finds the same in every text, and remembers what it was asked."""

    able = True
    degraded = False

    def __init__(self) -> None:
        self.questions: list[exchange.Question] = []

    def both(self) -> dict[Examination, Answering]:
        return dict.fromkeys(Examination, self)

    async def ask(self, questions: Sequence[exchange.Question]) -> list[Any | None]:
        self.questions += questions
        return [self._answer(question) for question in questions]

    @staticmethod
    def _answer(question: exchange.Question) -> Any | None:
        if question["text"] == "fail":
            return None
        if question["text"] == "nonsense":
            return [["a word of a member"]]
        return exchange.risk_told(CALM) if "context" in question else exchange.details_told(FOUND)

    def given(self, what: str) -> list[list[str]]:
        return [question[what] for question in self.questions if what in question]


@pytest.fixture
def answering() -> Answering:
    return Answering()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def details(examining: Examining, text: str, sender: PersonId = ANN, room: RoomId = HERE) -> Examined:
    message = said(sender, text, room=room)
    (examined,) = await examining.examine([Asked(message, Examination.DETAILS, "Ann", {"Ann"})])
    return examined


async def risk(examining: Examining, message: Message, name: str = "Ann") -> Examined:
    (examined,) = await examining.examine([Asked(message, Examination.RISK, name)])
    return examined


async def test_what_is_found_is_told_and_what_was_not_asked_is_none(answering: Answering) -> None:
    examining = Examining(answering.both())
    examined = await details(examining, "hello")
    assert (examined.findings, examined.reading, examined.failed) == (FOUND, None, False)
    examined = await risk(examining, said(ANN, "hello"))
    assert (examined.findings, examined.reading, examined.failed) == (None, CALM, False)
    assert answering.given("profile_names") == [["Ann"]]


@pytest.mark.parametrize("text", ["fail", "nonsense"])
async def test_whatever_goes_wrong_is_never_nothing_found(
    answering: Answering, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    examining = Examining(answering.both())
    examined = await details(examining, text)
    assert (examined.failed, examined.findings) == (True, None)
    examined = await risk(examining, said(ANN, text))
    assert (examined.failed, examined.reading) == (True, None)
    assert "a word of a member" not in caplog.text


async def test_many_are_asked_about_at_once_and_answered_in_order(answering: Answering) -> None:
    """Also where a batch holds words of both kinds, as the guide's does."""
    asked = [
        Asked(said(ANN, f"{number}"), Examination.RISK if number % 3 else Examination.DETAILS, "Ann")
        for number in range(20)
    ]
    asked[7] = Asked(said(ANN, "fail"), Examination.RISK, "Ann")
    examined = await Examining(answering.both()).examine(asked)
    assert [each.heard for each in examined] == [each.message for each in asked]
    assert [each.failed for each in examined] == [number == 7 for number in range(20)]
    assert [each.findings is not None for each in examined] == [number % 3 == 0 for number in range(20)]
    assert answering.given("context")[1] == ["Ann: 1"]


async def test_it_is_able_and_whole_only_if_both_detectors_are() -> None:
    one, other = Answering(), Answering()
    examining = Examining({Examination.DETAILS: one, Examination.RISK: other})
    assert (examining.able, examining.degraded) == (True, False)
    other.able, one.degraded = False, True
    assert (examining.able, examining.degraded) == (False, True)


async def test_context_is_of_the_same_room_and_for_details_of_the_same_person(answering: Answering) -> None:
    examining = Examining(answering.both())
    for sender, text, room in (
        (ANN, "my name is", HERE),
        (BEN, "hi", HERE),
        (ANN, "elsewhere", MANAGERS),
        (ANN, "Ann Smith", HERE),
    ):
        await details(examining, text, sender, room)
    assert answering.given("before") == [[], [], [], ["my name is"]]


async def test_each_bots_examination_sees_a_message_once(answering: Answering) -> None:
    """The guide and the lookout hear the same message: neither finds it in its own context."""
    examining = Examining(answering.both())
    for message, name in ((said(ANN, "one"), "Ann"), (said(BEN, "two"), "Ben")):
        await examining.examine([Asked(message, Examination.DETAILS, name)])
        await risk(examining, message, name)
    assert answering.given("context") == [[], ["Ann: one"]]
    assert answering.given("before") == [[], []]


async def test_what_was_said_is_remembered_for_an_hour_and_only_the_last_of_it(answering: Answering) -> None:
    clock = Clock()
    examining = Examining(answering.both(), clock=clock)
    for number in range(12):
        await details(examining, str(number))
    assert answering.given("before")[-1] == ["3", "4", "5", "6", "7", "8", "9", "10"]
    clock.now = 4000.0
    examining.forget_old()
    assert not examining._said
    await details(examining, "later")
    assert answering.given("before")[-1] == []
