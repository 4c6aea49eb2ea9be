"""Requests to share on disk: sealed, held against the table of steps, and bound by the audit chain."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import select

from fourwalls.group.effects.kept import KeepDraft, KeepShare
from fourwalls.group.people import GroupId, PersonId
from fourwalls.group.share import STEPS, Asked, Consent, Draft, Share, ShareNumber, ShareState, answered
from fourwalls.storage import audit, shares
from fourwalls.storage.errors import ImpossibleStepError
from fourwalls.storage.tables import share as share_table
from fourwalls.storage.times import to_ms
from tests.fourwalls.storage.house import ANN, BEN, FAY, NOON, House, minute
from tests.support.audited import Audited, audited

ONE = ShareNumber(1)
ASKED = (Asked(BEN), Asked(FAY))


def request(number: ShareNumber = ONE, state: ShareState = ShareState.ASKED) -> Share:
    group = GroupId("0a1b")
    return Share(number, state, ANN, group, "the boat", (BEN,), "the newsletter", NOON, minute(90), ASKED)


def kept(house: House, share: Share) -> Share | None:
    house.apply(KeepShare(share, NOON))
    return house.work(lambda records: records.share(share.number))


def rows(house: House) -> list[Audited]:
    return house.database.run_sync(lambda conn: audited(conn, "share", "1"))


def test_what_is_kept_comes_back_whole(house: House) -> None:
    share = request()
    assert kept(house, share) == share
    answer = answered(share, BEN, Consent.YES, minute(4))
    assert kept(house, replace(answer, reminded=True)) == replace(answer, reminded=True)


@pytest.mark.parametrize(("before", "after"), list(product(ShareState, ShareState)))
def test_only_the_steps_of_the_table_are_kept(house: House, before: ShareState, after: ShareState) -> None:
    def row(state: ShareState) -> Share:
        return request(state=state)

    roads = {
        ShareState.DRAFTING: [],
        ShareState.ASKED: [ShareState.ASKED],
        ShareState.WITHDRAWN: [ShareState.ASKED, ShareState.WITHDRAWN],
    }
    for state in roads.get(before, [ShareState.ASKED, before]):
        house.apply(KeepShare(row(state), NOON))
    steps = {(first, second) for (first, _), second in STEPS.items()}
    stays = before is after and before is not ShareState.DRAFTING
    if (before, after) in steps or stays:
        assert kept(house, row(after)) == row(after)
    else:
        with pytest.raises(ImpossibleStepError):
            house.apply(KeepShare(row(after), NOON))


@pytest.mark.parametrize(
    "other",
    [
        replace(request(), words="another boat"),
        replace(request(), place="the front page"),
        replace(request(), whose=()),
        replace(request(), deadline=minute(9000)),
        replace(request(), asker=FAY),
        replace(request(), asked=(Asked(BEN),)),
        replace(request(), group=GroupId("ffff")),
    ],
)
def test_what_people_were_asked_for_cannot_be_changed(house: House, other: Share) -> None:
    house.apply(KeepShare(request(), NOON))
    with pytest.raises(ImpossibleStepError, match="cannot be changed"):
        house.apply(KeepShare(other, NOON))


def test_those_that_go_on_or_were_granted_are_found_and_numbers_count_on(house: House) -> None:
    for number in (1, 2, 3):
        house.apply(KeepShare(request(ShareNumber(number)), NOON))
    house.apply(KeepShare(request(ShareNumber(2), ShareState.EXPIRED), NOON))
    house.apply(KeepShare(request(ShareNumber(3), ShareState.GRANTED), NOON))
    assert house.work(lambda records: [share.number for share in records.shares()]) == [1, 3]
    house.apply(KeepShare(request(ShareNumber(3), ShareState.WITHDRAWN), NOON))
    assert house.work(lambda records: [share.number for share in records.shares()]) == [1]
    assert house.work(lambda records: records.next_share()) == 4


def test_the_audit_chain_binds_wording_and_answers_without_telling_them(house: House) -> None:
    share = request()
    house.apply(KeepShare(share, NOON))
    yes = answered(share, BEN, Consent.YES, minute(1))
    house.apply(KeepShare(yes, minute(1)), KeepShare(yes, minute(1)))
    changed = answered(yes, BEN, Consent.NO, minute(2))
    house.apply(KeepShare(replace(changed, state=ShareState.REFUSED), minute(3)))
    found = rows(house)
    whats = ["share_asked", "share_answered", "share_refused", "share_answered"]
    assert [(row.what, row.at) for row in found] == list(zip(whats, map(to_ms, map(minute, (0, 1, 3, 3))), strict=True))
    assert found[0].subjects == (house.keys.person(ANN),)
    assert found[1].subjects == found[3].subjects == (house.keys.person(BEN),)
    assert found[0].ids["wording"] == found[2].ids["wording"]
    assert found[1].ids["answer"] != found[3].ids["answer"]
    assert not any(word in str(found) for word in ("boat", "newsletter", "yes", '"no"'))
    assert house.database.run_sync(audit.verify).sound


def test_whose_answer_it_was_is_sealed(house: House) -> None:
    house.apply(KeepShare(answered(request(), BEN, Consent.NO, NOON), NOON))
    (row,) = house.database.run_sync(lambda conn: conn.execute(select(share_table)).all())
    assert set(row._mapping) == {"number", "state", "sealed"}
    assert b"example.org" not in row.sealed


def test_a_draft_is_kept_for_each_person_and_forgotten_in_time(house: House) -> None:
    ann = Draft(ANN, minute(1), None)
    ben = Draft(BEN, minute(5), GroupId("0a1b"), "the boat", (PersonId("@x:y"),), "the newsletter", 21)
    house.apply(KeepDraft(ANN, ann), KeepDraft(BEN, ben))
    assert house.work(lambda records: [records.draft(ANN), records.draft(BEN), records.draft(FAY)]) == [ann, ben, None]
    assert house.database.run_sync(lambda conn: shares.forget_drafts(conn, to_ms(minute(5)))) == 1
    assert house.work(lambda records: [records.draft(ANN), records.draft(BEN)]) == [None, ben]
    house.apply(KeepDraft(BEN, None))
    assert house.work(lambda records: records.draft(BEN)) is None
