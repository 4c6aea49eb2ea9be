from __future__ import annotations

import pytest

from fourwalls.matrix.homeserver import RefusedError, UnreachableError, _refusal
from fourwalls.matrix.patience import Patience, Postponed

NO_ANSWER = UnreachableError("no answer")


def test_each_wait_is_longer_up_to_half_a_minute_and_short_again_when_all_is_well() -> None:
    patience = Patience()
    waits = [patience.seconds(NO_ANSWER) for _ in range(20)]
    assert 0.25 <= waits[0] <= 0.5
    assert all(15 <= wait <= 30 for wait in waits[8:])
    patience.ended()
    assert patience.seconds(NO_ANSWER) <= 0.5


@pytest.mark.parametrize(("asked", "least"), [(7.5, 7.5), (0.0, 0.25), (None, 0.25)])
def test_the_servers_wish_counts_but_never_makes_us_spin(asked: float | None, least: float) -> None:
    assert Patience().seconds(RefusedError(429, "M_LIMIT_EXCEEDED", asked, {})) >= least


@pytest.mark.parametrize(
    ("asked", "header", "wait"),
    [
        (1500, "", 1.5),
        (None, "3", 3.0),
        (2000, "9", 2.0),
        (-5, "", 0.0),
        (10**15, "", 600.0),
        (None, "9" * 30, 600.0),
        ("soon", "tomorrow", None),
        (True, "", None),
    ],
)
def test_absurd_waits_are_cut(asked: object, header: str, wait: float | None) -> None:
    refusal = _refusal(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": asked}, header)
    assert isinstance(refusal, RefusedError)
    assert refusal.retry_after == wait


def test_the_servers_words_stay_out_of_the_error() -> None:
    refusal = _refusal(403, {"errcode": "M_FORBIDDEN", "error": "@ann:test said secret"}, "")
    assert str(refusal) == "the homeserver answered 403 M_FORBIDDEN"
    assert "M_UNKNOWN" in str(_refusal(400, {"errcode": "über\nallen"}, ""))


def test_what_fails_waits_twice_as_long_each_time() -> None:
    now = [0.0]
    postponed: Postponed[str] = Postponed(30, 100, clock=lambda: now[0])
    assert not postponed.waits("a")
    for wait in (30, 60, 100, 100):
        postponed.failed("a")
        now[0] += wait - 1
        assert postponed.waits("a")
        assert not postponed.waits("b")
        now[0] += 1
        assert not postponed.waits("a")
    postponed.failed("a")
    postponed.ended("a")
    assert not postponed.waits("a")
