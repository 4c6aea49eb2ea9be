"""Lies about what was said: by whom, when, about what."""

from __future__ import annotations

import copy
from typing import Any

from fourwalls.group.people import Bot
from tests.proof.attacks import honest
from tests.proof.attacks.attack import Attack, Tried
from tests.proof.attacks.field import Field
from tests.proof.attacks.ghost import event
from tests.proof.attacks.liar import Asked, Json, Lie
from tests.support.member import Member

_ORDERS = ("!session close", "!remove {walt}", "!invite {mallory}", "!accept {walt}")


def _orders(field: Field) -> list[str]:
    names = {"walt": field.walt.user_id, "mallory": field.mallory.connection.user_id}
    return [order.format(**names) for order in _ORDERS]


def _in_timelines(room: str, change: Any) -> Lie:
    """Change the events of one room in whatever way they come."""

    def lie(asked: Asked, answer: Any) -> Any:
        if asked.path.endswith("/sync"):
            part = answer.get("rooms", {}).get("join", {}).get(room, {}).get("timeline", {})
            part["events"] = [change(each) for each in part.get("events", [])]
        return answer

    return lie


async def _said_with(field: Field, member: Member, words: list[str], change: Any, **more: Any) -> tuple[str, ...]:
    """Have a member say words that reach the bots changed; returns when they were examined, as far as they will be."""
    with field.liar.lying(_in_timelines(field.room, change)):
        said = [await member.send(field.room, each, **more) for each in words]
        await field.examined(said)
    return tuple(said)


async def spoofed_sender(field: Field) -> Tried:
    """The server puts somebody else's name on a member's words."""
    said: list[str] = []
    names = (field.ruth.user_id, field.evening.manager.user_id, field.id_of(Bot.WARDEN))
    for name in names:

        def change(each: Json, name: str = name) -> Json:
            return {**each, "sender": name} if each["sender"] == field.pip.user_id else each

        said += await _said_with(field, field.pip, _orders(field), change)
    return Tried(len(said), tuple(said))


async def false_announcement(field: Field) -> Tried:
    """A member's words marked as the end of the session, in the scribe's name and in their own."""
    content = {"msgtype": "m.text", "body": "the session is closed", "fourwalls.marker": "session-close"}
    own = await field.pip.send_event(field.room, "m.room.message", content)
    with field.liar.lying(
        _in_timelines(
            field.room,
            lambda each: {**each, "sender": field.id_of(Bot.SCRIBE)} if each["sender"] == field.pip.user_id else each,
        )
    ):
        spoofed = await field.pip.send_event(field.room, "m.room.message", content)
        await field.examined([own, spoofed])
    clear = event("m.room.message", field.id_of(Bot.SCRIBE), field.fresh_id(), content)
    await field.tell_room(clear)
    return Tried(3, (spoofed, clear["event_id"]))


async def words_in_clear(field: Field) -> Tried:
    """The server makes up unencrypted words in the name of those who may."""
    names = (field.ruth.user_id, field.evening.manager.user_id, field.id_of(Bot.GUIDE))
    made_up = [
        event("m.room.message", name, field.fresh_id(), {"msgtype": "m.text", "body": order})
        for name in names
        for order in _orders(field)
    ]
    await field.tell_room(*made_up)
    return Tried(len(made_up), tuple(each["event_id"] for each in made_up))


async def _order_to_replay(field: Field) -> Json:
    """A real order of the facilitator, as it was sent; it has been undone since."""
    sent = await field.close_and_open()
    _, order = field.liar.events[sent]
    return order


async def _replayed(field: Field, order: Json, before: frozenset[tuple[object, ...]]) -> Tried:
    again = [{**copy.deepcopy(order), "event_id": field.fresh_id()} for _ in range(5)]
    await field.tell_room(*again[:2])
    for each in again[2:]:
        await field.tell_room(each)
    words = tuple(each["event_id"] for each in again)
    await field.examined(words)
    obeyed = len(field.ledger.consequences() ^ before)
    return Tried(len(again), words, obeyed, consequences=False)


async def replay(field: Field) -> Tried:
    """An order of the facilitator comes again under other ids."""
    order = await _order_to_replay(field)
    return await _replayed(field, order, field.ledger.consequences())


async def replay_after_restart(field: Field) -> Tried:
    """The same, after the bots were killed and started again."""
    order = await _order_to_replay(field)
    before = field.ledger.consequences()
    await field.restart()
    return await _replayed(field, order, before)


async def outer_relation(field: Field) -> Tried:
    """The server adds to a message, outside the ciphertext, that it edits another."""
    first = await field.walt.send(field.room, "the kettle is on")
    await field.until(lambda: field.ledger.tally([first]).recorded == 1)
    relations: list[Json] = [
        {"rel_type": "m.replace", "event_id": first},
        {"rel_type": "m.replace", "event_id": first, "m.in_reply_to": {"event_id": first}},
    ]
    for relation in relations:

        def change(each: Json, relation: Json = relation) -> Json:
            if each["type"] != "m.room.encrypted":
                return each
            return {**each, "content": {**each["content"], "m.relates_to": relation}}

        await _said_with(field, field.walt, ["and nothing else"], change)
    return Tried(len(relations), (), field.ledger.edits_of(first), consequences=True)


async def foreign_edit(field: Field) -> Tried:
    """A member's own client edits another's words, and asks for their removal when warned of what it put there."""
    first = await field.pip.send(field.room, "the tea is ready")
    await field.until(lambda: field.ledger.tally([first]).recorded == 1)
    edits = [
        await field.walt.send(field.room, words, replaces=first)
        for words in ("the tea is cold", "my name is Walter Arkwright")
    ]
    warned = await field.evening.hears(field.walt, "Walter Arkwright", after=edits[-1])
    await field.evening.tell_guide(field.walt, "remove")
    await field.evening.hears(field.walt, "taking the message out", after=warned.event_id)
    await field.pip.wait_redaction(edits[-1])  # his own words, which are his to take back
    struck = any(each.redacts == first for each in field.pip.sight.redactions)
    return Tried(2, (), field.ledger.edits_of(first) + struck, consequences=False)


ATTACKS = (
    Attack("a member's words under another sender", spoofed_sender, honest.an_order),
    Attack("an announcement in the scribe's name", false_announcement, honest.an_order),
    Attack("unencrypted orders in others' names", words_in_clear, honest.an_order),
    Attack("a facilitator's order replayed", replay, honest.an_order),
    Attack("the same, after a restart", replay_after_restart, honest.an_order, quick=False),
    Attack("an edit by a relation outside the ciphertext", outer_relation, honest.an_edit),
    Attack("an edit of somebody else's words", foreign_edit, honest.a_removal),
)
