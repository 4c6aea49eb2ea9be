"""SIGKILL in the middle of a talk with the Online Manager: every word reaches the other side, once, in its order."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from tests.support.gathering import GROUP, gather
from tests.support.house import HouseProcess, prepare_site
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

SEED = int(os.environ.get("SEED", "20261124"))
ROUNDS = 8
EACH = 3
"""Lines from either side in each round."""


@pytest.mark.e2e
@pytest.mark.timeout(400)
async def test_killed_at_random_every_word_goes_once(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    dice = random.Random(SEED)  # noqa: S311 - repeatable chance, not a secret
    odette, ruth, pip = [await sign_in(name) for name in ("odette", "ruth", "pip")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    house = HouseProcess(site, tmp_path / "run.log")
    await house.start()
    evening = await gather(site, odette, ruth, pip=pip)
    private = evening.private[pip.user_id]
    await pip.send(private, "ask may I bring my sister?")
    root = await odette.wait_message(containing="Question 1 for the Online Manager", room=evening.desk)
    for number in range(ROUNDS):
        talk = asyncio.create_task(both_talk(number, pip, private, odette, evening.desk, root.event_id))
        await asyncio.sleep(dice.uniform(0.0, 1.0))  # the random moment is the point of this test
        await house.kill()
        await talk
        await house.start()
        if dice.random() < 0.5:  # half of the kills hit a house that is still starting
            await house.wait_ready()
    await house.wait_ready()
    await pip.send(private, "that is the last of mine")
    await odette.wait_message(containing="that is the last of mine", room=evening.desk, timeout=120)
    await odette.send(evening.desk, "close: that is the last of ours", threadRoot=root.event_id)
    await pip.wait_message(containing="that is the last of ours", room=private, timeout=120)
    await house.stop()

    bots = {seen.sender for seen in odette.messages(evening.desk) if seen.event_id == root.event_id}
    desk = [seen.body for seen in odette.messages(evening.desk) if seen.sender in bots and seen.thread_root]
    home = [seen.body for seen in pip.messages(private) if seen.sender in bots]
    expected = [f"{number}.{line}" for number in range(ROUNDS) for line in range(EACH)]
    assert lines(desk, "mine ") == expected
    assert lines(home, "ours ") == expected
    assert sum("bring my sister" in body for body in desk) == 1
    assert sum("Question 1" in seen.body for seen in odette.messages(evening.desk)) == 1


async def both_talk(number: int, pip: Member, private: str, odette: Member, desk: str, root: str) -> None:
    for line in range(EACH):
        await pip.send(private, f"mine {number}.{line}")
        await odette.send(desk, f"ours {number}.{line}", threadRoot=root)


def lines(bodies: list[str], word: str) -> list[str]:
    """What of the numbered lines was passed on, in the order in which it came."""
    parts = (part for body in bodies for part in body.splitlines())
    return [part.removeprefix(word) for part in parts if part.startswith(word)]
