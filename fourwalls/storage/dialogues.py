"""Dialogues: whose, in which thread, where they stand, and which event on one side is which on the other. No words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select, update

from fourwalls.group.dialogue import STEPS, Dialogue, DialogueId, DialogueState, DialogueStep, Matter, SaidInDialogue
from fourwalls.group.effects.kept import BeginDialogue, CloseDialogue, Speak
from fourwalls.group.people import EventId, PersonId
from fourwalls.storage import persons
from fourwalls.storage.errors import ImpossibleStepError, SealedDataError
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.tables import dialogue, dialogue_word
from fourwalls.storage.times import from_ms, to_ms
from fourwalls.storage.upsert import put_rows


@dataclass(frozen=True, slots=True)
class Passed:
    """What became of words that were to be passed on."""

    withdrawn: bool = False
    """Taken back before they went."""
    event: EventId | None = None
    """What stands for them on the other side."""


def begin(conn: Connection, keys: OperationalKeys, effect: BeginDialogue) -> None:
    """Begin a dialogue."""
    key, at = keys.lookup("event", effect.dialogue), to_ms(effect.at)
    row = {
        "event_key": key,
        "event_sealed": keys.seal_text(effect.dialogue, f"dialogue:event:{key}"),
        "person_key": persons.ensure(conn, keys, effect.person),
        "matter": effect.matter.value,
        "state": STEPS[None, DialogueStep.SPEAK].value,
        "begun_at": at,
        "spoken_at": at,
        "waiting_since": at,
    }
    conn.execute(dialogue.insert().values(row))


def speak(conn: Connection, keys: OperationalKeys, effect: Speak) -> None:
    """Keep whose words an event is, and take the step.

    Raises:
        ImpossibleStepError: the dialogue is closed, or there is none.
    """
    row = _row(conn, keys, effect.dialogue)
    _step(conn, row, effect.step, to_ms(effect.at))
    words = {
        "event_key": keys.lookup("event", effect.event),
        "number": row.number,
        "author_key": persons.ensure(conn, keys, effect.by),
        "carrier_key": keys.lookup("event", effect.carrier or effect.event),
        "withdrawn": False,
    }
    put_rows(conn, dialogue_word, [words])  # words that were changed keep what stands for them until that is taken away


def close(conn: Connection, keys: OperationalKeys, effect: CloseDialogue) -> None:
    """Close a dialogue.

    Raises:
        ImpossibleStepError: it is closed already, or there is none.
    """
    _step(conn, _row(conn, keys, effect.dialogue), DialogueStep.CLOSE, to_ms(effect.at))


def _step(conn: Connection, row: Row[Any], step: DialogueStep, at: int) -> None:
    before = DialogueState(row.state)
    after = STEPS.get((before, step))
    if after is None:
        raise ImpossibleStepError("a dialogue cannot go on so")
    values: dict[str, Any] = {"state": after.value, "spoken_at": max(at, row.spoken_at)}
    if after is not DialogueState.WAITING:
        values |= {"waiting_since": None, "reminded_at": None}
    elif before is not DialogueState.WAITING:
        values["waiting_since"] = at
    if after is DialogueState.CLOSED:
        values["closed_at"] = at
    conn.execute(update(dialogue).where(dialogue.c.number == row.number).values(values))


def take_back(conn: Connection, keys: OperationalKeys, event: EventId) -> None:
    """Remember that words were taken back, so that they are not passed on if they still wait to be."""
    key = keys.lookup("event", event)
    carrier = select(dialogue_word.c.carrier_key).where(dialogue_word.c.event_key == key).scalar_subquery()
    these = or_(dialogue_word.c.event_key == key, dialogue_word.c.event_key == carrier)
    conn.execute(update(dialogue_word).where(these).values(withdrawn=True))


def bind_thread(conn: Connection, keys: OperationalKeys, which: DialogueId, thread: EventId) -> None:
    """Remember the root of a dialogue's thread, once the server has taken it."""
    number = _row(conn, keys, which).number
    sealed = keys.seal_text(thread, f"dialogue:thread:{number}")
    values = {"thread_key": keys.lookup("event", thread), "thread_sealed": sealed}
    conn.execute(update(dialogue).where(dialogue.c.number == number).values(values))


def passed(conn: Connection, keys: OperationalKeys, event: EventId) -> Passed:
    """Say what became of the words of an event, or of the longer words that it was a part of."""
    own = select(dialogue_word.c.carrier_key).where(dialogue_word.c.event_key == keys.lookup("event", event))
    row = conn.execute(select(dialogue_word).where(dialogue_word.c.event_key.in_(own))).one_or_none()
    if row is None:
        return Passed()
    sealed = row.relayed_sealed
    other = None if sealed is None else EventId(keys.unseal_text(sealed, f"dialogue_word:{row.event_key}"))
    return Passed(row.withdrawn, other)


def bind_word(conn: Connection, keys: OperationalKeys, event: EventId, relayed: EventId) -> None:
    """Remember which event stands on the other side for words, once the server has taken it."""
    key = keys.lookup("event", event)
    sealed = keys.seal_text(relayed, f"dialogue_word:{key}")
    values = {"relayed_key": keys.lookup("event", relayed), "relayed_sealed": sealed}
    conn.execute(update(dialogue_word).where(dialogue_word.c.event_key == key).values(values))


def find(conn: Connection, keys: OperationalKeys, which: DialogueId) -> Dialogue | None:
    """Give a dialogue; ``None``: it is forgotten."""
    row = conn.execute(select(dialogue).where(dialogue.c.event_key == keys.lookup("event", which))).one_or_none()
    return None if row is None else _opened(conn, keys, row)


def at(conn: Connection, keys: OperationalKeys, event: EventId) -> Dialogue | None:
    """Give the dialogue whose thread begins with this event, or in which the guide passed words on by it."""
    key = keys.lookup("event", event)
    relayed = select(dialogue_word.c.number).where(dialogue_word.c.relayed_key == key)
    this = select(dialogue).where(or_(dialogue.c.thread_key == key, dialogue.c.number.in_(relayed)))
    row = conn.execute(this).one_or_none()
    return None if row is None else _opened(conn, keys, row)


def said(conn: Connection, keys: OperationalKeys, event: EventId) -> SaidInDialogue | None:
    """Say whose words in which dialogue an event is."""
    key = keys.lookup("event", event)
    word = conn.execute(select(dialogue_word).where(dialogue_word.c.event_key == key)).one_or_none()
    if word is None:
        return None
    row = conn.execute(select(dialogue).where(dialogue.c.number == word.number)).one()
    author, alone = _person(conn, keys, word.author_key), word.carrier_key == key
    return SaidInDialogue(_opened(conn, keys, row), author, alone, word.withdrawn)


def open_ones(conn: Connection, keys: OperationalKeys, who: PersonId | None = None) -> Sequence[Dialogue]:
    """Give the open dialogues of a person, or of everybody, that in which something was said last first."""
    these = [dialogue.c.state != DialogueState.CLOSED.value]
    if who is not None:
        these.append(dialogue.c.person_key == keys.person(who))
    newest = select(dialogue).where(*these).order_by(dialogue.c.spoken_at.desc(), dialogue.c.number.desc())
    return [_opened(conn, keys, row) for row in conn.execute(newest).all()]


def unanswered(conn: Connection, keys: OperationalKeys, since: datetime) -> Sequence[Dialogue]:
    """Give those that have waited since then or longer, and of which nobody was reminded yet; oldest first."""
    these = (dialogue.c.waiting_since <= to_ms(since), dialogue.c.reminded_at.is_(None))
    rows = conn.execute(select(dialogue).where(*these).order_by(dialogue.c.number)).all()
    return [_opened(conn, keys, row) for row in rows]


def reminded(conn: Connection, number: int, now: datetime) -> None:
    """Remember that people were reminded of what waits there; the next time it waits they are reminded again."""
    conn.execute(update(dialogue).where(dialogue.c.number == number).values(reminded_at=to_ms(now)))


def quiet(conn: Connection, keys: OperationalKeys, since: datetime) -> Sequence[Dialogue]:
    """Give those that were answered and in which nobody has said anything since then."""
    these = (dialogue.c.state == DialogueState.ANSWERED.value, dialogue.c.spoken_at <= to_ms(since))
    return [_opened(conn, keys, row) for row in conn.execute(select(dialogue).where(*these)).all()]


def forget_closed(conn: Connection, before: datetime) -> int:
    """Forget those that were closed before then, with all that is known of their words; give their number."""
    old = select(dialogue.c.number).where(dialogue.c.closed_at < to_ms(before))
    conn.execute(delete(dialogue_word).where(dialogue_word.c.number.in_(old)))
    return conn.execute(delete(dialogue).where(dialogue.c.closed_at < to_ms(before))).rowcount


def _row(conn: Connection, keys: OperationalKeys, which: DialogueId) -> Row[Any]:
    row = conn.execute(select(dialogue).where(dialogue.c.event_key == keys.lookup("event", which))).one_or_none()
    if row is None:
        raise ImpossibleStepError("there is no such dialogue")
    return row


def _opened(conn: Connection, keys: OperationalKeys, row: Row[Any]) -> Dialogue:
    thread = row.thread_sealed
    return Dialogue(
        id=DialogueId(EventId(keys.unseal_text(row.event_sealed, f"dialogue:event:{row.event_key}"))),
        number=row.number,
        person=_person(conn, keys, row.person_key),
        matter=Matter(row.matter),
        state=DialogueState(row.state),
        begun_at=from_ms(row.begun_at),
        spoken_at=from_ms(row.spoken_at),
        thread=None if thread is None else EventId(keys.unseal_text(thread, f"dialogue:thread:{row.number}")),
    )


def _person(conn: Connection, keys: OperationalKeys, key: str) -> PersonId:
    person = persons.of_key(conn, keys, PersonKey(key))
    if person is None:
        raise SealedDataError("somebody in a dialogue is not known")
    return person
