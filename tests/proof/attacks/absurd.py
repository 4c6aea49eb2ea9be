"""Answers that make no sense: every part of every answer changed by chance into something of another kind."""

from __future__ import annotations

import copy
import random
from typing import Any

from tests.proof.attacks import honest
from tests.proof.attacks.attack import Attack, Tried
from tests.proof.attacks.field import Field
from tests.proof.attacks.liar import Asked, in_room

_OTHER: tuple[Any, ...] = (None, True, -1, 10**30, 1.5, "", "x" * 70_000, "\ud800", "@a:b", "$x", [], {}, [[]], [{}])
_FEW, _MANY = 5, 30
_PARTS = 4
"""So many parts of one answer are changed at most."""
_MANGLED = ("/sync", "/keys/query", "/keys/claim", "/keys/upload", "/messages", "/state", "/joined_rooms")


def mangled(dice: random.Random, answer: Any) -> Any:
    """An answer with some of its parts changed; the whole of it, once in a while."""
    whole = {"": answer}
    for _ in range(dice.randint(1, _PARTS)):
        holder, key = dice.choice(_places(whole))
        holder[key] = copy.deepcopy(dice.choice(_OTHER))
    return whole[""]


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Everywhere in a JSON value where something stands: (list or object, index or key)."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    here = [(value, key) for key in keys]
    return here + [place for _, key in here for place in _places(value[key])]


class Mangler:
    """A lie that changes whatever passes. The bookmark alone is left, since it is the way back."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - repeatable chance, not a secret
        self.times = 0

    def __call__(self, asked: Asked, answer: Any) -> Any:
        if not asked.path.endswith(_MANGLED):
            return answer
        self.times += 1
        bookmark = answer.get("next_batch") if isinstance(answer, dict) else None
        changed = mangled(self._dice, answer)
        if bookmark is not None:
            changed = changed if isinstance(changed, dict) else {}
            changed["next_batch"] = bookmark
        return changed


async def _mangle(field: Field, rounds: int) -> Tried:
    """People talk while nearly nothing that the bots are answered makes sense."""
    mangler = Mangler(field.seed)
    before = field.ledger.consequences()
    with field.liar.lying(mangler):
        for number in range(rounds):
            await field.pip.send(field.room, f"is anybody there {number}")
            await field.until(lambda number=number: mangler.times > 6 * (number + 1), 2.0)  # type: ignore[misc]
    obeyed = field.ledger.consequences() ^ before
    await field.restart()  # what a mangled answer said of rooms and people is asked for anew
    for speaker in (field.ruth, field.pip, field.walt):
        await speaker.begin_new_key(field.room)  # a room key that was mangled on its way is as good as withheld
    return Tried(mangler.times, (), len(obeyed), consequences=False)


async def mangled_answers(field: Field) -> Tried:
    """A short while of it."""
    return await _mangle(field, _FEW)


async def mangled_for_long(field: Field) -> Tried:
    """A long while of it."""
    return await _mangle(field, _MANY)


async def mangled_news(field: Field) -> Tried:
    """Made-up answers in which real events and messages are mangled: each bot must have kept each of them."""
    dice, times = random.Random(field.seed), 15  # noqa: S311 - repeatable chance, not a secret
    real = [copy.deepcopy(event) for room, event in field.liar.events.values() if room == field.room][-20:]
    for _ in range(times):
        part = in_room(field.room, *copy.deepcopy(dice.choices(real, k=5)))
        part["rooms"]["join"][field.room]["state"] = {"events": copy.deepcopy(dice.choices(real))}
        part |= {"to_device": {"events": [{"type": "m.room.encrypted", "sender": "@a:b", "content": {}}]}}
        part |= {"device_lists": {"changed": ["@a:b"], "left": []}, "device_one_time_keys_count": {"x": 1}}
        lie = mangled(dice, part)
        for bot in field.ears:
            await field.liar.tell(bot, lie if isinstance(lie, dict) else {})
    return Tried(times * len(field.ears))


ATTACKS = (
    Attack("made-up answers, mangled", mangled_news, honest.a_key),
    Attack("real answers, mangled", mangled_answers, honest.an_order, quick=False),
    Attack("real answers, mangled for long", mangled_for_long, honest.an_order, quick=False),
)
