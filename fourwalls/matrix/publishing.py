"""This device's own keys on the server: published at the first start, kept in stock from then on."""

from __future__ import annotations

import logging
from typing import Any

from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError
from fourwalls.matrix.keeping import Keeper
from fourwalls.matrix.shapes import mapping

logger = logging.getLogger(__name__)

_SIGNED = "signed_curve25519"
_BAD_REQUEST = 400


class KeyTakenError(Exception):
    """The server holds another one-time key of this device under the same name: this store has counted to it twice.

    The same key again, after a crash in the middle, is taken without a word.
    """


class Publisher:
    """Uploads device, one-time and fallback keys; each private half is on disk before its public half leaves."""

    def __init__(self, server: Homeserver, engine: Engine, keeper: Keeper) -> None:
        self._server = server
        self._engine = engine
        self._keeper = keeper

    async def publish(self) -> None:
        """Publish the device, once. Cut off in the middle, the same keys are uploaded again.

        Raises:
            HomeserverError: not taken.
        """
        if not self._engine.account.shared:
            keys = self._engine.fresh_one_time_keys(0)
            fallback = self._engine.fresh_fallback_key()
            await self._upload(
                {"device_keys": self._engine.device_keys(), "one_time_keys": keys, "fallback_keys": fallback}
            )

    async def replenish(self, answer: dict[str, Any]) -> None:
        """Keep one-time and fallback keys in stock, from none at all if need be, as a sync answer counts them.

        Raises:
            HomeserverError: not taken; the next answer counts anew.
        """
        keys: dict[str, Any] = {}
        if isinstance(answer.get("device_one_time_keys_count"), dict):
            count = mapping(answer["device_one_time_keys_count"]).get(_SIGNED, 0)
            fresh = self._engine.fresh_one_time_keys(count if isinstance(count, int) else 0)
            if fresh:
                keys["one_time_keys"] = fresh
        unused = answer.get("device_unused_fallback_key_types")
        if isinstance(unused, list) and _SIGNED not in unused:
            keys["fallback_keys"] = self._engine.fresh_fallback_key()
        if keys:
            await self._upload(keys)

    async def _upload(self, keys: dict[str, Any]) -> None:
        self._engine.save_account()
        await self._keeper.flush()
        try:
            await self._server.call("POST", f"{CLIENT}/keys/upload", keys)
        except RefusedError as refusal:
            if refusal.status == _BAD_REQUEST and "already exists" in str(refusal.body.get("error")):
                raise KeyTakenError from None
            raise
        self._engine.keys_published()
        await self._keeper.flush()
