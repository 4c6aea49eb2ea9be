from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError, UnreachableError
from fourwalls.matrix.logging_in import log_in
from fourwalls.matrix.memory import Credentials
from tests.fourwalls.matrix.people import FakeServer, Json


class Door(FakeServer):
    """Lets in whoever asks, unless there is trouble."""

    def _answer(self, name: str, body: Json, query: dict[str, str]) -> Json:
        del name, query
        return {"user_id": body["identifier"]["user"], "device_id": "DEVICE", "access_token": "token"}


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that were made, none of which takes time."""
    made: list[float] = []

    async def wait(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", wait)
    return made


def too_many(seconds: float) -> RefusedError:
    return RefusedError(429, "M_LIMIT_EXCEEDED", seconds, {})


async def test_a_server_that_lets_too_few_in_is_waited_for_as_long_as_it_says(
    waits: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    server = Door()
    server.trouble = {"login": [too_many(333.0), too_many(20.0)]}
    assert await log_in(server, "@guide:x", "secret") == Credentials("@guide:x", "DEVICE", "token")
    assert waits == [333.0, 20.0]
    assert server.count("login") == 3
    assert "lets no more log-ins through for now; waiting 333 s" in caplog.text
    assert "@guide" not in caplog.text
    assert "secret" not in caplog.text


async def test_who_waits_can_be_told_in_another_way(waits: list[float], caplog: pytest.LogCaptureFixture) -> None:
    server, told = Door(), list[float]()
    server.trouble = {"login": [too_many(5.0)]}
    await log_in(server, "@guide:x", "secret", told.append)
    assert told == waits == [5.0]
    assert not caplog.records


@pytest.mark.parametrize("trouble", [RefusedError(403, "M_FORBIDDEN", None, {}), UnreachableError("no answer")])
async def test_any_other_refusal_is_told_at_once(waits: list[float], trouble: HomeserverError) -> None:
    server = Door()
    server.trouble = {"login": [trouble]}
    with pytest.raises(type(trouble)):
        await log_in(server, "@guide:x", "secret")
    assert waits == []


async def test_a_closed_account_is_a_refusal_and_not_a_dead_token() -> None:
    server = Door()
    server.trouble = {"login": [TokenDeadError("…", "M_USER_DEACTIVATED")]}
    with pytest.raises(RefusedError) as refused:
        await log_in(server, "@guide:x", "secret")
    assert refused.value.code == "M_USER_DEACTIVATED"


async def test_without_a_password_nothing_is_asked() -> None:
    server: Any = Door()
    with pytest.raises(TokenDeadError, match="no password"):
        await log_in(server, "@guide:x", None)
    assert server.asked == []
