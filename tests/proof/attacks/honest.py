"""The same acts done by those who may: each is obeyed, which shows that the counts can count."""

from __future__ import annotations

from tests.proof.attacks.field import Field


async def _brought_about(field: Field, before: frozenset[tuple[object, ...]]) -> int:
    await field.until(lambda: field.ledger.consequences() != before)
    return len(field.ledger.consequences() ^ before)


async def an_order(field: Field) -> int:
    """The facilitator closes the session, and opens one again."""
    before = field.ledger.consequences()
    await field.close_and_open()
    return len(field.ledger.consequences() ^ before)


async def an_edit(field: Field) -> int:
    """A member edits their own words."""
    said = await field.walt.send(field.room, "the kettle is of")
    await field.until(lambda: field.ledger.tally([said]).recorded == 1)
    await field.walt.send(field.room, "the kettle is off", replaces=said)
    await field.until(lambda: field.ledger.edits_of(said) > 0)
    return field.ledger.edits_of(said)


async def a_removal(field: Field) -> int:
    """A warned member says ``remove``."""
    said = await field.walt.send(field.room, "my name is Walter Arkwright")
    await field.evening.hears(field.walt, "Walter Arkwright", after=said)
    before = field.ledger.consequences()
    await field.evening.tell_guide(field.walt, "remove")
    brought_about = await _brought_about(field, before)
    await field.pip.wait_redaction(said)
    return brought_about


async def a_key(field: Field) -> int:
    """Members with signed devices are given the bots' keys."""
    return sum(user == field.pip.user_id for _, user, _ in field.liar.keys_given)


async def a_tap(field: Field) -> int:
    """A warned member reacts with scissors to the warning."""
    said = await field.walt.send(field.room, "my name is Walter Ackroyd")
    warning = await field.evening.hears(field.walt, "Walter Ackroyd", after=said)
    before = field.ledger.consequences()
    await field.walt.react(warning.room, warning.event_id, "✂")
    return await _brought_about(field, before)


async def rooms_entered(field: Field) -> int:
    """The bots went into the rooms that the warden asked them into."""
    return len(field.liar.joined)
