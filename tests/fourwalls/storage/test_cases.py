from __future__ import annotations

from dataclasses import replace

import pytest

from fourwalls.group.case import Case, CaseState
from fourwalls.group.effects.done import RaiseFlag
from fourwalls.group.effects.kept import Acknowledge
from fourwalls.group.finding import Cue, RiskKind, RiskReading, Severity
from fourwalls.group.people import EventId
from fourwalls.storage.errors import ImpossibleStepError
from tests.fourwalls.storage.house import ANN, BEN, NOON, ROOM, House, minute

READING = RiskReading(Severity.CONCERN, RiskKind.SELF_HARM, 0.7, (Cue(0, 4, "plan"),), ("past",))
FLAG = RaiseFlag(ANN, "Pip", ROOM, EventId("$1"), "Tuesday", "what was said", READING, NOON)
THREAD = EventId("$thread")


def test_cases_count_from_one_and_a_message_has_one(house: House) -> None:
    other = replace(FLAG, event=EventId("$2"))
    numbers = [house.work(lambda records, flag=flag: records.raise_case(flag)) for flag in (FLAG, FLAG, other, FLAG)]  # type: ignore[misc]
    assert numbers == [1, 1, 2, 1]


def test_a_case_is_found_by_its_thread_and_taken_once(house: House) -> None:
    number = house.work(lambda records: records.raise_case(FLAG))
    assert house.work(lambda records: records.case(THREAD)) is None
    house.work(lambda records: records.bind_thread(number, THREAD))
    assert house.work(lambda records: records.case(THREAD)) == Case(number, CaseState.RAISED, THREAD)
    house.apply(Acknowledge(THREAD, BEN, minute(1)))
    assert house.work(lambda records: records.case(THREAD)) == Case(number, CaseState.ACKNOWLEDGED, THREAD, BEN)
    with pytest.raises(ImpossibleStepError):
        house.apply(Acknowledge(THREAD, ANN, minute(2)))
    with pytest.raises(ImpossibleStepError):
        house.apply(Acknowledge(EventId("$no thread"), ANN, minute(2)))
