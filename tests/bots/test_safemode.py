from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from bots.degraded import Degraded
from bots.ground import Ground
from bots.safemode import SafeMode
from fourwalls.group.people import Bot
from tests.bots.furnishing import a_furnished_ground, status, told


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


def a_safe_mode(
    ground: Ground, folder: Path, said: list[str], speaker: Bot | None = Bot.LOOKOUT, bots: Collection[Bot] = tuple(Bot)
) -> SafeMode:
    return SafeMode.of(folder, bots, ground, lambda: speaker, said.append)


async def test_it_is_told_once_when_it_begins_and_once_when_it_is_over(ground: Ground, tmp_path: Path) -> None:
    said: list[str] = []
    safe = a_safe_mode(ground, tmp_path, said)
    assert not await safe.announce(), "all is well, and nobody is told so"
    safe.begin(Degraded.NAMES_MISSING, Degraded.GUIDE_AWAY, why="M_UNKNOWN_TOKEN")
    assert await safe.announce()
    assert not await safe.announce()
    (words,) = told(ground, Bot.LOOKOUT)
    assert "safe mode" in words
    assert "private warnings, answers and commands" in words
    assert "noticing many names" in words
    safe.end(Degraded.NAMES_MISSING)
    assert not await safe.announce(), "something is still amiss"
    safe.end(Degraded.GUIDE_AWAY)
    assert await safe.announce()
    assert told(ground, Bot.LOOKOUT) == ["Safe mode is over: everything works again."]
    assert not safe.file.exists()
    assert [line.partition(":")[0] for line in said] == [
        "SAFE MODE",
        "SAFE MODE",
        "works again",
        "works again",
        "safe mode is over",
    ]


async def test_a_new_start_in_the_same_state_tells_nothing_again_and_one_that_is_well_tells_the_end(
    ground: Ground, tmp_path: Path
) -> None:
    for _ in range(3):
        safe = a_safe_mode(ground, tmp_path, [])
        safe.begin(Degraded.WALLS_FILE)
        await safe.announce()
    assert status(ground) == {"waiting": 1}
    assert len(told(ground, Bot.LOOKOUT)) == 1
    safe = a_safe_mode(ground, tmp_path, [])
    assert await safe.announce()
    assert len(told(ground, Bot.LOOKOUT)) == 1


async def test_cut_off_between_telling_and_noting_it_tells_nothing_twice(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe = a_safe_mode(ground, tmp_path, [])
    safe.begin(Degraded.PINGS)
    keep, kept = safe._keep, []

    def cut_off(episode: object) -> None:
        kept.append(episode)
        if len(kept) == 2:
            raise OSError("the power went")
        keep(episode)  # type: ignore[arg-type]  # whatever it is

    monkeypatch.setattr(safe, "_keep", cut_off)
    with pytest.raises(OSError, match="power"):
        await safe.announce()
    again = a_safe_mode(ground, tmp_path, [])
    again.begin(Degraded.PINGS)
    await again.announce()
    assert status(ground) == {"waiting": 1}


async def test_without_a_bot_that_could_tell_it_waits(ground: Ground, tmp_path: Path) -> None:
    safe = a_safe_mode(ground, tmp_path, [], speaker=None)
    safe.begin(Degraded.PINGS)
    assert not await safe.announce()
    safe.speaker = lambda: Bot.WARDEN
    assert await safe.announce()
    assert len(told(ground, Bot.WARDEN)) == 1


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[]", '{"since": "x"}', '{"since": 1, "told": ["of-another-version"]}']
)
async def test_a_note_that_cannot_be_read_begins_anew(ground: Ground, tmp_path: Path, text: str) -> None:
    safe = a_safe_mode(ground, tmp_path, [])
    safe.file.write_text(text)
    safe.begin(Degraded.PINGS)
    assert await safe.announce()
    assert len(told(ground, Bot.LOOKOUT)) == 1


def test_two_processes_of_one_house_have_a_note_each(ground: Ground, tmp_path: Path) -> None:
    files = {a_safe_mode(ground, tmp_path, [], bots=bots).file for bots in (tuple(Bot), (Bot.SCRIBE,), (Bot.GUIDE,))}
    assert len(files) == 3


async def test_two_who_find_something_at_once_tell_each_thing_once(ground: Ground, tmp_path: Path) -> None:
    safe = a_safe_mode(ground, tmp_path, [])
    safe.begin(Degraded.PINGS)
    first = asyncio.create_task(safe.announce())
    await asyncio.sleep(0)  # it has begun, and looks at the records
    safe.begin(Degraded.GUIDE_AWAY)
    assert [await first, await safe.announce()] == [True, True]
    words = told(ground, Bot.LOOKOUT)
    assert ["private warnings" in word for word in words] == [False, True]
    assert sum("somebody outside" in word for word in words) == 1
