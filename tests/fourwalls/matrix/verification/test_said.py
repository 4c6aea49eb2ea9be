from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.matrix.verification.said import Said, said_in_room, said_to_device
from fourwalls.matrix.verification.stages import Step
from tests.fourwalls.matrix.verification.asker import ANN, BOT

TIE = {"m.relates_to": {"rel_type": "m.reference", "event_id": "$request"}}


def in_room(type_: Any, content: Any) -> Said | None:
    return said_in_room(type_, content, room="!r", event="$e", sender=ANN, device_id="D", own_id=BOT, at=1.0)


def test_a_request_in_a_room_begins_a_verification_by_its_own_id() -> None:
    said = in_room("m.room.message", {"msgtype": "m.key.verification.request", "to": BOT, "from_device": "D"})
    assert said is not None
    assert (said.step, said.txn, said.room, said.device, said.from_device) == (Step.REQUEST, "$e", "!r", "D", "D")


@pytest.mark.parametrize(
    ("type_", "content"),
    [
        ("m.room.message", {"msgtype": "m.key.verification.request", "to": "@other:house"}),
        ("m.room.message", {"msgtype": "m.text", "to": BOT}),
        ("m.key.verification.request", TIE),
        ("m.key.verification.start", {}),
        ("m.key.verification.start", {"m.relates_to": {"rel_type": "m.thread", "event_id": "$request"}}),
        ("m.key.verification.start", {"m.relates_to": {"rel_type": "m.reference", "event_id": 7}}),
        ("m.key.verification.lapse", TIE),
        ("m.key.verification.", TIE),
        ("m.reaction", TIE),
        (None, None),
    ],
)
def test_what_is_no_step_to_us_is_none(type_: Any, content: Any) -> None:
    assert in_room(type_, content) is None


def test_a_step_in_a_room_belongs_to_what_it_refers_to() -> None:
    said = in_room("m.key.verification.key", {"key": "k", **TIE})
    assert said is not None
    assert (said.step, said.txn) == (Step.KEY, "$request")


def test_a_step_to_this_device_belongs_to_its_transaction() -> None:
    content = {"transaction_id": "t", "timestamp": 2_000, "from_device": "D"}
    said = said_to_device({"type": "m.key.verification.request", "sender": ANN, "content": content})
    assert said is not None
    assert (said.step, said.txn, said.room, said.at) == (Step.REQUEST, "t", None, 2.0)


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"type": "m.key.verification.key", "sender": "ann", "content": {"transaction_id": "t"}},
        {"type": "m.key.verification.key", "sender": ANN, "content": {"transaction_id": ""}},
        {"type": "m.key.verification.key", "sender": ANN, "content": {"transaction_id": "t" * 300}},
        {"type": "m.key.verification.key", "sender": ANN, "content": {"transaction_id": "a|b"}},
        {"type": "m.key.verification.key", "sender": ANN, "content": [1]},
        {"type": "m.room_key", "sender": ANN, "content": {"transaction_id": "t"}},
    ],
)
def test_what_is_no_step_to_this_device_is_none(event: dict[str, Any]) -> None:
    assert said_to_device(event) is None


_ANY = st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)


@given(_ANY, st.dictionaries(st.sampled_from(["transaction_id", "timestamp", "m.relates_to", "to", "msgtype"]), _ANY))
def test_nothing_makes_reading_stumble(type_: Any, content: dict[str, Any]) -> None:
    in_room(type_, content)
    for each in (type_, "m.key.verification.start"):
        said_to_device({"type": each, "sender": ANN, "content": content})
