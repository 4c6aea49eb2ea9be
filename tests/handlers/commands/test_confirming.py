"""What cannot be taken back is shown first, and done at ``confirm`` if it still is what was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.effects.done import Evict, Invite, Say, TellManagers, Whisper
from fourwalls.group.effects.kept import Await, GiveSeat
from fourwalls.group.examined import Examined
from fourwalls.group.heard import MessageForm, Proof
from fourwalls.group.people import HOUSE, PersonId, Role, Standing
from handlers import conversation
from tests.handlers.commands.giving import confirmed, in_group, in_private, only_answer
from tests.handlers.happened import HERE, NO_RISK, decided, doubted, event, house, said, told_guide, whispers
from tests.support.records import ANN, BEN, EVENING, FAY, MANAGERS, MAX, NOON, TUESDAY, Paper

GEM = PersonId("@gem:example.org")
WEIGHTY = {
    "!remove @ann:example.org was unkind": "remove-sure-why",
    "!remove ann": "remove-sure",
    "!suspend ann 2 weeks": "suspend-sure",
    "!move ann Tuesday circle to Evening circle": "move-sure",
    "!role gem member Tuesday circle": "role-sure",
}
IN_THE_GROUP = [text.replace(" Tuesday circle", "") for text in WEIGHTY]
EFFECTS = (GiveSeat, Evict, Invite, TellManagers, Say)


def full() -> Paper:
    """Two groups that Fay facilitates, another facilitator in one, and the Online Manager inside it."""
    records = house().with_group(EVENING, facilitators=[FAY]).seated(MAX, TUESDAY.id, Role.MEMBER, Standing.INSIDE)
    return records.seated(GEM, TUESDAY.id, Role.FACILITATOR, Standing.INSIDE)


def acted(effects: Sequence[Any]) -> list[Any]:
    """What was done to anybody, apart from the answer."""
    return [effect for effect in effects if isinstance(effect, EFFECTS)]


def named(text: str) -> str:
    return text if "ircle" in text else f"{text} Tuesday circle"


@pytest.mark.parametrize("text", WEIGHTY)
def test_it_is_shown_in_private_and_nothing_is_done(text: str) -> None:
    effects = in_private(named(text), MAX, full())
    assert only_answer(effects, MAX)[0] == WEIGHTY[text]
    assert acted(effects) == []


@pytest.mark.parametrize("text", IN_THE_GROUP)
def test_given_in_the_group_by_mistake_it_is_shown_in_private_too(text: str) -> None:
    records = full()
    assert whispers(in_group(text, MAX, records))[0][0] == MAX
    assert acted(in_group("confirm", MAX, records)) == []  # among the group it is only a word
    assert acted(in_private("confirm", MAX, records))


@pytest.mark.parametrize("text", WEIGHTY)
@pytest.mark.parametrize("word", ["confirm", "Confirm.", " CONFIRM! ", "!confirm"])
def test_confirm_does_it_once(text: str, word: str) -> None:
    records = full()
    in_private(named(text), MAX, records)
    assert acted(in_private(word, MAX, records))
    again = in_private(word, MAX, records)
    assert only_answer(again, MAX)[0] == "confirm-none"


@pytest.mark.parametrize("word", ["yes", "ok", "confirm it", "1", "confirm erase", "please", "!roster"])
def test_no_other_word_does_it(word: str) -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    assert acted(in_private(word, MAX, records)) == []


@pytest.mark.parametrize("word", ["stop", "no", "Cancel", "never mind", "!stop"])
def test_it_can_be_dropped(word: str) -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    assert only_answer(in_private(word, MAX, records), MAX)[0] == "confirm-dropped"
    assert only_answer(in_private("confirm", MAX, records), MAX)[0] == "confirm-none"


@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_confirm_from_an_unproven_device_is_refused_with_the_reason(proof: Proof) -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    heard = told_guide(MAX, "confirm", proof=proof)
    for message in (heard, doubted(heard, proof)):
        effects = decided(conversation.answer, Examined(message, reading=NO_RISK), records)
        refused = "identity-changed-refused" if proof is Proof.CHANGED_IDENTITY else "signed-device-needed"
        assert whispers(effects) == [(MAX, refused)]
        assert acted(effects) == []
    assert acted(in_private("confirm", MAX, records))


def test_nobody_else_confirms() -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    for person in (ANN, FAY, GEM):
        assert only_answer(in_private("confirm", person, records), person)[0] == "confirm-none"


def test_a_file_an_edit_or_a_tap_confirms_nothing() -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    assert acted(in_private("confirm", MAX, records, form=MessageForm.FILE)) == []
    assert acted(in_private("confirm", MAX, records, replaces=event())) == []


def test_after_ten_minutes_it_is_not_done() -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    late = replace(told_guide(MAX, "confirm"), sent_at=NOON + timedelta(minutes=10, seconds=1))
    assert only_answer(decided(conversation.answer, Examined(late, reading=NO_RISK), records), MAX)[0] == "confirm-none"


def test_a_confirm_whose_key_comes_too_late_does_nothing_and_is_told() -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    stale = Examined(told_guide(MAX, "confirm"), reading=NO_RISK, late=True, stale=True)
    assert whispers(decided(conversation.answer, stale, records)) == [(MAX, "asked-too-late")]


# --- everything is looked at again


def test_who_may_not_any_more_at_confirm_does_nothing() -> None:
    records = full()
    in_private("!remove ann Tuesday circle", FAY, records)
    records.seated(FAY, TUESDAY.id, Role.MEMBER, Standing.INSIDE)
    effects = in_private("confirm", FAY, records)
    assert only_answer(effects)[0] == "no-permission"  # a facilitator of the other group still
    records.seated(FAY, EVENING.id, Role.MEMBER, Standing.INSIDE)
    in_private("!remove ann", FAY, records)
    assert acted(in_private("confirm", FAY, records)) == []


def test_who_is_off_the_list_by_then_is_said_to_be() -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    records.seated(ANN, TUESDAY.id, Role.MEMBER, Standing.REMOVED)
    assert only_answer(in_private("confirm", MAX, records), MAX)[0] == "not-on-list"


def test_who_became_a_facilitator_meanwhile_is_not_removed_by_another() -> None:
    records = full()
    in_private("!remove ann Tuesday circle", FAY, records)
    records.seated(ANN, TUESDAY.id, Role.FACILITATOR, Standing.INSIDE)
    assert only_answer(in_private("confirm", FAY, records))[0] == "facilitator-refused"


def test_somebody_who_takes_the_name_meanwhile_is_not_removed_and_a_new_name_is_shown_again() -> None:
    records = full().named(ANN, "Pip")
    in_private("!remove Pip Tuesday circle", MAX, records)
    records.named(BEN, "Pip").named(ANN, "Sea Glass")
    effects = in_private("confirm", MAX, records)
    assert [name for _, name in whispers(effects)] == ["confirm-changed", "remove-sure"]
    assert acted(effects) == []
    evicted = [effect.person for effect in in_private("confirm", MAX, records) if isinstance(effect, Evict)]
    assert evicted == [ANN]


def test_a_later_command_takes_the_place_of_an_earlier_one() -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    in_private("!remove ben Tuesday circle", MAX, records)
    assert {effect.person for effect in in_private("confirm", MAX, records) if isinstance(effect, Evict)} == {BEN}


def test_what_is_harmless_may_come_between() -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    in_private("!roster Tuesday circle", MAX, records)
    in_private("help", MAX, records)
    assert acted(in_private("confirm", MAX, records))


# --- in the managers' room


def there(text: str, sender: PersonId, records: Paper, **more: Any) -> list[Any]:
    return in_group(text, sender, records, room=MANAGERS, **more)


def test_what_was_asked_in_the_managers_room_is_confirmed_there_or_in_private() -> None:
    for confirm, word in ((there, "confirm"), (there, "!confirm"), (in_private, "confirm")):
        records = full()
        assert whispers(there("!remove ann Tuesday circle", MAX, records)) == [(MAX, "remove-sure")]
        assert acted(confirm(word, MAX, records))


def test_what_was_asked_elsewhere_is_not_confirmed_in_the_managers_room() -> None:
    records = full()
    in_private("!remove ann Tuesday circle", MAX, records)
    assert there("confirm", MAX, records) == []
    in_private("leave", MAX, records)
    assert there("confirm", MAX, records) == []


def test_in_the_managers_room_confirm_alone_is_talk_and_nobody_else_confirms() -> None:
    records = full().seated(GEM, HOUSE, Role.ONLINE_MANAGER, Standing.INSIDE)
    assert there("confirm", MAX, records) == []
    there("!remove ann Tuesday circle", MAX, records)
    assert there("confirm", GEM, records) == []
    assert there("confirm", MAX, records, proof=Proof.UNSIGNED_DEVICE) == []
    assert there("yes, confirm", MAX, records) == []
    assert acted(there("confirm", MAX, records))


def test_a_confirm_that_comes_too_late_in_the_managers_room_does_nothing() -> None:
    records = full()
    there("!remove ann Tuesday circle", MAX, records)
    stale = Examined(said(MAX, "confirm", room=MANAGERS), late=True, stale=True)
    assert decided(conversation.command, stale, records) == []


# --- in a thread or a reply


@pytest.mark.parametrize("more", [{"thread": event()}, {"reply_to": event()}])
def test_in_a_thread_or_a_reply_it_means_the_same(more: Any) -> None:
    effects = confirmed("!remove ben", MAX, full(), **more)
    assert Evict(HERE, BEN) in effects


def test_the_one_who_is_replied_to_is_not_who_is_meant() -> None:
    records = full().named(ANN, "Pip").named(BEN, "Pip")
    assert (
        only_answer(in_group("!remove Pip", MAX, records, reply_to=event(), mentions=[BEN]), MAX)[0] == "who-is-meant"
    )


# --- any order of words from anybody

STEPS = st.lists(
    st.tuples(
        st.sampled_from([FAY, MAX, ANN]),
        st.sampled_from([*WEIGHTY, "confirm", "stop", "leave", "1", "2", "!roster", "hello", "confirm erase"]),
        st.booleans(),
    ),
    max_size=10,
)


@given(STEPS)
def test_nobody_is_taken_out_but_by_confirm_of_who_asked(steps: list[tuple[PersonId, str, bool]]) -> None:
    records, asked = full(), dict[PersonId, str]()
    for person, text, proven in steps:
        heard = told_guide(person, text) if proven else doubted(told_guide(person, text))
        effects = decided(conversation.answer, Examined(heard, reading=NO_RISK), records)
        out = {effect.person for effect in effects if isinstance(effect, Evict)}
        assert not out or (proven and text in {"confirm", "confirm erase"} and person in asked)
        assert FAY not in out or asked.get(FAY) == "leave" or person == MAX
        for effect in effects:
            if isinstance(effect, Await) and effect.what is not None:
                asked[effect.person] = text
            elif isinstance(effect, Await):
                asked.pop(effect.person, None)


def test_a_whisper_is_all_that_a_preview_says() -> None:
    effects = in_private("!remove ann", records=house())
    assert [type(effect) for effect in effects] == [Await, Whisper]
