"""The process that examines: the real one, and others that misbehave in its place."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import textwrap
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from fourwalls.detection import exchange
from fourwalls.detection.examiner import Examiner
from fourwalls.detection.exchange import details_question, risk_question
from fourwalls.detection.lacks import Lack
from fourwalls.detection.models import ModelError
from fourwalls.detection.process import DetectionProcess

NAMED = "I should say that my name is Philippa Arkwright"
CRY = "i have saved up my tablets and tonight i am going to take them all"
ODD = "half a pair \ud83d, a nul \x00 and a line\nbreak"


@asynccontextmanager
async def running(process: DetectionProcess) -> AsyncIterator[DetectionProcess]:
    try:
        await process.start()
        yield process
    finally:
        await process.close()


def pid(process: DetectionProcess) -> int:
    assert process._process is not None
    return process._process.pid


async def test_it_finds_what_the_examiner_finds(examiner: Examiner, risk_toml: str) -> None:
    texts = [NAMED, CRY, "the kettle is on", ODD, ""]
    async with running(DetectionProcess({"examination": "details", "models": None})) as process:
        told = await process.ask([details_question(text, ["hello"], {"Ruth"}) for text in texts])
        assert not process.degraded
        assert "names" in process.state
    expected = [examiner.details(text, before=["hello"], profile_names={"Ruth"}) for text in texts]
    assert [exchange.details_read(each) for each in told] == expected
    assert expected[0]
    async with running(DetectionProcess({"examination": "risk", "risk_toml": risk_toml})) as process:
        told = await process.ask([risk_question(text, ["Ruth: hello"]) for text in texts])
    assert [exchange.risk_read(each) for each in told] == [examiner.risk(t, context=["Ruth: hello"]) for t in texts]


async def test_what_cannot_be_loaded_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not TOML"):
        async with running(DetectionProcess({"examination": "risk", "risk_toml": "["})):
            pass
    (tmp_path / "rampart-1.4.0").mkdir()
    async with running(DetectionProcess({"examination": "details", "models": str(tmp_path)})) as process:
        assert process.lacks == {Lack.NAMES_DAMAGED}
        assert process.degraded


async def test_it_holds_none_of_our_settings_and_ends_with_us(risk_toml: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOURWALLS_GUIDE_PASSWORD", "a secret")
    process = DetectionProcess({"examination": "risk", "risk_toml": risk_toml})
    async with running(process):
        child = psutil.Process(pid(process))
        assert set(child.environ()) <= {"PYTHONPATH", "LC_CTYPE"}
    assert not psutil.pid_exists(child.pid)


BEGIN = """
import json, os, sys, time
sys.stdin.readline()
print(json.dumps({"state": "a stand-in", "lacks": []}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    told = {"number": asked["number"], "found": [asked["text"]]}
"""
END = """
    print(json.dumps(told), flush=True)
"""


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[..., DetectionProcess]:
    def make(misbehaving: str, deadline: float = 10.0, begin: str = BEGIN) -> DetectionProcess:
        program = tmp_path / "stand_in.py"
        program.write_text(begin + textwrap.indent(misbehaving, "    ") + END)
        return DetectionProcess({}, deadline, (sys.executable, str(program)))

    return make


def asked(*texts: str) -> list[exchange.Question]:
    return [{"text": text} for text in texts]


StandIn = Callable[..., DetectionProcess]


async def test_a_message_that_hangs_is_given_up_and_those_after_it_are_examined(stand_in: StandIn) -> None:
    async with running(stand_in('if asked["text"] == "hang": time.sleep(1000)', 1.0)) as process:
        first = pid(process)
        assert await process.ask(asked("a", "hang", "b", "c")) == [["a"], None, ["b"], ["c"]]
        assert not psutil.pid_exists(first)
        assert process.able


async def test_a_message_that_brings_it_down_is_tried_twice_and_then_given_up(
    stand_in: StandIn, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    note = f'open({str(log)!r}, "a").write(asked["text"])\nif asked["text"] == "x": os._exit(1)'
    async with running(stand_in(note)) as process:
        assert await process.ask(asked("a", "x", "b")) == [["a"], None, ["b"]]
    assert log.read_text() == "axxb"


async def test_ended_by_somebody_else_it_is_begun_again_and_no_message_is_lost(stand_in: StandIn) -> None:
    async with running(stand_in("time.sleep(0.05)")) as process:
        answers = asyncio.create_task(process.ask(asked(*map(str, range(20)))))
        await asyncio.sleep(0)
        os.kill(pid(process), signal.SIGKILL)
        assert await answers == [[str(number)] for number in range(20)]
        os.kill(pid(process), signal.SIGKILL)
        assert await process.ask(asked("later")) == [["later"]]


@pytest.mark.parametrize(
    "misbehaving",
    ['told["number"] += 1', 'told = {"number": asked["number"], "failed": "ValueError"}', "told = 7", 'print("{")'],
)
async def test_whatever_else_it_says_is_no_answer(stand_in: StandIn, misbehaving: str) -> None:
    async with running(stand_in(misbehaving)) as process:
        assert await process.ask(asked("a")) == [None]


async def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_next(stand_in: StandIn) -> None:
    async with running(stand_in('if asked["text"] == "slow": time.sleep(0.2)')) as process:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await process.ask(asked("slow"))
        assert await process.ask(asked("next")) == [["next"]]


async def test_when_it_cannot_be_started_again_messages_are_told_as_not_examined_at_once(
    stand_in: StandIn, tmp_path: Path
) -> None:
    async with running(stand_in("os._exit(1)")) as process:
        (tmp_path / "stand_in.py").write_text("")
        assert await process.ask(asked("a", "b")) == [None, None]
        assert not process.able
        assert await process.ask(asked("c")) == [None]
        (tmp_path / "stand_in.py").write_text(BEGIN + END)
        process._clock = lambda: process._not_before
        assert await process.ask(asked("d")) == [["d"]]
        assert process.able
