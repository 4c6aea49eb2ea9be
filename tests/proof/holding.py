"""A line between members and homeserver on which the bots' room keys are held back, as a slow server does it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.proof.proxy import FaultProxy

_KEYS = "/sendToDevice/m.room.encrypted/"


@dataclass(frozen=True, slots=True)
class Held:
    """What one request had for the bots."""

    path: str
    token: str
    messages: dict[str, Any]


class KeyHolder(FaultProxy):
    """Passes everything on, but what a member's device sends to the bots' devices only when told."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream, seed=0)
        self.held_from: Collection[str] = ()
        """The Matrix ids whose messages are held."""
        self._held: list[Held] = []

    def take(self) -> list[Held]:
        """Everything held since the last call."""
        held, self._held = self._held, []
        return held

    async def deliver(self, held: Collection[Held]) -> None:
        """Let the homeserver have it now."""
        for each in held:
            headers = {"Authorization": each.token}
            body = {"messages": each.messages}
            async with self._http.put(self._upstream + each.path, json=body, headers=headers) as answer:
                answer.raise_for_status()

    async def _passed(self, request: web.Request, body: bytes) -> web.StreamResponse:
        if _KEYS in request.path and self.held_from:
            messages = json.loads(body)["messages"]
            held = {user: messages.pop(user) for user in list(messages) if user in self.held_from}
            if held:
                self._held.append(Held(f"{request.path}-late", request.headers["Authorization"], held))
            body = json.dumps({"messages": messages}).encode()
        return await super()._passed(request, body)
