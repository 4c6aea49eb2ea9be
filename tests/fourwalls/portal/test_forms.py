"""Changes are made only by our own pages, shown to this very browser."""

from __future__ import annotations

import pytest

from fourwalls.portal.routes import ROUTES
from tests.fourwalls.portal.visiting import ANN, CODE, Visitor

CHANGES = [route.path for route in ROUTES if route.method == "POST"]
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://groups.example.org"},
    {"Origin": "https://groups.example.org.evil.example"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": "none"},
    {"Origin": "null", "Sec_Fetch_Site": "cross-site"},
]


async def token_for(visitor: Visitor, path: str) -> str:
    await visitor.ask(ANN)
    return (await visitor.get("/" if path == "/sign-out" else path)).form_token


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_form_from_elsewhere_is_refused(ann: Visitor, path: str, headers: dict[str, str]) -> None:
    token = await token_for(ann, path)
    fields = {"form_token": token, "person": ANN, "code": CODE}
    assert (await ann.post(path, fields, **headers)).status == 403
    assert (await ann.get("/")).status == 200


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("token", ["", "x", "é", "A" * 32])
async def test_a_form_without_its_token_is_refused(ann: Visitor, path: str, token: str) -> None:
    await token_for(ann, path)
    assert (await ann.post(path, {"form_token": token, "person": ANN, "code": CODE})).status == 403
    assert (await ann.post(path, {"person": ANN, "code": CODE})).status == 403
    assert (await ann.get("/")).status == 200


@pytest.mark.parametrize("path", CHANGES)
async def test_a_token_of_another_browser_is_refused(ann: Visitor, cal: Visitor, path: str) -> None:
    token = await token_for(cal, path)
    await token_for(ann, path)
    assert (await ann.post(path, {"form_token": token, "person": ANN, "code": CODE})).status == 403


@pytest.mark.parametrize("path", CHANGES)
async def test_a_form_without_cookies_is_refused(browser: Visitor, ann: Visitor, path: str) -> None:
    token = await token_for(ann, path)
    assert (await browser.post(path, {"form_token": token, "person": ANN, "code": CODE})).status == 403


@pytest.mark.parametrize("headers", [{"Origin": "null"}, {"Origin": "", "Sec_Fetch_Site": ""}, {"Sec_Fetch_Site": ""}])
async def test_browsers_that_say_little_can_sign_in(browser: Visitor, headers: dict[str, str]) -> None:
    page = await browser.get("/sign-in")
    assert (await browser.post("/sign-in", {"form_token": page.form_token, "person": ANN}, **headers)).status == 303


async def test_a_large_body_is_refused(browser: Visitor) -> None:
    page = await browser.get("/sign-in")
    answer = await browser.post("/sign-in", {"form_token": page.form_token, "person": "x" * 5000})
    assert answer.status == 413
    assert "We could not read that" in answer.main
