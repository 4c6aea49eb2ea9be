from __future__ import annotations

from typing import Any

import pytest

from fourwalls.matrix.homeserver import RefusedError, UnreachableError
from fourwalls.matrix.keeping import Keeper
from fourwalls.matrix.memory import InMemory
from fourwalls.matrix.publishing import KeyTakenError, Publisher
from tests.fourwalls.matrix.people import FakeServer, Person


class Shop:
    """A publisher over a fake server."""

    def __init__(self) -> None:
        self.me = Person("@bot:test")
        self.server = FakeServer()
        self.publisher = Publisher(self.server, self.me.engine, Keeper(InMemory(), self.me.store))

    @property
    def uploads(self) -> list[Any]:
        return [body for name, body in self.server.asked if name == "keys/upload"]


@pytest.fixture
def shop() -> Shop:
    return Shop()


async def test_a_device_is_published_once_and_the_same_after_a_failure(shop: Shop) -> None:
    shop.server.trouble["keys/upload"] = [UnreachableError("reset")]
    with pytest.raises(UnreachableError):
        await shop.publisher.publish()
    await shop.publisher.publish()
    await shop.publisher.publish()
    assert len(shop.uploads) == 2
    assert shop.uploads[0] == shop.uploads[1]
    assert len(shop.uploads[0]["one_time_keys"]) == 25
    assert len(shop.uploads[0]["fallback_keys"]) == 1


@pytest.mark.parametrize(
    "counts", [{}, {"signed_curve25519": 0}, {"signed_curve25519": None}, {"signed_curve25519": -(10**12)}]
)
async def test_a_drained_account_is_filled_up(shop: Shop, counts: Any) -> None:
    await shop.publisher.publish()
    await shop.publisher.replenish({"device_one_time_keys_count": counts})
    assert len(shop.uploads[-1]["one_time_keys"]) == 25


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"device_one_time_keys_count": {"signed_curve25519": 25}},
        {"device_one_time_keys_count": 7},
        {"device_unused_fallback_key_types": ["signed_curve25519"]},
        {"device_unused_fallback_key_types": None},
    ],
)
async def test_nothing_is_uploaded_without_need(shop: Shop, answer: Any) -> None:
    await shop.publisher.replenish(answer)
    assert shop.uploads == []


async def test_a_used_fallback_key_is_replaced_once_however_often_the_upload_fails(shop: Shop) -> None:
    await shop.publisher.publish()
    shop.server.trouble["keys/upload"] = [UnreachableError("reset")] * 2
    for _ in range(2):
        with pytest.raises(UnreachableError):
            await shop.publisher.replenish({"device_unused_fallback_key_types": []})
    await shop.publisher.replenish({"device_unused_fallback_key_types": []})
    first, *others = shop.uploads
    assert others[0] == others[1] == others[2]
    assert others[0]["fallback_keys"] != first["fallback_keys"]


async def test_private_halves_are_on_disk_before_public_halves_leave(shop: Shop) -> None:
    waiting: list[Any] = []
    shop.server.before = lambda _: waiting.extend(shop.me.store.take_changes())
    await shop.publisher.publish()
    assert waiting == []


async def test_a_key_that_was_made_twice_is_told_from_any_other_refusal(shop: Shop) -> None:
    await shop.publisher.publish()
    taken = {"errcode": "M_UNKNOWN", "error": "One time key signed_curve25519:AAAAAAAAABk already exists. Old key: …"}
    for refusal, told in (
        (RefusedError(400, "M_UNKNOWN", None, taken), KeyTakenError),
        (RefusedError(400, "M_BAD_JSON", None, {}), RefusedError),
        (RefusedError(500, "M_UNKNOWN", None, taken), RefusedError),
    ):
        shop.server.trouble["keys/upload"] = [refusal]
        with pytest.raises(told) as caught:
            await shop.publisher.replenish({"device_one_time_keys_count": {}})
        assert "AAAAAAAAABk" not in str(caught.value)
