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
from tests.bots.furnishing import a_furnished_ground, a_wire, effects
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


@pytest.mark.parametrize("effect", [WARNING, GATHERED])
@pytest.mark.parametrize("membership", [Membership.LEAVE, Membership.INVITE, Membership.BAN, None])
async def test_who_left_or_declined_or_leaves_the_invite_lying_or_has_no_device(
    ground: Ground, effect: Done, membership: Membership | None
) -> None:
    wire = a_wire(Bot.GUIDE)
    if membership is None:
        wire.without_device = {ANN}
    else:
        wire.member(private_of(ANN), ANN, membership=membership)
    for _ in range(3):
        await tried(ground, wire, effect)
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


async def test_a_word_tells_what_it_gathered_and_keeps_no_copy(ground: Ground) -> None:
    part = Gathered("Tuesday circle", (DetailKind.ADDRESS,), "at «4 Elm Row»")
    street = Detail(DetailKind.ADDRESS, "4 Elm Row", strong=True)
    later = NOON + timedelta(minutes=1)
    given = Warned(ANN, HERE, WORD, (street,), NOON, WORD, later, part)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(given))
    wire = a_wire(Bot.GUIDE)
    doing = Acts(ground, Bot.GUIDE, wire, a_making(ground, wire))
    assert await doing.do(row(GATHERED)) is not None
    ((_, _, said, *_),) = wire.asked
    assert "Tuesday circle: at «4 Elm Row»" in said["body"]
    assert ground.database.run_sync(lambda conn: ground.records(conn).gathered(WORD)) == []
    assert await doing.do(row(GATHERED)) is None
    assert wire.kinds() == ["send"]
