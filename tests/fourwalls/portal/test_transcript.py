"""How a transcript reads."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update

from fourwalls.group.effects.kept import CloseSession, NameProfile, Strike
from fourwalls.group.people import EventId, PersonId
from fourwalls.portal import words
from fourwalls.portal.conversation import Audience, Day, days
from fourwalls.storage import tables
from fourwalls.storage.keys import PersonKey
from fourwalls.storage.transcripts import Condition, Entry
from tests.fourwalls.portal.visiting import ANN, BEN, FAY, Place, Visitor
from tests.fourwalls.storage.house import NOON, minute, said

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "</p></main><form action=https://evil.example>",
    "javascript:alert(1)",
    "\u202egnirts\u202c \u2066isolated\u2069 \u200f\u061c",
    "a\x00b\x1b[31mred\x07",
    "Z\u0351\u036b\u0343\u036a\u0342\u036b\u033d\u034f\u0334algo",
    "🎗" * 10_000,
    "x" * 60_000,
]


def entry(
    number: int, text: str = "", *, by: str = "a", name: str = "Ann", at: datetime | None = None, **more: object
) -> Entry:
    values: dict[str, object] = {"condition": Condition.WHOLE, "proven": True, "edited": False, **more}
    moment = at or NOON + timedelta(minutes=number)
    return Entry(PersonKey(by), moment, profile_name=name, text=text, event=f"event{number}", **values)  # type: ignore[arg-type]


def laid_out(
    *entries: Entry, names: dict[str, str] | None = None, facilitators: str = "", zone: str = "UTC"
) -> list[Day]:
    known = {PersonKey(key): name for key, name in (names or {}).items()}
    audience = Audience(PersonKey("r"), frozenset(map(PersonKey, facilitators)), known, "Somebody")
    return list(days(entries, audience, ZoneInfo(zone)))


def speakers(*entries: Entry, names: dict[str, str] | None = None) -> list[str]:
    return [turn.speaker for day in laid_out(*entries, names=names) for turn in day.turns]


def test_who_goes_on_speaking_has_one_turn() -> None:
    (day,) = laid_out(entry(1), entry(2), entry(3, by="b", name="Ben"), entry(4), entry(20))
    assert [(turn.speaker, len(turn.lines)) for turn in day.turns] == [("Ann", 2), ("Ben", 1), ("Ann", 1), ("Ann", 1)]


def test_days_are_those_of_the_zone() -> None:
    late = datetime(2026, 3, 31, 22, 59, tzinfo=UTC)
    entries = entry(1, at=late), entry(2, at=late + timedelta(minutes=1))
    assert [str(day.date) for day in laid_out(*entries, zone="Europe/London")] == ["2026-03-31", "2026-04-01"]
    assert len(laid_out(*entries)) == 1


@pytest.mark.parametrize("impostor", ["Ann", "ann", " Ann ", "A\u200bnn", "\uff21nn", "Ann\u202e"])
def test_two_people_of_one_name_are_told_apart(impostor: str) -> None:
    called = speakers(entry(1), entry(2, by="b", name=impostor), entry(3), entry(4, by="b", name=impostor))
    assert called[0] == called[2] == "Ann"
    assert called[1] == called[3]
    assert called[1].endswith(" (2)")


def test_nobody_can_take_the_number_of_another() -> None:
    called = speakers(entry(1), entry(2, by="b"), entry(3, by="c", name="Ann (2)"))
    assert len(set(called)) == 3


def test_a_name_is_known_from_elsewhere_when_an_entry_has_none() -> None:
    gone = entry(2, name="", condition=Condition.STRUCK)
    assert speakers(entry(1), gone) == ["Ann"]
    assert speakers(gone, names={"a": "Annie"}) == ["Annie"]
    assert speakers(gone) == ["Somebody"]


@pytest.mark.parametrize("condition", [one for one in Condition if one is not Condition.WHOLE])
def test_words_that_are_gone_are_not_shown_whatever_comes_with_them(condition: Condition) -> None:
    (day,) = laid_out(entry(1, "gone", condition=condition, edited=True), entry(2, reply_to="event1"))
    gone, answer = (line for turn in day.turns for line in turn.lines)
    assert (gone.words, gone.edited) == ("", False)
    assert answer.quote is not None
    assert answer.quote.words == ""


def test_a_long_name_is_cut() -> None:
    assert len(speakers(entry(1, name="Ann " * 100))[0]) <= words.LONGEST_NAME


def test_an_answer_quotes_what_it_answers() -> None:
    first = entry(1, "a\nlong question " + "x" * 200)
    (day,) = laid_out(first, entry(2, by="b", name="Ben", reply_to="event1"), entry(3, reply_to="elsewhere"))
    quotes = [line.quote for turn in day.turns for line in turn.lines]
    assert quotes[0] is None
    assert quotes[1] is not None
    assert (quotes[1].anchor, quotes[1].speaker) == ("e1", "Ann")
    assert quotes[1].words.startswith("a long question x")
    assert len(quotes[1].words) == words.LONGEST_QUOTE
    assert quotes[2] is not None
    assert quotes[2].anchor == ""


def test_emoji_and_flags_stay_whole() -> None:
    for kept in ("👩‍👩‍👧", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "é", "नमस्ते", "می‌خواهم", "two\nlines\tand a tab"):
        assert words.inert(kept) == kept


async def test_a_transcript_reads_like_a_conversation(ann: Visitor, place: Place) -> None:
    session = place.session
    place.says(
        said(session, "$b", "an answer", author=BEN, at=2, reply_to="$first"),
        said(session, "$f", "welcome, both", author=FAY, at=3),
        said(session, "$wrong", "a slpi", author=BEN, at=4),
        said(session, "$edit", "a slip", author=BEN, at=5, replaces="$wrong"),
        said(session, "$unsure", "am I?", author=BEN, at=30, proven=False),
        CloseSession(session.id, minute(90)),
    )
    page = await ann.get(place.transcript)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.main))
    assert page.status == 200
    for part in ("Tuesday circle", "Tuesday 31 March 2026", "12:00 to 13:30", "the first words", "a slip edited"):
        assert part in text
    assert "Name of ann you 12:01" in text
    assert "Name of ben 12:02 Name of ann : the first words an answer" in text
    assert "Name of fay facilitator 12:03 welcome, both" in text
    assert "am I? unconfirmed sender" in text
    assert "marked as unconfirmed" in text
    assert "slpi" not in text


async def test_removed_words_leave_a_mark(ann: Visitor, place: Place) -> None:
    place.says(said(place.session, "$b", "too much", author=BEN, at=2), Strike(EventId("$b")))
    page = await ann.get(place.transcript)
    assert "too much" not in page.text
    assert "This message was removed." in page.main
    assert "Ben" in page.main


async def test_erased_and_damaged_words_are_told_apart_and_damage_is_reported(
    ann: Visitor, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.says(said(place.session, "$b", "ben's words", author=BEN, at=2))
    ben = place.house.keys.person(BEN)
    place.house.database.run_sync(
        lambda conn: conn.execute(delete(tables.data_key).where(tables.data_key.c.author_key == ben))
    )
    place.house.database.run_sync(
        lambda conn: conn.execute(update(tables.entry).where(tables.entry.c.author_key != ben).values(at=1))
    )
    with caplog.at_level(logging.ERROR):
        page = await ann.get(place.transcript)
    assert "What this person wrote has been deleted." in page.main
    assert "its record is damaged" in page.main
    assert "1 entries of session" in caplog.text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_words_are_only_words(ann: Visitor, place: Place, text: str) -> None:
    place.says(said(place.session, "$x", text, at=2), said(place.session, "$y", "re", at=3, reply_to="$x"))
    plain = (await ann.get(place.transcript)).main
    assert not re.search(r"<(script|img|form)|[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00-\x08\x0b-\x1f]", plain)
    assert "49" not in re.sub(r"<[^>]+>", "", plain)
    assert not re.search(r"[\u0300-\u036f]{4}", plain)
    words_of_it = plain.count('<p class="words"')
    assert words_of_it == 3


async def test_hostile_names_are_only_names(ann: Visitor, place: Place) -> None:
    bad = '<b>"\u202eFay\n(facilitator)'
    place.says(NameProfile(BEN, bad))
    place.house.apply(said(place.session, "$x", "hello", author=BEN, at=2))
    group = place.house.group("<i>group</i>\u202e")
    place.seat(ANN, group)
    for path in (place.transcript, "/"):
        page = await ann.get(path)
        assert "<b>" not in page.main
        assert "<i>" not in page.main
        assert "\u202e" not in page.main


async def test_the_groups_of_a_reader_and_their_sessions(ann: Visitor, place: Place) -> None:
    page = await ann.get("/")
    assert f'href="{place.transcript}"' in page.main
    assert "Tuesday circle" in page.main
    assert "one message" in page.main
    assert "going on now" in page.main
    assert "Thursday circle" not in page.text


async def test_many_sessions_are_folded(ann: Visitor, place: Place) -> None:
    place.says(CloseSession(place.session.id, minute(1)))
    for week in range(1, 13):
        begun = NOON + timedelta(weeks=week)
        session = place.house.session(place.group, begun)
        place.says(CloseSession(session.id, begun + timedelta(hours=1)))
    page = await ann.get("/")
    assert "3 earlier sessions" in page.main
    assert page.main.count("/sessions/") == 13


async def test_a_session_over_midnight_says_so(ann: Visitor, place: Place) -> None:
    place.says(CloseSession(place.session.id, NOON + timedelta(hours=13)))
    assert "12:00 to Wednesday 1 April 2026, 01:00" in (await ann.get("/")).main


async def test_an_empty_session_and_a_group_without_one(ann: Visitor, place: Place) -> None:
    place.says(CloseSession(place.session.id, minute(2)))
    empty = place.house.session(place.group, minute(3))
    page = await ann.get(f"/groups/{place.group.id}/sessions/{empty.id}")
    assert "Nothing was said" in page.main
    async with place.visitor() as visitor:
        dot = PersonId("@dot:example.org")
        place.seat(dot, place.house.group("New circle"))
        await visitor.sign_in(dot)
        assert "There is no transcript yet" in (await visitor.get("/")).main
