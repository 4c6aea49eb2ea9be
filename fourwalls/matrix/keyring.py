"""Whose devices are whose: the server's key lists, believed only as far as their signatures go.

nio ignores cross-signing, so trust comes from our own reading of ``/keys/query``: master key → self-signing key →
device, each with its user and device id inside. The master key of a person is pinned on first sight; one that
changes later is not believed until somebody accepts it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nio.crypto import OlmDevice

from fourwalls.group.heard import Proof
from fourwalls.matrix.crypto import CryptoStore, Engine
from fourwalls.matrix.homeserver import CLIENT, Homeserver
from fourwalls.matrix.signatures import from_unpadded, is_signed

_IDENTITY = "identity"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Device:
    """One device of somebody, as its own signature proves it. ``signed``: by its owner's self-signing key too."""

    device_id: str
    curve25519: str
    ed25519: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of one person's keys."""

    master: str | None
    """The cross-signing master key that the server shows now, if its chain holds."""
    devices: dict[str, Device] = field(default_factory=dict)


def read_identity(user_id: str, answer: dict[str, Any]) -> Identity:
    """Read one person's keys out of a ``/keys/query`` answer; whatever does not verify is left out.

    Never raises: the answer comes from a server that may be hostile, about a person who may be.
    """
    master = _cross_signing_key(user_id, answer, "master_keys", "master")
    self_signing = _cross_signing_key(user_id, answer, "self_signing_keys", "self_signing")
    if master is None or self_signing is None:
        signing_key = None
    else:
        shown = answer["self_signing_keys"][user_id]
        signing_key = self_signing if is_signed(shown, user_id, master, master) else None
    devices: dict[str, Device] = {}
    listed = _mapping(_mapping(answer.get("device_keys")).get(user_id))
    for device_id, keys in listed.items():
        device = _device(user_id, device_id, keys, signing_key)
        if device is not None:
            devices[device_id] = device
    return Identity(master if signing_key else None, devices)


def _device(user_id: str, device_id: str, keys: Any, signing_key: str | None) -> Device | None:
    own = _mapping(_mapping(keys).get("keys"))
    ed25519, curve25519 = _key(own.get(f"ed25519:{device_id}")), _key(own.get(f"curve25519:{device_id}"))
    if ed25519 is None or curve25519 is None:
        return None
    if keys.get("user_id") != user_id or keys.get("device_id") != device_id:
        return None
    if not is_signed(keys, user_id, device_id, ed25519):
        return None
    signed = signing_key is not None and is_signed(keys, user_id, signing_key, signing_key)
    return Device(device_id, curve25519, ed25519, signed)


def _cross_signing_key(user_id: str, answer: dict[str, Any], part: str, usage: str) -> str | None:
    shown = _mapping(_mapping(answer.get(part)).get(user_id))
    keys = _mapping(shown.get("keys"))
    usages = shown.get("usage")
    if shown.get("user_id") != user_id or not isinstance(usages, list) or usage not in usages or len(keys) != 1:
        return None
    name, value = next(iter(keys.items()))
    return _key(value) if name == f"ed25519:{value}" else None


def _key(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        return value if len(from_unpadded(value)) == _KEY_BYTES else None
    except ValueError:
        return None


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class Keyring:
    """The keys of everybody we share rooms with, and the gate that judges who sent what."""

    def __init__(self, server: Homeserver, engine: Engine, store: CryptoStore) -> None:
        self._server = server
        self._engine = engine
        self._store = store
        self._known: dict[str, Identity] = {}
        self._stale: set[str] = set()
        self._pins = {user: blob.decode() for user, blob in store.rows_of(_IDENTITY).items()}

    def changed(self, users: Iterable[str]) -> None:
        """The server says that these people's device lists changed: ask again before believing anything."""
        self._stale.update(users)

    def needs(self, users: Iterable[str]) -> set[str]:
        """Of these people, those whose keys must be asked for first."""
        return {user for user in users if user in self._stale or user not in self._known}

    async def refresh(self, users: Iterable[str]) -> None:
        """Ask for the keys of those people that we do not know freshly.

        Raises:
            HomeserverError: the question got no answer; nothing is changed then.
        """
        wanted = self.needs(users)
        if not wanted:
            return
        self._stale -= wanted  # a change that comes while we ask marks them stale again
        try:
            body: dict[str, Any] = {"device_keys": {user: [] for user in sorted(wanted)}}
            answer = await self._server.call("POST", f"{CLIENT}/keys/query", body)
        except BaseException:
            self._stale |= wanted
            raise
        for user in wanted:
            self._learn(user, read_identity(user, answer))

    def _learn(self, user: str, identity: Identity) -> None:
        self._known[user] = identity
        if identity.master is not None and user not in self._pins:
            self._pins[user] = identity.master
            self._store.put(_IDENTITY, user, identity.master.encode())
        self._store.verified = {(owner, device) for owner, device in self._store.verified if owner != user}
        nio_devices = self._engine.device_store[user]
        nio_devices.clear()
        for device in identity.devices.values():
            keys = {"ed25519": device.ed25519, "curve25519": device.curve25519}
            nio_devices[device.device_id] = OlmDevice(user, device.device_id, keys)
            if device.signed and self.identity_holds(user):
                self._store.verified.add((user, device.device_id))

    def identity_holds(self, user: str) -> bool:
        """Whether the identity that the server shows is the one that was pinned."""
        known = self._known.get(user)
        return known is not None and known.master is not None and self._pins.get(user) == known.master

    def accept(self, user: str) -> None:
        """A person has checked this changed identity: pin it instead of the old one."""
        known = self._known[user]
        if known.master is not None:
            self._pins[user] = known.master
            self._store.put(_IDENTITY, user, known.master.encode())
            self._learn(user, known)

    def signed_devices(self, user: str) -> list[Device]:
        """The devices that may have room keys: signed under the pinned identity."""
        known = self._known.get(user)
        if known is None or not self.identity_holds(user):
            return []
        return [device for device in known.devices.values() if device.signed]

    def unsigned_devices(self, user: str) -> list[Device]:
        """The devices that get no keys."""
        known = self._known.get(user)
        signed = {device.device_id for device in self.signed_devices(user)}
        return [] if known is None else [d for d in known.devices.values() if d.device_id not in signed]

    def judge(self, sender: str, sender_key: str, ed25519: str, *, forwarded: bool) -> Proof:
        """Whether a session with these keys proves that ``sender`` spoke from a signed device."""
        if forwarded:
            return Proof.FORWARDED_KEY
        if sender == self._engine.user_id and sender_key == self._engine.curve25519:
            return Proof.SIGNED
        known = self._known.get(sender)
        device = next((d for d in known.devices.values() if d.curve25519 == sender_key), None) if known else None
        if device is None or device.ed25519 != ed25519:
            return Proof.FOREIGN_SESSION
        if not device.signed:
            return Proof.UNSIGNED_DEVICE
        return Proof.SIGNED if self.identity_holds(sender) else Proof.CHANGED_IDENTITY
