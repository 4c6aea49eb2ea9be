"""Signing ourselves: an identity made at first start, before any room is joined, and checked at every start.

Members whose client keeps out unsigned devices would neither hear nor be heard by a bot that skips this, and
would see no warning of it.
"""

from __future__ import annotations

from typing import Any

from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError
from fourwalls.matrix.keyring import read_identity
from fourwalls.matrix.memory import Seeds
from fourwalls.matrix.shapes import mapping
from fourwalls.matrix.signatures import public_of, seed_signer, sign

_UNAUTHORISED = 401
_NOT_OURS = (
    "the homeserver shows another cross-signing identity for this account than the one in our database. "
    "Put back the database that holds it, or reset the account's identity on purpose"
)
_NOT_OURS_YET = (
    "this account has a cross-signing identity already, from an earlier installation or from an app, and this "
    "database does not hold it. If you have the bots' recovery key: fourwalls recover, then fourwalls run. Otherwise "
    "put back the database that holds it, or make a fresh account for the bot"
)
_NOT_THE_SHOWN_ONE = (
    "what the recovery key opens is another identity than the one that the homeserver shows for this account: it was "
    "reset after the recovery key was made. Put back the database that holds the newer one, or make a fresh account"
)


class ChainError(Exception):
    """The signing chain that the server shows is not ours, and we will not make a new one unattended."""


def public_keys(user_id: str, seeds: Seeds, engine: Engine) -> dict[str, Any]:
    """The three public keys: the master signed by this device, the other two by the master."""
    master_name = public_of(seeds.master)
    by_master = seed_signer(seeds.master)

    def key(usage: str, seed: bytes) -> dict[str, Any]:
        public = public_of(seed)
        return {"user_id": user_id, "usage": [usage], "keys": {f"ed25519:{public}": public}}

    def by_device(message: bytes) -> str:
        return str(engine.account.sign(message.decode()))

    return {
        "master_key": sign(key("master", seeds.master), user_id, engine.device_id, by_device),
        "self_signing_key": sign(key("self_signing", seeds.self_signing), user_id, master_name, by_master),
        "user_signing_key": sign(key("user_signing", seeds.user_signing), user_id, master_name, by_master),
    }


async def chain_holds(server: Homeserver, user_id: str, seeds: Seeds, engine: Engine) -> bool:
    """Whether the server shows our master key and, under it, this very device as signed.

    Raises:
        ChainError: the server shows another master key than the one that we hold the seed of.
    """
    answer = await _own_keys(server, user_id)
    if shown_master(user_id, answer) not in {None, public_of(seeds.master)}:
        raise ChainError(_NOT_OURS)
    identity = read_identity(user_id, answer)
    device = identity.devices.get(engine.device_id)
    ours = identity.master == public_of(seeds.master)
    return ours and device is not None and device.signed and device.ed25519 == engine.ed25519


async def require_none(server: Homeserver, user_id: str) -> None:
    """Make sure that this account has no identity yet, before one is made for it.

    Raises:
        ChainError: it has one, whose seeds we do not hold.
    """
    answer = await _own_keys(server, user_id)
    if shown_master(user_id, answer) is not None:
        raise ChainError(_NOT_OURS_YET)


async def require_same(server: Homeserver, user_id: str, seeds: Seeds) -> None:
    """Make sure that these are the seeds of the identity that the server shows, or that it shows none.

    Raises:
        ChainError: they are of another one.
        HomeserverError: no answer.
    """
    answer = await _own_keys(server, user_id)
    if shown_master(user_id, answer) is None:
        return
    for part, seed in (("master", seeds.master), ("self_signing", seeds.self_signing)):
        if _shown_key(user_id, answer, f"{part}_keys") != public_of(seed):
            raise ChainError(_NOT_THE_SHOWN_ONE)


def shown_master(user_id: str, answer: dict[str, Any]) -> str | None:
    """The master key that the server shows, whole chain or not; a broken one is empty, but is one all the same."""
    return _shown_key(user_id, answer, "master_keys")


def _shown_key(user_id: str, answer: dict[str, Any], part: str) -> str | None:
    shown = mapping(mapping(answer.get(part)).get(user_id))
    if not shown:
        return None
    return next((str(key) for key in mapping(shown.get("keys")).values()), "")


async def establish(server: Homeserver, user_id: str, password: str | None, seeds: Seeds, engine: Engine) -> None:
    """Upload the identity and sign this device with it. Doing it again changes nothing.

    An identity of ours that is there already (a new device after a loss) is left as it is: uploading it with this
    device's signature would be replacing it. The password is only ever used where there is none.

    Raises:
        ChainError: the server did not take a signature, or shows another identity.
        HomeserverError: no answer.
    """
    answer = await _own_keys(server, user_id)
    shown, own = shown_master(user_id, answer), public_of(seeds.master)
    if shown not in {None, own}:
        raise ChainError(_NOT_OURS)
    if read_identity(user_id, answer).master != own:
        await _upload_keys(server, user_id, password if shown is None else None, public_keys(user_id, seeds, engine))
    by_self_signing = seed_signer(seeds.self_signing)
    device = sign(engine.device_keys(), user_id, public_of(seeds.self_signing), by_self_signing)
    body = {user_id: {engine.device_id: device}}
    taken = await server.call("POST", f"{CLIENT}/keys/signatures/upload", body)
    if taken.get("failures"):
        raise ChainError("the homeserver did not take the signature on this device")


async def _own_keys(server: Homeserver, user_id: str) -> dict[str, Any]:
    return await server.call("POST", f"{CLIENT}/keys/query", {"device_keys": {user_id: []}})


async def _upload_keys(server: Homeserver, user_id: str, password: str | None, keys: dict[str, Any]) -> None:
    path = f"{CLIENT}/keys/device_signing/upload"
    try:
        await server.call("POST", path, keys)
    except RefusedError as refusal:
        if refusal.status != _UNAUTHORISED or "session" not in refusal.body or password is None:
            raise
        auth = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user_id},
            "password": password,
            "session": refusal.body["session"],
        }
        await server.call("POST", path, {**keys, "auth": auth})
