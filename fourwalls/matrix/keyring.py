"""Whose devices are whose: the server's key lists, believed only as far as their signatures go.

nio ignores cross-signing, so trust comes from our own reading of ``/keys/query``: master key → self-signing key →
device, each with its user and device id inside. The master key of a person is pinned on first sight; one that
changes later is not believed until somebody accepts it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nio.crypto import OlmDevice

from fourwalls.group.heard import Doubted, Proof
from fourwalls.matrix.crypto import CryptoStore, Engine
from fourwalls.matrix.homeserver import CLIENT, Homeserver
from fourwalls.matrix.ids import is_user_id, server_of
from fourwalls.matrix.patience import Postponed
from fourwalls.matrix.pins import Pins
from fourwalls.matrix.shapes import mapping
from fourwalls.matrix.signatures import from_unpadded, is_signed, unpadded

IDENTITY = "identity"
"""The kind of vault row that a pinned identity is: the only kind that outlives a device of ours."""
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


class Reading(StrEnum):
    """Whether somebody can read what is encrypted for them, as far as the keys tell that the server shows."""

    READS = "reads"
    SOME_UNSIGNED = "some-unsigned"
    """On one device they can; another of theirs is not signed, and cannot."""
    UNSIGNED = "unsigned"
    """They have devices, and none that their identity has signed."""
    CHANGED = "changed"
    """Their identity is another than it was."""
    NO_DEVICE = "no-device"
    """They are logged in nowhere."""


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
    listed = mapping(mapping(answer.get("device_keys")).get(user_id))
    for device_id, keys in listed.items():
        device = _device(user_id, device_id, keys, signing_key)
        if device is not None:
            devices[device_id] = device
    return Identity(master if signing_key else None, devices)


def _device(user_id: str, device_id: str, keys: Any, signing_key: str | None) -> Device | None:
    own = mapping(mapping(keys).get("keys"))
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
    shown = mapping(mapping(answer.get(part)).get(user_id))
    keys = mapping(shown.get("keys"))
    usages = shown.get("usage")
    if shown.get("user_id") != user_id or not isinstance(usages, list) or usage not in usages or len(keys) != 1:
        return None
    name, value = next(iter(keys.items()))
    return _key(value) if name == f"ed25519:{value}" else None


def _key(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        raw = from_unpadded(value)
    except ValueError:
        return None
    return value if len(raw) == _KEY_BYTES and unpadded(raw) == value else None  # one key has one name


class Keyring:
    """The keys of everybody we share rooms with, and the gate that judges who sent what."""

    def __init__(self, server: Homeserver, engine: Engine, store: CryptoStore, own_master: str | None = None) -> None:
        self._server = server
        self._engine = engine
        self._store = store
        self._turn = asyncio.Lock()
        self._known: dict[str, Identity] = {}
        self._stale: set[str] = set()
        self._silent: Postponed[str] = Postponed()
        self._doubted: set[tuple[str, str]] = set()
        self._own_master = own_master
        self._kept = {user: blob.decode() for user, blob in store.rows_of(IDENTITY).items()}
        self.share(Pins())

    def share(self, pins: Pins) -> None:
        """Pin identities together with the other bots of the house; what each has kept is put together."""
        self._pins = pins
        for user, master in self._kept.items():
            pins.pin(user, master)
        if self._own_master is not None:
            pins.own(str(self._engine.user_id), self._own_master)

    def changed(self, users: Iterable[Any]) -> None:
        """The server says that these people's device lists changed: ask again before believing anything."""
        for user in filter(is_user_id, users):
            self._stale.add(user)
            self._silent.ended(user)
            self._doubted = {(owner, key) for owner, key in self._doubted if owner != user}

    def doubt(self, sender: str, curve25519: str) -> None:
        """Somebody spoke from a device that is not signed or not theirs, as far as we know: ask anew, once.

        A message can overtake the news of the device that it came from.
        """
        known = self._known.get(sender)
        if known is None or (sender, curve25519) in self._doubted:
            return
        device = self.device_of(sender, curve25519)
        if device is None or not device.signed:
            self._doubted.add((sender, curve25519))
            self._stale.add(sender)

    def needs(self, users: Iterable[Any]) -> set[str]:
        """Of these people, those whose keys must be asked for first."""
        unsure = {user for user in users if user in self._stale or user not in self._known}
        return {user for user in unsure if is_user_id(user) and not self._silent.waits(user)}

    async def refresh(self, users: Iterable[Any]) -> None:
        """Ask for the keys of those people that we do not know freshly.

        One question at a time, so that an older answer never replaces a newer one. People whose server is silent
        stay as they were known, and are asked for again after a while.

        Raises:
            HomeserverError: the question got no answer; nothing is changed then.
        """
        async with self._turn:
            wanted = self.needs(users)
            if not wanted:
                return
            stale = self._stale & wanted
            self._stale -= wanted  # a change that comes while we ask marks them stale again
            try:
                body: dict[str, Any] = {"device_keys": {user: [] for user in sorted(wanted)}}
                answer = await self._server.call("POST", f"{CLIENT}/keys/query", body)
            except BaseException:
                self._stale |= stale
                raise
            silent = mapping(answer.get("failures"))
            for user in wanted:
                if server_of(user) in silent:
                    self._stale.add(user)
                    self._silent.failed(user)
                else:
                    self._silent.ended(user)
                    self._learn(user, read_identity(user, answer))

    def _learn(self, user: str, identity: Identity) -> None:
        self._known[user] = identity
        if identity.master is not None and user not in self._pins:
            self._pins.pin(user, identity.master)
        pinned = self._pins.of(user)
        if pinned is not None and self._kept.get(user) != pinned and user != self._engine.user_id:
            self._keep(user, pinned)
        nio_devices = self._engine.device_store[user]
        nio_devices.clear()
        for device in identity.devices.values():
            keys = {"ed25519": device.ed25519, "curve25519": device.curve25519}
            nio_devices[device.device_id] = OlmDevice(user, device.device_id, keys)

    def device_of(self, user: str, curve25519: str) -> Device | None:
        """The device of this person with this identity key."""
        known = self._known.get(user)
        return next((d for d in known.devices.values() if d.curve25519 == curve25519), None) if known else None

    def doubted(self, user: str, curve25519: str) -> Doubted | None:
        """This device of this person, if the pinned identity does not vouch for it."""
        device, known = self.device_of(user, curve25519), self._known.get(user)
        if device is None or known is None or (device.signed and self.identity_holds(user)):
            return None
        return Doubted(curve25519, known.master or "" if device.signed else "")

    def identity_holds(self, user: str) -> bool:
        """Whether the identity that the server shows is the one that was pinned."""
        known = self._known.get(user)
        return known is not None and known.master is not None and self._pins.of(user) == known.master

    def accept(self, user: str) -> None:
        """A person has checked this changed identity: pin it instead of the old one."""
        known = self._known.get(user)
        if known is not None and known.master is not None:
            self._pins.accept(user, known.master)
            self._keep(user, known.master)

    def _keep(self, user: str, master: str) -> None:
        self._kept[user] = master
        self._store.put(IDENTITY, user, master.encode())

    def public_keys(self, user: str) -> dict[str, str]:
        """The keys that the server shows for somebody, by key id: those of their devices, and their master key."""
        known = self._known.get(user, Identity(None))
        devices = {f"ed25519:{device.device_id}": device.ed25519 for device in known.devices.values()}
        return devices if known.master is None else {**devices, f"ed25519:{known.master}": known.master}

    def signed_devices(self, user: str) -> list[Device]:
        """The devices that may have room keys: signed under the pinned identity."""
        known = self._known.get(user)
        if known is None or not self.identity_holds(user):
            return []
        return [device for device in known.devices.values() if device.signed]

    def unsigned_devices(self, user: str) -> list[Device]:
        """The devices that their owner's identity has not signed."""
        return [device for device in self._known.get(user, Identity(None)).devices.values() if not device.signed]

    def reading_of(self, user: str) -> Reading:
        """Whether this person can read, and if not, why."""
        known = self._known.get(user, Identity(None))
        signed = any(device.signed for device in known.devices.values())
        if not known.devices:
            return Reading.NO_DEVICE
        if not signed:
            return Reading.UNSIGNED
        if not self.identity_holds(user):
            return Reading.CHANGED
        return Reading.SOME_UNSIGNED if self.unsigned_devices(user) else Reading.READS

    def judge(self, sender: str, sender_key: str, ed25519: str, *, forwarded: bool) -> Proof:
        """Whether a session with these keys proves that ``sender`` spoke from a signed device."""
        if forwarded:
            return Proof.FORWARDED_KEY
        own = (self._engine.user_id, self._engine.curve25519, self._engine.ed25519)
        if (sender, sender_key, ed25519) == own:
            return Proof.SIGNED
        device = self.device_of(sender, sender_key)
        if device is None or device.ed25519 != ed25519:
            return Proof.FOREIGN_SESSION
        if not device.signed:
            return Proof.UNSIGNED_DEVICE
        return Proof.SIGNED if self.identity_holds(sender) else Proof.CHANGED_IDENTITY
