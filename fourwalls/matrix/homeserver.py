"""HTTP to one homeserver: one request, one answer or one honest error. Nothing here retries or decides."""

from __future__ import annotations

import json
from typing import Any, Self
from urllib.parse import quote

import aiohttp

CLIENT = "/_matrix/client/v3"

_TOKEN_IS_DEAD = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED"})
_HTTP_ERROR = 400
_SECONDS_PER_ANSWER = 60.0
_LONGEST_WAIT = 600.0


class HomeserverError(Exception):
    """Something between us and the homeserver went wrong. Carries codes only, never the server's own words."""


class UnreachableError(HomeserverError):
    """No answer, or one that is not Matrix: trying again later may help."""


class RefusedError(HomeserverError):
    """The homeserver said no.

    Attributes:
        status: the HTTP status.
        code: the Matrix error code, such as ``M_FORBIDDEN``.
        retry_after: seconds to wait before trying again, when the server named them.
        body: the whole answer (needed by interactive authentication); not for logs.
    """

    def __init__(self, status: int, code: str, retry_after: float | None, body: dict[str, Any]) -> None:
        super().__init__(f"the homeserver answered {status} {code}")
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.body = body

    @property
    def may_pass(self) -> bool:
        """Whether the same request may go through later."""
        return self.status == 429 or self.status >= 500  # noqa: PLR2004 - the two meanings are HTTP's own


class TokenDeadError(HomeserverError):
    """The access token is no longer valid: nothing helps but a new log-in by the operator.

    Attributes:
        code: the Matrix error code, such as ``M_UNKNOWN_TOKEN``.
        user_id: whose token it was, where that is known; not for logs.
    """

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.user_id = ""


def segment(value: str) -> str:
    """Quote one path segment (a room id, an event id, a state key)."""
    return quote(value, safe="")


class Homeserver:
    """One account's line to its homeserver."""

    def __init__(self, base_url: str, http: aiohttp.ClientSession) -> None:
        self._base = base_url.rstrip("/")
        self._http = http
        self.token: str | None = None
        self.user_id = ""
        self.date = ""
        """What the server's clock said with its last answer, as HTTP writes it; empty: nothing."""

    @classmethod
    def open(cls, base_url: str) -> Self:
        """Open a line with connections of its own; end it with ``close``."""
        return cls(base_url, aiohttp.ClientSession(json_serialize=_dump))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        query: dict[str, str] | None = None,
        seconds: float = _SECONDS_PER_ANSWER,
    ) -> dict[str, Any]:
        """Make one request and return its JSON object.

        Raises:
            UnreachableError: no answer within ``seconds``, or not a JSON object.
            TokenDeadError: the token is not valid any more.
            RefusedError: any other Matrix error.
        """
        answer = await self._ask(method, path, body, query, seconds)
        if not isinstance(answer, dict):
            raise UnreachableError("the answer was not a JSON object")
        return answer

    async def call_list(self, method: str, path: str) -> list[Any]:
        """Like ``call``, for the few routes that answer with a list."""
        answer = await self._ask(method, path, None, None, _SECONDS_PER_ANSWER)
        if not isinstance(answer, list):
            raise UnreachableError("the answer was not a JSON list")
        return answer

    async def _ask(
        self, method: str, path: str, body: dict[str, Any] | None, query: dict[str, str] | None, seconds: float
    ) -> Any:
        # The token travels in a header, never in the address: Synapse refuses both at once, and addresses are logged.
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._http.request(
                method,
                self._base + path,
                json=body,
                params=query,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,  # the token is for this server alone
            ) as answer:
                raw = await answer.read()
                status, retry_after = answer.status, answer.headers.get("Retry-After", "")
                self.date = answer.headers.get("Date", "")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise UnreachableError(f"no answer: {type(error).__name__}") from None
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError):
            raise UnreachableError(f"answer {status} was not JSON") from None
        if status >= _HTTP_ERROR:
            refusal = _refusal(status, data if isinstance(data, dict) else {}, retry_after)
            if isinstance(refusal, TokenDeadError):
                refusal.user_id = self.user_id
            raise refusal
        return data


def _refusal(status: int, data: dict[str, Any], retry_after: str) -> HomeserverError:
    code = data.get("errcode")
    code = code if isinstance(code, str) and code.isascii() and code.isprintable() and len(code) < 64 else "M_UNKNOWN"  # noqa: PLR2004
    if code in _TOKEN_IS_DEAD:
        return TokenDeadError(f"the homeserver no longer knows this access token ({code})", code)
    return RefusedError(status, code, _wait(data.get("retry_after_ms"), retry_after), data)


def _wait(milliseconds: Any, header: str) -> float | None:
    """The wait that the server asks for, in the body or (newer) the header; an absurd one is cut short."""
    if isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool):
        return min(max(milliseconds / 1000, 0.0), _LONGEST_WAIT)
    return min(float(header), _LONGEST_WAIT) if header.isascii() and header.isdigit() else None


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
