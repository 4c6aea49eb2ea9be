from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.dialogue import STEPS, DialogueId, DialogueState, DialogueStep, Matter
from fourwalls.group.effects.kept import Await, BeginDialogue, CloseDialogue, Speak, TakeBack
from fourwalls.group.people import EventId, PersonId
from fourwalls.storage import awaiting, dialogues
from fourwalls.storage.dialogues import Passed
from fourwalls.storage.errors import ImpossibleStepError
from tests.fourwalls.storage.house import ANN, BEN, FAY, NOON, House, minute

FIRST, THREAD, COPY = DialogueId(EventId("$first")), EventId("$thread"), EventId("$copy")
BEGUN = BeginDialogue(FIRST, ANN, Matter.ASK, NOON)


def spoken(event: str, at: int = 0, by: PersonId = ANN, dialogue: DialogueId = FIRST) -> Speak:
    step = DialogueStep.SPEAK if by == ANN else DialogueStep.ANSWER
    return Speak(dialogue, step, EventId(event), by, minute(at))


def test_a_dialogue_is_found_by_its_thread_and_by_what_was_passed_on(house: House) -> None:
    house.apply(BEGUN, spoken("$first"))
    assert house.work(lambda records: records.dialogue_at(THREAD)) is None
    house.database.run_sync(lambda conn: dialogues.bind_thread(conn, house.keys, FIRST, THREAD))
    house.database.run_sync(lambda conn: dialogues.bind_word(conn, house.keys, FIRST, COPY))
    for event in (THREAD, COPY):
        found = house.work(lambda records, event=event: records.dialogue_at(event))  # type: ignore[misc]
        assert found is not None
        assert (found.id, found.number, found.person, found.thread) == (FIRST, 1, ANN, THREAD)
        assert (found.matter, found.state) == (Matter.ASK, DialogueState.WAITING)
    assert house.work(lambda records: records.dialogue_at(FIRST)) is None, "a member's own event is no thread"


def test_the_one_in_which_something_was_said_last_comes_first(house: House) -> None:
    second = DialogueId(EventId("$second"))
    house.apply(BEGUN, spoken("$first"), BeginDialogue(second, ANN, Matter.REPORT, minute(1)))
    assert [each.id for each in house.work(lambda records: records.dialogues(ANN))] == [second, FIRST]
    house.apply(spoken("$answer", 2, FAY))
    assert [each.id for each in house.work(lambda records: records.dialogues())] == [FIRST, second]
    assert house.work(lambda records: records.dialogues(BEN)) == []
    house.apply(CloseDialogue(FIRST, minute(3)))
    assert [each.id for each in house.work(lambda records: records.dialogues(ANN))] == [second]


@pytest.mark.parametrize(("state", "step"), list(product(DialogueState, DialogueStep)))
def test_the_table_of_steps_and_nothing_else_moves_it(house: House, state: DialogueState, step: DialogueStep) -> None:
    house.apply(BEGUN)
    if state is DialogueState.ANSWERED:
        house.apply(spoken("$answer", 1, FAY))
    if state is DialogueState.CLOSED:
        house.apply(CloseDialogue(FIRST, minute(1)))
    closing = step is DialogueStep.CLOSE
    effect = CloseDialogue(FIRST, minute(2)) if closing else Speak(FIRST, step, EventId("$x"), ANN, minute(2))
    if (state, step) not in STEPS:
        with pytest.raises(ImpossibleStepError):
            house.apply(effect)
    else:
        house.apply(effect)
        after = house.database.run_sync(lambda conn: dialogues.find(conn, house.keys, FIRST))
        assert after is not None
        assert after.state is STEPS[state, step]


def test_nobody_can_speak_in_a_dialogue_that_there_is_not(house: House) -> None:
    with pytest.raises(ImpossibleStepError):
        house.apply(spoken("$first"))


def test_whose_words_an_event_is_and_of_what_they_were_a_part(house: House) -> None:
    answer = Speak(FIRST, DialogueStep.SPEAK, EventId("$who"), ANN, NOON, EventId("$yes"))
    house.apply(BEGUN, spoken("$yes"), answer, spoken("$reply", 1, FAY))
    house.database.run_sync(lambda conn: dialogues.bind_word(conn, house.keys, EventId("$yes"), COPY))
    for event, author, alone in (("$yes", ANN, True), ("$who", ANN, False), ("$reply", FAY, True)):
        said = house.work(lambda records, event=event: records.said_in_dialogue(EventId(event)))  # type: ignore[misc]
        assert said is not None
        assert (said.dialogue.id, said.author, said.alone) == (FIRST, author, alone)
    assert house.work(lambda records: records.said_in_dialogue(EventId("$other"))) is None
    for event in ("$yes", "$who"):
        known = house.database.run_sync(lambda conn, e=event: dialogues.passed(conn, house.keys, EventId(e)))  # type: ignore[misc]
        assert known == Passed(event=COPY)


@pytest.mark.parametrize("taken", ["$yes", "$who"])
def test_what_was_taken_back_is_not_passed_on_and_neither_is_what_it_was_a_part_of(house: House, taken: str) -> None:
    house.apply(BEGUN, spoken("$yes"), Speak(FIRST, DialogueStep.SPEAK, EventId("$who"), ANN, NOON, EventId("$yes")))
    house.apply(TakeBack(EventId(taken)), TakeBack(EventId("$unknown")))
    known = house.database.run_sync(lambda conn: dialogues.passed(conn, house.keys, EventId("$yes")))
    assert known.withdrawn
    said = house.work(lambda records: records.said_in_dialogue(EventId(taken)))
    assert said is not None
    assert said.withdrawn


def test_words_said_anew_keep_what_stands_for_them_until_it_is_taken_away(house: House) -> None:
    house.apply(BEGUN, spoken("$first"))
    house.database.run_sync(lambda conn: dialogues.bind_word(conn, house.keys, FIRST, COPY))
    house.apply(spoken("$first", 5))
    assert house.database.run_sync(lambda conn: dialogues.passed(conn, house.keys, FIRST)) == Passed(event=COPY)


def test_each_time_it_waits_is_reminded_of_once(house: House) -> None:
    def waiting(at: int) -> list[int]:
        return house.database.run_sync(
            lambda conn: [each.number for each in dialogues.unanswered(conn, house.keys, minute(at))]
        )

    house.apply(BEGUN, spoken("$first"), spoken("$more", 5))
    assert waiting(-1) == []
    assert waiting(0) == [1], "since the first word that nobody answered"
    house.database.run_sync(lambda conn: dialogues.reminded(conn, 1, minute(1)))
    assert waiting(10) == []
    house.apply(spoken("$answer", 11, FAY))
    assert waiting(20) == []
    house.apply(spoken("$again", 21))
    assert waiting(20) == []
    assert waiting(21) == [1]
    house.apply(CloseDialogue(FIRST, minute(22)))
    assert waiting(30) == []


def test_only_what_was_answered_grows_quiet(house: House) -> None:
    def quiet(at: int) -> int:
        return len(house.database.run_sync(lambda conn: dialogues.quiet(conn, house.keys, minute(at))))

    house.apply(BEGUN, spoken("$first"))
    assert quiet(9) == 0
    house.apply(spoken("$answer", 5, FAY))
    assert [quiet(at) for at in (4, 5)] == [0, 1]


def test_nothing_is_left_of_what_was_closed_long_ago(house: House) -> None:
    other = DialogueId(EventId("$other"))
    house.apply(BEGUN, spoken("$first"), CloseDialogue(FIRST, minute(1)), BeginDialogue(other, BEN, Matter.ASK, NOON))

    def forget(at: int) -> int:
        return house.database.run_sync(lambda conn: dialogues.forget_closed(conn, minute(at)))

    assert [forget(at) for at in (1, 2, 3)] == [0, 1, 0]
    assert house.database.run_sync(lambda conn: dialogues.find(conn, house.keys, FIRST)) is None
    assert house.work(lambda records: records.said_in_dialogue(FIRST)) is None
    assert [each.number for each in house.work(lambda records: records.dialogues())] == [2]


def test_what_is_waited_for_in_vain_is_forgotten_with_all_that_was_said_towards_it(house: House) -> None:
    house.apply(
        Await(ANN, Awaited(Wanted.REPORT, NOON, about=("1", "somebody"))), Await(BEN, Awaited(Wanted.ASK, NOON))
    )

    def forget(hours: float) -> int:
        over = NOON + timedelta(hours=hours)
        return house.database.run_sync(lambda conn: awaiting.forget_over(conn, house.keys, over))

    assert [forget(hours) for hours in (1, 11, 13, 14)] == [0, 0, 1, 0]
    assert house.work(lambda records: records.awaited(ANN)) is None
    assert house.work(lambda records: records.awaited(BEN)) is not None, "it holds no words"
