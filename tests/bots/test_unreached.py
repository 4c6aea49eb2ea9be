"""A warning that does not reach its author: their facilitators hear of it, once, and not what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bots.acts import Acts, NotYetError
from bots.ground import Ground
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import TellGathered, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.warned import Warned
from fourwalls.group.finding import DetailKind
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, EventId
from fourwalls.group.phrase import phrase
from fourwalls.group.warning import Detail, Gathered
from fourwalls.storage import outbox
from tests.bots.furnishing import a_furnished_ground, a_wire, effects, waiting
from tests.handlers.happened import HERE
from tests.support.making import a_making
from tests.support.records import ANN, FAY, NOON, private_of
from tests.support.wire import Wire, refusal

WORD = EventId("$word")
WARNING = Whisper(
    ANN, phrase("warning", group="g", marked="«4 Elm Row»", kinds="address", whose="own"), Priority.WARNING
)
GATHERED = TellGathered(ANN, WORD, NOON)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


def row(effect: Done) -> outbox.Waiting:
    return outbox.Waiting(1, "txn", effect.performer, effect, 0, 1, 0)


async def tried(ground: Ground, wire: Wire, effect: Done) -> None:
    with pytest.raises(NotYetError):
        await Acts(ground, Bot.GUIDE, wire, a_making(ground, wire)).do(row(effect))


def notes(ground: Ground) -> list[str]:
    whispers = [effect for effect in effects(ground, Bot.GUIDE) if isinstance(effect, Whisper)]
    assert {effect.to for effect in whispers} <= {FAY}
    return [ground.say(effect.words) for effect in whispers]


@pytest.mark.parametrize("membership", [Membership.LEAVE, Membership.INVITE, Membership.BAN, None])
async def test_who_left_or_declined_or_leaves_the_invite_lying_or_has_no_device(
    ground: Ground, membership: Membership | None
) -> None:
    wire = a_wire(Bot.GUIDE)
    if membership is None:
        wire.without_device = {ANN}
    else:
        wire.member(private_of(ANN), ANN, membership=membership)
    for _ in range(3):
        await tried(ground, wire, WARNING)
    (note,) = notes(ground)
    assert "I cannot reach ann in private" in note
    assert "Elm" not in note
    assert "detail" not in note


async def test_a_server_that_lets_nobody_invite_them_is_told_of_too(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.member(private_of(ANN), ANN, membership=Membership.LEAVE)
    wire.answers["invite"] = [refusal(403, "M_INVITE_BLOCKED")]
    await tried(ground, wire, WARNING)
    assert len(notes(ground)) == 1


async def test_what_is_no_warning_is_told_to_no_facilitator(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.without_device = {ANN}
    await tried(ground, wire, Whisper(ANN, phrase("thanks")))
    assert notes(ground) == []


def gathers(ground: Ground, event: EventId, words: str) -> None:
    """Something is said that is to be told of with the word."""
    part = Gathered("Tuesday circle", (DetailKind.ADDRESS,), f"at «{words}»")
    street = Detail(DetailKind.ADDRESS, words, strong=True)
    given = Warned(ANN, HERE, event, (street,), NOON, WORD, NOON + timedelta(minutes=1), part)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(given))


async def test_a_word_tells_what_it_gathered_and_keeps_no_copy(ground: Ground) -> None:
    gathers(ground, WORD, "4 Elm Row")
    wire = a_wire(Bot.GUIDE)
    doing = Acts(ground, Bot.GUIDE, wire, a_making(ground, wire))
    for _ in range(2):  # tried again after a crash, it says it once
        assert await doing.do(row(GATHERED)) is None
    (word,) = waiting(ground, Bot.GUIDE)
    assert ground.database.run_sync(lambda conn: ground.records(conn).gathered(WORD)) == []
    assert await doing.do(word) is not None
    ((_, _, said, *_),) = wire.asked
    assert "Tuesday circle: at «4 Elm Row»" in said["body"]
    assert wire.kinds() == ["send"]


async def test_the_answer_to_a_gathered_word_is_about_its_messages(ground: Ground) -> None:
    gathers(ground, WORD, "4 Elm Row")
    gathers(ground, EventId("$more"), "7 Ash Lane")
    wire = a_wire(Bot.GUIDE)
    await Acts(ground, Bot.GUIDE, wire, a_making(ground, wire)).do(row(GATHERED))
    (word,) = waiting(ground, Bot.GUIDE)
    said = EventId("$said")
    ground.database.run_sync(lambda conn: outbox.sent(conn, ground.keys, word.id, said))
    about = ground.database.run_sync(lambda conn: ground.records(conn).warned_together(ANN, said))
    assert list(about) == [(HERE, WORD), (HERE, EventId("$more"))]


async def test_what_is_said_while_a_word_is_on_its_way_is_not_wiped_unsaid(ground: Ground) -> None:
    gathers(ground, WORD, "4 Elm Row")
    wire = a_wire(Bot.GUIDE)
    await Acts(ground, Bot.GUIDE, wire, a_making(ground, wire)).do(row(GATHERED))
    last = ground.database.run_sync(lambda conn: ground.records(conn).last_word(ANN))
    assert last is not None
    assert not last.waits  # so that what comes now begins a word of its own, although nobody has heard this one yet
    assert wire.kinds() == []
