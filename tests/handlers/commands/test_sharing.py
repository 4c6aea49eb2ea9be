"""``share``: a request is put together word by word, read back, and only then is anybody asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import KeepShare
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof
from fourwalls.group.people import PersonId, Standing
from fourwalls.group.share import Share, ShareNumber, ShareState
from handlers import conversation
from tests.handlers.happened import (
    NO_RISK,
    WORDING,
    decided,
    doubted,
    house,
    risk,
    said,
    told_guide,
    whispers,
    words_of,
)
from tests.support.records import ANN, BEN, EVE, EVENING, FAY, NOON, TUESDAY, Paper

BOAT = "how the rowing helped one of us after the operation"
FIRST = ShareNumber(1)


def tell(sender: PersonId, text: str, records: Paper, **more: Any) -> list[Any]:
    return heard(told_guide(sender, text, **more), records)


def heard(message: Message, records: Paper) -> list[Any]:
    return decided(conversation.answer, Examined(message, reading=NO_RISK), records)


def named() -> Paper:
    return house().named(ANN, "Pip").named(BEN, "Walt").named(FAY, "Ruth")


def said_all(records: Paper, *texts: str, sender: PersonId = ANN) -> list[Any]:
    """Say one thing after the other; what came of the last."""
    effects: list[Any] = []
    for text in texts:
        effects = tell(sender, text, records)
    return effects


ALL = ("share", BOAT, "Walt", "the spring newsletter", "10 days")


def names(effects: list[Any]) -> list[str]:
    return [name for _, name in whispers(effects)]


def sent(records: Paper) -> Share:
    effects = said_all(records, *ALL, "send")
    (kept,) = [effect.share for effect in effects if isinstance(effect, KeepShare)]
    return kept


def test_one_thing_is_asked_after_the_other_and_everything_is_read_back() -> None:
    records, asked = named(), []
    for text in ALL:
        effects = tell(ANN, text, records)
        assert {effect.to for effect in effects if isinstance(effect, Whisper)} == {ANN}
        asked += names(effects)
    assert asked == ["share-what", "share-whose", "share-where", "share-until", "share-read-back"]
    back = words_of(effects)
    for part in (BOAT, "It is about Walt", "the spring newsletter", "10 days", "Tuesday circle"):
        assert part in back


def test_at_send_everybody_else_on_the_list_is_asked_in_private_and_the_managers_are_told_without_a_word_of_it() -> (
    None
):
    records = named().seated(EVE, TUESDAY.id, ann_role(), Standing.SUSPENDED)
    effects = said_all(records, *ALL, "Send!")
    assert sorted(whispers(effects)) == sorted(
        [(ANN, "share-sent"), (BEN, "share-asked-concerned"), (FAY, "share-asked"), (EVE, "share-asked")]
    )
    (managers,) = [effect for effect in effects if isinstance(effect, TellManagers)]
    told = WORDING.say(managers.words)
    assert not any(word in told for word in (BOAT, "Pip", "Walt", "newsletter"))
    (question,) = [effect for effect in effects if isinstance(effect, Whisper) and effect.to == FAY]
    asked = WORDING.say(question.words)
    for part in ("Pip would like to tell", BOAT, "about Walt", "newsletter", "yes 1", "no 1", "Friday 10 April"):
        assert part in asked


def ann_role() -> Any:
    seat = house().seat(ANN, TUESDAY.id)
    assert seat is not None
    return seat.role


def test_what_was_sent_is_what_was_read_back() -> None:
    share = sent(named())
    assert (share.state, share.words, share.whose, share.place) == (
        ShareState.ASKED,
        BOAT,
        (BEN,),
        "the spring newsletter",
    )
    assert [each.person for each in share.asked] == [FAY, BEN]
    assert share.deadline - NOON == timedelta(days=10, hours=12)


@pytest.mark.parametrize(
    ("text", "whose"),
    [("me", (ANN,)), ("nobody", ()), ("No one in particular.", ()), ("walt", (BEN,)), ("2", (BEN,)), (BEN, (BEN,))],
)
def test_whom_it_is_about_in_many_ways(text: str, whose: tuple[PersonId, ...]) -> None:
    records = named()
    said_all(records, "share", BOAT, text)
    draft = records.draft(ANN)
    assert draft is not None
    assert draft.whose == whose


@pytest.mark.parametrize("text", ["Zoe", "9", "0", "@zoe:example.org", "\u00b2"])
def test_who_is_not_on_the_list_is_never_guessed(text: str) -> None:
    records = named()
    assert names(said_all(records, "share", BOAT, text)) == ["share-who-unknown"]
    assert names(tell(ANN, "Walt", records)) == ["share-where"]


def test_of_two_with_one_name_it_is_asked_back_by_their_address() -> None:
    records = named().named(FAY, "Walt")
    effects = said_all(records, "share", BOAT, "Walt")
    assert names(effects) == ["share-who-of-these"]
    assert FAY in words_of(effects)
    assert names(tell(ANN, FAY, records)) == ["share-where"]


@pytest.mark.parametrize(("text", "days"), [("ok", 14), ("skip", 14), ("7", 7), ("3 weeks", 21), ("80 hours", 3)])
def test_how_long_in_many_ways(text: str, days: int) -> None:
    records = named()
    said_all(records, *ALL[:4], text)
    draft = records.draft(ANN)
    assert draft is not None
    assert draft.days == days


@pytest.mark.parametrize("text", ["1", "2 days", "9 weeks", "0", "soon", "a year", "9999 weeks"])
def test_a_time_that_is_too_short_or_too_long_is_asked_again(text: str) -> None:
    records = named()
    assert names(said_all(records, *ALL[:4], text)) == ["share-until-bad"]
    assert names(tell(ANN, "ok", records)) == ["share-read-back"]


def test_back_stop_and_going_on_later() -> None:
    records = named()
    assert names(said_all(records, *ALL, "back")) == ["share-until"]
    assert names(tell(ANN, "back", records)) == ["share-where"]
    assert names(tell(ANN, "help", records)) == ["help-member"]
    assert names(tell(ANN, "worried", records)) == ["worried-what"]
    assert names(tell(ANN, "no", records)) == ["worried-dropped"]
    assert names(tell(ANN, "share", records)) == ["share-where"]
    assert names(tell(ANN, "stop", records)) == ["share-dropped"]
    assert records.draft(ANN) is None
    assert names(tell(ANN, "send", records)) == ["not-understood"]


def test_what_was_begun_yesterday_is_begun_anew() -> None:
    records = named()
    said_all(records, "share", BOAT)
    late = replace(told_guide(ANN, "Walt"), sent_at=NOON + timedelta(hours=25))
    assert names(heard(late, records)) == ["not-understood"]
    again = replace(told_guide(ANN, "share"), sent_at=NOON + timedelta(hours=25))
    assert names(heard(again, records)) == ["share-what"]


def test_an_answer_whose_key_came_too_late_is_asked_for_again() -> None:
    records = named()
    said_all(records, *ALL)
    late = Examined(told_guide(ANN, "send"), reading=NO_RISK, late=True, stale=True)
    assert names(decided(conversation.answer, late, records)) == ["asked-too-late"]
    assert records.share(FIRST) is None


def test_everybody_reads_the_very_words_however_long() -> None:
    records, words = named(), ("word " * 299 + "end").strip()
    effects = said_all(records, "share", words, "nobody", "my sister", "ok", "send")
    asked = [WORDING.say(effect.words) for effect in effects if isinstance(effect, Whisper) and effect.to != ANN]
    assert len(asked) == 2
    assert all(words in each for each in asked)


def test_nobody_is_asked_by_any_word_but_send() -> None:
    for text in ("yes", "ok", "send it to them", "confirm", "sent"):
        effects = said_all(named(), *ALL, text)
        assert names(effects) == ["share-read-back"]


@pytest.mark.parametrize("text", ["yes", "no", "ok", "  ", "\u200b", "send"])
def test_words_that_say_nothing_are_asked_for_again(text: str) -> None:
    assert names(said_all(named(), "share", text)) == ["share-what"]


def test_too_much_is_refused_kindly() -> None:
    assert names(said_all(named(), "share", "long " * 400)) == ["share-too-long"]


def test_one_request_at_a_time() -> None:
    records = named()
    sent(records)
    assert names(tell(ANN, "share", records)) == ["share-one-at-a-time"]
    assert names(tell(BEN, "share", records)) == ["share-what"]


def test_of_several_groups_one_is_chosen_and_in_a_groups_room_that_one_is_meant() -> None:
    records = named().with_group(EVENING, facilitators=[FAY], members=[ANN])
    assert names(tell(ANN, "share", records)) == ["share-which-group"]
    assert names(tell(ANN, "what?", records)) == ["share-which-group"]
    assert names(tell(ANN, "2", records)) == ["share-what"]
    draft = records.draft(ANN)
    assert draft is not None
    assert draft.group == EVENING.id
    other = named().with_group(EVENING, members=[ANN])
    effects = decided(conversation.command, Examined(said(ANN, "!share")), other)
    assert whispers(effects) == [(ANN, "share-what")]


def test_who_is_in_no_group_and_who_is_alone_asks_nobody() -> None:
    records = named().seated(EVE, TUESDAY.id, ann_role(), Standing.REMOVED)
    assert names(tell(EVE, "share", records)) == ["share-no-group"]
    alone = Paper().with_group(TUESDAY, members=[ANN])
    assert names(said_all(alone, "share", BOAT, "me", "my sister", "ok", "send")) == ["share-nobody-to-ask"]
    assert alone.share(FIRST) is None


def test_whoever_it_is_about_and_goes_before_it_is_sent_cannot_be_asked() -> None:
    records = named()
    said_all(records, *ALL)
    records.seated(BEN, TUESDAY.id, ann_role(), Standing.REMOVED)
    assert names(tell(ANN, "send", records)) == ["share-gone", "share-whose"]
    assert records.share(FIRST) is None


def test_who_was_removed_while_putting_it_together_asks_nobody() -> None:
    records = named()
    said_all(records, *ALL)
    records.seated(ANN, TUESDAY.id, ann_role(), Standing.REMOVED)
    assert names(tell(ANN, "send", records)) == ["share-nobody-to-ask"]
    assert records.share(FIRST) is None


def test_who_was_removed_while_putting_it_together_is_not_told_who_is_in_the_group() -> None:
    for text in (BOAT, "back", "share"):
        records = named()
        tell(ANN, "share", records)
        records.seated(ANN, TUESDAY.id, ann_role(), Standing.REMOVED)
        assert names(tell(ANN, text, records))[0] in {"share-nobody-to-ask", "share-no-group"}


@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_only_a_proven_person_asks_anybody(proof: Proof) -> None:
    records = named()
    begun = tell(ANN, "share", records, proof=proof)
    assert names(begun) in (["signed-device-needed"], ["identity-changed-refused"])
    said_all(records, *ALL)
    for message in (told_guide(ANN, "send", proof=proof), doubted(told_guide(ANN, "send"))):
        heard(message, records)
    assert records.share(FIRST) is None


def test_a_sign_of_risk_in_the_words_asks_nothing_and_the_request_can_be_gone_on_with() -> None:
    records = named()
    tell(ANN, "share", records)
    flagged = Examined(told_guide(ANN, "I have saved up my tablets"), reading=risk())
    assert whispers(decided(conversation.answer, flagged, records)) == []
    assert names(tell(ANN, "share", records)) == ["share-what"]


def test_quoted_words_cannot_pass_for_the_guides_own() -> None:
    records = named()
    said_all(records, "share", "first line\n\nSay yes 7 now.\u202e\nlast", "nobody")
    effects = said_all(records, "my sister", "ok", "send")
    asked = next(WORDING.say(effect.words) for effect in effects if isinstance(effect, Whisper) and effect.to == BEN)
    assert "│ first line\n│ Say yes 7 now.\n│ last" in asked


TEXTS = st.sampled_from(
    [*ALL, "share", "send", "back", "stop", "me", "nobody", "yes", "no", "1", "2", "requests", "help"]
)


@given(st.lists(st.tuples(st.sampled_from([ANN, BEN]), TEXTS), max_size=25))
def test_in_whatever_order_things_are_said_only_a_whole_request_asks_anybody(steps: list[tuple[PersonId, str]]) -> None:
    records = named()
    for sender, text in steps:
        before = records.draft(sender)
        effects = tell(sender, text, records)
        others = {effect.to for effect in effects if isinstance(effect, Whisper)} - {sender}
        kept = [
            effect.share for effect in effects if isinstance(effect, KeepShare) and not effect.share.answer_of(sender)
        ]
        if others and text == "send":
            assert before is not None
            assert before.days is not None
            assert [share.words for share in kept] == [before.words]
        if kept and text == "send":
            assert all(share.words and share.place and share.asked for share in kept)
