from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from fourwalls.group.effects.warned import Warned, WarningAnswered
from fourwalls.group.finding import DetailKind
from fourwalls.group.people import EventId
from fourwalls.group.warning import Detail, Gathered, WarningAnswer, WarningCount
from fourwalls.storage import tables, told_details, warning_counts, warnings
from fourwalls.storage.times import to_ms
from tests.fourwalls.storage.house import ANN, NOON, ROOM, House, minute

ONE, TWO = EventId("$1"), EventId("$2")
STREET = Detail(DetailKind.ADDRESS, "4 Elm Row", strong=True)
PHONE = Detail(DetailKind.CONTACT, "07700 900111", strong=True)


def counts(house: House) -> list[WarningCount]:
    return list(house.work(lambda records: records.warning_counts()))


def test_warnings_are_counted_by_month_and_kind_with_how_they_ended(house: House) -> None:
    house.apply(Warned(ANN, ROOM, ONE, (STREET, PHONE), NOON), Warned(ANN, ROOM, TWO, (STREET, STREET), minute(1)))
    house.apply(Warned(ANN, ROOM, EventId("$3"), (PHONE,), NOON + timedelta(days=31)))
    house.apply(WarningAnswered(ONE, WarningAnswer.REMOVED), WarningAnswered(TWO, WarningAnswer.CHANGED))
    house.apply(WarningAnswered(ONE, WarningAnswer.REMOVED))  # an answer is counted once
    house.apply(WarningAnswered(EventId("$unknown"), WarningAnswer.KEPT))
    assert counts(house) == [
        WarningCount("2026-05", DetailKind.CONTACT, given=1),
        WarningCount("2026-03", DetailKind.ADDRESS, given=2, removed=1, changed=1),
        WarningCount("2026-03", DetailKind.CONTACT, given=1, removed=1),
    ]
    house.database.run_sync(lambda conn: warning_counts.forget(conn, NOON + timedelta(days=365 * 2 + 31)))
    assert [each.month for each in counts(house)] == ["2026-05"]


def test_a_detail_that_is_fine_is_known_when_all_else_is_forgotten(house: House) -> None:
    house.apply(Warned(ANN, ROOM, ONE, (STREET,), NOON), Warned(ANN, ROOM, TWO, (PHONE,), NOON))
    house.apply(WarningAnswered(ONE, WarningAnswer.KEPT))
    later = to_ms(minute(1))
    assert house.database.run_sync(lambda conn: told_details.forget(conn, later)) == 1
    assert house.database.run_sync(lambda conn: warnings.forget(conn, later)) == 2
    assert house.work(lambda records: records.told(ANN, STREET)).waved
    assert house.work(lambda records: records.told(ANN, PHONE)).at is None
    assert house.work(lambda records: records.last_word(ANN)) is None


def test_what_a_word_had_gathered_is_wiped_when_it_is_said_or_answered(house: House) -> None:
    part = Gathered("Tuesday circle", (DetailKind.ADDRESS,), "«4 Elm Row»")
    for event in (ONE, TWO):
        house.apply(Warned(ANN, ROOM, event, (STREET,), NOON, ONE, minute(1), part))
    house.apply(WarningAnswered(TWO, WarningAnswer.REMOVED))
    assert list(house.work(lambda records: records.gathered(ONE))) == [part]
    house.database.run_sync(lambda conn: warnings.told_of(conn, house.keys, ONE))
    assert list(house.work(lambda records: records.gathered(ONE))) == []
    kept = house.database.run_sync(lambda conn: set(conn.execute(select(tables.warning.c.gathered)).scalars()))
    assert kept == {None}
    assert house.work(lambda records: records.warned_together(ANN)) == [(ROOM, ONE)]


def test_plain_words_answer_what_was_said_and_never_what_still_gathers(house: House) -> None:
    """Else a keep that is meant for the first word would wave details through of which nobody was told yet."""
    part = Gathered("Tuesday circle", (DetailKind.CONTACT,), "«07700 900111»")
    house.apply(Warned(ANN, ROOM, ONE, (STREET,), NOON, ONE))
    house.apply(Warned(ANN, ROOM, TWO, (PHONE,), NOON + timedelta(seconds=9), TWO, minute(1), part))
    assert house.work(lambda records: records.warned_together(ANN)) == [(ROOM, ONE)]
    house.database.run_sync(lambda conn: warnings.told_of(conn, house.keys, TWO))
    assert house.work(lambda records: records.warned_together(ANN)) == [(ROOM, TWO)]
