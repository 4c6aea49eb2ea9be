from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from bots import guide, lookout, scribe, warden
from config.walls import load_walls
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.warned import Warned
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Proof, Unreadable
from fourwalls.group.people import HOUSE, Bot, PersonId, Role, Room, RoomId, RoomKind, Standing
from handlers import conversation, details, gaps, leaks, openrooms, unreadable
from handlers.entitled import may_be_inside
from handlers.settings import Settings
from tests.handlers.happened import decided, detail, event, house, said, whispers, words_of
from tests.support.records import ANN, BOTS, EVE, MAX, NOON, TUESDAY, Paper

TEA = Room(RoomId("!tea"), RoomKind.OPEN)


def open_house() -> Paper:
    records = house()
    records._add_room(TEA)
    return records


def heard(
    sender: PersonId, proof: Proof = Proof.SIGNED, *, found: bool = True, records: Paper | None = None
) -> list[Any]:
    message = said(sender, "I am Jane Roe of Leeds", room=TEA.id, proof=proof)
    examined = Examined(message, findings=(detail(message.text, "Jane Roe"),) if found else ())
    return decided(openrooms.watch, examined, records or open_house())


@pytest.mark.parametrize("proof", [Proof.SIGNED, Proof.PLAIN])
def test_somebody_of_ours_is_told_in_private(proof: Proof) -> None:
    effects = heard(ANN, proof)
    assert whispers(effects) == [(ANN, "warning-open")]
    assert "«Jane Roe»" in words_of(effects)
    assert "I can take nothing away there" in words_of(effects)
    assert "Confidentiality cannot be guaranteed there" in words_of(effects)
    assert heard(ANN, found=False) == []
    assert [type(effect) for effect in heard(MAX)] == [Warned, Whisper]


def test_strangers_are_neither_written_to_nor_led_out() -> None:
    assert heard(EVE) == []
    assert heard(BOTS[Bot.SCRIBE]) == []
    assert may_be_inside(EVE, TEA, open_house())
    gone = open_house().seated(ANN, TUESDAY.id, Role.MEMBER, Standing.REMOVED)
    assert heard(ANN, records=gone) == []


def test_who_has_no_private_room_gets_none_by_speaking_in_public() -> None:
    records = open_house().seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED)
    del records._rooms[RoomId(f"!private-{EVE}")]
    assert heard(EVE, records=records) == []


def test_nobody_but_the_guide_has_a_duty_there_and_nobody_is_obeyed() -> None:
    others = (
        warden.duties(Settings(load_walls(), BOTS[Bot.WARDEN], UTC), BOTS[Bot.WARDEN]),
        scribe.duties(),
        lookout.duties(),
    )
    assert not any(kind is RoomKind.OPEN for duties in others for kind, _ in duties.answers)
    handlers = {one for (kind, _), many in guide.duties().answers.items() if kind is RoomKind.OPEN for one in many}
    assert handlers == {openrooms.watch, leaks.watch, details.taken_back}
    assert conversation.command not in handlers


def test_what_is_missing_or_cannot_be_read_there_alarms_nobody() -> None:
    assert list(gaps.found(TEA, open_house(), "", NOON)) == []
    lost = Unreadable(TEA.id, event(), ANN, NOON, Proof.PLAIN, "no_key")
    assert list(unreadable.notices(lost, TEA, open_house(), NOON)) == []


def test_the_house_has_no_roster_of_it() -> None:
    records = open_house()
    assert records.roster(HOUSE)
    assert TEA.group is None
