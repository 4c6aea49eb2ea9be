"""Account data: what an account keeps on its homeserver for all of its devices, by type."""

from __future__ import annotations

from typing import Any

from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError, segment

_NOT_FOUND = 404


async def read(server: Homeserver, user_id: str, type_: str) -> dict[str, Any]:
    """One piece of account data; empty when there is none.

    Raises:
        HomeserverError: no answer.
    """
    try:
        return await server.call("GET", _path(user_id, type_))
    except RefusedError as refusal:
        if refusal.status == _NOT_FOUND:
            return {}
        raise


async def write(server: Homeserver, user_id: str, type_: str, content: dict[str, Any]) -> None:
    """Put one piece of account data in the place of what was there.

    Raises:
        HomeserverError: no answer, or refused.
    """
    await server.call("PUT", _path(user_id, type_), content)


def _path(user_id: str, type_: str) -> str:
    return f"{CLIENT}/user/{segment(user_id)}/account_data/{segment(type_)}"
