"""Floods and poison: whatever can be sent to a device, and whatever a server can answer about keys."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from tests.proof.attacks import honest
from tests.proof.attacks.attack import Attack, Tried
from tests.proof.attacks.field import Field
from tests.proof.attacks.ghost import Ghost, claim, device_of, sealed_as
from tests.proof.attacks.liar import Asked, Json, changed_keys, to_device

_MANY = 10_000
_FEW = 300
_MORE_MEMORY_MIB = 64.0
"""What ten thousand hostile messages may cost at most."""
_LOW_ORDER = "A" * 43  # the curve's zero point: every shared secret with it is zero
_ODD: tuple[Any, ...] = (None, 7, True, 1e300, "", "x", [], {}, [[]], {"": {}}, {"ciphertext": 7})


def _oddities(bot_key: str, sender: str) -> Iterator[Any]:
    """Messages that are no messages, and ciphertexts that are none."""
    yield from _ODD
    for odd in _ODD:
        yield {"type": odd, "sender": sender, "content": {}}
        yield {"type": "m.room.encrypted", "sender": sender, "content": odd}
        yield {"type": "m.room.encrypted", "sender": odd, "content": sealed_as("x", bot_key, 0, "AAAA")}
        yield {"type": "m.room.encrypted", "sender": sender, "content": {"ciphertext": {bot_key: odd}}}
        yield {"type": "m.room_key.withheld", "sender": sender, "content": odd}
        yield {"type": "m.key.verification.request", "sender": sender, "content": odd}
    for kind in (0, 1, 2, -1):
        for body in ("", "AAAA", "\ud800", "A" * 65_000, "AwogAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"):
            yield {"type": "m.room.encrypted", "sender": sender, "content": sealed_as(_LOW_ORDER, bot_key, kind, body)}


async def hostile_prekeys(field: Field, times: int = _FEW) -> Tried:
    """Messages that begin sessions with one-time keys that no bot has, from devices that nobody has."""
    tried = 0
    for bot in field.ears:
        device = await device_of(field.stranger, bot)
        events: list[Any] = list(_oddities(device.curve25519, field.mallory.connection.user_id))
        for number in range(times):
            ghost = Ghost(field.ruth.user_id, f"FLOOD{number}")
            ghost.reach_wrongly(device)
            events.append(ghost.sends(bot, "m.dummy", {}))
        await field.liar.tell(bot, to_device(*events))
        tried += len(events)
    return Tried(tried)


async def poisoned_insides(field: Field) -> Tried:
    """Well encrypted nonsense: no JSON, nested without end, far too long, of the wrong types."""
    bot = field.ears[0]
    ghost = Ghost(field.mallory.connection.user_id, "POISON")
    await ghost.reach(field.stranger, bot)
    envelope = _envelope(ghost, bot)
    insides = ["", "not JSON", "\x00" * 100, "[" * 2_000, '{"a":' * 2_000, "[" * 100_000, '"' + "x" * 1_000_000 + '"']
    insides += [json.dumps(envelope | {part: odd}) for part in envelope for odd in _ODD]
    insides += [json.dumps(envelope | {"type": kind, "content": odd}) for kind in _KINDS for odd in _ODD]
    insides += [json.dumps(envelope | {"type": "m.room_key", "content": key}) for key in _bad_room_keys(ghost, field)]
    sent = [ghost.sends_raw(bot, inside) for inside in insides]
    await field.liar.tell(bot, to_device(*sent))
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    await field.tell_room({"type": "m.room.encrypted", "sender": field.pip.user_id, "event_id": deep, "content": deep})
    return Tried(len(sent) + 1)


_KINDS = ("m.room_key", "m.forwarded_room_key", "m.dummy", "m.secret.send", "m.room.member", "m.room_key.withheld")


def _envelope(ghost: Ghost, bot: str) -> Json:
    device = ghost.bots[bot]
    return {
        "sender": ghost.person.user_id,
        "sender_device": ghost.person.device_id,
        "keys": {"ed25519": ghost.person.engine.ed25519},
        "recipient": device.user_id,
        "recipient_keys": {"ed25519": device.ed25519},
        "type": "m.dummy",
        "content": {},
    }


def _bad_room_keys(ghost: Ghost, field: Field) -> Iterator[Json]:
    good = ghost.person.engine.room_key(field.room, ghost.session)
    for part in good:
        for odd in (*_ODD, "A" * 100_000, "\ud800"):
            yield good | {part: odd}


async def ten_thousand(field: Field) -> Tried:
    """Ten thousand messages to one bot's device, each from another made-up device that truly began a session."""
    bot = field.ears[0]
    fallback = await _drain(field, bot)
    device = await device_of(field.stranger, bot)
    before = field.memory()
    for at in range(0, _MANY, 500):
        events = []
        for number in range(at, at + 500):
            ghost = Ghost(field.mallory.connection.user_id, f"MANY{number}")
            ghost.bots[bot] = device
            ghost.person.engine.create_session(fallback, device.curve25519)
            events.append(ghost.gives_key(bot, field.room))
        await field.liar.tell(bot, to_device(*events))
    grown = field.memory() - before
    assert grown < _MORE_MEMORY_MIB, f"ten thousand messages have cost {grown:.0f} MiB"
    return Tried(_MANY)


async def _drain(field: Field, bot: str) -> str:
    """Claim all one-time keys of a bot, until the server gives its fallback key."""
    device = await device_of(field.stranger, bot)
    while True:
        key = await claim(field.stranger, bot, device.id)
        if key.get("fallback") is True:
            return str(key["key"])


async def drained_keys(field: Field) -> Tried:
    """A stranger claims all one-time keys of every bot: each fills its stock up again, from none."""
    tried = 0
    for bot in field.ears:
        await _drain(field, bot)
        device = await device_of(field.stranger, bot)

        async def full(bot: str = bot, name: str = device.id) -> bool:
            return (await claim(field.stranger, bot, name)).get("fallback") is not True

        while not await full():
            assert await field.goes_on(), "the bots were deaf while their keys were gone"
        tried += 1
    return Tried(tried)


async def absurd_counts(field: Field) -> Tried:
    """The server miscounts a bot's keys beyond all reason."""
    counts: tuple[Any, ...] = (-(10**12), 10**12, -1, 0.5, "7", None, [], True)
    for count in counts:
        for bot in field.ears:
            await field.liar.tell(bot, {"device_one_time_keys_count": {"signed_curve25519": count}})
            await field.liar.tell(bot, {"device_unused_fallback_key_types": count})
    return Tried(2 * len(counts) * len(field.ears))


def _poison(dice: random.Random, user: str) -> Any:
    """``/keys/query`` and ``/keys/claim`` with bad keys of one person."""

    def lie(asked: Asked, answer: Any) -> Any:
        if asked.path.endswith("/keys/query"):
            for keys in answer.get("device_keys", {}).get(user, {}).values():
                part = dice.choice(["keys", "signatures", "user_id", "device_id", "algorithms"])
                keys[part] = dice.choice([*_ODD, {f"curve25519:{keys['device_id']}": _LOW_ORDER}])
        if asked.path.endswith("/keys/claim"):
            for keys in answer.get("one_time_keys", {}).get(user, {}).values():
                for name in keys:
                    keys[name] = dice.choice([*_ODD, {"key": _LOW_ORDER}, {"key": "x", "signatures": {}}])
        return answer

    return lie


async def bad_keys(field: Field) -> Tried:
    """The server shows broken device keys and one-time keys of a member; the others still get theirs."""
    dice, walt = random.Random(field.seed), field.walt.user_id  # noqa: S311 - repeatable chance, not a secret
    rounds = 5
    with field.liar.lying(_poison(dice, walt)):
        for _ in range(rounds):
            await field.liar.tell_all(field.ears, changed_keys(walt))
            asked = await field.evening.tell_guide(field.pip, "transcripts")
            await field.evening.hears(field.pip, "transcript", after=asked)
        await field.close_and_open()
    await field.liar.tell_all(field.ears, changed_keys(walt))
    return Tried(rounds, consequences=False)


async def many_to_device(field: Field) -> Tried:
    """Ten thousand that open nothing."""
    return await hostile_prekeys(field, _MANY // 3)


ATTACKS = (
    Attack("hostile pre-key messages and nonsense to devices", hostile_prekeys, honest.a_key),
    Attack("well encrypted nonsense: nested, endless, not JSON", poisoned_insides, honest.a_key),
    Attack("broken device keys and one-time keys", bad_keys, honest.a_key, quick=False),
    Attack("all one-time keys claimed", drained_keys, honest.a_key, quick=False),
    Attack("keys counted beyond reason", absurd_counts, honest.a_key),
    Attack("10,000 messages that open nothing", many_to_device, honest.a_key, quick=False),
    Attack("10,000 sessions begun with a bot's fallback key", ten_thousand, honest.a_key, quick=False),
)
