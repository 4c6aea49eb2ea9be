from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.matrix.verification.desk import LIFE_SECONDS, MOST_ASKED, Desk, Reply
from fourwalls.matrix.verification.said import Said
from fourwalls.matrix.verification.sas import Comparison, MismatchError
from fourwalls.matrix.verification.stages import Step
from tests.fourwalls.matrix.verification.asker import ANN, HER_KEYS, NOW, OUR_KEYS, US, Asker, steps


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def a_desk(clock: Clock | None = None) -> Desk:
    clock = clock or Clock()
    return Desk(US, OUR_KEYS, clock, lambda: NOW + clock.now)


def tell(desk: Desk, said: Said, *, between_two: bool = True) -> list[Reply]:
    return desk.hear(said, HER_KEYS, between_two=between_two)


def to_the_comparison(desk: Desk, asker: Asker) -> None:
    tell(desk, asker.asks())
    (accept,) = tell(desk, asker.starts())
    asker.accepted(accept.content)
    (key,) = tell(desk, asker.shows_key())
    asker.sees_key(key.content["key"])


@pytest.mark.parametrize("room", [None, "!two:house"])
def test_both_sides_see_the_same_and_swear_to_their_keys(room: str | None) -> None:
    desk, asker = a_desk(), Asker(room=room)
    shown: list[Comparison] = []
    desk.shown = shown.append
    to_the_comparison(desk, asker)
    assert asker.agreed is not None
    (under_way,) = desk.under_way()
    assert under_way.comparison == asker.agreed.comparison == shown[0]
    assert len(under_way.comparison.emoji) == 7
    mac, done = tell(desk, asker.swears())
    asker.checks(mac.content)
    assert set(mac.content["mac"]) == OUR_KEYS.keys()
    assert done.step is Step.DONE
    assert tell(desk, asker.says(Step.DONE)) == []
    assert desk.under_way() == []
    assert len(shown) == 1


def test_a_reply_is_tied_to_its_verification() -> None:
    (straight,) = tell(a_desk(), Asker().asks())
    assert (straight.device, straight.room, straight.content["transaction_id"]) == ("ANNDEVICE", None, "txn-1")
    (inside,) = tell(a_desk(), Asker(room="!two:house").asks())
    assert inside.content["m.relates_to"] == {"rel_type": "m.reference", "event_id": "txn-1"}
    assert "transaction_id" not in inside.content


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"from_device": None}, "m.invalid_message"),
        ({"from_device": "GHOST"}, "m.key_mismatch"),
        ({"methods": ["m.qr_code.show.v1"]}, "m.unknown_method"),
        ({"methods": "m.sas.v1"}, "m.unknown_method"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused_by_its_code(changed: dict[str, Any], code: str) -> None:
    desk = a_desk()
    assert steps(tell(desk, Asker().asks(**changed))) == [code]
    assert desk.under_way() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"from_device": "OTHER"}, "m.user_mismatch"),
        ({"method": "m.reciprocate.v1"}, "m.unknown_method"),
        ({"key_agreement_protocols": ["curve25519"]}, "m.unknown_method"),
        ({"hashes": []}, "m.unknown_method"),
        ({"message_authentication_codes": ["hkdf-hmac-sha256"]}, "m.unknown_method"),
        ({"short_authentication_string": ["emoji"]}, "m.unknown_method"),
        ({"more": "\ud800"}, "m.invalid_message"),
    ],
)
def test_terms_that_cannot_be_taken_are_refused_by_their_code(changed: dict[str, Any], code: str) -> None:
    desk, asker = a_desk(), Asker()
    tell(desk, asker.asks())
    assert steps(tell(desk, asker.starts(**changed))) == [code]


@pytest.mark.parametrize("key", [None, 7, "", "no key", "A" * 43, "\ud800", "A" * 60_000])
def test_what_is_no_key_ends_it(key: Any) -> None:
    desk, asker = a_desk(), Asker()
    tell(desk, asker.asks())
    tell(desk, asker.starts())
    assert steps(tell(desk, asker.says(Step.KEY, {"key": key}))) == ["m.invalid_message"]


@pytest.mark.parametrize(
    "keys",
    [
        {"ed25519:ANNDEVICE": "another key"},
        {**HER_KEYS, "ed25519:annmaster": "another key"},
        {"ed25519:UNKNOWN": "anndevicekey"},
        {},
    ],
)
def test_codes_for_other_keys_than_the_server_shows_end_it(keys: dict[str, str]) -> None:
    desk, asker = a_desk(), Asker()
    to_the_comparison(desk, asker)
    assert steps(tell(desk, asker.swears(keys))) == ["m.key_mismatch"]
    assert desk.under_way() == []
    assert desk.take_gone_wrong() == [ANN]
    assert desk.take_gone_wrong() == []


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("m.mismatched_sas", True), ("m.mismatched_commitment", True), ("m.user", False), ("m.timeout", False)],
)
def test_only_a_difference_after_the_comparison_has_gone_wrong(code: str, wrong: bool) -> None:
    desk, asker = a_desk(), Asker()
    to_the_comparison(desk, asker)
    tell(desk, asker.says(Step.CANCEL, {"code": code}))
    assert desk.take_gone_wrong() == [ANN] * wrong
    tell(desk, Asker("txn-2").asks())
    tell(desk, Asker("txn-2").says(Step.CANCEL, {"code": code}))
    assert desk.take_gone_wrong() == []


@pytest.mark.parametrize("sworn", [{}, {"mac": [], "keys": ""}, {"mac": {"ed25519:ANNDEVICE": 7}, "keys": "x"}])
def test_malformed_codes_end_it(sworn: dict[str, Any]) -> None:
    desk, asker = a_desk(), Asker()
    to_the_comparison(desk, asker)
    assert steps(tell(desk, asker.says(Step.MAC, sworn))) == ["m.key_mismatch"]


def test_codes_of_another_verification_end_it() -> None:
    desk, asker, other = a_desk(), Asker(), Asker("txn-2")
    to_the_comparison(a_desk(), other)
    to_the_comparison(desk, asker)
    assert steps(tell(desk, asker.says(Step.MAC, other.swears().content))) == ["m.key_mismatch"]


def test_our_key_is_bound_before_theirs_is_seen() -> None:
    """A different key, or other terms than were sent, do not fit what bound us: their app breaks off."""
    desk, asker = a_desk(), Asker()
    tell(desk, asker.asks())
    (accept,) = tell(desk, asker.starts())
    asker.accepted(accept.content)
    (key,) = tell(desk, asker.shows_key())
    with pytest.raises(AssertionError):
        asker.sees_key(Asker().secret.key)
    asker.terms = {**asker.terms, "hashes": ["sha256", "md5"]}
    with pytest.raises(AssertionError):
        asker.sees_key(key.content["key"])
    assert steps(tell(desk, asker.says(Step.CANCEL, {"code": "m.mismatched_commitment"}))) == []
    assert desk.under_way() == []


def test_somebody_between_the_two_makes_the_pictures_differ_and_cannot_swear() -> None:
    desk, asker, middle = a_desk(), Asker(), Asker()
    to_the_comparison(desk, middle)  # whoever stands between answers the bot with a key of their own
    to_the_comparison(a_desk(), asker)
    assert asker.agreed is not None
    (under_way,) = desk.under_way()
    assert under_way.comparison != asker.agreed.comparison
    with pytest.raises(MismatchError):
        middle.checks(asker.swears().content, HER_KEYS)


def test_a_verification_lapses_after_ten_minutes_and_only_then() -> None:
    clock = Clock()
    desk = a_desk(clock)
    tell(desk, Asker().asks())
    clock.now = LIFE_SECONDS
    assert desk.lapse() == []
    clock.now += 1
    assert steps(desk.lapse()) == ["m.timeout"]
    assert not desk.under_way()
    assert not desk.lapse()


@pytest.mark.parametrize("at", [NOW - LIFE_SECONDS - 1, NOW + 301, 0.0])
def test_an_old_request_or_one_from_the_future_is_passed_over(at: float) -> None:
    asked = Asker().asks()
    assert tell(a_desk(), Said(ANN, "txn-1", Step.REQUEST, asked.content, at)) == []


def test_a_second_request_takes_the_place_of_the_first() -> None:
    desk, first, second = a_desk(), Asker(), Asker("txn-2")
    to_the_comparison(desk, first)
    assert steps(tell(desk, second.asks())) == ["m.user", "ready"]
    assert len(desk.under_way()) == 1
    assert tell(desk, first.swears()) == []  # it was told already
    assert steps(tell(desk, first.asks())) == []  # and does not come back


def test_the_same_request_again_changes_nothing() -> None:
    desk, asker = a_desk(), Asker()
    tell(desk, asker.asks())
    assert tell(desk, asker.asks()) == []
    assert steps(tell(desk, asker.starts())) == ["accept"]


def test_people_do_not_disturb_one_another() -> None:
    desk, ann, eve = a_desk(), Asker(), Asker(person="@eve:house")
    to_the_comparison(desk, ann)
    assert steps(tell(desk, eve.says(Step.CANCEL))) == []
    assert steps(tell(desk, eve.says(Step.KEY))) == ["m.unknown_transaction"]
    assert steps(tell(desk, ann.swears())) == ["mac", "done"]


def test_what_a_restart_has_ended_is_refused_once_and_only_where_nobody_else_can_be_meant() -> None:
    desk, asker = a_desk(), Asker(room="!two:house")
    assert tell(desk, asker.shows_key(), between_two=False) == []
    assert tell(desk, asker.says(Step.CANCEL)) == []
    (refused,) = tell(desk, asker.shows_key())
    assert refused.content["code"] == "m.unknown_transaction"
    assert refused.room == "!two:house"
    assert tell(desk, asker.shows_key()) == []


def test_a_flood_of_one_person_is_answered_a_few_times_only() -> None:
    clock = Clock()
    desk = a_desk(clock)
    said = [steps(tell(desk, Asker(f"txn-{number}").asks())) for number in range(100)]
    assert sum("ready" in each for each in said) == MOST_ASKED
    clock.now = LIFE_SECONDS + 1
    desk.lapse()
    assert "ready" in steps(tell(desk, Said(ANN, "new", Step.REQUEST, Asker().asks().content, NOW + clock.now)))


def test_a_flood_of_many_people_costs_bounded_memory() -> None:
    desk = a_desk()
    for number in range(2_000):
        asker = Asker(f"txn-{number}", person=f"@p{number}:house")
        tell(desk, asker.asks())
        tell(desk, Asker(f"gone-{number}", person=f"@p{number}:house").shows_key())
    assert len(desk.under_way()) == 200


def test_what_began_encrypted_goes_on_encrypted_and_by_the_same_device() -> None:
    desk, asker = a_desk(), Asker(room="!two:house")
    asked = asker.asks()
    assert steps(tell(desk, asker.says(Step.REQUEST, asked.content, device="ANNDEVICE"))) == ["ready"]
    assert tell(desk, asker.starts()) == []
    assert tell(desk, asker.says(Step.START, asker.terms, device="OTHER")) == []
    assert steps(tell(desk, asker.says(Step.START, asker.terms, device="ANNDEVICE"))) == ["accept"]


def test_a_request_in_the_name_of_another_device_is_refused() -> None:
    asker = Asker(room="!two:house")
    said = asker.says(Step.REQUEST, asker.asks().content, device="OTHER")
    assert steps(tell(a_desk(), said)) == ["m.user_mismatch"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_NAMES = ["from_device", "methods", "method", "key", "keys", "mac", "code", "hashes", "short_authentication_string"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([step for step in Step if step is not Step.LAPSE]),
            st.dictionaries(st.sampled_from(_NAMES), _JSON, max_size=4),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_no_content_whatever_makes_it_stumble(said: list[tuple[Step, dict[str, Any], bool]]) -> None:
    desk, asker = a_desk(), Asker()
    for step, content, mixed in said:
        good = {Step.REQUEST: asker.asks, Step.START: asker.starts, Step.KEY: asker.shows_key}.get(step)
        base = good().content if good is not None and mixed else {}
        for reply in tell(desk, asker.says(step, {**base, **content})):
            assert reply.person == ANN
    assert len(desk.under_way()) <= 1
