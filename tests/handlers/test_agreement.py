"""The policy in private: told piece by piece, agreed to in words, and nobody asked in before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.policyfile import LONGEST_PAGE, MOST_PAGES, load_policy
from fourwalls.group.agreement import Policy
from fourwalls.group.effects.done import Evict, Invite, TellManagers, Whisper
from fourwalls.group.effects.kept import Agreed, CloseGroup, GiveSeat, Shown
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Membership, MessageForm, Proof
from fourwalls.group.people import HOUSE, EventId, PersonId, Role, Standing
from handlers import conversation, walls
from tests.handlers.commands.giving import confirmed, in_group, in_private, only_answer
from tests.handlers.happened import HERE, NO_RISK, decided, door, doubted, house, risk, tap, told_guide, whispers
from tests.handlers.happened import words_of as spoken
from tests.support.records import ANN, BEN, EVE, EVENING, FAY, MAX, NOON, TUESDAY, Paper, private_of, room_of

POLICY = Policy(3, date(2027, 5, 24), ("PIECE-ONE", "PIECE-TWO", "PIECE-THREE", "PIECE-FOUR"))
UNPROVEN = sorted(set(Proof) - {Proof.SIGNED})


def agreed_house(*people: PersonId) -> Paper:
    """A house with a policy that these have agreed to; all but them are asked."""
    records = house().with_policy(POLICY)
    for person in people or (ANN, BEN, FAY, MAX):
        records.apply(Agreed(person, POLICY.version, POLICY.digest, EventId("$before"), NOON))
    return records


def asked(person: PersonId = EVE) -> Paper:
    """Somebody was invited by the facilitator, and reads the first piece."""
    records = agreed_house()
    in_private(f"!invite {person}", records=records)
    return records


def says(text: str, records: Paper, sender: PersonId = EVE, **more: Any) -> list[Any]:
    return decided(conversation.answer, Examined(told_guide(sender, text, **more), reading=NO_RISK), records)


def pages(effects: list[Any]) -> list[str]:
    words = spoken(effects)
    return [page for page in POLICY.pages if page in words]


# --- before the invitation ---


def test_whoever_is_invited_is_asked_to_read_first_and_not_let_in() -> None:
    records = agreed_house()
    effects = in_private("!invite @eve:example.org", records=records)
    assert effects[0] == GiveSeat(EVE, TUESDAY.id, Role.MEMBER, Standing.ASKED, NOON, FAY)
    assert whispers(effects) == [(EVE, "policy-asked-again"), (FAY, "invited-to-read")]
    assert pages(effects) == ["PIECE-ONE"]
    assert not any(isinstance(effect, Invite) for effect in effects)
    seat = records.seat(EVE, TUESDAY.id)
    assert seat is not None
    assert not seat.may_be_inside


def test_whoever_has_agreed_is_invited_at_once() -> None:
    records = agreed_house(ANN, BEN, FAY, MAX, EVE)
    effects = in_private("!invite @eve:example.org", records=records)
    assert Invite(HERE, EVE) in effects
    assert whispers(effects) == [(EVE, "welcome"), (FAY, "invited")]


def test_to_whom_the_guide_is_a_stranger_it_says_who_it_is() -> None:
    records = agreed_house()
    records.private_room = lambda person: None  # type: ignore[method-assign]  # noqa: ARG005 - seated people have a room on paper
    effects = in_private("!invite @eve:example.org", records=records)
    assert whispers(effects)[0] == (EVE, "policy-asked")
    assert "I am a bot" in spoken(effects)


def test_invited_again_they_are_reminded_and_not_let_in() -> None:
    effects = in_private("!invite @eve:example.org", records=asked())
    assert whispers(effects) == [(EVE, "policy-reminder-asked"), (FAY, "invited-reads-still")]
    assert not any(isinstance(effect, Invite | GiveSeat) for effect in effects)


def test_asked_into_a_second_group_they_go_on_reading_where_they_are() -> None:
    records = asked().with_group(EVENING, facilitators=[FAY])
    says("next", records)
    effects = in_private("!invite @eve:example.org Evening circle", records=records)
    assert whispers(effects)[0] == (EVE, "policy-asked-too")
    reading = records.reading(EVE)
    assert reading is not None
    assert reading.page == 2
    effects = [*says("all", records), *says("I agree", records)]
    assert {effect.room for effect in effects if isinstance(effect, Invite)} == {HERE, room_of(EVENING)}


def test_the_list_shows_who_has_not_agreed() -> None:
    words = only_answer(in_private("!roster", records=asked()))[1]
    assert "(@eve:example.org): member, has not agreed to the policy yet" in words
    records = agreed_house(BEN, FAY, MAX)
    words = only_answer(in_private("!roster", records=records))[1]
    assert "(@ann:example.org): member, inside, has not agreed to the new policy yet" in words
    shown = only_answer(in_private("!group show Tuesday circle", sender=MAX, records=asked()), MAX)[1]
    assert "has not agreed to the policy yet" in shown


def test_somebody_asked_who_gets_in_by_a_leak_is_led_out() -> None:
    effects = decided(walls.at_the_door, Examined(door(EVE, Membership.JOIN)), asked())
    assert effects[0] == Evict(HERE, EVE)
    assert "without having agreed to the confidentiality policy" in spoken(effects)


def test_somebody_asked_can_order_nothing() -> None:
    records = asked().seated(EVE, TUESDAY.id, Role.FACILITATOR, Standing.ASKED)
    assert whispers(in_private("!session open", sender=EVE, records=records)) == [(EVE, "no-permission")]
    assert in_group("!session open", sender=EVE, records=records) == []


# --- reading ---


@pytest.mark.parametrize("word", ["next", "Next.", "ok", "OK!", "okay", "yes", "👍", "👍🏽", "go on", "more"])
def test_a_plain_word_turns_the_page(word: str) -> None:
    records = asked()
    effects = says(word, records)
    assert pages(effects) == ["PIECE-TWO"]
    assert "piece 2 of 4" in spoken(effects)
    assert "back" in spoken(effects)


def test_the_whole_is_read_by_next_back_and_again() -> None:
    records = asked()
    read = [pages(says(word, records)) for word in ("again", "next", "back", "back", "next", "next", "again", "next")]
    one, two, three, four = ([page] for page in POLICY.pages)
    assert read == [one, two, one, one, two, three, three, four]
    assert "please write: I agree" in spoken(says("again", records))


def test_all_of_the_rest_comes_at_once() -> None:
    records = asked()
    says("next", records)
    effects = says("all", records)
    assert pages(effects) == ["PIECE-THREE", "PIECE-FOUR"]
    assert "please write: I agree" in spoken(effects)
    assert pages(says("all", records)) == list(POLICY.pages), "at the end, the whole once more"


@pytest.mark.parametrize("key", ["👍", "▶️", "✅"])
def test_a_tap_turns_the_page(key: str) -> None:
    records = asked()
    assert pages(decided(conversation.tapped, Examined(tap(EVE, key)), records)) == ["PIECE-TWO"]


def test_no_tap_ever_agrees() -> None:
    records = asked()
    effects = [each for _ in range(9) for each in decided(conversation.tapped, Examined(tap(EVE, "👍")), records)]
    assert not any(isinstance(effect, Agreed | Invite | GiveSeat) for effect in effects)
    assert "please write it in words: I agree" in spoken(effects)
    assert len({effect.once for effect in effects if isinstance(effect, Whisper) and effect.once}) == 1


@pytest.mark.parametrize("tapped", [tap(EVE, "👎"), tap(EVE, "👍", private_of(ANN)), tap(BEN, "👍")])
def test_other_taps_are_only_taps(tapped: Any) -> None:
    assert decided(conversation.tapped, Examined(tapped), asked()) == []


def test_other_words_are_told_what_can_be_said_next_and_help_helps() -> None:
    records = asked()
    (effect,) = says("what does that mean", records)
    assert effect.words.name == "policy-unclear"
    assert "999" in spoken([effect])
    assert whispers(says("help", records)) == [(EVE, "help-member"), (EVE, "policy-go-on")]


def test_a_sign_of_danger_is_not_answered_by_the_policy() -> None:
    examined = Examined(told_guide(EVE, "no, I am going to end it tonight"), reading=risk())
    assert decided(conversation.answer, examined, asked()) == []


def test_words_that_could_answer_a_warning_are_asked_back() -> None:
    records = agreed_house(BEN, FAY, MAX).warn(ANN, EventId("$said"))
    records.apply(Shown(ANN, POLICY.version, POLICY.digest, 1, NOON))
    assert whispers(says("ok", records, ANN)) == [(ANN, "warning-which")]
    assert whispers(says("👍", records, ANN)) == [(ANN, "warning-kept")]
    assert pages(says("👍", records, ANN)) == ["PIECE-TWO"], "with no warning left it turns the page"


# --- agreeing ---


@pytest.mark.parametrize("words", ["I agree", "i agree.", "Agree", "AGREE", "I agree!", "“I agree”", "yes, I agree"])
def test_i_agree_after_all_of_it_lets_them_in(words: str) -> None:
    records = asked()
    says("all", records)
    message = told_guide(EVE, words)
    effects = decided(conversation.answer, Examined(message, reading=NO_RISK), records)
    assert effects[0] == Agreed(EVE, 3, POLICY.digest, message.event, NOON)
    assert effects[1] == GiveSeat(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED, NOON, EVE)
    assert effects[2] == Invite(HERE, EVE)
    assert whispers(effects) == [(EVE, "welcome")]
    seat = records.seat(EVE, TUESDAY.id)
    assert seat is not None
    assert seat.may_be_inside
    assert whispers(says("I agree", records)) == [(EVE, "policy-agreed-already")]


def test_whoever_agrees_may_read_again_what_was_said_in_a_group_that_is_closed_and_is_asked_in_nowhere() -> None:
    records = agreed_house()
    records.apply(CloseGroup(TUESDAY.id, NOON))
    records.seated(EVE, TUESDAY.id, Role.MEMBER, Standing.RESTING)
    assert not records.can_read(EVE)
    says("policy", records)
    effects = says("I agree", records)
    assert [one for one in effects if isinstance(one, GiveSeat | Invite)] == [
        GiveSeat(EVE, TUESDAY.id, Role.MEMBER, Standing.INSIDE, NOON, EVE)
    ]
    assert whispers(effects) == [(EVE, "policy-reads-again")]
    assert records.can_read(EVE)


def test_in_the_role_in_which_they_were_asked() -> None:
    records = agreed_house().seated(EVE, TUESDAY.id, Role.FACILITATOR, Standing.ASKED)
    records.apply(Shown(EVE, 3, POLICY.digest, 4, NOON))
    says("I agree", records)
    seat = records.seat(EVE, TUESDAY.id)
    assert seat is not None
    assert (seat.role, seat.standing) == (Role.FACILITATOR, Standing.INVITED)


def test_nobody_agrees_to_what_they_have_not_seen() -> None:
    records = asked()
    says("next", records)
    effects = says("I agree", records)
    assert not any(isinstance(effect, Agreed) for effect in effects)
    assert pages(effects) == ["PIECE-THREE", "PIECE-FOUR"]
    assert any(isinstance(effect, Agreed) for effect in says("I agree", records))


def test_what_was_read_of_another_text_of_the_same_version_does_not_count() -> None:
    records = asked()
    says("all", records)
    records.with_policy(replace(POLICY, written=("PIECE-ONE", "OTHER-TWO", "PIECE-THREE", "PIECE-FOUR")))
    effects = says("I agree", records)
    assert not any(isinstance(effect, Agreed) for effect in effects)
    assert all(page in spoken(effects) for page in ("PIECE-ONE", "OTHER-TWO", "PIECE-THREE", "PIECE-FOUR"))
    assert any(isinstance(effect, Agreed) for effect in says("I agree", records))


def test_what_was_read_of_an_older_version_does_not_count() -> None:
    records = asked()
    says("all", records)
    records.with_policy(replace(POLICY, version=4, written=("NEW-ONE", "NEW-TWO")))
    effects = says("I agree", records)
    assert not any(isinstance(effect, Agreed) for effect in effects)
    assert "NEW-ONE" in spoken(effects)
    assert "NEW-TWO" in spoken(effects)


@pytest.mark.parametrize("word", ["yes", "ok", "👍", "next", "sure"])
def test_at_the_end_only_the_words_agree(word: str) -> None:
    records = asked()
    says("all", records)
    effects = says(word, records)
    assert whispers(effects) == [(EVE, "policy-say-agree")]
    assert records.agreed.keys() & {(EVE, 3)} == set()


@pytest.mark.parametrize("proof", UNPROVEN)
def test_an_agreement_that_is_not_proven_is_none(proof: Proof) -> None:
    records = asked()
    says("all", records)
    effects = says("I agree", records, proof=proof)
    changed = proof is Proof.CHANGED_IDENTITY
    assert whispers(effects) == [(EVE, "identity-changed-refused" if changed else "signed-device-needed")]
    assert (EVE, 3) not in records.agreed


def test_a_device_that_nobody_vouches_for_does_not_learn_whether_anything_is_asked() -> None:
    reads, does_not = asked(), agreed_house()
    for text in ("I agree", "next", "all", "not now", "policy"):
        heard = Examined(doubted(told_guide(EVE, text)), reading=NO_RISK)
        told = decided(conversation.answer, heard, reads)
        does_not.seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INSIDE)
        assert told == decided(conversation.answer, heard, does_not), text
        assert not any(isinstance(effect, Shown | Agreed) for effect in told)


@pytest.mark.parametrize("form", [MessageForm.NOTICE, MessageForm.POLL, MessageForm.FILE, MessageForm.STICKER])
def test_only_typed_words_agree(form: MessageForm) -> None:
    records = asked()
    says("all", records)
    says("I agree", records, form=form)
    says("I agree", records, replaces=EventId("$earlier"))
    assert (EVE, 3) not in records.agreed


def test_an_agreement_whose_key_came_too_late_is_asked_for_again() -> None:
    records = asked()
    says("all", records)
    late = Examined(told_guide(EVE, "I agree"), reading=NO_RISK, late=True, stale=True)
    assert whispers(decided(conversation.answer, late, records)) == [(EVE, "asked-too-late")]
    assert (EVE, 3) not in records.agreed


# --- not agreeing ---


@pytest.mark.parametrize("words", ["no", "No thanks", "not now", "stop", "I do not agree", "I don\u2019t agree"])
def test_whoever_would_rather_not_is_answered_kindly_and_loses_nothing(words: str) -> None:
    records = asked()
    says("next", records)
    effects = says(words, records)
    assert whispers(effects) == [(EVE, "policy-not-now"), (FAY, "policy-not-now-told")]
    assert any(isinstance(effect, TellManagers) for effect in effects)
    assert "your place on the list is kept" in spoken(effects)
    seat = records.seat(EVE, TUESDAY.id)
    assert seat is not None
    assert seat.standing is Standing.ASKED
    assert pages(says("again", records)) == ["PIECE-TWO"]


def test_people_are_told_once_a_day_of_somebody_who_would_rather_not() -> None:
    records = asked()
    told = [effect for _ in range(2) for effect in says("no", records)]
    assert len({effect.once for effect in told if isinstance(effect, TellManagers)}) == 1


def test_somebody_inside_who_would_rather_not_stays_for_now() -> None:
    records = agreed_house(BEN, FAY, MAX)
    records.apply(Shown(ANN, POLICY.version, POLICY.digest, 1, NOON))
    effects = says("no", records, ANN)
    assert whispers(effects) == [(ANN, "policy-not-now-inside"), (FAY, "policy-not-now-told")]
    assert not any(isinstance(effect, GiveSeat) for effect in effects)


def test_the_online_manager_is_not_told_of_themselves() -> None:
    records = agreed_house(ANN, BEN, FAY)
    records.apply(Shown(MAX, POLICY.version, POLICY.digest, 4, NOON))
    assert whispers(says("no", records, MAX)) == [(MAX, "policy-not-now-inside")]
    effects = says("I agree", records, MAX)
    assert whispers(effects) == [(MAX, "policy-agreed")]
    assert (MAX, 3) in records.agreed
    seat = records.seat(MAX, HOUSE)
    assert seat is not None
    assert seat.standing is Standing.INSIDE


def test_whoever_is_asked_can_leave_the_list_by_their_own_word() -> None:
    records = asked()
    assert whispers(says("leave", records)) == [(EVE, "leave-sure")]
    says("confirm", records)
    seat = records.seat(EVE, TUESDAY.id)
    assert seat is not None
    assert seat.standing is Standing.REMOVED
    assert whispers(says("next", records)) == [(EVE, "not-understood")], "nobody reads on for a group that they left"


# --- at any time ---


def test_everybody_can_read_the_whole_again() -> None:
    effects = says("policy", agreed_house(), ANN)
    assert whispers(effects) == [(ANN, "policy-whole")]
    assert pages(effects) == list(POLICY.pages)
    effects = says("policy", asked())
    assert whispers(effects) == [(EVE, "policy-last")]
    assert pages(effects) == list(POLICY.pages)
    assert whispers(says("policy", asked(), proof=Proof.UNSIGNED_DEVICE)) == [(EVE, "signed-device-needed")]


def test_the_shipped_policy_and_the_longest_can_be_said() -> None:
    longest = Policy(3, POLICY.review, ("x" * LONGEST_PAGE,) * MOST_PAGES)
    for policy in (load_policy(None, "on Mondays"), longest):
        records = asked().with_policy(replace(policy, version=3))
        says("all", records)
        says("policy", records)
        says("I agree", records)
        says("policy", records)


def test_where_no_policy_was_published_nobody_is_asked() -> None:
    records = house()
    assert whispers(says("policy", records, ANN)) == [(ANN, "not-understood")]
    assert whispers(says("I agree", records, ANN)) == [(ANN, "not-understood")]
    assert Invite(HERE, EVE) in in_private("!invite @eve:example.org", records=records)


def test_moved_to_another_group_they_read_first_if_they_have_not_agreed() -> None:
    records = agreed_house(BEN, FAY, MAX).with_group(EVENING, facilitators=[FAY])
    effects = confirmed("!move @ann:example.org Tuesday circle to Evening circle", records=records)
    seat = records.seat(ANN, EVENING.id)
    assert seat is not None
    assert seat.standing is Standing.ASKED
    assert not any(isinstance(effect, Invite) for effect in effects)


_WORDS = ["next", "back", "again", "all", "I agree", "agree", "yes", "not now", "policy", "help", "leave", "what?"]
_Said = tuple[str, Proof, bool]


@given(st.lists(st.tuples(st.sampled_from(_WORDS), st.sampled_from(Proof), st.booleans()), max_size=12))
def test_whatever_is_said_nobody_agrees_but_in_proven_words_after_all_was_shown(said: list[_Said]) -> None:
    records = asked()
    shown = {POLICY.pages[0]}
    for words, proof, tapped in said:
        if tapped:
            effects = decided(conversation.tapped, Examined(tap(EVE, "👍")), records)
        else:
            effects = says(words, records, proof=proof)
        if any(isinstance(effect, Agreed | Invite) for effect in effects):
            assert not tapped
            assert (words.casefold(), proof) in {("i agree", Proof.SIGNED), ("agree", Proof.SIGNED)}
            assert shown == set(POLICY.pages)
        shown |= set(pages(effects))
