from __future__ import annotations

import asyncio
import gc
import io
import logging
import re
import sys
from collections.abc import Iterator
from contextvars import copy_context

import pytest

from bots import logs
from fourwalls.group.people import Bot
from fourwalls.matrix.homeserver import TokenDeadError

WORD = "CANARYBIRD"
IDS = [
    "@ann:example.org",
    "!abcdEFGH123",
    "!room:example.org",
    "$aBc-_123456",
    "#alias:example.org",
    "%40ann%3Aexample.org",
]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged on standard error."""
    root = logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", "bots", "handlers", "config", "fourwalls", "nio")}
    handlers, raising = root.handlers[:], logging.raiseExceptions
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.set_up()
    yield stream
    root.handlers[:], logging.raiseExceptions = handlers, raising
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def fail() -> None:
    word = WORD  # a local value, too, that a traceback could show
    raise ValueError(word)


@pytest.mark.parametrize("id_", IDS)
def test_matrix_ids_are_cut_to_their_sigil(id_: str, shown: io.StringIO) -> None:
    logging.getLogger("bots.test").error("about %s here", id_)
    assert id_ not in shown.getvalue()
    assert "…" in shown.getvalue()
    assert "here" in shown.getvalue()


def test_lines_about_the_same_room_can_be_matched_and_those_about_others_not(shown: io.StringIO) -> None:
    logger = logging.getLogger("bots.test")
    for room in ("!abcdEFGH123", "%21abcdEFGH123", "!another"):
        logger.warning("look at %s", room)
    first, quoted, other = (line.partition("look at ")[2] for line in shown.getvalue().splitlines())
    assert first == quoted != other
    assert re.fullmatch(r"!…[0-9a-f]{6}\"", first)


def test_a_line_has_fields_and_names_the_bot_whose_work_it_is(shown: io.StringIO) -> None:
    def work() -> None:
        logs.speaks_for(Bot.GUIDE)
        logging.getLogger("bots.test").warning('it said "no"\nand then nothing')

    copy_context().run(work)
    logging.getLogger("bots.test").info("by nobody")
    first, second = shown.getvalue().splitlines()
    fields = r'ts=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ level=warning bot=guide at=bots.test msg="it said .*nothing"'
    assert re.fullmatch(fields, first)
    assert "bot=" not in second


async def test_tasks_speak_for_the_bot_that_began_them(shown: io.StringIO) -> None:
    async def work() -> None:
        logging.getLogger("fourwalls.test").warning("working")

    async def live(bot: Bot) -> None:
        logs.speaks_for(bot)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(work())

    await asyncio.gather(*(live(bot) for bot in Bot))
    assert [line.split()[2] for line in shown.getvalue().splitlines()] == [f"bot={bot.value}" for bot in Bot]


def test_what_is_no_id_stays(shown: io.StringIO) -> None:
    logging.getLogger("bots.test").warning("waiting %.1f s for the homeserver: %s", 1.5, "answered 502 M_UNKNOWN")
    assert "waiting 1.5 s for the homeserver: answered 502 M_UNKNOWN" in shown.getvalue()


@pytest.mark.parametrize("name", ["bots.test", "asyncio", "aiohttp.server", "sqlalchemy.pool"])
def test_an_exceptions_words_are_never_logged(name: str, shown: io.StringIO) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger(name).exception("it failed")
        logging.getLogger(name).critical("it failed", exc_info=sys.exc_info(), stack_info=True)
    assert WORD not in shown.getvalue()
    assert shown.getvalue().count("\n") == 2
    assert "Traceback" not in shown.getvalue()


@pytest.mark.parametrize("name", ["nio", "nio.crypto", "presidio-analyzer", "aiohttp.client", "some.library"])
def test_a_librarys_words_are_never_logged(name: str, shown: io.StringIO) -> None:
    logging.getLogger(name).warning("event does not fit its schema: %s", WORD)
    logging.getLogger(name).error("event does not fit its schema: %s", WORD)
    assert WORD not in shown.getvalue()


async def test_a_task_that_nobody_awaited_shows_its_class_and_no_words(shown: io.StringIO) -> None:
    async def task() -> None:
        fail()

    running = asyncio.create_task(task())
    await asyncio.wait({running})
    del running
    gc.collect()
    assert WORD not in shown.getvalue()
    assert 'at=asyncio msg="a library reports trouble: ValueError"' in shown.getvalue()


def test_a_record_that_cannot_be_formatted_shows_nothing(shown: io.StringIO) -> None:
    logging.getLogger("bots.test").error("two %s %s", WORD)  # noqa: PLE1206 - this is what is tried
    assert WORD not in shown.getvalue()


def test_errors_of_the_homeserver_carry_codes_only(shown: io.StringIO) -> None:
    error = TokenDeadError("the homeserver no longer knows this access token (M_UNKNOWN_TOKEN)", "M_UNKNOWN_TOKEN")
    error.user_id = "@ann:example.org"
    logging.getLogger("fourwalls.test").error("%s", error)
    assert "ann" not in shown.getvalue()
