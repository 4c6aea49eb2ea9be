"""What counts as a Matrix user id: asked wherever one comes from the server and goes back into a question."""

from __future__ import annotations

from typing import Any, TypeGuard

_LONGEST = 255


def is_user_id(value: Any) -> TypeGuard[str]:
    """Whether this has the form of a full Matrix id. Case is kept: ``@Ann`` and ``@ann`` are two people."""
    if not isinstance(value, str) or not value.startswith("@") or ":" not in value or len(value) > _LONGEST:
        return False
    return value.isprintable() and " " not in value


def server_of(user_id: str) -> str:
    """The server part of a user id."""
    return user_id.partition(":")[2]
