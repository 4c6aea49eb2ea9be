from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from config.walls import load_walls
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Evict, TellManagers, Whisper
from fourwalls.group.effects.kept import Await, CloseGroup, CloseSession, GiveSeat
from fourwalls.group.effects.walls import Repair, Silence
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Marker, Membership, Proof
from fourwalls.group.people import HOUSE, Bot, Group, GroupId, Layout, PersonId, Role, RoomKind, Standing
from handlers import closing, conversation, transcripts, walls
from handlers.entitled import may_be_inside
from handlers.settings import Settings
from tests.handlers.commands.giving import in_private, only_answer
from tests.handlers.happened import decided, door, said, told_guide, whispers, words_of
from tests.support.records import ANN, BEN, BOTS, EVE, EVENING, FAY, MANAGERS, MAX, NOON, TUESDAY, Paper, room_of

SEA = PersonId("@sea:example.org")
LAYOUTS = pytest.mark.parametrize("layout", Layout)


def house(layout: Layout = Layout.TWO) -> Paper:
    group = Group(TUESDAY.id, TUESDAY.name, layout)
    records = Paper().with_group(group, facilitators=[FAY], members=[ANN, BEN], invited=[EVE]).with_manager(MAX)
    return records.seated(SEA, TUESDAY.id, Role.MEMBER, Standing.SUSPENDED)


def says(text: str, records: Paper, **more: Any) -> list[Any]:
    return in_private(text, MAX, records, **more)


def closed(records: Paper) -> list[Effect]:
    says("!group close tuesday circle", records)
    return says("confirm", records)


def test_it_is_shown_first_what_it_does_and_nothing_is_done() -> None:
    records = house()
    effects = says("!group close tuesday circle", records)
    assert [type(effect) for effect in effects] == [Await, Whisper]
    words = words_of(effects)
    assert "3 people are inside" in words
    assert "2 more on the list" in words
    assert "cannot be opened again" in words
    assert "A session is open now" in words_of(says("!group close tuesday circle", house().in_session(TUESDAY)))


def test_from_the_manager_room_the_word_is_asked_for_in_private() -> None:
    records = house()
    order = said(MAX, "!group close Tuesday circle", room=MANAGERS)
    effects = decided(conversation.command, Examined(order), records)
    assert whispers(effects) == [(MAX, "group-close-sure")]
    assert any(isinstance(effect, CloseGroup) for effect in says("confirm", records))


@pytest.mark.parametrize("word", ["yes", "ok", "close", "!group list", "not confirm", "confirm it"])
def test_any_other_word_closes_nothing(word: str) -> None:
    records = house()
    says("!group close Tuesday circle", records)
    assert not any(isinstance(effect, CloseGroup) for effect in says(word, records))


@pytest.mark.parametrize("proof", [Proof.PLAIN, Proof.UNSIGNED_DEVICE, Proof.REPLAYED, Proof.FORWARDED_KEY])
def test_a_word_that_is_not_proven_closes_nothing(proof: Proof) -> None:
    records = house()
    says("!group close Tuesday circle", records)
    assert not any(isinstance(effect, CloseGroup) for effect in says("confirm", records, proof=proof))


def test_who_is_the_manager_no_more_or_says_it_too_late_closes_nothing() -> None:
    records = house()
    says("!group close Tuesday circle", records)
    late = replace(told_guide(MAX, "confirm"), sent_at=NOON + timedelta(minutes=11))
    assert not any(isinstance(one, CloseGroup) for one in decided(conversation.answer, Examined(late), records))
    records.seated(MAX, HOUSE, Role.ONLINE_MANAGER, Standing.REMOVED)
    assert not any(isinstance(effect, CloseGroup) for effect in says("confirm", records))


@LAYOUTS
def test_everybody_is_told_and_taken_out_of_every_room_after_it(layout: Layout) -> None:
    effects = closed(house(layout).in_session(TUESDAY))
    rooms = [room_of(TUESDAY, kind) for kind in layout.kinds]
    assert [type(effect) for effect in effects[1:3]] == [CloseSession, CloseGroup]
    silent = [effect.room for effect in effects if isinstance(effect, Silence)]
    assert silent == rooms[:2]
    farewells = {to: name for to, name in whispers(effects) if to != MAX}
    assert farewells == {
        **dict.fromkeys((FAY, ANN, BEN), "group-closed-member"),
        **dict.fromkeys((EVE, SEA), "group-closed-invited"),
    }
    out = {(one.room, one.person): one.not_before for one in effects if isinstance(one, Evict)}
    later = NOON + closing.TO_READ
    assert out == {
        (room, person): later if person in {FAY, ANN, BEN} else None
        for room in rooms
        for person in (FAY, ANN, BEN, EVE, SEA)
    }
    assert sum(isinstance(effect, TellManagers) for effect in effects) == 1


def test_a_second_time_there_is_nothing_to_do() -> None:
    records = house()
    closed(records)
    assert only_answer(says("!group close Tuesday circle", records), MAX)[0] == "group-closed-already"


def test_two_words_close_it_once() -> None:
    records = house()
    says("!group close Tuesday circle", records)
    waiting = records.awaited(MAX)
    assert any(isinstance(effect, CloseGroup) for effect in says("confirm", records))
    records.apply(Await(MAX, waiting))
    assert whispers(says("confirm", records)) == [(MAX, "group-closed-already")]


def test_an_unknown_group_is_asked_back() -> None:
    assert only_answer(says("!group close nothing", house()), MAX)[0] == "which-group"
    assert only_answer(says("!group close", house()), MAX)[0] == "wrong-arguments"


def test_a_closed_group_is_no_place_to_be_inside() -> None:
    records = house().with_group(EVENING)
    closed(records)
    assert list(records.groups_of(ANN)) == []
    assert records.role(FAY) is None
    room = records.group_room(TUESDAY.id)
    assert room is not None
    assert not may_be_inside(ANN, room, records)
    assert not may_be_inside(FAY, room, records)
    assert only_answer(in_private(f"!invite {BEN} Tuesday circle", FAY, records))[0] == "no-permission"
    assert only_answer(in_private(f"!invite {BEN} Tuesday circle", MAX, records), MAX)[0] == "which-group"


def test_its_transcripts_can_still_be_read_by_whoever_was_inside() -> None:
    records = house()
    closed(records)
    assert whispers(in_private("transcripts", ANN, records)) == [(ANN, "transcripts-link")]
    assert whispers(in_private("transcripts", EVE, records)) == [(EVE, "transcripts-none")]
    gone = decided(walls.at_the_door, Examined(door(ANN, Membership.LEAVE, by=MAX)), records)
    assert not any(isinstance(effect, GiveSeat) for effect in gone)
    seat = records.seat(ANN, TUESDAY.id)
    assert seat is not None
    assert seat.standing is Standing.INSIDE


def test_there_is_time_to_read_the_farewell_and_then_none_to_stay() -> None:
    records = house()
    closed(records)
    joined = door(ANN, Membership.JOIN, name="Sea Glass")
    assert decided(walls.at_the_door, Examined(joined), records) == []
    later = replace(joined, sent_at=NOON + closing.TO_READ)
    assert decided(walls.at_the_door, Examined(later), records) == [Evict(room_of(TUESDAY), ANN)], "and no alarm"
    for person in (EVE, SEA):  # who were only invited, or out for a time
        assert decided(walls.at_the_door, Examined(door(person, Membership.JOIN)), records) == [
            Evict(room_of(TUESDAY), person)
        ]
    stranger = door(PersonId("@who:example.org"), Membership.JOIN)
    effects = decided(walls.at_the_door, Examined(stranger), records)
    assert [type(effect) for effect in effects] == [Evict, TellManagers]


def test_the_wall_that_nobody_speaks_is_kept_like_any_other() -> None:
    records, settings = house(), Settings(load_walls(), BOTS[Bot.WARDEN], UTC)
    room = records.group_room(TUESDAY.id)
    assert room is not None
    contract = load_walls()[RoomKind.GROUP]
    open_state, closed_state = contract.wanted_state(), contract.at_rest().wanted_state()
    assert settings.inspected(room, open_state, {}, records) == []
    closed(records)
    assert settings.inspected(room, closed_state, {}, records) == []
    power = ("m.room.power_levels", "")
    assert settings.inspected(room, open_state, {}, records)[0] == Repair(room.id, *power, closed_state[power])


def test_an_opening_that_was_on_its_way_opens_nothing() -> None:
    records = house()
    closed(records)
    opening = said(BOTS[Bot.SCRIBE], "The session is open", marker=Marker.SESSION_OPEN)
    assert decided(transcripts.announced, Examined(opening), records) == []


# --- who may still read ------------------------------------------------------------------------------------------


def at_rest() -> Paper:
    records = house()
    closed(records)
    return records.with_group(Group(GroupId("lamp"), "Lamp"), members=[BEN])


def test_of_a_closed_group_somebody_may_read_no_longer_once_it_is_confirmed() -> None:
    records = at_rest()
    shown = says(f"!remove {ANN} Tuesday circle she shared one", records)
    assert [type(effect) for effect in shown] == [Await, Whisper]
    assert f"right of ann ({ANN}) to read the transcripts of Tuesday circle" in words_of(shown)
    assert "she shared one" in words_of(shown)
    done = says("confirm", records)
    (seat,) = [effect for effect in done if isinstance(effect, GiveSeat)]
    assert (seat.person, seat.group, seat.standing) == (ANN, TUESDAY.id, Standing.REMOVED)
    assert whispers(done) == [(ANN, "reading-ended-member-why"), (MAX, "reading-ended-done")]
    assert [effect.words.name for effect in done if isinstance(effect, TellManagers)] == ["reading-ended-managers-why"]
    assert whispers(says(f"!remove {ANN} Tuesday circle", records)) == [(MAX, "not-on-list")]


def test_whoever_only_waited_when_it_closed_reads_nothing_that_could_end() -> None:
    assert whispers(says(f"!remove {EVE} Tuesday circle", at_rest())) == [(MAX, "reading-none")]


@pytest.mark.parametrize("by", [ANN, FAY])
def test_nobody_but_the_online_manager_ends_the_right_to_read(by: PersonId) -> None:
    effects = in_private(f"!remove {BEN} Tuesday circle", by, at_rest())
    assert not any(isinstance(effect, GiveSeat | Await) for effect in effects)


def test_a_group_that_is_open_is_not_taken_for_a_closed_one() -> None:
    records = at_rest()
    assert whispers(says(f"!remove {BEN} Lamp", records)) == [(MAX, "remove-sure")]
    assert whispers(says(f"!remove {BEN} Tuesday circle", records)) == [(MAX, "reading-sure")]


def test_several_of_one_name_are_asked_back_there_too() -> None:
    records = at_rest().named(ANN, "Sea").named(BEN, "Sea")
    asked = says("!remove Sea Tuesday circle", records)
    assert "1" in words_of(asked)
    assert f"({ANN})" in words_of(says("1", records))
