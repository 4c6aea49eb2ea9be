from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from fourwalls.group.effects.kept import Refused
from fourwalls.storage.tables import refusal
from tests.fourwalls.storage.house import ANN, BEN, NOON, House, minute


def since(house: House, who: object, moment: object) -> int:
    return house.work(lambda records: records.refusals_since(who, moment))  # type: ignore[arg-type]


def test_it_is_known_how_often_somebody_asked_since_a_moment(house: House) -> None:
    house.apply(Refused(ANN, minute(0)), Refused(ANN, minute(30)), Refused(BEN, minute(40)))
    assert since(house, ANN, minute(0)) == 2
    assert since(house, ANN, minute(1)) == 1
    assert since(house, BEN, minute(41)) == 0


def test_after_a_day_nothing_is_known(house: House) -> None:
    house.apply(Refused(ANN, NOON), Refused(BEN, NOON + timedelta(days=1, seconds=1)))
    assert since(house, ANN, NOON) == 0
    rows = house.database.run_sync(lambda conn: conn.execute(select(func.count()).select_from(refusal)).scalar_one())
    assert rows == 1
