from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from fourwalls.group.effects.kept import ForgetApplication, Greeted, KeepApplication
from fourwalls.group.registration import Application, Question, Step
from fourwalls.storage import applications
from fourwalls.storage.errors import StorageError
from fourwalls.storage.tables import application as table
from tests.fourwalls.storage.house import ANN, BEN, NOON, House, minute

HERS = Application(ANN, Step.ASKING, NOON, (Question("Why?"), Question("When?", optional=True)), ("so", ""), 1)


def test_an_application_is_given_back_as_it_was_with_a_number(house: House) -> None:
    house.apply(KeepApplication(HERS))
    assert house.work(lambda records: records.application(ANN)) == replace(HERS, number=1)
    assert house.work(lambda records: records.application(BEN)) is None


def test_its_number_stays_and_nobody_else_ever_gets_it(house: House) -> None:
    later = replace(HERS, step=Step.WAITING, at=minute(1))
    house.apply(KeepApplication(HERS), KeepApplication(later))
    assert house.work(lambda records: records.applicants()) == [replace(later, number=1)]
    house.apply(ForgetApplication(ANN), KeepApplication(replace(later, person=BEN)))
    assert [each.number for each in house.work(lambda records: records.applicants())] == [2]


def test_only_what_was_handed_in_waits_for_a_manager(house: House) -> None:
    house.apply(KeepApplication(HERS), KeepApplication(replace(HERS, person=BEN, step=Step.WAITING)))
    assert [each.person for each in house.work(lambda records: records.applicants())] == [BEN]
    assert [each.person for each in house.work(lambda records: records.applications())] == [ANN, BEN]


def test_one_persons_answers_do_not_open_in_anothers_place(house: House) -> None:
    house.apply(KeepApplication(HERS), KeepApplication(replace(HERS, person=BEN)))

    def swap(records: object) -> None:
        conn = records._conn  # type: ignore[attr-defined]
        hers = conn.execute(select(table.c.sealed).where(table.c.person_key == house.keys.person(ANN))).scalar_one()
        conn.execute(table.update().where(table.c.person_key == house.keys.person(BEN)).values(sealed=hers))

    house.work(swap)
    with pytest.raises(StorageError):
        house.work(lambda records: records.application(BEN))


def test_who_was_greeted_is_known_for_a_while(house: House) -> None:
    house.apply(Greeted(ANN, NOON), Greeted(BEN, minute(60)), Greeted(BEN, minute(90)))
    assert set(house.work(lambda records: records.greeted(NOON))) == {ANN, BEN}
    assert house.work(lambda records: records.greeted(minute(90))) == [BEN]
    house.database.run_sync(lambda conn: applications.forget_greeted(conn, NOON + timedelta(minutes=1)))
    assert house.work(lambda records: records.greeted(NOON)) == [BEN]
