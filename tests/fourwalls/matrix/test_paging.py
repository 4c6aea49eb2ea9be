"""Gaps paged back; `test_syncing` tests the same through the whole reader."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from fourwalls.matrix import paging
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.matrix.paging import Pager
from tests.fourwalls.matrix.people import ROOM, FakeServer, member

BOT = "@bot:test"


@pytest.fixture
def server() -> FakeServer:
    server = FakeServer()
    server.pages = {f"p{n}": {"chunk": [f"e{n}b", f"e{n}a"], "end": f"p{n + 1}"} for n in range(4)}
    return server


@pytest.fixture
def pager(server: FakeServer) -> Pager:
    return Pager(server, BOT)


def trouble(status: int) -> RefusedError:
    return RefusedError(status, "M_UNKNOWN", None, {})


async def test_the_server_is_asked_backwards_from_the_gap_to_the_bookmark(pager: Pager, server: FakeServer) -> None:
    server.pages["p1"] = {"chunk": ["e1"]}
    assert await pager.missing(ROOM, "p0", "s1") == (["e1", "e0a", "e0b"], None)
    wanted = [{"dir": "b", "from": start, "to": "s1", "limit": "100"} for start in ("p0", "p1")]
    assert server.asked == [("rooms/%21room/messages", query) for query in wanted]


async def test_a_page_that_leads_nowhere_is_the_last(pager: Pager, server: FakeServer) -> None:
    server.pages["p1"]["end"] = "p1"
    assert await pager.missing(ROOM, "p0", "s1") == (["e1a", "e1b", "e0a", "e0b"], None)


async def test_nothing_from_before_our_coming_in_is_asked_for(pager: Pager, server: FakeServer) -> None:
    joined: Any = member(BOT, "join", "invite")
    server.pages["p1"]["chunk"] = ["e1b", joined]
    assert await pager.missing(ROOM, "p0", "s1") == ([joined, "e1b", "e0a", "e0b"], None)


async def test_a_gap_that_is_too_long_is_told_with_what_was_found(
    pager: Pager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "_MOST_PAGES", 2)
    assert await pager.missing(ROOM, "p0", "s1") == (["e1a", "e1b", "e0a", "e0b"], "p2")


async def test_a_gap_that_is_refused_is_told_with_what_was_found(
    pager: Pager, server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_name: str) -> None:
        if len(server.asked) > 1:
            raise trouble(403)

    server.before = refuse
    with caplog.at_level(logging.ERROR):
        assert await pager.missing(ROOM, "p0", "s1") == (["e0a", "e0b"], "p1")
    assert caplog.messages == ["a gap in a room could not be filled: the homeserver answered 403 M_UNKNOWN"]


async def test_each_try_gets_further_and_only_failures_in_a_row_count(pager: Pager, server: FakeServer) -> None:
    server.pages["p3"] = {"chunk": ["e3"]}
    for page in range(4):
        for _ in range(paging._TRIES - 1):
            server.trouble["messages"] = [trouble(502)]
            with pytest.raises(RefusedError):
                await pager.missing(ROOM, f"p{page}", "s1")
        server.trouble = {}
        await pager._page(ROOM, f"p{page}", "s1")
    asked = len(server.asked)
    assert (await pager.missing(ROOM, "p0", "s1"))[1] is None
    assert len(server.asked) == asked  # every page outlived the failures
    pager.settled()
    await pager.missing(ROOM, "p0", "s1")
    assert len(server.asked) == asked + 4
