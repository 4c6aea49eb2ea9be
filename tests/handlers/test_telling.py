"""How often the author of messages is told, message after message, as the shell would keep it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.effects.done import Redact, TellGathered, Whisper
from fourwalls.group.effects.warned import Warned, WarningAnswered
from fourwalls.group.examined import Examined
from fourwalls.group.finding import DetailKind, Finding
from fourwalls.group.heard import MessageForm, Proof
from fourwalls.group.people import EventId, Room, RoomId, RoomKind
from fourwalls.group.session import SessionId
from fourwalls.group.warning import Quiet, WarningAnswer
from handlers import details, openrooms
from handlers.telling import gathered_words
from tests.handlers.happened import HERE, WORDING, decided, house, said, took_back, whispers, words_of
from tests.support.records import ANN, BEN, NOON, TUESDAY, Paper, prompt_for

NAME, PHONE, STREET = "Sarah Okonkwo", "07700 900111", "4 Elm Row"
KINDS = {NAME: DetailKind.FULL_NAME, PHONE: DetailKind.CONTACT, STREET: DetailKind.ADDRESS}


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def say(  # noqa: PLR0913  a sentence of a test names what matters to it
    records: Paper,
    *parts: str,
    at: float = 0,
    sure: float = 0.9,
    this: EventId | None = None,
    replaces: EventId | None = None,
    proof: Proof = Proof.SIGNED,
    failed: bool = False,
) -> list[Any]:
    text = "hello " + " and ".join(parts)
    found = [Finding(text.index(part), text.index(part) + len(part), KINDS[part], sure, "test") for part in parts]
    message = said(ANN, text, at=after(at), this=this, replaces=replaces, proof=proof)
    findings = None if failed else tuple(found)
    return decided(details.watch, Examined(message, findings=findings, failed=failed), records)


def told(effects: list[Any]) -> list[str]:
    return [name for _, name in whispers(effects)] + ["later" for each in effects if isinstance(each, TellGathered)]


def removed(records: Paper, prompt: EventId | None = None) -> list[Any]:
    heard = Examined(said(ANN, "remove"))
    return decided(lambda _, look: details.remove(ANN, look, prompt, proof=Proof.SIGNED), heard, records)


def kept(records: Paper, prompt: EventId | None = None) -> list[Any]:
    return decided(lambda _, look: details.keep(ANN, look, prompt), Examined(said(ANN, "keep")), records)


def test_a_burst_of_the_same_is_one_word_and_one_answer_takes_all_of_it_away() -> None:
    records = house()
    words = [told(say(records, NAME, at=number / 10)) for number in range(200)]
    assert [word for word in words if word] == [["warning"]]
    effects = removed(records)
    assert sum(isinstance(effect, Redact) for effect in effects) == 200
    assert "the 200 messages" in words_of(effects)
    assert records.unanswered_warning(ANN) is None


def test_what_is_new_within_the_minute_comes_in_one_more_word() -> None:
    records = house()
    assert told(say(records, NAME)) == ["warning"]
    effects = say(records, PHONE, at=10, this=EventId("$phone"))
    assert told(effects) == ["later"]
    assert effects[-1] == TellGathered(ANN, EventId("$phone"), after(60))
    assert told(say(records, NAME, at=15)) == []  # belongs to the first word
    assert told(say(records, STREET, at=20)) == []
    parts = records.gathered(EventId("$phone"))
    words = WORDING.say(gathered_words(parts))
    assert f"Tuesday circle: hello «{PHONE}»" in words
    assert f"«{STREET}»" in words
    assert "2 messages" in words
    assert "a phone number or another way to get in touch and an address" in words
    assert "more like these" not in words


def test_an_answer_is_for_the_messages_of_its_word_alone() -> None:
    records = house()
    first, second = EventId("$one"), EventId("$two")
    say(records, NAME, this=first)
    say(records, PHONE, at=10, this=second)
    say(records, STREET, at=20, this=EventId("$three"))
    assert [each for each in removed(records, prompt_for(first)) if isinstance(each, Redact)] == [Redact(HERE, first)]
    assert told(removed(records)) == ["warning-none"]  # the other word is not said yet, and nobody answers it unseen
    gone = {each.event for each in removed(records, prompt_for(second)) if isinstance(each, Redact)}
    assert gone == {second, EventId("$three")}


def test_what_was_taken_away_before_its_word_came_is_not_told() -> None:
    records = house()
    say(records, NAME)
    say(records, PHONE, at=10, this=EventId("$phone"))
    records.apply(WarningAnswered(EventId("$phone"), WarningAnswer.REMOVED))
    assert records.gathered(EventId("$phone")) == []


def test_a_word_about_very_many_messages_shows_a_few_and_says_how_many_more() -> None:
    records = house()
    say(records, NAME)
    for number in range(50):
        say(records, PHONE if number % 2 else STREET, at=1 + number / 2, this=EventId(f"$m{number}"))
    # each detail is new once; what repeats it belongs to the word that will tell of it
    parts = list(records.gathered(EventId("$m0")))
    assert len(parts) == 2
    assert "45 more" in WORDING.say(gathered_words(parts * 25))
    assert len(WORDING.say(gathered_words(parts * 25))) < 4000


def test_after_the_minute_the_next_is_told_at_once() -> None:
    records = house()
    assert told(say(records, NAME)) == ["warning"]
    assert told(say(records, NAME, at=61)) == ["warning"]


def test_the_operator_can_have_a_word_for_each_message() -> None:
    records = house()
    records.quietly = Quiet(together=timedelta(0))
    assert [told(say(records, NAME, at=number / 10)) for number in range(3)] == [["warning"]] * 3


def test_a_weak_detail_is_told_once_and_not_on_the_day_of_another_of_its_kind() -> None:
    records = house()
    assert told(say(records, NAME, sure=0.6)) == ["warning"]
    assert told(say(records, NAME, sure=0.6, at=100)) == []
    assert told(say(records, NAME, sure=0.6, at=100 * 3600)) == []
    assert told(say(records, PHONE, sure=0.6, at=200)) == ["warning"]
    assert told(say(records, NAME, at=400)) == ["warning"]  # it is certain now


def test_what_was_waved_through_stays_so_for_its_author_and_for_nobody_else() -> None:
    records = house()
    say(records, NAME)
    assert told(kept(records)) == ["warning-kept"]
    assert told(say(records, NAME, at=100)) == []
    assert told(say(records, NAME, at=400 * 86_400)) == []
    mixed = say(records, NAME, PHONE, at=200)
    assert told(mixed) == ["warning"]
    assert f"«{PHONE}»" in words_of(mixed)
    assert f"«{NAME}»" not in words_of(mixed)
    other = said(BEN, NAME, at=after(300))
    found = (Finding(0, len(NAME), DetailKind.FULL_NAME, 0.9, "test"),)
    assert whispers(decided(details.watch, Examined(other, findings=found), records)) == [(BEN, "warning")]


def test_very_many_details_are_told_of_without_looking_each_up() -> None:
    records = house()
    numbers = [f"07700 9{number:05}" for number in range(3000)]
    text = ", ".join(numbers)
    found = tuple(Finding(at * 14, at * 14 + 12, DetailKind.CONTACT, 0.9, "test") for at in range(3000))
    for at in (0, 100):
        message = said(ANN, text, at=after(at))
        effects: list[Any] = decided(details.watch, Examined(message, findings=found), records)
        assert told(effects) == ["warning"]
        assert len(effects[0].details) == 100
        kept(records)


def test_thanks_are_said_once_a_word_however_many_messages_are_taken_away() -> None:
    records = house()
    events = [EventId(f"$m{number}") for number in range(3)]
    for number, each in enumerate(events):
        say(records, NAME, at=number, this=each)
    thanks = [
        effect
        for each in events
        for effect in decided(details.taken_back, Examined(took_back(ANN, each)), records)
        if isinstance(effect, Whisper)
    ]
    assert len(thanks) == 3
    assert {each.once for each in thanks} == {f"thanks {ANN} {events[0]}"}


def test_of_an_edit_only_what_is_new_is_told() -> None:
    records = house()
    say(records, NAME, this=EventId("$first"))
    assert say(records, NAME, at=100, replaces=EventId("$first")) == []
    effects = say(records, NAME, PHONE, at=200, replaces=EventId("$first"))
    assert told(effects) == ["warning"]
    assert f"«{PHONE}»" in words_of(effects)
    assert f"«{NAME}»" not in words_of(effects)
    assert effects[0].event == EventId("$first")


def test_an_edit_that_brought_a_detail_is_not_told_of_at_the_next_edit() -> None:
    records = house()  # no session: whose the first message is, nobody has written down
    assert told(say(records, NAME, replaces=EventId("$plain"), this=EventId("$edit"))) == ["warning"]
    assert say(records, NAME, at=100, replaces=EventId("$plain")) == []


def test_what_stands_in_public_is_told_by_itself_though_the_same_was_told_in_the_group() -> None:
    records = house()
    tea = Room(RoomId("!tea"), RoomKind.OPEN)
    records._add_room(tea)
    say(records, NAME, this=EventId("$inside"))
    message = said(ANN, NAME, room=tea.id, at=after(5), this=EventId("$outside"))
    found = (Finding(0, len(NAME), DetailKind.FULL_NAME, 0.9, "test"),)
    assert told(decided(openrooms.watch, Examined(message, findings=found), records)) == ["later"]
    words = WORDING.say(gathered_words(records.gathered(EventId("$outside"))))
    assert f"one of the open rooms: «{NAME}»" in words
    assert "Confidentiality cannot be guaranteed there" in words
    effects = removed(records, prompt_for(EventId("$outside")))
    assert told(effects) == ["warning-open-remove"]
    assert not any(isinstance(effect, Redact) for effect in effects)
    assert [each for each in removed(records, prompt_for(EventId("$inside"))) if isinstance(each, Redact)]


def test_an_edit_that_takes_the_detail_out_is_thanked_for_once() -> None:
    records = house()
    say(records, NAME, this=EventId("$first"))
    effects = say(records, at=100, replaces=EventId("$first"))
    assert effects[0] == WarningAnswered(EventId("$first"), WarningAnswer.CHANGED)
    assert told(effects) == ["warning-thanks-changed"]
    assert say(records, at=200, replaces=EventId("$first")) == []
    assert told(removed(records)) == ["warning-none"]


@pytest.mark.parametrize(
    "edit",
    [
        {"proof": Proof.UNSIGNED_DEVICE},
        {"failed": True},
        {"replaces": EventId("$other")},
    ],
)
def test_what_proves_no_change_answers_nothing(edit: dict[str, Any]) -> None:
    records = house()
    say(records, NAME, this=EventId("$first"))
    effects = say(records, at=100, **{"replaces": EventId("$first"), **edit})
    assert not [effect for effect in effects if isinstance(effect, WarningAnswered | Whisper)]
    assert records.warned_by(ANN, EventId("$first"))


def test_an_edit_by_somebody_else_answers_nothing() -> None:
    records = house()
    say(records, NAME, this=EventId("$first"))
    forged = said(BEN, "hello", at=after(5), replaces=EventId("$first"))
    assert decided(details.watch, Examined(forged, findings=()), records) == []


def test_while_paused_nothing_is_told_and_nothing_is_told_later() -> None:
    records = house().in_session(TUESDAY)
    records._paused.add(SessionId("session-0"))
    assert say(records, NAME, at=60) == []
    records._paused.clear()
    assert told(say(records, NAME, at=120)) == ["warning"]


def test_a_pause_silences_no_report_of_what_could_not_be_examined() -> None:
    records = house().in_session(TUESDAY)
    records._paused.add(SessionId("session-0"))
    assert "could not be checked" in words_of(say(records, failed=True))


def test_a_place_on_the_map_is_told_of_once() -> None:
    records = house()
    place = "Location was shared at geo:51.5008,0.1247"
    for at, told_of in ((0, ["warning"]), (100, [])):
        message = said(ANN, place, at=after(at), form=MessageForm.LOCATION)
        assert told(decided(details.watch, Examined(message, findings=()), records)) == told_of


def test_what_is_somebody_elses_is_worded_so() -> None:
    text = f"my sister is {NAME}"
    found = (Finding(13, 13 + len(NAME), DetailKind.FULL_NAME, 0.9, "test"),)
    words = words_of(decided(details.watch, Examined(said(ANN, text), findings=found), house()))
    assert "about somebody else, who cannot choose for themselves here" in words
    own = words_of(say(house(), NAME))
    assert "somebody else" not in own
    for each in ("✂ remove", "✏ edit", "👍 keep", "❔ ask"):
        assert each in own


def test_both_ways_of_not_editing_say_how_it_is_done() -> None:
    words = words_of(details.how_to_edit(ANN, house()))
    assert "Element X on a phone" in words
    assert "Element on a computer" in words


moments = st.lists(
    st.tuples(st.integers(0, 600), st.sampled_from([NAME, PHONE, STREET]), st.sampled_from([0.6, 0.9])),
    min_size=1,
    max_size=40,
)


@given(moments)
def test_whatever_is_said_nobody_gets_two_words_at_once_within_a_minute(talk: list[tuple[int, str, float]]) -> None:
    records = house()
    at_once: list[float] = []
    later: list[float] = []
    for at, part, sure in sorted(talk):
        for effect in say(records, part, at=at, sure=sure):
            if isinstance(effect, Whisper):
                at_once.append(at)
            if isinstance(effect, TellGathered):
                later.append((effect.not_before - NOON).total_seconds())
    words = sorted(at_once + later)
    assert all(second - first >= 60 for first, second in pairwise(words))


@given(moments)
def test_every_strong_detail_belongs_to_a_word(talk: list[tuple[int, str, float]]) -> None:
    records = house()
    for at, part, sure in sorted(talk):
        warned = [effect for effect in say(records, part, at=at, sure=sure) if isinstance(effect, Warned)]
        assert warned or sure < 0.65
