"""Beginning one-to-one sessions: a device's one-time key is claimed, checked, and used.

A device that has none left, or a bad one, waits: it holds up nobody else, and is not asked for at every message.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError
from fourwalls.matrix.patience import Postponed
from fourwalls.matrix.shapes import mapping
from fourwalls.matrix.signatures import is_signed

logger = logging.getLogger(__name__)

_TRIES = 4
"""So often a claim that the server fails at is tried before the words go out without it: others are waiting."""
_TOO_MANY_REQUESTS = 429
_FIRST_SECONDS, _LONGEST_SECONDS = 10.0, 300.0
"""How long a device that could not be reached is left alone: words that are meant for it alone wait for it."""


class Claiming:
    """Claims one-time keys for one device of ours."""

    def __init__(self, server: Homeserver, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._engine = engine
        self._postponed: Postponed[tuple[str, str, str]] = Postponed(_FIRST_SECONDS, _LONGEST_SECONDS, clock)
        self._failures = 0

    def worth_trying(self, devices: set[tuple[str, str]]) -> set[tuple[str, str]]:
        """Of these devices, those that can be reached, or have not failed just now."""
        return {
            (user, device_id) for user, device_id in devices if not self._postponed.waits(self._key(user, device_id))
        }

    def unreachable(self, user: str, device_id: str) -> None:
        """There is no session with this device, and none could be begun."""
        self._postponed.failed(self._key(user, device_id))

    async def claim(self, devices: set[tuple[str, str]], *, anew: bool = False) -> None:
        """Begin sessions with those of these devices that we have none with (``anew``: with all).

        Raises:
            HomeserverError: no answer. What the server refuses for good is not raised: no session is begun then.
        """
        asked: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for user, device_id in devices:
            device = self._engine.device_store[user].get(device_id)
            if device is not None and (anew or self._engine.session_store.get(device.curve25519) is None):
                asked[user][device_id] = "signed_curve25519"
        if not asked:
            return
        try:
            answer = await self._server.call("POST", f"{CLIENT}/keys/claim", {"one_time_keys": asked})
        except RefusedError as refusal:
            self._failures += 1
            if refusal.status == _TOO_MANY_REQUESTS or (refusal.may_pass and self._failures < _TRIES):
                raise
            logger.warning("one-time keys could not be claimed: %s", refusal)
            return
        self._failures = 0
        claimed = mapping(answer.get("one_time_keys"))
        for user, wanted in asked.items():
            for device_id in wanted:
                self._begin(user, device_id, mapping(mapping(claimed.get(user)).get(device_id)))

    def _begin(self, user: str, device_id: str, keys: dict[str, Any]) -> None:
        device = self._engine.device_store[user].get(device_id)
        if device is None or not keys:
            return  # it has none left; the caller counts it
        signed = mapping(next(iter(keys.values())))
        if not is_signed(signed, user, device_id, device.ed25519):
            logger.warning("a one-time key with a bad signature was refused")
            return
        try:
            self._engine.create_session(signed["key"], device.curve25519)
        except Exception as error:  # noqa: BLE001 - its owner can sign whatever they like as a key
            logger.warning("a one-time key was refused: %s", type(error).__name__)
        else:
            self._postponed.ended(self._key(user, device_id))

    def _key(self, user: str, device_id: str) -> tuple[str, str, str]:
        """A device by its identity key too: one that comes anew under the same id need not wait."""
        device = self._engine.device_store[user].get(device_id)
        return user, device_id, device.curve25519 if device is not None else ""
