"""How accounts are made, asked of a homeserver that answers as told; the real one is asked in tests/bots."""

from __future__ import annotations

from typing import Any

import pytest

from fourwalls.matrix.homeserver import Homeserver, HomeserverError, RefusedError, TokenDeadError, UnreachableError
from fourwalls.matrix.registration import NoTokensError, Registration, make_token, registration

TOKEN, DUMMY, MAIL = "m.login.registration_token", "m.login.dummy", "m.login.email.identity"


class Answering(Homeserver):
    """A line on which each path has its answer."""

    def __init__(self, **answers: Any) -> None:
        self.token = None
        self._answers = answers
        self.asked: list[tuple[str, str]] = []

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        del body, more
        self.asked.append((method, path))
        answer = next((answer for end, answer in self._answers.items() if path.endswith(end)), None)
        if answer is None:
            raise RefusedError(404, "M_UNRECOGNIZED", None, {})
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)


def flows(*stages: list[str]) -> RefusedError:
    return RefusedError(401, "M_UNKNOWN", None, {"session": "s", "flows": [{"stages": one} for one in stages]})


CLOSED = RefusedError(403, "M_FORBIDDEN", None, {})


@pytest.mark.parametrize(
    ("answers", "how"),
    [
        ({"register": flows([TOKEN])}, Registration.BY_CODE),
        ({"register": flows([TOKEN, DUMMY], [TOKEN, MAIL])}, Registration.BY_CODE),
        ({"register": flows([DUMMY])}, Registration.OPEN),
        ({"register": flows([TOKEN], [MAIL])}, Registration.OPEN),
        ({"register": flows()}, Registration.OPEN),
        ({"register": RefusedError(401, "M_UNKNOWN", None, {"flows": [None, {"stages": 5}]})}, Registration.OPEN),
        ({"register": {"user_id": "@x:y"}}, Registration.OPEN),
        ({"register": CLOSED}, Registration.CLOSED),
        ({"register": TokenDeadError("dead", "M_MISSING_TOKEN")}, Registration.CLOSED),
        ({"register": CLOSED, "auth_metadata": {"issuer": "x"}}, Registration.ELSEWHERE),
        ({}, Registration.CLOSED),
    ],
)
async def test_how_accounts_are_made(answers: dict[str, Any], how: Registration) -> None:
    assert await registration(Answering(**answers)) is how


@pytest.mark.parametrize("trouble", [RefusedError(429, "M_LIMIT_EXCEEDED", 1, {}), UnreachableError("no answer")])
async def test_what_may_pass_is_no_answer(trouble: HomeserverError) -> None:
    with pytest.raises(HomeserverError):
        await registration(Answering(register=trouble))


async def test_a_token_that_is_there_already_is_as_good_as_made() -> None:
    there = RefusedError(400, "M_INVALID_PARAM", None, {})
    await make_token(Answering(new=there, abcd={"token": "abcd"}), "abcd", 1)
    with pytest.raises(NoTokensError):
        await make_token(Answering(new=there), "abcd", 1)


@pytest.mark.parametrize(
    "refusal",
    [
        RefusedError(403, "M_FORBIDDEN", None, {}),
        RefusedError(404, "M_UNRECOGNIZED", None, {}),
        TokenDeadError("dead", "M_UNKNOWN_TOKEN"),
    ],
)
async def test_who_is_no_administrator_gets_none(refusal: HomeserverError) -> None:
    with pytest.raises(NoTokensError, match=r"M_[A-Z_]+"):
        await make_token(Answering(new=refusal), "abcd", 1)


async def test_a_busy_homeserver_is_asked_again() -> None:
    with pytest.raises(RefusedError):
        await make_token(Answering(new=RefusedError(429, "M_LIMIT_EXCEEDED", 1, {})), "abcd", 1)
