"""The proof, small enough for every test run; ``make proof`` plays more rounds of it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from tests.proof.plan import deal
from tests.proof.proving import legs, prove
from tests.proof.proxy import FaultProxy
from tests.proof.troubles import Act, Away, DiskFault, Fault
from tests.proof.verdict import Verdict

QUICK_SEED = 9492
"""Its four rounds bring a kill, a full disk, a clock that jumps, a second process and four faults on the line."""
ENDS = {
    **dict.fromkeys(Fault, "no answer"),
    **dict.fromkeys((Fault.DELAY, Fault.REORDER, Fault.TWICE), "200"),
    Fault.LIMITED: "429",
    Fault.BAD_GATEWAY: "502",
    Fault.UNAVAILABLE: "503",
}
NOT_FORWARDED = {Fault.DROP_BEFORE, Fault.LIMITED, Fault.BAD_GATEWAY, Fault.UNAVAILABLE, Fault.CUT}
WHOLE = {"answer": "all of it"}
CLEAN = Verdict(
    rounds=4,
    said=20,
    unexamined=0,
    unrecorded=0,
    unwarned=0,
    unflagged=0,
    lost=0,
    twice=0,
    repeated=0,
    obeyed=0,
    gaps=2,
    unhealed=0,
    crashed=0,
    side_by_side=0,
)


@pytest.mark.e2e
@pytest.mark.timeout(400)
async def test_whatever_goes_wrong_nothing_is_lost_and_nothing_done_twice() -> None:
    proof = await prove(seed=QUICK_SEED, rounds=4)
    assert proof.verdict.ok, proof
    assert proof.verdict.said > 15


@pytest.mark.e2e
@pytest.mark.timeout(400)
async def test_with_the_bookmark_moved_too_early_the_proof_sees_the_loss() -> None:
    proof = await prove(seed=1, rounds=3, control=True)
    assert proof.verdict.lost > 0
    assert not proof.verdict.ok
    assert "\nnot opened: " in proof.logs


def test_the_same_seed_deals_the_same_rounds() -> None:
    assert deal(5, 30) == deal(5, 30)
    assert deal(5, 30) != deal(6, 30)


def test_every_kind_of_trouble_comes_before_any_comes_too_often() -> None:
    rounds = deal(3, 30)
    assert {trouble.what for each in rounds for trouble in each.troubles} == {*Fault, *DiskFault, *Act}
    assert {each.absence.why for each in rounds if each.absence} == {*Away}


def test_the_control_only_kills_and_limits_leave_no_room_for_many_messages() -> None:
    assert {trouble.what for each in deal(3, 20, control=True) for trouble in each.troubles} == {Act.KILL}
    assert not any(each.absence for each in (*deal(3, 30, control=True), *deal(3, 30, limited=True)))


def test_a_fifth_of_many_rounds_is_played_within_the_homeservers_own_limits() -> None:
    assert [(leg.rounds, leg.limits) for leg in legs(1, 200)] == [(160, "off"), (40, "default")]
    assert [(leg.rounds, leg.limits) for leg in legs(1, 4)] == [(4, "off")]
    assert [(leg.rounds, leg.control) for leg in legs(1, 200, control=True)] == [(200, True)]


def test_no_text_is_dealt_twice() -> None:
    rounds = deal(4, 50)
    texts = [words.text for each in rounds for words in (*each.words, *(each.absence.words if each.absence else ()))]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("wrong", ["lost", "twice", "repeated", "obeyed", "unhealed", "crashed", "side_by_side"])
def test_anything_wrong_is_not_ok(wrong: str) -> None:
    assert CLEAN.ok
    verdict = dataclasses.replace(CLEAN, **{wrong: 1})
    assert not verdict.ok
    told, clean = json.loads(verdict.line()), json.loads(CLEAN.line())
    assert told == {**clean, **({wrong: 1} if wrong in clean else {}), "ok": False}


def test_what_went_wrong_in_one_leg_is_wrong_in_all() -> None:
    both = CLEAN + dataclasses.replace(CLEAN, lost=1)
    assert (both.rounds, both.said, both.gaps, both.lost, both.ok) == (8, 40, 4, 1, False)


@asynccontextmanager
async def behind_a_proxy() -> AsyncIterator[tuple[FaultProxy, list[str], aiohttp.ClientSession]]:
    """A proxy in front of a server that notes what it is asked, and a client that keeps no line open."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.raw_path)
        return web.json_response(WHOLE)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        upstream = f"http://127.0.0.1:{runner.addresses[0][1]}"
        line = aiohttp.TCPConnector(force_close=True)
        async with FaultProxy(upstream, seed=1) as proxy, aiohttp.ClientSession(connector=line) as client:
            yield proxy, asked, client
    finally:
        await runner.cleanup()


async def test_a_proxy_without_a_fault_passes_everything_on_as_it_is() -> None:
    async with behind_a_proxy() as (proxy, asked, client), client.post(f"{proxy.base_url}/a%2Fb?c=%26d") as answer:
        assert await answer.json() == WHOLE
    assert asked == ["/a%2Fb?c=%26d"]


@pytest.mark.parametrize("fault", list(Fault))
async def test_each_fault_happens_and_ends(fault: Fault) -> None:
    async with behind_a_proxy() as (proxy, asked, client):
        proxy.begin(fault)
        ended: set[str] = set()
        for _ in range(6):
            try:
                async with client.post(proxy.base_url) as answer:
                    await answer.read()
                    ended.add(str(answer.status))
            except aiohttp.ClientError:
                ended.add("no answer")
        assert proxy.done[fault] > 0
        assert ENDS[fault] in ended
        proxy.end(fault)
        hits = proxy.done[fault]
        async with client.post(proxy.base_url) as answer:
            assert await answer.json() == WHOLE
        assert proxy.done[fault] == hits
        assert len(asked) - 7 == (hits if fault is Fault.TWICE else -hits if fault in NOT_FORWARDED else 0)
