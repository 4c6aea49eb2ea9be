from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourwalls.matrix import secretstorage
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.crosssigning import ChainError, require_same
from fourwalls.matrix.homeserver import Homeserver, RefusedError, UnreachableError
from fourwalls.matrix.logging_in import log_in
from fourwalls.matrix.memory import InMemory, Seeds
from fourwalls.matrix.recoverykey import read, written
from fourwalls.matrix.secretstorage import SecretStorageError, WrongRecoveryKeyError
from fourwalls.matrix.signatures import unpadded
from tests.fourwalls.matrix.ear import PICKLE_KEY, listening, open_ear
from tests.fourwalls.matrix.people import FakeServer, Json
from tests.support.member import Member
from tests.support.synapse import PASSWORD, Account, Register, SignIn

KEYS = st.binary(min_size=32, max_size=32)
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
USER = "@bot:test"


class Shelf(FakeServer):
    """A server that keeps account data, and fails at one write if told to."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Json] = {}
        self.writes_left: int | None = None

    def _answer(self, name: str, body: Json, query: dict[str, str]) -> Json:
        del query
        type_ = name.split("/account_data/")[1]
        if not body and self.asked[-1][1] is None:
            if type_ not in self.kept:
                raise RefusedError(404, "M_NOT_FOUND", None, {})
            return self.kept[type_]
        if self.writes_left == 0:
            raise UnreachableError("cut off")
        self.writes_left = None if self.writes_left is None else self.writes_left - 1
        self.kept[type_] = body
        return {}


# --- sealing


@settings(deadline=None)
@given(KEYS, st.text(), st.binary(max_size=100))
def test_what_is_sealed_is_opened_by_its_key_under_its_name_alone(key: bytes, name: str, secret: bytes) -> None:
    sealed = secretstorage.seal(key, name, secret)
    assert secretstorage.unseal(key, name, sealed) == secret
    assert secretstorage.unseal(key, name, {**sealed, "iv": sealed["iv"] + "=" * (-len(sealed["iv"]) % 4)}) == secret
    for wrong_key, wrong_name in ((bytes(b ^ 1 for b in key), name), (key, name + "x")):
        with pytest.raises(SecretStorageError):
            secretstorage.unseal(wrong_key, wrong_name, sealed)


@settings(deadline=None)
@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner)))
def test_whatever_a_server_shows_is_refused_and_never_crashes(shown: Any) -> None:
    with pytest.raises(SecretStorageError):
        secretstorage.unseal(KEY, "m.cross_signing.master", shown)
    if isinstance(shown, dict) and ("iv" in shown or "mac" in shown):
        assert not secretstorage.fits(KEY, shown)


@settings(deadline=None)
@given(KEYS)
def test_a_description_tells_the_key_and_not_another(key: bytes) -> None:
    description = secretstorage.describe(key)
    assert secretstorage.fits(key, description)
    assert not secretstorage.fits(bytes(b ^ 1 for b in key), description)
    assert unpadded(key) not in str(description)


# --- on a server


async def test_an_identity_comes_back() -> None:
    server, seeds = Shelf(), Seeds.make()
    assert await secretstorage.key_in_use(server, USER) is None
    await secretstorage.store(server, USER, KEY, "one", seeds)
    assert await secretstorage.key_in_use(server, USER) == "one"
    assert await secretstorage.fetch(server, USER, KEY) == seeds
    with pytest.raises(WrongRecoveryKeyError):
        await secretstorage.fetch(server, USER, OTHER_KEY)


async def test_a_new_key_takes_the_place_of_the_old_one_which_then_opens_nothing() -> None:
    server, seeds = Shelf(), Seeds.make()
    await secretstorage.store(server, USER, KEY, "one", seeds)
    await secretstorage.store(server, USER, OTHER_KEY, "two", seeds)
    assert await secretstorage.fetch(server, USER, OTHER_KEY) == seeds
    with pytest.raises(WrongRecoveryKeyError):
        await secretstorage.fetch(server, USER, KEY)
    assert server.kept["m.secret_storage.key.one"] == {}
    assert all("one" not in kept.get("encrypted", {}) for kept in server.kept.values())


@pytest.mark.parametrize("writes", range(10))
async def test_cut_off_anywhere_one_of_the_two_keys_opens_everything(writes: int) -> None:
    server, seeds = Shelf(), Seeds.make()
    await secretstorage.store(server, USER, KEY, "one", seeds)
    server.writes_left = writes
    try:
        await secretstorage.store(server, USER, OTHER_KEY, "two", seeds)
    except UnreachableError:
        assert writes < 9
    in_use = await secretstorage.key_in_use(server, USER)
    assert in_use in {"one", "two"}
    assert await secretstorage.fetch(server, USER, KEY if in_use == "one" else OTHER_KEY) == seeds


async def test_what_is_missing_is_told() -> None:
    server = Shelf()
    with pytest.raises(SecretStorageError, match="nobody ever made a recovery key"):
        await secretstorage.fetch(server, USER, KEY)
    await secretstorage.store(server, USER, KEY, "one", Seeds.make())
    del server.kept["m.cross_signing.self_signing"]
    assert await secretstorage.key_in_use(server, USER) is None
    with pytest.raises(SecretStorageError, match="does not hold its whole identity"):
        await secretstorage.fetch(server, USER, KEY)
    server.kept["m.cross_signing.self_signing"] = {
        "encrypted": {"one": secretstorage.seal(KEY, "m.cross_signing.self_signing", b"\xff too short")}
    }
    with pytest.raises(SecretStorageError, match="unknown form"):
        await secretstorage.fetch(server, USER, KEY)
    server.kept["m.secret_storage.key.one"] = {"algorithm": "org.example.other"}
    with pytest.raises(SecretStorageError, match="of a kind that this program does not know"):
        await secretstorage.fetch(server, USER, KEY)


# --- with a client of another make


async def as_bot(account: Account) -> Homeserver:
    server = Homeserver.open(account.base_url)
    server.token = (await log_in(server, account.user_id, PASSWORD)).token
    return server


@pytest.mark.e2e
async def test_another_client_reads_what_we_stored_and_is_the_same_identity(
    register: Register, sign_in: SignIn
) -> None:
    account = await register("bot")
    memory = InMemory()
    async with listening(account, memory):
        seeds = (await memory.recall()).seeds
        assert seeds is not None
    server = await as_bot(account)
    try:
        await secretstorage.store(server, account.user_id, KEY, "a-key", seeds)
    finally:
        await server.close()
    ann = await sign_in("ann")
    async with await Member.start(
        account.base_url, account.name, PASSWORD, recovery_key=written(KEY)
    ) as element:  # its device is signed with what the recovery key opens
        for part in ("master", "self_signing", "user_signing"):
            kept = await element.do("secret", name=f"m.cross_signing.{part}")
            assert kept == {"secret": unpadded(getattr(seeds, part))}
        room = await ann.create_room(account.user_id)
        await element.join(room)
        await ann.wait_membership(room, "join", account.user_id)
        await element.send(room, "from the other device")
        assert (await ann.wait_message(containing="from the other device")).shield == "none"
        assert await ann.do("trust", user=account.user_id) == {
            "verified": False,
            "wasVerified": False,
            "changed": False,
        }


@pytest.mark.e2e
async def test_we_read_what_another_client_stored_and_are_the_same_identity(
    register: Register, sign_in: SignIn
) -> None:
    account, ann = await register("bot"), await sign_in("ann")
    async with await Member.start(account.base_url, account.name, PASSWORD) as element:
        made = await element.do("makeSecretStorage", user=account.name, password=PASSWORD)
        room = await ann.create_room(account.user_id)
        await element.join(room)
        await ann.wait_membership(room, "join", account.user_id)
        await element.send(room, "before")
        await ann.wait_message(containing="before")
        await ann.do("vouch", user=account.user_id)
        assert (await ann.do("trust", user=account.user_id))["verified"]
    key = read(made["recoveryKey"])
    assert written(key) == made["recoveryKey"]
    memory = InMemory()
    with pytest.raises(ChainError, match="fourwalls recover"):
        await open_ear(account, memory)
    server = await as_bot(account)
    try:
        seeds = await secretstorage.fetch(server, account.user_id, key)
        await require_same(server, account.user_id, seeds)
        with pytest.raises(ChainError, match="another identity"):
            await require_same(server, account.user_id, Seeds.make())
    finally:
        await server.close()
    await memory.keep_seeds(seeds)
    async with listening(account, memory) as ear:
        await ear.room(room, ann.user_id)
        await ear.say(room, "after")
        assert (await ann.wait_message(containing="after")).shield == "none"
        trust = await ann.do("trust", user=account.user_id)
        assert trust == {"verified": True, "wasVerified": True, "changed": False}
        await ann.send(room, "do you read me?")
        await ear.message("do you read me?")


@pytest.mark.e2e
async def test_a_password_is_not_asked_for_to_take_an_identity_over(register: Register) -> None:
    """The identity is there: only this device is signed, which needs no password."""
    account, memory = await register("bot"), InMemory()
    async with listening(account, memory):
        pass
    seeds = (await memory.recall()).seeds
    assert seeds is not None
    server = await as_bot(account)
    fresh = InMemory()
    await fresh.keep_seeds(seeds)
    try:
        await fresh.keep_credentials(await log_in(server, account.user_id, PASSWORD))
    finally:
        await server.close()
    connection = await Connection.open(account.base_url, account.user_id, fresh, PICKLE_KEY, None)
    await connection.close()
