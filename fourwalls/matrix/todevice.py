"""What other devices send to this one: room keys, and the reasons why there are none."""

from __future__ import annotations

import logging
from typing import Any

from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.shapes import mapping
from fourwalls.matrix.verification.said import Said, said_to_device
from fourwalls.matrix.withheld import Withheld

logger = logging.getLogger(__name__)

_MOST_SAID = 200


class ToDevice:
    """Takes in to-device events for one device. Any user can send any bytes here; none may stop the rest."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tried: set[str] = set()
        self.withheld = Withheld(engine.store)
        self.said: list[Said] = []
        """Steps of verifications in the answer that was taken in last."""

    def take(self, events: list[Any]) -> None:
        """Take in the events of one sync answer. Those that come again before ``settled`` are passed over."""
        self.said = []
        for event in events:
            if not isinstance(event, dict):
                continue
            try:
                if event.get("type") == "m.room.encrypted":
                    self._open(event)
                elif event.get("type") == "m.room_key.withheld":
                    self.withheld.take(event)
                elif (said := said_to_device(event)) is not None and len(self.said) < _MOST_SAID:
                    self.said.append(said)
            except Exception as error:  # noqa: BLE001 - see the class
                logger.warning("a to-device message was refused: %s", type(error).__name__)

    def settled(self) -> None:
        """The bookmark has moved: the server does not send the same again."""
        self._tried.clear()

    def _open(self, event: dict[str, Any]) -> None:
        ours = mapping(mapping(mapping(event.get("content")).get("ciphertext")).get(self._engine.curve25519))
        body = ours.get("body")
        if not isinstance(body, str) or body in self._tried:
            return  # a second try would fail, and look like a broken one-to-one session
        self._tried.add(body)
        self._engine.open_to_device(event)
