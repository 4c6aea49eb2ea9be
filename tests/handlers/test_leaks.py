from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bots import guide
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.kept import KeepShare, RememberPassage, Strike
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, MessageForm, Proof
from fourwalls.group.people import Bot, EventId, PersonId, RoomId, RoomKind
from fourwalls.group.share import Asked, Consent, Share, ShareNumber, ShareState
from handlers import leaks
from tests.handlers.happened import WORDING, decided, house, said, told_guide
from tests.support.records import ANN, BEN, BOTS, EVE, FAY, NOON, TUESDAY, Paper

OPEN = RoomId("!open")
STORY = (
    "my brother took the rowing boat out after the operation, could hardly lift an oar, and by the end of the summer "
    "we had gone round the whole island"
)


def watched() -> Paper:
    records = house()
    records.open = True
    return records


def inside(message: Message, records: Paper) -> list[Any]:
    return decided(leaks.remember, Examined(message), records)


def outside(sender: PersonId, text: str, records: Paper, **more: Any) -> list[Any]:
    return decided(leaks.watch, Examined(said(sender, text, room=OPEN, **more)), records)


def test_the_guide_keeps_fingerprints_of_what_it_hears_in_a_group() -> None:
    assert leaks.remember in guide.duties().answers[RoomKind.GROUP, Message]


def test_a_passage_from_inside_is_told_to_the_managers_and_nothing_else_is_done() -> None:
    records = watched()
    inside(said(ANN, STORY), records)
    effects = outside(BEN, f"somebody told us that {STORY}!", records)
    (told,) = effects
    assert isinstance(told, TellManagers)
    words = WORDING.say(told.words)
    assert BEN in words
    assert "Tuesday circle" in words
    assert "│ somebody told us" in words


@pytest.mark.parametrize("proof", Proof)
def test_a_stranger_and_an_unproven_sender_are_watched_as_well(proof: Proof) -> None:
    records = watched()
    inside(said(ANN, STORY), records)
    assert len(outside(EVE, STORY, records, proof=proof)) == 1


def test_a_caption_is_watched_like_other_words() -> None:
    records = watched()
    inside(said(ANN, STORY), records)
    assert len(outside(BEN, STORY, records, form=MessageForm.FILE)) == 1


def test_ones_own_words_are_ones_own() -> None:
    records = watched()
    inside(said(ANN, STORY), records)
    assert outside(ANN, STORY, records) == []


def test_the_bots_repeat_nothing() -> None:
    records = watched()
    inside(said(ANN, STORY), records)
    assert outside(BOTS[Bot.GUIDE], STORY, records) == []


def test_what_everybody_has_agreed_to_is_no_leak_until_it_is_withdrawn() -> None:
    records = watched()
    inside(said(ANN, STORY), records)
    asked = (Asked(ANN, Consent.YES, NOON),)
    share = Share(ShareNumber(1), ShareState.ASKED, BEN, TUESDAY.id, STORY, (ANN,), "here", NOON, NOON, asked)
    for state, leaks_ in ((ShareState.ASKED, 1), (ShareState.GRANTED, 0), (ShareState.WITHDRAWN, 1)):
        records.apply(KeepShare(replace(share, state=state), NOON))
        assert len(outside(BEN, STORY, records)) == leaks_


def test_what_was_taken_back_leaves_no_trace_and_an_edit_goes_with_what_it_edits() -> None:
    records, first = watched(), EventId("$first")
    inside(said(ANN, "hello", this=first), records)
    inside(said(ANN, STORY, replaces=first), records)
    assert len(outside(BEN, STORY, records)) == 1
    records.apply(Strike(first))
    assert outside(BEN, STORY, records) == []


def test_without_an_open_room_nothing_is_kept() -> None:
    assert inside(said(ANN, STORY), house()) == []


@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_what_is_not_proven_is_nobodys_passage(proof: Proof) -> None:
    assert inside(said(ANN, STORY, proof=proof), watched()) == []


@pytest.mark.parametrize("message", [said(EVE, STORY), said(BOTS[Bot.SCRIBE], STORY), told_guide(ANN, STORY)])
def test_only_what_people_on_the_list_say_in_the_group_is_kept(message: Message) -> None:
    assert inside(message, watched()) == []


def test_members_and_facilitators_are_kept_alike() -> None:
    for person in (ANN, FAY):
        (effect,) = inside(said(person, STORY), watched())
        assert isinstance(effect, RememberPassage)
