"""Everything that is right about a group with one room is right with two, and with a space around them."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

import pytest

from bots import guide, lookout, scribe
from bots.returning import _asked_in
from config.walls import load_walls
from fourwalls.group.agreement import Policy
from fourwalls.group.effects.done import Evict, Invite, Pin, RaiseFlag, Say, TellManagers, Whisper
from fourwalls.group.effects.kept import CloseGroup, CloseSession, GiveSeat
from fourwalls.group.effects.walls import Repair
from fourwalls.group.effects.warned import Warned
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Marker, Membership
from fourwalls.group.people import Bot, Group, GroupId, Layout, PersonId, Role, RoomId, RoomKind, Standing
from handlers import conversation, details, flags, notices, transcripts, walls
from handlers.entitled import may_be_inside, place_name
from handlers.settings import Settings
from tests.handlers.commands.giving import confirmed
from tests.handlers.happened import decided, detail, door, risk, said, told_guide, whispers, words_of
from tests.support.records import ANN, BEN, BOTS, EVE, FAY, MAX, NOON, TUESDAY, Paper, room_of

LAYOUTS = pytest.mark.parametrize("layout", Layout)
TALK = room_of(TUESDAY, RoomKind.CONVERSATION)
MEET = room_of(TUESDAY)
POLICY = Policy(1, date(2027, 5, 24), ("one", "two"))
OTHER = Group(GroupId("other"), "Lamp", Layout.TWO)


def group(layout: Layout = Layout.TWO) -> Group:
    return Group(TUESDAY.id, TUESDAY.name, layout)


def house(layout: Layout = Layout.TWO) -> Paper:
    return Paper().with_group(group(layout), facilitators=[FAY], members=[ANN, BEN]).with_manager(MAX)


def rooms(layout: Layout) -> list[RoomId]:
    return [room_of(TUESDAY, kind) for kind in layout.kinds]


def private(text: str, sender: PersonId, records: Paper) -> list[Any]:
    return decided(conversation.answer, Examined(told_guide(sender, text)), records)


def invited(effects: list[Any], person: PersonId) -> list[RoomId]:
    return [effect.room for effect in effects if isinstance(effect, Invite) and effect.person == person]


def evicted(effects: list[Any], person: PersonId) -> list[RoomId]:
    return [effect.room for effect in effects if isinstance(effect, Evict) and effect.person == person]


@LAYOUTS
def test_who_is_asked_in_is_asked_into_every_room(layout: Layout) -> None:
    records = house(layout)
    assert invited(private(f"!invite {EVE}", FAY, records), EVE) == rooms(layout)
    assert invited(private(f"!invite {EVE}", FAY, records), EVE) == rooms(layout), "once more"


@LAYOUTS
def test_who_is_taken_out_is_taken_out_of_every_room(layout: Layout) -> None:
    assert evicted(confirmed(f"!remove {ANN}", FAY, house(layout)), ANN) == rooms(layout)
    assert evicted(confirmed(f"!suspend {ANN} 2 days", FAY, house(layout)), ANN) == rooms(layout)


@LAYOUTS
def test_who_leaves_by_a_word_is_out_of_every_room(layout: Layout) -> None:
    records = house(layout)
    assert whispers(private("leave", ANN, records)) == [(ANN, "leave-sure")]
    assert evicted(private("confirm", ANN, records), ANN) == rooms(layout)


@LAYOUTS
def test_who_is_moved_goes_by_all_doors(layout: Layout) -> None:
    records = house(layout).with_group(OTHER, facilitators=[FAY])
    effects = confirmed(f"!move {ANN} Tuesday circle to Lamp", FAY, records, private=True)
    assert evicted(effects, ANN) == rooms(layout)
    assert invited(effects, ANN) == [room_of(OTHER, kind) for kind in OTHER.layout.kinds]


@LAYOUTS
def test_who_comes_back_from_a_break_is_asked_into_every_room(layout: Layout) -> None:
    records = house(layout).seated(ANN, TUESDAY.id, Role.MEMBER, Standing.SUSPENDED)
    seat = records.seat(ANN, TUESDAY.id)
    assert seat is not None
    back = GiveSeat(ANN, seat.group, seat.role, Standing.INVITED, NOON, BOTS[Bot.WARDEN])
    assert invited(list(_asked_in(back, records)), ANN) == rooms(layout)  # type: ignore[arg-type]  # paper is a look


@LAYOUTS
def test_who_is_to_agree_first_is_asked_into_every_room_when_they_do(layout: Layout) -> None:
    records = house(layout).with_policy(POLICY)
    assert invited(private(f"!invite {EVE}", FAY, records), EVE) == []
    assert private("all", EVE, records)
    assert invited(private("I agree", EVE, records), EVE) == rooms(layout)


def test_who_agrees_is_not_asked_into_a_group_that_was_closed_meanwhile() -> None:
    records = house().with_policy(POLICY)
    private(f"!invite {EVE}", FAY, records)
    private("all", EVE, records)
    records.apply(CloseGroup(TUESDAY.id, NOON))
    effects = private("I agree", EVE, records)
    assert invited(effects, EVE) == []
    assert not any(isinstance(effect, GiveSeat) for effect in effects)
    assert whispers(effects) == [(EVE, "not-understood")], "nothing is asked of them any more"


def test_nobody_is_asked_into_half_a_group() -> None:
    records = house(Layout.ONE)
    records._groups[TUESDAY.id] = group(Layout.TWO)
    assert whispers(private(f"!invite {EVE}", FAY, records)) == [(FAY, "room-not-ready")]


def test_who_has_left_one_of_the_rooms_can_be_asked_into_it_again() -> None:
    effects = private(f"!invite {ANN}", FAY, house())
    assert invited(effects, ANN) == rooms(Layout.TWO)
    assert whispers(effects) == [(FAY, "already-inside-rooms")]
    assert private(f"!invite {BOTS[Bot.SCRIBE]}", FAY, house())[0].words.name == "already-inside"


@pytest.mark.parametrize("membership", [Membership.JOIN, Membership.INVITE, Membership.KNOCK])
@pytest.mark.parametrize("room", rooms(Layout.SPACE))
def test_a_stranger_is_led_out_of_each(room: RoomId, membership: Membership) -> None:
    effects = decided(walls.at_the_door, Examined(door(EVE, membership, room=room, by=ANN)), house(Layout.SPACE))
    assert effects[0] == Evict(room, EVE)
    assert TUESDAY.name in words_of(effects)


def test_a_member_of_another_group_is_a_stranger_in_its_conversation_room() -> None:
    records = house().with_group(OTHER, members=[EVE])
    effects = decided(walls.at_the_door, Examined(door(EVE, Membership.JOIN, room=TALK)), records)
    assert effects[0] == Evict(TALK, EVE)


def test_being_inside_is_being_where_the_group_meets() -> None:
    records = house().seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED)
    came = decided(walls.at_the_door, Examined(door(EVE, Membership.JOIN, room=TALK)), records)
    assert not any(isinstance(effect, GiveSeat) for effect in came)
    came = decided(walls.at_the_door, Examined(door(EVE, Membership.JOIN, room=MEET)), records)
    assert GiveSeat(EVE, TUESDAY.id, Role.MEMBER, Standing.INSIDE, NOON, EVE) in came
    went = decided(walls.at_the_door, Examined(door(EVE, Membership.LEAVE, room=TALK)), records)
    assert [type(effect) for effect in went] == [TellManagers]
    assert "has left the room of Tuesday circle (conversation room)" in words_of(went)
    went = decided(walls.at_the_door, Examined(door(EVE, Membership.LEAVE, room=MEET)), records)
    assert went[0] == GiveSeat(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED, NOON, EVE)


def test_who_only_declines_an_invitation_or_leaves_the_space_is_not_told_of() -> None:
    records = house(Layout.SPACE).seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED)
    assert decided(walls.at_the_door, Examined(door(EVE, Membership.LEAVE, room=TALK)), records) == []
    space = room_of(TUESDAY, RoomKind.SPACE)
    assert decided(walls.at_the_door, Examined(door(ANN, Membership.LEAVE, room=space)), records) == []


def test_the_conversation_room_has_a_notice_of_its_own_for_whoever_comes_in() -> None:
    (notice,) = decided(walls.at_the_door, Examined(door(ANN, Membership.JOIN, room=TALK)), house())
    assert isinstance(notice, Say)
    assert (notice.room, notice.words.name, notice.marker) == (TALK, "notice-conversation", Marker.NOTICE)
    stayed = door(ANN, Membership.JOIN, room=TALK)
    object.__setattr__(stayed, "stayed", True)
    assert decided(walls.at_the_door, Examined(stayed), house()) == []
    back = said(BOTS[Bot.GUIDE], "About this room", room=TALK, marker=Marker.NOTICE)
    assert decided(notices.said, Examined(back), house()) == [Pin(TALK, back.event)]


@pytest.mark.parametrize("room", rooms(Layout.TWO))
def test_a_wall_of_each_is_put_back(room: RoomId) -> None:
    settings = Settings(load_walls(), BOTS[Bot.WARDEN], UTC)
    looked_at = house().room(room)
    assert looked_at is not None
    effects = settings.inspected(looked_at, {}, {}, house())
    assert {effect.room for effect in effects if isinstance(effect, Repair)} == {room}


# --- sessions ---


def test_a_session_asked_for_where_people_only_talk_opens_where_they_meet_and_says_so() -> None:
    records = house()
    effects = decided(conversation.command, Examined(said(FAY, "!session open", room=TALK)), records)
    assert [effect.room for effect in effects if isinstance(effect, Say)] == [MEET]
    assert whispers(effects) == [(FAY, "session-opening-elsewhere")]
    assert "nothing there is recorded" in words_of(effects)
    records.in_session(TUESDAY)
    effects = decided(conversation.command, Examined(said(FAY, "!session close", room=TALK)), records)
    assert [effect.room for effect in effects if isinstance(effect, Say)] == [MEET]
    assert whispers(effects) == [(FAY, "session-closing-elsewhere")]


def test_what_is_said_where_people_talk_is_never_recorded() -> None:
    assert not any(kind is RoomKind.CONVERSATION for kind, _ in scribe.duties().answers)


@LAYOUTS
def test_news_of_a_transcript_is_posted_where_people_talk(layout: Layout) -> None:
    records = house(layout).in_session(TUESDAY)
    closing = said(BOTS[Bot.SCRIBE], "closed", marker=Marker.SESSION_CLOSE)
    effects = decided(transcripts.announced, Examined(closing), records)
    assert isinstance(effects[0], CloseSession)
    news = [effect for effect in effects if isinstance(effect, Say)]
    assert [(one.performer, one.room, one.words.name) for one in news] == (
        [] if layout is Layout.ONE else [(Bot.GUIDE, TALK, "transcript-news")]
    )


# --- what is examined ---


@pytest.mark.parametrize("room", rooms(Layout.TWO))
def test_details_are_told_in_both_rooms_and_name_the_place(room: RoomId) -> None:
    message = said(ANN, "I am Jane Roe", room=room)
    effects = decided(details.watch, Examined(message, findings=(detail(message.text, "Jane Roe"),)), house())
    assert [effect.room for effect in effects if isinstance(effect, Warned)] == [room]
    assert whispers(effects) == [(ANN, "warning")]
    assert ("(conversation room)" in words_of(effects)) == (room == TALK)


@pytest.mark.parametrize("room", rooms(Layout.TWO))
def test_a_flag_names_the_room(room: RoomId) -> None:
    (flag,) = decided(flags.watch, Examined(said(ANN, "words", room=room), reading=risk()), house())
    assert isinstance(flag, RaiseFlag)
    assert flag.place == ("Tuesday circle (conversation room)" if room == TALK else "Tuesday circle")


def test_both_bots_that_examine_do_so_in_both_rooms() -> None:
    for duties in (guide.duties(), lookout.duties()):
        here = {heard for kind, heard in duties.answers if kind is RoomKind.GROUP}
        there = {heard for kind, heard in duties.answers if kind is RoomKind.CONVERSATION}
        assert here == there
        assert duties.examines[RoomKind.GROUP] is duties.examines[RoomKind.CONVERSATION]


def test_commands_among_members_are_answered_as_in_the_other_room() -> None:
    assert decided(conversation.command, Examined(said(ANN, "!phew", room=TALK)), house()) == []
    effects = confirmed(f"!remove {ANN}", FAY, house(), room=TALK)
    assert evicted(effects, ANN) == rooms(Layout.TWO)
    assert all(isinstance(effect, Whisper | TellManagers | Evict | GiveSeat) for effect in effects), "nobody is shamed"


def test_places_are_named_and_the_roster_keeps_all_doors() -> None:
    records = house(Layout.SPACE)
    for room in (records.room(one) for one in rooms(Layout.SPACE)):
        assert room is not None
        assert may_be_inside(ANN, room, records)
        assert not may_be_inside(EVE, room, records)
        assert place_name(room, records).startswith("Tuesday circle")
