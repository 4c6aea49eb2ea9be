"""What the guide does about requests to share as time goes by, each thing once, however late the bots are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bots.ground import Ground
from bots.sharing import Sharing
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import GiveSeat, KeepDraft, KeepShare
from fourwalls.group.people import Bot, GroupId, PersonId, Role, Standing
from fourwalls.group.share import Asked, Consent, Draft, Share, ShareNumber, ShareState, answered, deadline
from fourwalls.storage import outbox
from fourwalls.storage.times import to_ms
from tests.bots.furnishing import a_furnished_ground, told, waiting
from tests.support.records import ANN, BEN, FAY, NOON

ONE = ShareNumber(1)
END = deadline(NOON, 14)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        group = group_of(furnished)
        furnished.database.run_sync(
            lambda conn: furnished.records(conn).apply(GiveSeat(BEN, group, Role.MEMBER, Standing.INSIDE, NOON, FAY))
        )
        keep(furnished, Share(ONE, ShareState.ASKED, ANN, group, "boat", (BEN,), "news", NOON, END, ASKED))
        yield furnished


ASKED = (Asked(BEN), Asked(FAY))


def group_of(ground: Ground) -> GroupId:
    return ground.database.run_sync(lambda conn: ground.records(conn).groups_of(ANN)[0].group)


def keep(ground: Ground, share: Share) -> None:
    ground.database.run_sync(lambda conn: ground.records(conn).apply(KeepShare(share, NOON)))


def share_of(ground: Ground) -> Share:
    share = ground.database.run_sync(lambda conn: ground.records(conn).share(ONE))
    assert share is not None
    return share


def looked(ground: Ground, now: datetime) -> int:
    return ground.database.run_sync(lambda conn: Sharing(ground, lambda: None).do_what_is_due(conn, now))


def whispered(ground: Ground, at: datetime | None = None) -> list[tuple[PersonId, str]]:
    """All private words that wait now, or at a moment, taken out of the outbox."""
    words = []
    moment = None if at is None else to_ms(at)
    while rows := [row for row in waiting(ground, Bot.GUIDE, moment) if isinstance(row.effect, Whisper)]:
        for row in rows:
            assert isinstance(row.effect, Whisper)
            assert ground.say(row.effect.words)
            words.append((row.effect.to, row.effect.words.name))
            ground.database.run_sync(lambda conn, row=row: outbox.sent(conn, ground.keys, row.id))  # type: ignore[misc]
    return sorted(words)


def test_nothing_is_said_before_it_is_time(ground: Ground) -> None:
    for days in (0, 5, 12):
        assert looked(ground, NOON + timedelta(days=days)) == 0
    assert whispered(ground) == []


def test_two_days_before_the_end_the_silent_are_reminded_once(ground: Ground) -> None:
    keep(ground, answered(share_of(ground), FAY, Consent.NO, NOON))
    for hours in (0, 1, 40):
        looked(ground, END - timedelta(days=2) + timedelta(hours=hours))
    assert whispered(ground, END) == [], "nobody is reminded of what is over"
    reminded = [(BEN, "share-asked-concerned"), (BEN, "share-reminder")]
    assert whispered(ground, END - timedelta(minutes=1)) == reminded


@pytest.mark.parametrize("late", [timedelta(), timedelta(days=100)])
@pytest.mark.parametrize("consent", [None, Consent.NO])
def test_at_the_end_it_is_told_once_and_only_as_a_whole(
    ground: Ground, late: timedelta, consent: Consent | None
) -> None:
    if consent is not None:
        keep(ground, answered(share_of(ground), FAY, consent, NOON))
    assert looked(ground, END + late) == 1
    assert looked(ground, END + late) == 0
    assert share_of(ground).state is (ShareState.EXPIRED if consent is None else ShareState.REFUSED)
    assert whispered(ground) == [
        (ANN, "share-not-granted"),
        (BEN, "share-not-granted-asked"),
        (FAY, "share-not-granted-asked"),
    ]
    (words,) = told(ground, Bot.GUIDE)
    assert "not everybody has agreed" in words
    assert "boat" not in words


def test_when_the_asker_leaves_it_is_called_off(ground: Ground) -> None:
    gone = GiveSeat(ANN, group_of(ground), Role.MEMBER, Standing.REMOVED, NOON, ANN)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(gone))
    assert looked(ground, NOON) == 1
    assert looked(ground, END) == 0
    assert share_of(ground).state is ShareState.WITHDRAWN
    assert whispered(ground) == [(BEN, "share-off"), (FAY, "share-off")]


def test_when_the_last_silent_person_leaves_the_others_have_granted_it(ground: Ground) -> None:
    keep(ground, answered(share_of(ground), BEN, Consent.YES, NOON))
    gone = GiveSeat(FAY, group_of(ground), Role.FACILITATOR, Standing.REMOVED, NOON, FAY)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(gone))
    assert looked(ground, NOON) == 0
    assert looked(ground, END) == 1
    assert share_of(ground).state is ShareState.GRANTED
    assert whispered(ground) == [(ANN, "share-granted"), (BEN, "share-granted-asked")]


def test_what_was_granted_has_no_end(ground: Ground) -> None:
    agreed = answered(answered(share_of(ground), BEN, Consent.YES, NOON), FAY, Consent.YES, NOON)
    keep(ground, replace(agreed, state=ShareState.GRANTED))
    assert looked(ground, END + timedelta(days=400)) == 0
    assert share_of(ground).state is ShareState.GRANTED


def test_a_draft_that_nobody_goes_on_with_is_forgotten(ground: Ground) -> None:
    ground.database.run_sync(lambda conn: ground.records(conn).apply(KeepDraft(BEN, Draft(BEN, NOON))))
    for hours, there in ((23, True), (25, False)):
        looked(ground, NOON + timedelta(hours=hours))
        draft = ground.database.run_sync(lambda conn: ground.records(conn).draft(BEN))
        assert (draft is not None) is there
