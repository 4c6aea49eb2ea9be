"""A real house that is watched: by somebody who asks, and by somebody who waits for a ping."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web

from bots.degraded import Degraded
from bots.ground import Ground
from bots.health import Limits, Watched
from bots.house import House
from bots.pinging import ping_forever
from bots.pulse import EarPulse, HandPulse
from bots.safemode import SafeMode
from bots.watching import Pace, Watch, watching
from fourwalls.group.people import Bot
from fourwalls.portal.app import serving
from fourwalls.storage.backlog import Backlog
from tests.support.house import prepare_site, running_house
from tests.support.synapse import registrar, running_homeserver

PATH = "/ping/a-secret-token"
PACE = Pace(look=0.1, ping=0.1)


class Receiver:
    """Somebody outside who notices when pings stop."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.status = 200
        self.port = 0
        self._came = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{PATH}"

    async def take(self, request: web.Request) -> web.Response:
        self.seen.append((request.method, request.path_qs, await request.read(), dict(request.headers)))
        self._came.set()
        return web.Response(status=self.status, headers={"Set-Cookie": "crumb=1", "Location": "/elsewhere"})

    async def more(self, number: int = 2) -> None:
        before = len(self.seen)
        while len(self.seen) < before + number:
            self._came.clear()
            await self._came.wait()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.take)
    async with serving(app, "127.0.0.1", 0) as port:
        receiver.port = port
        yield receiver


def a_watch() -> tuple[Watch, EarPulse]:
    """A watch over one bot that is well once its ear has heard something."""

    async def look() -> dict[Bot, Backlog]:
        return {Bot.GUIDE: Backlog()}

    ear, hand = EarPulse(), HandPulse()
    hand.looked()
    detection = SimpleNamespace(degraded=False, able=True)
    return Watch({Bot.GUIDE: Watched(ear, hand)}, look, detection), ear


async def test_a_ping_says_nothing_goes_nowhere_else_and_waits_for_a_well_house(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bots")
    watch, ear = a_watch()
    await watch.look()
    pinging = asyncio.create_task(ping_forever(receiver.url, watch.health, 0.02))
    await asyncio.sleep(0.2)
    assert receiver.seen == []
    ear.heard(ear.now(), {}, {})
    await receiver.more(3)
    receiver.status = 302
    await receiver.more(3)
    receiver.status = 500
    await receiver.more(3)
    receiver.status = 200
    await receiver.more(3)
    pinging.cancel()
    for method, path, body, headers in receiver.seen:
        assert (method, path, body) == ("GET", PATH, b"")
        assert headers.keys() <= {"Host", "Accept", "Accept-Encoding"}
    told = [record.getMessage() for record in caplog.records if record.name == "bots.pinging"]
    assert told == [
        "pings go out",
        "pings are out: status 302",
        "pings are out: status 500",
        "pings go out",
    ]


async def test_a_receiver_that_is_gone_is_told_by_class_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    watch, ear = a_watch()
    await watch.look()
    ear.heard(ear.now(), {}, {})
    ear.at = None
    pinging = asyncio.create_task(ping_forever(f"http://127.0.0.1:1{PATH}", watch.health, 0.01))
    await asyncio.sleep(0.1)
    ear.heard(ear.now(), {}, {})
    await asyncio.sleep(0.3)
    assert not pinging.done()
    pinging.cancel()
    told = [record.getMessage() for record in caplog.records if record.name == "bots.pinging"]
    assert told == ["pings are out: ClientConnectorError"]


async def answer_of(port: int | None, page: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}{page}") as answer:
        return answer.status, await answer.json() if page == "/health" else await answer.text()


async def until_status(port: int | None, status: int, deadline: float = 60.0) -> dict[str, Any]:
    async with asyncio.timeout(deadline):
        while True:
            found, health = await answer_of(port, "/health")
            if found == status:
                assert isinstance(health, dict)
                return health
            await asyncio.sleep(0.05)


@pytest.mark.e2e
async def test_a_stopped_homeserver_is_noticed_inside_and_outside_and_so_is_its_return(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourwalls.matrix.connection._POLL_SECONDS", 2)  # else an idle house is quiet for 30 s
    async with running_homeserver(tmp_path / "homeserver") as homeserver:
        register = registrar(homeserver)
        manager, facilitator = await register("odette"), await register("ruth")
        (tmp_path / "house").mkdir()
        site = await prepare_site(
            tmp_path / "house", homeserver, register, manager.user_id, facilitator.user_id, "Tuesday evening"
        )
        limits = Limits(silent=6.0, stuck=30.0, owed=60.0, blind=30.0)
        async with (
            running_house(site) as house,
            watching(house, ("127.0.0.1", 0), receiver.url, limits, PACE) as port,
        ):
            health = await until_status(port, 200)
            assert health["bots"].keys() == {bot.value for bot in Bot}
            await receiver.more()
            came = 'fourwalls_performed_total{bot="scribe",ending="sent",kind="AnswerInvite"} '
            async with asyncio.timeout(60):
                status, numbers = await answer_of(port, "/metrics")
                while status == 200 and f"{came}0.0" in numbers:
                    await asyncio.sleep(0.05)
                    status, numbers = await answer_of(port, "/metrics")
            assert status == 200
            assert came in numbers
            for secret in (manager.user_id, manager.name, site.settings.users[Bot.GUIDE], "Tuesday", "!", "$", "@"):
                assert secret not in numbers

            await homeserver.stop()
            health = await until_status(port, 503)
            assert any("silent" in bot["troubles"] for bot in health["bots"].values())
            await asyncio.sleep(2 * PACE.ping)  # one may be under way
            before = len(receiver.seen)
            await asyncio.sleep(5 * PACE.ping)
            assert len(receiver.seen) == before

            await homeserver.start()
            await until_status(port, 200)
            await receiver.more()


def a_house(tmp_path: Path, told: list[str], announced: asyncio.Event) -> House:
    """As much of a house as the watch looks at."""
    safe = SafeMode(cast("Ground", None), tmp_path / "safe-mode.json", lambda: None, told.append)

    async def announce() -> None:
        announced.set()

    detection = SimpleNamespace(degraded=False, able=True)
    ground = SimpleNamespace(database=None)
    return cast("House", SimpleNamespace(ground=ground, seats={}, examining=detection, safe=safe, announce=announce))


async def test_a_port_that_is_taken_is_done_without_until_it_is_free(tmp_path: Path) -> None:
    told: list[str] = []
    announced = asyncio.Event()
    house = a_house(tmp_path, told, announced)
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        pace = Pace(look=3600, ping=3600, port=0.05)
        async with watching(house, ("127.0.0.1", port), "", pace=pace) as listens:
            assert listens is None
            assert house.safe.lacking == {Degraded.HEALTH_PORT}
            assert "FOURWALLS_HEALTH_LISTEN is taken" in told[0]
            assert "Address already in use" in told[0]
            holder.close()
            await asyncio.wait_for(announced.wait(), 10)
            assert not house.safe.lacking
            assert (await answer_of(port, "/health"))[1]["safe_mode"] == []


async def test_three_pings_that_do_not_arrive_are_noted_and_so_is_the_next_that_does(receiver: Receiver) -> None:
    watch, ear = a_watch()
    await watch.look()
    ear.heard(ear.now(), {}, {})
    noted: list[bool] = []

    async def note(arrives: bool) -> None:
        noted.append(arrives)

    receiver.status = 500
    pinging = asyncio.create_task(ping_forever(receiver.url, watch.health, 0.02, note))
    await receiver.more(2)
    assert noted == []
    await receiver.more(4)
    assert noted == [False]
    receiver.status = 200
    await receiver.more(2)
    pinging.cancel()
    assert set(noted[1:]) == {True}
