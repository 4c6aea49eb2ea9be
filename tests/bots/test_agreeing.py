"""What only time brings: asking, reminding, leading out, and the review date; each look with a moment of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bots.agreeing import Agreeing, publish
from bots.ground import Ground
from bots.returning import Returning
from fourwalls.group.agreement import Policy
from fourwalls.group.effects import Kept
from fourwalls.group.effects.done import Evict, Invite, Whisper
from fourwalls.group.effects.kept import Agreed, CloseGroup, CloseSession, GiveSeat, OpenSession
from fourwalls.group.people import (
    HOUSE,
    Bot,
    EventId,
    GroupId,
    Layout,
    PersonId,
    Role,
    Room,
    RoomId,
    RoomKind,
    Seat,
    Standing,
)
from fourwalls.storage import outbox
from fourwalls.storage.agreements import Published
from tests.bots.furnishing import a_furnished_ground, effects, told, waiting
from tests.handlers.happened import HERE
from tests.support.records import ANN, BEN, EVE, FAY, MAX, NOON

GRACE = timedelta(days=14)
POLICY = Policy(1, date(2027, 5, 24), ("one", "two", "three"))


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        published(furnished, POLICY)
        yield furnished


def published(ground: Ground, policy: Policy) -> Published:
    return ground.database.run_sync(lambda conn: publish(conn, ground, policy, GRACE))


def day(number: float) -> datetime:
    return NOON + timedelta(days=number)


def looked(ground: Ground, days: float) -> int:
    return ground.database.run_sync(lambda conn: Agreeing(ground, GRACE, lambda: None).look(conn, day(days)))


def apply(ground: Ground, *kept: Kept) -> None:
    def work(conn: Connection) -> None:
        for effect in kept:
            ground.records(conn).apply(effect)

    ground.database.run_sync(work)


def agree(ground: Ground, *people: PersonId, version: int = 1) -> None:
    apply(ground, *(Agreed(who, version, "digest", EventId("$agreed"), NOON) for who in people))


def group(ground: Ground) -> GroupId:
    return ground.database.run_sync(lambda conn: ground.records(conn).groups())[0].id


def seat(ground: Ground, who: PersonId, in_group: GroupId | None = None) -> Seat:
    where = in_group or group(ground)
    found = ground.database.run_sync(lambda conn: ground.records(conn).seat(who, where))
    assert found is not None
    return found


def whispered(ground: Ground, *, to: PersonId) -> list[str]:
    """What the guide is still to tell somebody, by the names of the sentences; it is taken out of the outbox."""
    names = []
    while rows := [row for row in waiting(ground, Bot.GUIDE) if isinstance(row.effect, Whisper)]:
        for row in rows:
            assert isinstance(row.effect, Whisper)
            assert ground.say(row.effect.words)
            names.append((row.effect.to, row.effect.words.name))
            ground.database.run_sync(lambda conn, row=row: outbox.sent(conn, ground.keys, row.id))  # type: ignore[misc]
    return [name for person, name in names if person == to]


# --- asking ---


def test_everybody_on_a_list_is_asked_once(ground: Ground) -> None:
    assert looked(ground, 0) > 0
    names = {effect.to: effect.words.name for effect in effects(ground, Bot.GUIDE) if isinstance(effect, Whisper)}
    assert names == {ANN: "policy-changed", FAY: "policy-changed", MAX: "policy-asked-manager"}
    assert looked(ground, 0.1) == 0


def test_whoever_was_put_onto_a_list_by_anything_is_asked_and_not_inside(ground: Ground) -> None:
    agree(ground, ANN, FAY, MAX)
    apply(ground, GiveSeat(EVE, group(ground), Role.MEMBER, Standing.INVITED, NOON, FAY))
    assert seat(ground, EVE).standing is Standing.ASKED
    looked(ground, 0)
    assert whispered(ground, to=EVE) == ["policy-asked"]


def test_whoever_has_agreed_is_left_in_peace(ground: Ground) -> None:
    agree(ground, ANN, FAY, MAX)
    assert [looked(ground, number) for number in range(40)] == [0] * 40
    assert effects(ground, Bot.GUIDE) == []


# --- a new version ---


def in_grace(ground: Ground) -> None:
    """Ann has not agreed to the second version, of which everybody was told at noon."""
    agree(ground, ANN, FAY, MAX)
    assert published(ground, replace(POLICY, version=2)) is Published.NEW_VERSION
    assert any("Version 2" in words for words in told(ground, Bot.GUIDE))
    looked(ground, 0)
    assert whispered(ground, to=ANN) == ["policy-changed"]
    agree(ground, FAY, MAX, version=2)


def test_reminders_come_half_way_and_on_the_last_day_and_then_they_are_led_out(ground: Ground) -> None:
    in_grace(ground)
    said = {}
    for number in range(40):
        for _ in range(2):
            looked(ground, number)
            if names := whispered(ground, to=ANN):
                said[number] = names
    assert said == {7: ["policy-reminder"], 13: ["policy-reminder-last"], 14: ["policy-led-out"]}
    assert seat(ground, ANN).standing is Standing.ASKED
    assert Evict(HERE, ANN) in effects(ground, Bot.WARDEN)
    assert any("is out of Tuesday circle until they do" in words for words in told(ground, Bot.GUIDE))
    assert ground.database.run_sync(lambda conn: ground.records(conn).groups_of(ANN)) == []


def test_until_then_nothing_changes(ground: Ground) -> None:
    in_grace(ground)
    looked(ground, 13.9)
    assert seat(ground, ANN).standing is Standing.INSIDE
    assert Evict(HERE, ANN) not in effects(ground, Bot.WARDEN)


def test_whoever_is_found_inside_another_room_has_time_for_that_and_no_more_for_theirs(ground: Ground) -> None:
    """Else whoever is in a room that is taken on could stay in every other group without agreeing."""
    in_grace(ground)
    public, theirs = ground.portal_public, group(ground)
    other = ground.database.run_sync(
        lambda conn: ground.records(conn).ensure_group("Thursday lamp", public, Layout.ONE)
    )
    said = {}
    for number in range(40):
        if number == 10:
            apply(ground, GiveSeat(ANN, other.id, Role.MEMBER, Standing.INSIDE, day(10), MAX, found_inside=True))
        looked(ground, number)
        if names := whispered(ground, to=ANN):
            said[number] = names
        if number == 14:
            assert seat(ground, ANN, theirs).standing is Standing.ASKED
            assert seat(ground, ANN, other.id).standing is Standing.INSIDE
    assert said == {
        7: ["policy-reminder"],
        13: ["policy-reminder-last"],
        14: ["policy-led-out"],
        17: ["policy-reminder"],
        23: ["policy-reminder-last"],
        24: ["policy-led-out"],
    }


def test_bots_that_were_down_for_long_say_only_what_counts_now(ground: Ground) -> None:
    in_grace(ground)
    looked(ground, 13.5)
    assert whispered(ground, to=ANN) == ["policy-reminder-last"]


def test_nobody_is_led_out_in_the_middle_of_a_session(ground: Ground) -> None:
    in_grace(ground)
    apply(ground, OpenSession(group(ground), day(13.99), FAY))
    looked(ground, 14)
    looked(ground, 14.4)
    assert seat(ground, ANN).standing is Standing.INSIDE
    here = group(ground)
    session = ground.database.run_sync(lambda conn: ground.records(conn).open_session(here))
    assert session is not None
    apply(ground, CloseSession(session.id, day(14.45)))
    looked(ground, 14.47)
    assert seat(ground, ANN).standing is Standing.ASKED


def test_a_session_that_nobody_closed_keeps_nobody_inside_for_ever(ground: Ground) -> None:
    in_grace(ground)
    apply(ground, OpenSession(group(ground), day(13.99), FAY))
    looked(ground, 14.6)
    assert seat(ground, ANN).standing is Standing.ASKED


def test_whoever_agrees_in_time_stays(ground: Ground) -> None:
    in_grace(ground)
    agree(ground, ANN, version=2)
    looked(ground, 20)
    assert seat(ground, ANN).standing is Standing.INSIDE


def test_the_role_is_kept_while_somebody_is_out(ground: Ground) -> None:
    agree(ground, ANN, MAX)
    looked(ground, 0)
    looked(ground, 14)
    assert (seat(ground, FAY).standing, seat(ground, FAY).role) == (Standing.ASKED, Role.FACILITATOR)


def test_the_online_manager_is_reminded_weekly_and_never_locked_out(ground: Ground) -> None:
    agree(ground, ANN, FAY)
    looked(ground, 0)
    assert whispered(ground, to=MAX) == ["policy-asked-manager"]
    said = []
    for number in range(60):
        looked(ground, number)
        said += whispered(ground, to=MAX)
    assert said == ["policy-reminder-manager"] * 8
    assert seat(ground, MAX, HOUSE).standing is Standing.INSIDE


def test_a_newcomer_is_reminded_once_and_then_left_in_peace(ground: Ground) -> None:
    agree(ground, ANN, FAY, MAX)
    apply(ground, GiveSeat(EVE, group(ground), Role.MEMBER, Standing.INVITED, NOON, FAY))
    said = []
    for number in range(60):
        looked(ground, number)
        said += whispered(ground, to=EVE)
    assert said == ["policy-asked", "policy-reminder-asked"]
    assert seat(ground, EVE).standing is Standing.ASKED


def test_who_was_reading_the_version_before_begins_anew(ground: Ground) -> None:
    agree(ground, ANN, FAY, MAX)
    apply(ground, GiveSeat(EVE, group(ground), Role.MEMBER, Standing.INVITED, NOON, FAY))
    looked(ground, 0)
    published(ground, replace(POLICY, version=2))
    looked(ground, 1)
    reading = ground.database.run_sync(lambda conn: ground.records(conn).reading(EVE))
    assert reading is not None
    assert (reading.version, reading.page, reading.asked_at) == (2, 1, day(1))


def test_whoever_reads_while_the_text_changes_begins_anew_with_a_word_why_and_no_more_time(ground: Ground) -> None:
    agree(ground, FAY, MAX)
    looked(ground, 0)
    assert whispered(ground, to=ANN) == ["policy-changed"]
    published(ground, replace(POLICY, written=(*POLICY.written, "we look in {staffed_hours}"), version=2))
    agree(ground, FAY, MAX, version=2)
    looked(ground, 1)
    assert whispered(ground, to=ANN) == ["policy-changed"]
    current = ground.database.run_sync(lambda conn: ground.records(conn).policy())
    assert current is not None
    assert published(ground, replace(current, hours="on Mondays")) is Published.SAME
    looked(ground, 2)
    assert whispered(ground, to=ANN) == ["policy-anew"]
    looked(ground, 2.1)
    assert whispered(ground, to=ANN) == []
    reading = ground.database.run_sync(lambda conn: ground.records(conn).reading(ANN))
    assert reading is not None
    assert (reading.furthest, reading.asked_at) == (1, day(1))


def test_somebody_out_for_a_time_is_asked_when_they_come_back(ground: Ground) -> None:
    agree(ground, FAY, MAX)
    apply(ground, GiveSeat(ANN, group(ground), Role.MEMBER, Standing.SUSPENDED, NOON, FAY, day(2)))
    looked(ground, 1)
    assert whispered(ground, to=ANN) == []
    ground.database.run_sync(lambda conn: Returning(ground, lambda: None).ask_in(conn, day(3)))
    assert seat(ground, ANN).standing is Standing.ASKED
    assert whispered(ground, to=ANN) == ["suspension-over-reads", "policy-asked-again"]
    assert not any(isinstance(effect, Invite) for effect in effects(ground, Bot.WARDEN))


# --- publishing ---


def test_the_managers_are_told_of_a_file_that_does_not_fit(ground: Ground) -> None:
    assert published(ground, POLICY) is Published.SAME
    assert told(ground, Bot.GUIDE) == []
    for _ in range(2):
        assert published(ground, replace(POLICY, written=("one", "other"))) is Published.OTHER_WORDS
    (words,) = told(ground, Bot.GUIDE)
    assert "still calls itself version 1" in words
    assert "have the file called version 2" in words
    assert ground.database.run_sync(lambda conn: ground.records(conn).policy()) == POLICY
    published(ground, replace(POLICY, version=5))
    told(ground, Bot.GUIDE)
    assert published(ground, replace(POLICY, version=4)) is Published.OLDER
    (words,) = told(ground, Bot.GUIDE)
    assert "version 5 is in force" in words


# --- the review date ---


def reviews(ground: Ground, days: range) -> dict[int, str]:
    """What the managers are told on each of these days before the review date (negative: after it)."""
    agree(ground, ANN, FAY, MAX)
    said = {}
    for left in days:
        nine = datetime(2027, 5, 24, 9, 30, tzinfo=ground.zone) - timedelta(days=left)
        for _ in range(3):
            ground.database.run_sync(lambda conn, at=nine: Agreeing(ground, GRACE, lambda: None).look(conn, at))  # type: ignore[misc]
        if words := told(ground, Bot.GUIDE):
            (said[left],) = words
    return said


def test_the_review_date_is_told_60_30_and_7_days_ahead_and_daily_once_past(ground: Ground) -> None:
    said = reviews(ground, range(90, -6, -1))
    assert list(said) == [60, 30, 7, 0, -1, -2, -3, -4, -5]
    assert "due for review on 24 May 2027, in 60 days" in said[60]
    assert "was due for review on 24 May 2027" in said[-1]


def test_a_notice_is_told_later_when_the_bots_were_down_on_the_day(ground: Ground) -> None:
    said = reviews(ground, range(45, 0, -9))
    assert list(said) == [45, 27]
    assert "in 45 days" in said[45]
    assert list(reviews(ground, range(5, 3, -1))) == [5]


def test_a_new_review_date_ends_it(ground: Ground) -> None:
    assert list(reviews(ground, range(0, -2, -1))) == [0, -1]
    published(ground, replace(POLICY, review=date(2028, 5, 24)))
    assert reviews(ground, range(-2, -5, -1)) == {}


def test_nobody_is_told_of_it_at_night(ground: Ground) -> None:
    agree(ground, ANN, FAY, MAX)
    agreeing = Agreeing(ground, GRACE, lambda: None)
    for hour in range(8):
        at = datetime(2027, 5, 24, hour, tzinfo=ground.zone) - timedelta(days=60)
        ground.database.run_sync(lambda conn, at=at: agreeing.look(conn, at))  # type: ignore[misc]
    assert told(ground, Bot.GUIDE) == []


def test_where_no_policy_was_published_nothing_is_asked(tmp_path: Path) -> None:
    with a_furnished_ground(tmp_path) as bare:
        assert looked(bare, 0) == 0
        apply(bare, GiveSeat(BEN, group(bare), Role.MEMBER, Standing.INVITED, NOON, FAY))
        assert seat(bare, BEN).standing is Standing.INVITED


def test_the_way_out_goes_by_the_door_of_every_room(ground: Ground) -> None:
    talk = Room(RoomId("!talk:example.org"), RoomKind.CONVERSATION, group(ground))
    ground.database.run_sync(lambda conn: ground.records(conn).add_room(talk, "marker of talk"))
    in_grace(ground)
    looked(ground, 14)
    out = [effect.room for effect in effects(ground, Bot.WARDEN) if isinstance(effect, Evict) and effect.person == ANN]
    assert sorted(out) == sorted([HERE, talk.id])


def test_nobody_is_led_out_of_a_group_that_is_closed_and_whoever_reads_is_reminded_as_a_reader(ground: Ground) -> None:
    in_grace(ground)
    whispered(ground, to=ANN)
    apply(ground, CloseGroup(group(ground), day(1)))
    for number in (7, 13, 14, 20):
        looked(ground, number)
    assert whispered(ground, to=ANN) == ["policy-reminder-reader"] * 2 + ["policy-reading-rests"]
    assert not any(isinstance(effect, Evict) for effect in effects(ground, Bot.WARDEN))


# --- readers of groups that are closed ---


@pytest.fixture
def at_rest(ground: Ground) -> Ground:
    """Everybody agreed, the group was closed, and the policy has a new version."""
    agree(ground, ANN, FAY, MAX)
    apply(ground, CloseGroup(group(ground), NOON))
    published(ground, replace(POLICY, version=2))
    return ground


def line(ground: Ground, who: PersonId) -> Standing:
    closed = ground.database.run_sync(lambda conn: ground.records(conn).closed_groups())[0].id
    return seat(ground, who, closed).standing


def can_read(ground: Ground, who: PersonId) -> bool:
    return ground.database.run_sync(lambda conn: ground.records(conn).can_read(who))


def test_readers_of_a_closed_group_are_asked_reminded_and_keep_their_right_for_the_time_of_grace(
    at_rest: Ground,
) -> None:
    looked(at_rest, 0)
    assert whispered(at_rest, to=ANN) == ["policy-changed-reader"]
    assert looked(at_rest, 1) == 0
    looked(at_rest, 7)
    looked(at_rest, 13)
    assert whispered(at_rest, to=ANN) == ["policy-reminder-reader"] * 2
    assert can_read(at_rest, ANN)
    looked(at_rest, 14)
    assert whispered(at_rest, to=ANN) == ["policy-reading-rests"]
    assert (line(at_rest, ANN), can_read(at_rest, ANN)) == (Standing.RESTING, False)
    assert looked(at_rest, 15) == 0, "the rest is theirs"
    assert not any(isinstance(effect, Evict | Invite) for effect in effects(at_rest, Bot.WARDEN))


def test_whoever_agrees_in_time_goes_on_reading(at_rest: Ground) -> None:
    looked(at_rest, 0)
    agree(at_rest, ANN, version=2)
    looked(at_rest, 15)
    assert can_read(at_rest, ANN)
    assert not can_read(at_rest, FAY)
