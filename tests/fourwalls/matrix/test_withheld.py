from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fourwalls.matrix import withheld
from fourwalls.matrix.cryptostore import CryptoStore
from fourwalls.matrix.withheld import Withheld

ANN, BOB, ROOM = "@ann:test", "@bob:test", "!room"
CODES = ["m.blacklisted", "m.unverified", "m.unauthorised", "m.unavailable"]


def said(code: Any, sender: Any = ANN, room: Any = ROOM, session: Any = "s1") -> dict[str, Any]:
    content = {"code": code, "room_id": room, "session_id": session}
    return {"type": "m.room_key.withheld", "sender": sender, "content": content}


def store(*rows: tuple[str, str, bytes | None]) -> CryptoStore:
    return CryptoStore(b"p" * 32, [(kind, key, blob) for kind, key, blob in rows if blob is not None])


@pytest.mark.parametrize("code", CODES)
def test_each_code_of_the_specification_explains_its_session(code: str) -> None:
    codes = Withheld(store())
    codes.take(said(code))
    assert codes.why(ROOM, "s1", ANN) == f"withheld:{code}"
    for place in ((ROOM, "s2", ANN), ("!other", "s1", ANN), (ROOM, "s1", BOB)):
        assert codes.why(*place) == "no_key"


def test_no_olm_is_said_for_all_sessions_and_a_sessions_own_code_says_more() -> None:
    codes = Withheld(store())
    codes.take({"sender": ANN, "content": {"code": "m.no_olm"}})
    assert codes.why(ROOM, "s1", ANN) == "withheld:m.no_olm"
    assert codes.why(ROOM, "s1", BOB) == "no_key"
    codes.take(said("m.unverified"))
    assert codes.why(ROOM, "s1", ANN) == "withheld:m.unverified"


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"sender": ANN},
        said("rude words"),
        said(None),
        said(["m.unverified"]) | {"sender": 7},
        said("m.unverified", room=None),
        said("m.unverified", session={}),
        said("m.unverified", room="! x"),
    ],
)
def test_nonsense_explains_nothing(event: dict[str, Any]) -> None:
    codes = Withheld(store())
    codes.take(event)
    assert codes.news == set()


def test_what_explained_something_outlives_a_restart_and_nothing_else_is_kept() -> None:
    kept = store()
    codes = Withheld(kept)
    codes.take(said("m.unverified"))
    codes.take(said("m.unverified", session="s2"))
    assert kept.take_changes() == []
    codes.why(ROOM, "s1", ANN)
    codes.why(ROOM, "s1", ANN)
    changes = kept.take_changes()
    assert len(changes) == 1
    again = Withheld(store(*changes))
    assert again.why(ROOM, "s1", ANN) == "withheld:m.unverified"
    assert again.why(ROOM, "s2", ANN) == "no_key"


def test_it_is_forgotten_after_a_month() -> None:
    old: date = datetime.now(tz=UTC).date() - timedelta(days=31)
    kept = store((withheld.WITHHELD, f"{ROOM} s1 {ANN}", f"m.unverified {old.isoformat()}".encode()))
    assert Withheld(kept).why(ROOM, "s1", ANN) == "no_key"
    assert kept.take_changes() == [(withheld.WITHHELD, f"{ROOM} s1 {ANN}", None)]


def test_a_flood_is_not_remembered_whole() -> None:
    codes = Withheld(store())
    for number in range(6000):
        codes.take(said("m.unverified", session=str(number)))
    assert codes.why(ROOM, "5999", ANN) == "withheld:m.unverified"
    assert codes.why(ROOM, "0", ANN) == "no_key"
