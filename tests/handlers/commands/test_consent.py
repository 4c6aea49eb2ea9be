"""Answers to a request to share: who can give them, what comes of them, and what nobody is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import Await, KeepShare
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof
from fourwalls.group.people import EventId, PersonId, Role, Standing
from fourwalls.group.share import Asked, Consent, Share, ShareNumber, ShareState
from handlers import conversation
from handlers.drafts import others_of
from handlers.shares import here, in_time, reminders
from tests.handlers.happened import NO_RISK, WORDING, decided, doubted, house, tap, told_guide, whispers
from tests.support.records import ANN, BEN, EVE, FAY, NOON, TUESDAY, Paper

END = NOON + timedelta(days=14)
THREE = ShareNumber(3)


def request(state: ShareState = ShareState.ASKED, number: ShareNumber = THREE, **answers: Consent) -> Share:
    consents = {"ben": BEN, "fay": FAY}
    asked = tuple(Asked(person, answers.get(name), NOON) for name, person in consents.items())
    return Share(number, state, ANN, TUESDAY.id, "the boat", (BEN,), "the newsletter", NOON, END, asked)


def asked_about(*shares: Share) -> Paper:
    """A house with these requests in it, as if they had gone their way there."""
    records = house().named(ANN, "Pip").named(BEN, "Walt").named(FAY, "Ruth")
    for share in shares:
        records.apply(KeepShare(replace(share, state=ShareState.ASKED), NOON))
        if share.state is not ShareState.ASKED:
            records.apply(KeepShare(share, NOON))
    return records


def tell(sender: PersonId, text: str, records: Paper, **more: Any) -> list[Any]:
    return heard(told_guide(sender, text, **more), records)


def heard(message: Message, records: Paper) -> list[Any]:
    return decided(conversation.answer, Examined(message, reading=NO_RISK), records)


def names(effects: Iterable[Any]) -> list[str]:
    return [name for _, name in whispers(effects)]


def state(records: Paper, number: ShareNumber = THREE) -> ShareState:
    share = records.share(number)
    assert share is not None
    return share.state


def consent_of(person: PersonId, records: Paper) -> Consent | None:
    share = records.share(THREE)
    asked = share.answer_of(person) if share is not None else None
    return asked.consent if asked is not None else None


@pytest.mark.parametrize("text", ["yes 3", "Yes, 3.", "YES 3!", "!yes 3", "yes #3", "yes to request 3", "yes"])
def test_a_yes_is_noted(text: str) -> None:
    records = asked_about(request())
    assert whispers(tell(BEN, text, records)) == [(BEN, "share-yes-noted")]
    assert consent_of(BEN, records) is Consent.YES
    assert state(records) is ShareState.ASKED


@pytest.mark.parametrize("text", ["no 3", "No, 3", "no", "no 3 please, it is too near to me", "withdraw 3"])
def test_a_no_is_noted_and_nobody_else_hears_of_it(text: str) -> None:
    records = asked_about(request(fay=Consent.YES))
    effects = tell(BEN, text, records)
    assert whispers(effects) == [(BEN, "share-no-noted")]
    assert not any(isinstance(effect, TellManagers) for effect in effects)
    assert consent_of(BEN, records) is Consent.NO
    assert state(records) is ShareState.ASKED


def test_the_last_yes_grants_it_and_everybody_is_told_what_holds() -> None:
    records = asked_about(request(fay=Consent.YES))
    effects = tell(BEN, "yes 3", records)
    assert whispers(effects) == [
        (BEN, "share-yes-noted"),
        (ANN, "share-granted"),
        (BEN, "share-granted-asked"),
        (FAY, "share-granted-asked"),
    ]
    assert state(records) is ShareState.GRANTED
    (managers,) = [effect for effect in effects if isinstance(effect, TellManagers)]
    assert "everybody has agreed" in WORDING.say(managers.words)


def test_a_yes_takes_the_place_of_a_no_until_the_end() -> None:
    records = asked_about(request(fay=Consent.YES))
    tell(BEN, "no 3", records)
    tell(BEN, "yes 3", records)
    assert state(records) is ShareState.GRANTED


@pytest.mark.parametrize("text", ["yes 3", "no 3", "withdraw 3", "yes", "no"])
@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_only_encrypted_words_from_a_signed_device_are_an_answer(text: str, proof: Proof) -> None:
    for message in (told_guide(BEN, text, proof=proof), doubted(told_guide(BEN, text), proof)):
        records = asked_about(request(fay=Consent.YES))
        effects = heard(message, records)
        assert not any(isinstance(effect, KeepShare) for effect in effects)
        assert names(effects)[0] in {"signed-device-needed", "identity-changed-refused", "not-understood"}


def test_a_doubted_device_does_not_learn_from_the_answer_whether_there_is_a_request() -> None:
    for text in ("yes 3", "no 3 thanks", "yes", "requests", "withdraw 3"):
        with_it, without = asked_about(request()), asked_about()
        message = doubted(told_guide(BEN, text))
        assert heard(message, with_it) == heard(message, without)


@pytest.mark.parametrize("key", ["\U0001f44d", "yes 3", "\u2705"])
def test_a_reaction_is_never_an_answer(key: str) -> None:
    records = asked_about(request(fay=Consent.YES))
    assert decided(conversation.tapped, Examined(tap(BEN, key)), records) == []
    assert consent_of(BEN, records) is None


def test_whoever_has_not_agreed_to_the_policy_is_shown_nothing_of_a_request_and_does_not_count() -> None:
    records = asked_about(request()).seated(BEN, TUESDAY.id, Role.MEMBER, Standing.ASKED)
    records.seated(EVE, TUESDAY.id, Role.MEMBER, Standing.ASKED)
    assert here(request(), records).isdisjoint({BEN, EVE})
    assert {seat.person for seat in others_of(ANN, TUESDAY.id, records)}.isdisjoint({BEN, EVE})
    (answer,) = tell(BEN, "requests", records)
    assert answer.words.name == "share-none"


def test_an_edit_is_no_answer() -> None:
    records = asked_about(request())
    (answer,) = tell(BEN, "yes 3", records, replaces=EventId("$before"))
    assert isinstance(answer, Whisper)
    assert answer.words.name == "edit-not-obeyed"
    assert consent_of(BEN, records) is None


def test_an_answer_whose_key_came_too_late_is_asked_for_again() -> None:
    records = asked_about(request(fay=Consent.YES))
    late = Examined(told_guide(BEN, "yes 3"), reading=NO_RISK, late=True, stale=True)
    assert names(decided(conversation.answer, late, records)) == ["asked-too-late"]
    assert consent_of(BEN, records) is None


def test_a_bare_yes_counts_only_where_one_request_waits_and_nothing_else_does() -> None:
    two = asked_about(request(), request(number=ShareNumber(4)))
    assert names(tell(BEN, "yes", two)) == ["share-which"]
    warned = asked_about(request()).warn(BEN, EventId("$slip"))
    assert names(tell(BEN, "yes", warned)) == ["warning-which"]
    leaving = asked_about(request())
    leaving.apply(Await(BEN, Awaited(Wanted.LEAVING, NOON, groups=(TUESDAY.id,))))
    assert names(tell(BEN, "yes", leaving)) == ["not-understood"]
    answered = asked_about(request(ben=Consent.YES))
    assert names(tell(BEN, "no", answered)) == ["not-understood"]
    for records in (two, warned, leaving, answered):
        assert consent_of(BEN, records) in {None, Consent.YES}


def test_a_yes_with_conditions_is_none() -> None:
    records = asked_about(request(fay=Consent.YES))
    assert names(tell(BEN, "yes 3 but without the boat", records)) == ["share-yes-alone"]
    assert consent_of(BEN, records) is None


@pytest.mark.parametrize("text", ["no 3 tablets left", "no 9 lives for this cat", "yes 9 of them came"])
def test_words_that_only_begin_like_an_answer_are_none(text: str) -> None:
    assert names(tell(BEN, text, asked_about())) == ["not-understood"]
    assert names(tell(BEN, text.replace("3", "8"), asked_about(request()))) == ["not-understood"]


@pytest.mark.parametrize("text", ["yes 4", "no 4", "withdraw 999999", "yes 0"])
def test_a_number_that_is_not_theirs_tells_nothing_of_others(text: str) -> None:
    others = replace(request(number=ShareNumber(4)), asker=FAY, asked=(Asked(ANN),))
    assert names(tell(BEN, text, asked_about(request(), others))) == ["share-unknown"]
    assert names(tell(BEN, text, asked_about(request()))) == ["share-unknown"]


def test_newcomers_are_not_asked_and_cannot_answer() -> None:
    records = asked_about(request(fay=Consent.YES)).seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INSIDE)
    assert names(tell(EVE, "yes 3", records)) == ["share-unknown"]
    tell(BEN, "yes 3", records)
    assert state(records) is ShareState.GRANTED


# --- withdrawing


@pytest.mark.parametrize("text", ["withdraw 3", "no 3", "no 3 I do not want it any more"])
def test_consent_can_be_withdrawn_after_it_was_given_and_whoever_got_it_is_told_but_not_by_whom(text: str) -> None:
    records = asked_about(request(ShareState.GRANTED, ben=Consent.YES, fay=Consent.YES))
    effects = tell(BEN, text, records)
    assert state(records) is ShareState.WITHDRAWN
    assert consent_of(BEN, records) is Consent.WITHDRAWN
    assert whispers(effects) == [(ANN, "share-withdrawn"), (BEN, "share-withdrawn-noted")]
    (managers,) = [effect for effect in effects if isinstance(effect, TellManagers)]
    (asker,) = [effect for effect in effects if isinstance(effect, Whisper) and effect.to == ANN]
    for words in (managers.words, asker.words):
        assert "Walt" not in WORDING.say(words)
        assert "newsletter" in WORDING.say(words)


def test_what_is_withdrawn_stays_withdrawn() -> None:
    records = asked_about(request(ShareState.GRANTED, ben=Consent.YES, fay=Consent.YES))
    tell(BEN, "withdraw 3", records)
    for text in ("yes 3", "withdraw 3", "no 3"):
        assert names(tell(BEN, text, records)) == ["share-over"]
    assert state(records) is ShareState.WITHDRAWN


def test_a_yes_is_withdrawn_before_the_end_in_silence() -> None:
    records = asked_about(request(ben=Consent.YES))
    assert whispers(tell(BEN, "withdraw 3", records)) == [(BEN, "share-no-noted")]
    assert consent_of(BEN, records) is Consent.WITHDRAWN
    tell(FAY, "yes 3", records)
    assert state(records) is ShareState.ASKED


def test_somebody_who_has_left_the_group_can_still_withdraw() -> None:
    records = asked_about(request(ShareState.GRANTED, ben=Consent.YES, fay=Consent.YES))
    records.seated(BEN, TUESDAY.id, Role.MEMBER, Standing.REMOVED)
    tell(BEN, "withdraw 3", records)
    assert state(records) is ShareState.WITHDRAWN


@pytest.mark.parametrize("before", [ShareState.ASKED, ShareState.GRANTED])
def test_the_asker_takes_it_back_and_everybody_asked_is_told(before: ShareState) -> None:
    records = asked_about(request(before, ben=Consent.YES, fay=Consent.YES))
    effects = tell(ANN, "withdraw 3", records)
    assert whispers(effects) == [(BEN, "share-off"), (FAY, "share-off"), (ANN, "share-off-done")]
    assert any(isinstance(effect, TellManagers) for effect in effects)
    assert state(records) is ShareState.WITHDRAWN


def test_the_askers_own_yes_is_there_already() -> None:
    records = asked_about(request())
    assert names(tell(ANN, "yes 3", records)) == ["share-own"]


# --- time


def in_words(effects: Iterable[Any]) -> str:
    return "\n".join(WORDING.say(effect.words) for effect in effects if isinstance(effect, Whisper | TellManagers))


def test_a_no_and_silence_end_in_the_same_words_at_the_same_time() -> None:
    told = []
    for share in (request(fay=Consent.YES), request(fay=Consent.YES, ben=Consent.NO), request(fay=Consent.WITHDRAWN)):
        records = asked_about(share)
        assert list(in_time(share, END - timedelta(seconds=1), records)) == []
        effects = list(in_time(share, END, records))
        told.append(in_words(effects))
        assert (ANN, "share-not-granted") in whispers(effects)
    assert len(set(told)) == 1
    assert not any(name in told[0] for name in ("Walt", "Ruth", "Pip", "boat"))


def test_an_answer_after_the_end_is_none_even_if_the_clock_of_the_bots_is_late() -> None:
    records = asked_about(request(fay=Consent.YES))
    late = replace(told_guide(BEN, "yes 3"), sent_at=END)
    assert names(heard(late, records)) == ["share-over"]


def test_when_the_asker_goes_the_request_goes_too() -> None:
    share = request(ben=Consent.YES, fay=Consent.YES)
    records = asked_about(share).seated(ANN, TUESDAY.id, Role.MEMBER, Standing.REMOVED)
    effects = list(in_time(share, NOON, records))
    assert whispers(effects) == [(BEN, "share-off"), (FAY, "share-off")]


def test_when_the_last_silent_person_goes_the_others_have_granted_it_but_not_before_the_end() -> None:
    share = request(ben=Consent.YES)
    records = asked_about(share).seated(FAY, TUESDAY.id, Role.FACILITATOR, Standing.REMOVED)
    assert list(in_time(share, END - timedelta(seconds=1), records)) == []
    assert (ANN, "share-granted") in whispers(list(in_time(share, END, records)))


def test_only_the_silent_are_reminded_with_the_whole_question() -> None:
    share = request(ben=Consent.YES)
    assert whispers(list(reminders(share, asked_about(share)))) == [(FAY, "share-reminder"), (FAY, "share-asked")]


# --- what there is


def test_requests_shows_what_can_be_answered_or_withdrawn() -> None:
    records = asked_about(request(), request(ShareState.GRANTED, ShareNumber(4), ben=Consent.YES, fay=Consent.YES))
    assert names(tell(BEN, "requests", records)) == ["share-asked-concerned", "share-listed"]
    assert names(tell(ANN, "withdraw", records)) == ["share-listed-own", "share-listed-own"]
    assert names(tell(FAY, "!requests", records)) == ["share-asked", "share-listed"]
    assert names(tell(EVE, "requests", records.seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INSIDE))) == ["share-none"]
    ended = asked_about(request(ShareState.REFUSED, ben=Consent.NO))
    assert names(tell(BEN, "requests", ended)) == ["share-none"]


TEXTS = st.sampled_from(["yes 3", "no 3", "withdraw 3", "yes", "no", "requests", "yes 4", "hello"])
WHO = st.sampled_from([ANN, BEN, FAY, EVE])


@given(st.lists(st.tuples(WHO, TEXTS, st.booleans()), max_size=20))
def test_in_whatever_order_people_answer_only_their_own_yes_counts(steps: list[tuple[PersonId, str, bool]]) -> None:
    records = asked_about(request()).seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INSIDE)
    last: dict[PersonId, str] = {}
    for sender, text, proven in steps:
        before = state(records)
        message = told_guide(sender, text) if proven else doubted(told_guide(sender, text))
        effects = heard(message, records)
        kept = [effect for effect in effects if isinstance(effect, KeepShare)]
        assert not kept or (proven and sender in {ANN, BEN, FAY})
        if kept and sender != ANN:
            last[sender] = text.split()[0]
        if state(records) is ShareState.GRANTED and before is ShareState.ASKED:
            assert last == {BEN: "yes", FAY: "yes"}
        told = {effect.to for effect in effects if isinstance(effect, Whisper)} - {sender}
        assert not told or state(records) is not before
