"""Our own words on the homeserver, held against our own store: a second sign that a store was put back.

Stamps are a minute apart; what was said within that minute shows here. Each key that we speak with is on disk before
the first word under it leaves, so a current store knows the key of everything that its device has said.
"""

from __future__ import annotations

import json
from typing import Any

from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.homeserver import CLIENT, Homeserver
from fourwalls.matrix.shapes import mapping, sequence
from fourwalls.matrix.unlocking import ENCRYPTED

_NONE: dict[str, list[str]] = {"types": []}


async def says_more_than_known(server: Homeserver, engine: Engine, bookmark: str | None) -> bool:
    """Whether this device has said something since the bookmark that the store has no key of.

    Asking acknowledges nothing that the bookmark had not acknowledged before. Called before any old key is let go.

    Raises:
        HomeserverError: no answer.
    """
    if bookmark is None:
        return False
    query = {"since": bookmark, "timeout": "0", "filter": _own_words(str(engine.user_id))}
    answer = await server.call("GET", f"{CLIENT}/sync", query=query)
    rooms = mapping(mapping(answer.get("rooms")).get("join"))
    for room_id, room in rooms.items():
        for event in sequence(mapping(mapping(room).get("timeline")).get("events")):
            if isinstance(event, dict) and _is_unknown(room_id, event, engine):
                return True
    return False


def _is_unknown(room_id: str, event: dict[str, Any], engine: Engine) -> bool:
    content = mapping(event.get("content"))
    session_id = content.get("session_id")
    ours = (content.get("sender_key"), content.get("device_id")) == (engine.curve25519, engine.device_id)
    if not ours or event.get("sender") != engine.user_id or not isinstance(session_id, str):
        return False
    return not engine.megolm_sessions(room_id, session_id)


def _own_words(user_id: str) -> str:
    timeline = {"limit": 50, "senders": [user_id], "types": [ENCRYPTED]}
    room = {"timeline": timeline, "state": _NONE, "ephemeral": _NONE, "account_data": _NONE}
    return json.dumps({"presence": _NONE, "account_data": _NONE, "room": room}, separators=(",", ":"))
