"""Who may see what: every route, and every kind of person, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import Role, Standing
from fourwalls.portal.access import Access
from fourwalls.portal.routes import ROUTES, Route
from fourwalls.storage import audit, visits
from tests.fourwalls.portal.visiting import ANN, BEN, CAL, FAY, MEL, Answer, Place, Visitor
from tests.fourwalls.storage.house import NOON
from tests.support.audited import Audited, audited

VISIT = "__Host-fourwalls-visit"
KINDS = (
    "nobody",
    "member",
    "facilitator",
    "foreign member",
    "removed",
    "suspended",
    "removed elsewhere inside",
    "online manager",
)
WORDS = ("the first words", "the other words", "Tuesday circle", "Thursday circle")
OPEN = {200, 303}


def cells() -> Iterator[tuple[Route, str]]:
    for route in ROUTES:
        for kind in KINDS:
            yield route, kind


def expected(route: Route, kind: str) -> set[int]:
    """The rule of the house, written down a second time."""
    if route.access is Access.ANYBODY:
        return OPEN if route.method == "GET" else {403}  # without the token of their own page nobody changes anything
    if kind == "nobody":
        return {303}
    if kind in ("removed", "suspended", "online manager"):
        return {403}
    if route.access is Access.SIGNED_IN:
        return {200}
    return {200} if kind in ("member", "facilitator") else {404}


async def become(browser: Visitor, place: Place, kind: str) -> None:
    """Be somebody of this kind, with a running visit: even of those who would get none."""
    who = {"member": ANN, "facilitator": FAY, "foreign member": CAL, "online manager": MEL}.get(kind, BEN)
    if kind == "suspended":
        place.remove(BEN, place.group, Standing.SUSPENDED)
    if kind.startswith("removed"):
        place.remove(BEN, place.group)
    if kind == "removed elsewhere inside":
        place.seat(BEN, place.other)
    if kind != "nobody":
        lookup = place.house.keys.lookup_key
        token = place.house.database.run_sync(
            lambda conn: visits.begin(conn, lookup, lookup.person(who), place.clock.ms)
        )
        browser.put_cookie(VISIT, token)


def path(route: Route, place: Place) -> str:
    if route.access is not Access.INSIDE:
        return route.path
    assert set(route.path.split("/")) >= {"groups", "sessions"}, "a new kind of path: say here how it is filled"
    return place.transcript


async def ask(browser: Visitor, route: Route, where: str) -> Answer:
    return await (browser.get(where) if route.method == "GET" else browser.post(where, {"person": ANN, "code": "1"}))


@pytest.mark.parametrize(
    ("route", "kind"), list(cells()), ids=lambda x: x if isinstance(x, str) else f"{x.method} {x.path[:9]}"
)
async def test_a_cell(browser: Visitor, place: Place, route: Route, kind: str) -> None:
    await become(browser, place, kind)
    answer = await ask(browser, route, path(route, place))
    assert answer.status in expected(route, kind)
    if answer.status != 200 or route.access is Access.ANYBODY:
        assert not any(word in answer.text for word in WORDS)
    if kind in ("foreign member", "removed elsewhere inside"):
        assert "the first words" not in answer.text
        assert "Tuesday circle" not in answer.text


async def test_the_table_is_all_that_there_is(place: Place, browser: Visitor) -> None:
    assert {(route.method, route.access) for route in ROUTES if route.access is not Access.ANYBODY} == {
        ("GET", Access.SIGNED_IN),
        ("GET", Access.INSIDE),
    }
    for method in ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert (await browser.request(method, place.transcript)).status == 404


async def test_what_is_foreign_looks_like_what_is_not_there(ann: Visitor, place: Place) -> None:
    group, session = place.group.id, place.session.id
    foreign = await ann.get(place.other_transcript)
    for there in (
        f"/groups/{group}/sessions/{place.other_session.id}",  # a session of another group, through one's own
        f"/groups/{place.other.id}/sessions/{session}",
        f"/groups/{group}/sessions/none",
        f"/groups/none/sessions/{session}",
        f"/groups/house/sessions/{session}",
        "/groups/x",
        "/nothing",
    ):
        answer = await ann.get(there)
        assert (answer.status, answer.main) == (404, foreign.main)


async def test_a_removed_member_is_refused_at_the_next_request(ann: Visitor, place: Place) -> None:
    assert "the first words" in (await ann.get(place.transcript)).text
    place.remove(ANN, place.group)
    token = ann.cookies[VISIT]
    refused = await ann.get(place.transcript)
    assert refused.status == 403
    assert "the first words" not in refused.text
    ann.put_cookie(VISIT, token)
    place.seat(ANN, place.group)  # even when they come back, that visit is over
    assert (await ann.get("/")).goes_to == "/sign-in"


async def test_an_invitation_alone_opens_nothing(browser: Visitor, place: Place) -> None:
    place.remove(BEN, place.group)
    place.house.apply(GiveSeat(BEN, place.group.id, Role.MEMBER, Standing.INVITED, NOON, FAY))
    assert (await browser.sign_in(BEN)).status == 403


async def test_a_reading_is_written_down_before_the_words_leave(ann: Visitor, cal: Visitor, place: Place) -> None:
    def rows() -> list[Audited]:
        return place.house.database.run_sync(lambda conn: audited(conn, "session", place.session.id))

    await cal.get(place.transcript)
    await ann.get("/")
    assert rows() == []
    await ann.get(place.transcript)
    assert [(row.what, row.subjects) for row in rows()] == [("transcript_opened", (place.house.keys.person(ANN),))]


async def test_no_row_no_read(ann: Visitor, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the first words")

    monkeypatch.setattr(audit, "append", broken)
    answer = await ann.get(place.transcript)
    assert answer.status == 500
    assert "the first words" not in answer.text


async def test_a_member_reads_from_the_day_they_came_and_a_facilitator_all_of_it(
    browser: Visitor, place: Place
) -> None:
    place.remove(BEN, place.group)
    place.house.apply(GiveSeat(BEN, place.group.id, Role.MEMBER, Standing.INSIDE, NOON + timedelta(days=1), FAY))
    assert place.transcript not in (await browser.sign_in(BEN)).text
    assert (await browser.get(place.transcript)).status == 404
    place.house.apply(GiveSeat(BEN, place.group.id, Role.FACILITATOR, Standing.INSIDE, NOON + timedelta(days=1), FAY))
    assert (await browser.get(place.transcript)).status == 200


async def test_being_on_the_list_is_not_having_been_there(browser: Visitor, place: Place) -> None:
    place.remove(BEN, place.group)
    place.house.apply(GiveSeat(BEN, place.group.id, Role.MEMBER, Standing.INVITED, NOON, FAY))
    place.house.apply(GiveSeat(BEN, place.group.id, Role.MEMBER, Standing.INSIDE, NOON + timedelta(days=1), BEN))
    assert place.transcript not in (await browser.sign_in(BEN)).text
    assert (await browser.get(place.transcript)).status == 404
