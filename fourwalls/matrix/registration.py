"""How somebody comes to an account on this homeserver, and the tokens that let them have one."""

from __future__ import annotations

from enum import StrEnum

from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError, TokenDeadError, segment
from fourwalls.matrix.shapes import mapping, sequence

_TOKENS = "/_synapse/admin/v1/registration_tokens"
"""Synapse's admin API; it is not there where another service keeps the accounts (MSC3861)."""
_STAGE = "m.login.registration_token"
_UNAUTHORIZED, _BAD_REQUEST, _NOT_FOUND = 401, 400, 404


class Registration(StrEnum):
    """How accounts are made on a homeserver, as anybody can ask it."""

    BY_CODE = "by_code"
    """With a token alone."""
    OPEN = "open"
    """By anybody."""
    CLOSED = "closed"
    """By an administrator alone."""
    ELSEWHERE = "elsewhere"
    """By another service (Matrix Authentication Service, OpenID Connect)."""


class NoTokensError(Exception):
    """This homeserver makes no tokens for this account: it is no administrator's, or accounts are kept elsewhere."""


async def registration(server: Homeserver) -> Registration:
    """Ask how an account can be had, making none.

    Args:
        server: a line without a token: with one the question would be another.

    Raises:
        HomeserverError: it did not answer.
    """
    try:
        await server.call("POST", f"{CLIENT}/register", {})
    except TokenDeadError:
        return Registration.CLOSED
    except RefusedError as refusal:
        if refusal.may_pass:
            raise
        if refusal.status != _UNAUTHORIZED:
            return Registration.ELSEWHERE if await _kept_elsewhere(server) else Registration.CLOSED
        flows = [sequence(mapping(flow).get("stages")) for flow in sequence(refusal.body.get("flows"))]
        return Registration.BY_CODE if flows and all(_STAGE in stages for stages in flows) else Registration.OPEN
    return Registration.OPEN


async def _kept_elsewhere(server: Homeserver) -> bool:
    try:
        await server.call("GET", "/_matrix/client/v1/auth_metadata")
    except (RefusedError, TokenDeadError):
        return False
    return True


async def make_token(server: Homeserver, token: str, expires_ms: int) -> None:
    """Make a token for one account, or find that it is made already.

    Args:
        server: a line with an administrator's access token.
        token: at most 64 of ``A-Za-z0-9._~-``.
        expires_ms: until when it is good, in milliseconds since 1970.

    Raises:
        NoTokensError: it cannot be had from this homeserver with this access.
        HomeserverError: as the homeserver answers.
    """
    body = {"token": token, "uses_allowed": 1, "expiry_time": expires_ms}
    try:
        await server.call("POST", f"{_TOKENS}/new", body)
    except TokenDeadError as dead:
        raise NoTokensError(dead.code) from None
    except RefusedError as refusal:
        if refusal.may_pass:
            raise
        if refusal.status != _BAD_REQUEST or not await _is_made(server, token):
            raise NoTokensError(refusal.code) from None


async def unused_tokens(server: Homeserver) -> int:
    """Count the tokens with which somebody could still make an account, whoever made them.

    Raises:
        NoTokensError: it cannot be asked of this homeserver with this access.
        HomeserverError: as the homeserver answers.
    """
    try:
        answer = await server.call("GET", _TOKENS, query={"valid": "true"})
    except TokenDeadError as dead:
        raise NoTokensError(dead.code) from None
    except RefusedError as refusal:
        if refusal.may_pass:
            raise
        raise NoTokensError(refusal.code) from None
    return len(sequence(answer.get("registration_tokens")))


async def _is_made(server: Homeserver, token: str) -> bool:
    """Whether a token was made before: at a try that did not live to see the answer."""
    try:
        await server.call("GET", f"{_TOKENS}/{segment(token)}")
    except RefusedError as refusal:
        if refusal.status != _NOT_FOUND:
            raise
        return False
    return True
