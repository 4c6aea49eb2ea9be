from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from fourwalls.portal import signing
from fourwalls.portal.signing import matrix_id
from fourwalls.storage import tables
from tests.fourwalls.portal.visiting import ANN, BEN, CODE, NOBODY, Answer, Place, Visitor

VISIT = "__Host-fourwalls-visit"
BROWSER = "__Host-fourwalls-browser"


def inside(answer: Answer) -> bool:
    return answer.status == 200 and "Your groups" in answer.main


async def test_a_code_from_the_guide_opens_the_portal(browser: Visitor, place: Place) -> None:
    asked = await browser.ask(ANN)
    assert (asked.status, asked.goes_to) == (303, "/code")
    assert "private chat with the guide" in (await browser.get("/code")).main
    assert place.guide_sends(CODE) == 1
    redeemed = await browser.redeem("0123 4567")
    assert (redeemed.status, redeemed.goes_to) == (303, "/")
    assert inside(await browser.get("/"))
    assert BROWSER not in browser.cookies


async def test_the_cookie_of_a_visit_is_bound_to_this_host_and_out_of_reach_of_scripts(
    browser: Visitor, place: Place
) -> None:
    await browser.ask(ANN)
    place.guide_sends(CODE)
    page = await browser.get("/code")
    async with browser.session.post(
        "/code", data={"form_token": page.form_token, "code": CODE}, allow_redirects=False
    ) as answer:
        visit = next(line for line in answer.headers.getall("Set-Cookie") if line.startswith(VISIT))
    for attribute in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert attribute in visit
    assert "Domain" not in visit
    assert len(browser.cookies[VISIT]) == 43


async def test_no_token_or_code_stands_in_the_database(ann: Visitor, tmp_path: Path) -> None:
    stored = (tmp_path / "house.db").read_bytes()
    for secret in (ann.cookies[VISIT], CODE, ANN, "the first words", "Tuesday circle"):
        assert secret.encode() not in stored


async def test_a_wrong_code_says_no_and_the_right_one_still_works(browser: Visitor, place: Place) -> None:
    await browser.ask(ANN)
    place.guide_sends(CODE)
    wrong = await browser.redeem("99999999")
    assert wrong.status == 400
    assert 'role="alert"' in wrong.main
    assert VISIT not in browser.cookies
    await browser.redeem(CODE)
    assert inside(await browser.get("/"))


async def test_five_wrong_codes_end_the_request(browser: Visitor, place: Place) -> None:
    await browser.ask(ANN)
    place.guide_sends(CODE)
    for guess in range(5):
        await browser.redeem(f"9999999{guess}")
    assert (await browser.redeem(CODE)).status == 400
    assert not inside(await browser.get("/"))


async def test_a_code_lives_ten_minutes(browser: Visitor, place: Place) -> None:
    await browser.ask(ANN)
    place.guide_sends(CODE)
    place.clock.pass_minutes(10)
    assert (await browser.redeem(CODE)).status == 400


async def test_a_code_works_once(browser: Visitor, place: Place) -> None:
    await browser.ask(ANN)
    place.guide_sends(CODE)
    waiting = browser.cookies[BROWSER]
    assert (await browser.redeem(CODE)).status == 303
    browser.put_cookie(BROWSER, waiting)
    assert (await browser.redeem(CODE)).status == 400


async def test_another_browser_cannot_use_the_code(browser: Visitor, place: Place) -> None:
    await browser.ask(ANN)
    place.guide_sends(CODE)
    token, request = browser.cookies[BROWSER].split(".")
    async with place.visitor() as thief:
        await thief.get("/sign-in")
        own = thief.cookies[BROWSER]
        for cookie in (own, f"{own}.{request}"):
            thief.put_cookie(BROWSER, cookie)
            page = await thief.get("/code")
            if page.status == 200:
                assert (await thief.post("/code", {"form_token": page.form_token, "code": CODE})).status == 400
        assert not inside(await thief.get("/"))
    assert len(token) == 43
    assert (await browser.redeem(CODE)).status == 303


async def test_asking_gives_the_browser_a_new_token(browser: Visitor) -> None:
    await browser.get("/sign-in")
    before = browser.cookies[BROWSER]
    await browser.ask(ANN)
    assert browser.cookies[BROWSER].split(".")[0] != before


def alike(answer: Answer) -> tuple[int, str, str]:
    """What can be told apart of an answer."""
    return answer.status, answer.goes_to, re.sub(r'value="[^"]*"', "", answer.text)


async def test_the_answers_do_not_tell_who_is_known(place: Place) -> None:
    seen = []
    for person in (ANN, NOBODY):
        async with place.visitor() as browser:
            answers = [await browser.ask(person), await browser.get("/code")]
            place.guide_sends(CODE)
            answers += [await browser.redeem("99999999") for _ in range(6)]
            seen.append([alike(answer) for answer in answers])
    assert seen[0] == seen[1]


async def test_asking_too_often_looks_the_same_and_sends_nothing(place: Place) -> None:
    seen = set()
    for _ in range(7):
        async with place.visitor() as browser:
            seen.add((alike(await browser.ask(ANN)), alike(await browser.get("/code"))))
    assert len(seen) == 1
    asked = select(func.count()).select_from(tables.sign_in)
    assert place.house.database.run_sync(lambda conn: conn.execute(asked).scalar_one()) == 5


@pytest.mark.parametrize("person", [ANN, NOBODY])
async def test_every_answer_to_a_form_takes_the_same_time(
    browser: Visitor, place: Place, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "EVEN_SECONDS", 0.2)
    await browser.ask(person)
    place.guide_sends(CODE)
    begun = time.monotonic()
    await browser.redeem("99999999")
    assert time.monotonic() - begun >= 0.2


async def test_something_that_is_no_matrix_id_is_said_kindly(browser: Visitor) -> None:
    answer = await browser.ask("<b>robin</b>")
    assert answer.status == 400
    assert "does not look like a Matrix address" in answer.main
    assert 'value="&lt;b&gt;robin&lt;/b&gt;"' in answer.main
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("@ann:example.org", ANN),
        ("  @Ann:Example.org ", ANN),
        ("ann:example.org", ANN),
        ("https://matrix.to/#/@ann:example.org?via=example.org", ANN),
        ("https://matrix.to/#/%40ann%3Aexample.org", ANN),
        ("@ann:example.org:8448", "@ann:example.org:8448"),
        ("@ann:[::1]:8448", "@ann:[::1]:8448"),
        ("ann", None),
        ("", None),
        ("@ann", None),
        ("@a b:example.org", None),
        ("@ann:example.org\n@ben:example.org", None),
        ("@" + "a" * 300 + ":example.org", None),
        ("!room:example.org", None),
    ],
)
def test_a_matrix_id_is_read_as_people_write_it(typed: str, meant: str | None) -> None:
    assert matrix_id(typed) == meant


async def test_a_visit_ends_after_twenty_idle_minutes(ann: Visitor, place: Place) -> None:
    for _ in range(3):
        place.clock.pass_minutes(19)
        assert inside(await ann.get("/"))
    place.clock.pass_minutes(20)
    answer = await ann.get("/")
    assert (answer.status, answer.goes_to) == (303, "/sign-in")
    assert VISIT not in ann.cookies


async def test_a_visit_ends_after_eight_hours(ann: Visitor, place: Place) -> None:
    for _ in range(31):
        place.clock.pass_minutes(15)
        assert inside(await ann.get("/"))
    place.clock.pass_minutes(15)
    assert (await ann.get("/")).goes_to == "/sign-in"


async def test_signing_in_again_ends_the_old_visit(ann: Visitor) -> None:
    old = ann.cookies[VISIT]
    await ann.sign_in(ANN)
    new = ann.cookies[VISIT]
    assert new != old
    assert inside(await ann.get("/"))
    ann.put_cookie(VISIT, old)
    assert (await ann.get("/")).goes_to == "/sign-in"


async def test_a_visit_somebody_chose_is_never_begun(browser: Visitor) -> None:
    chosen = "A" * 43
    browser.put_cookie(VISIT, chosen)
    await browser.sign_in(ANN)
    assert browser.cookies[VISIT] != chosen


async def test_signing_out_ends_the_visit_on_our_side(ann: Visitor) -> None:
    page, token = await ann.get("/"), ann.cookies[VISIT]
    answer = await ann.post("/sign-out", {"form_token": page.form_token})
    assert (answer.status, answer.goes_to) == (303, "/signed-out")
    assert VISIT not in ann.cookies
    assert "You are signed out" in (await ann.get("/signed-out")).main
    ann.put_cookie(VISIT, token)
    assert (await ann.get("/")).goes_to == "/sign-in"


async def test_somebody_without_a_group_is_told_so_and_not_signed_in(browser: Visitor, place: Place) -> None:
    place.remove(BEN, place.group)
    answer = await browser.sign_in(BEN)
    assert answer.status == 403
    assert "nothing for you to read" in answer.main
    assert VISIT not in browser.cookies


async def test_the_page_for_the_code_needs_a_request(browser: Visitor) -> None:
    assert (await browser.get("/code")).goes_to == "/sign-in"


async def test_strangers_cannot_make_the_portal_write_without_end(browser: Visitor, place: Place) -> None:
    page = await browser.get("/sign-in")
    statuses = []
    for number in range(62):
        browser.put_cookie(BROWSER, browser.cookies[BROWSER].split(".")[0])
        fields = {"form_token": page.form_token, "person": f"@nobody{number}:example.org"}
        answer = await browser.post("/sign-in", fields)
        statuses.append(answer.status)
        page = await browser.get("/sign-in")
    assert statuses == [303] * 60 + [429] * 2
    place.clock.pass_minutes(1)
    assert (await browser.ask(ANN)).status == 303
