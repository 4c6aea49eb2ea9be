"""Lies about what anybody can forge, since it is not encrypted: reactions, words taken back, settings of the room."""

from __future__ import annotations

from typing import Any

from fourwalls.group.people import Bot
from tests.proof.attacks import honest
from tests.proof.attacks.attack import Attack, Tried
from tests.proof.attacks.field import Field
from tests.proof.attacks.ghost import event
from tests.proof.attacks.liar import Json, in_room

_KEYS = ("✂", "✂️", "👍", "ack", "!session close")


def _reaction(field: Field, sender: str, target: str, key: str) -> Json:
    relation = {"rel_type": "m.annotation", "event_id": target, "key": key}
    return event("m.reaction", sender, field.fresh_id(), {"m.relates_to": relation})


async def forged_reactions(field: Field) -> Tried:
    """Reactions in everybody's name, to members' words and to the managers' cases; in private by somebody else."""
    said = await field.pip.send(field.room, "my name is Philippa Arkwright")
    prompt = await field.evening.hears(field.pip, "Philippa Arkwright", after=said)
    before = field.ledger.consequences()
    senders = (field.ruth.user_id, field.evening.manager.user_id, field.pip.user_id, field.walt.user_id)
    in_group = [_reaction(field, sender, said, key) for sender in senders for key in _KEYS]
    others = [_reaction(field, sender, prompt.event_id, key) for sender in senders for key in _KEYS]
    others = [each for each in others if each["sender"] != field.pip.user_id]
    await field.tell_room(*in_group)
    await field.tell_room(*others, room=field.evening.private[field.pip.user_id])
    await field.tell_room(*in_group, room=field.evening.desk)
    obeyed = len(field.ledger.consequences() ^ before)
    await field.evening.tell_guide(field.pip, "keep")
    await field.evening.hears(field.pip, "The message stays", after=prompt.event_id)
    return Tried(2 * len(in_group) + len(others), (), obeyed, consequences=False)


async def forged_redactions(field: Field) -> Tried:
    """Words taken back in the name of their author, of others, of the bots: in both forms that a redaction has.

    Those in its author's name and in a bot's hide the words: nothing is wiped, and the author has them put back.
    """
    said = [await field.pip.send(field.room, f"the biscuits are on plate {number}") for number in range(6)]
    await field.until(lambda: field.ledger.tally(said).recorded == len(said))
    names = (field.pip.user_id, field.walt.user_id, field.id_of(Bot.WARDEN))
    forged = []
    for number, target in enumerate(said):
        new_form = number % 2 == 0
        inside: Json = {"redacts": target} if new_form else {}
        outside: dict[str, Any] = {} if new_form else {"redacts": target}
        name = names[number // 2]
        forged.append(event("m.room.redaction", name, field.fresh_id(), inside, **outside))
    await field.tell_room(*forged)
    told = await field.evening.hears(field.pip, "it is hidden now")
    hidden = field.ledger.hidden(said)
    for left in reversed(range(hidden)):
        told = await field.evening.hears(field.pip, "", after=await field.evening.tell_guide(field.pip, "restore"))
        assert await field.until(lambda left=left: field.ledger.hidden(said) == left), told  # type: ignore[misc]
    return Tried(len(forged), (), int(hidden == 0))


async def no_more_encryption(field: Field) -> Tried:
    """The server says that the room is not encrypted, so that the bots speak in clear."""
    downgrades: tuple[Json, ...] = ({}, {"algorithm": "m.none"}, {"algorithm": "org.example.rot13"})
    before = field.liar.in_clear
    for content in downgrades:
        change = event("m.room.encryption", field.id_of(Bot.WARDEN), field.fresh_id(), content, state_key="")
        for bot in (*field.ears, field.id_of(Bot.WARDEN)):
            await field.liar.tell(bot, in_room(field.room, change))
        await field.ruth.send(field.room, "!session close")
        await field.until(lambda: not field.ledger.session_open, 1.0)
    real = {"algorithm": "m.megolm.v1.aes-sha2"}
    restored = event("m.room.encryption", field.id_of(Bot.WARDEN), field.fresh_id(), real, state_key="")
    for bot in (*field.ears, field.id_of(Bot.WARDEN)):
        await field.liar.tell(bot, in_room(field.room, restored))
    assert await field.until(lambda: not field.ledger.session_open), "the bots stayed dumb"
    await field.ruth.send(field.room, "!session open")
    assert await field.until(lambda: field.ledger.session_open), "no session was opened"
    return Tried(len(downgrades), (), field.liar.in_clear - before, consequences=False)


async def strange_invitations(field: Field) -> Tried:
    """A stranger asks the bots into a room of her own, really."""
    room = await field.mallory.connection.act.create_room({"preset": "private_chat"})
    for bot in field.ears:
        await field.mallory.connection.act.invite(room, bot)

    async def refused() -> bool:
        state = await field.mallory.connection.act.room_state(room)
        return not (state.invited | (state.joined & set(field.ears)))

    while not await refused():
        await field.goes_on()
    joined = [path for _, path in field.liar.joined if room.removeprefix("!") in path]
    return Tried(len(field.ears), (), len(joined))


ATTACKS = (
    Attack("forged reactions", forged_reactions, honest.a_tap),
    Attack("forged redactions, in both forms", forged_redactions, honest.a_removal),
    Attack("a room that is called unencrypted", no_more_encryption, honest.an_order, quick=False),
    Attack("invitations into a stranger's room", strange_invitations, honest.rooms_entered, quick=False),
)
