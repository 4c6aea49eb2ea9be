"""What somebody tries who may not, in every round."""

from __future__ import annotations

from contextlib import suppress
from typing import assert_never

from tests.proof.stage import Stage
from tests.proof.troubles import Hostile
from tests.support.member import MemberError


async def attack(stage: Stage, attempt: Hostile) -> None:
    """Try it once. It is counted when the server took it."""
    with suppress(MemberError):  # the server may be away, or have had enough of this person's words
        if await _attempted(stage, attempt):
            stage.tried[attempt] += 1


async def _attempted(stage: Stage, attempt: Hostile) -> bool:
    evening = stage.evening
    match attempt:
        case Hostile.UNSIGNED_CLOSE:
            await evening.tell_guide(stage.double, "!session close")
        case Hostile.UNSIGNED_REMOVE:
            await evening.tell_guide(stage.double, f"!remove {evening.members['walt'].user_id}")
        case Hostile.CLEAR_CLOSE:
            private = evening.private[evening.facilitator.user_id]
            await evening.facilitator.send(private, "!session close", inClear=True)
        case Hostile.MEMBER_CLOSE:
            await evening.tell_guide(evening.members["walt"], "!session close")
        case Hostile.FOREIGN_SCISSORS:
            pip, walt = evening.members["pip"], evening.members["walt"]
            words = [each for each in walt.messages(evening.room) if each.sender == pip.user_id]
            if not words:
                return False
            await walt.react(evening.room, words[-1].event_id, "✂")
        case _:
            assert_never(attempt)
    return True
