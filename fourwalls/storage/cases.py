"""Cases: one for each flag, numbered. Steps go by the table of ``fourwalls.group.case``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from fourwalls.group.case import STEPS, Case, CaseNumber, CaseState, CaseStep
from fourwalls.group.effects.done import RaiseFlag
from fourwalls.group.effects.kept import Acknowledge
from fourwalls.group.people import EventId
from fourwalls.storage import persons
from fourwalls.storage.errors import ImpossibleStepError
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.tables import flag_case
from fourwalls.storage.times import to_ms


def raise_case(conn: Connection, keys: OperationalKeys, flag: RaiseFlag) -> CaseNumber:
    """Open the case of a flag and give its number. A message has one case: asked again, the same number comes back."""
    event_key = keys.lookup("event", flag.event)
    known = conn.execute(select(flag_case.c.number).where(flag_case.c.event_key == event_key)).scalar()
    if known is not None:
        return CaseNumber(known)
    row = {
        "event_key": event_key,
        "person_key": persons.ensure(conn, keys, flag.person),
        "category": flag.origin.value if flag.reading.kind is None else flag.reading.kind.value,
        "severity": int(flag.reading.severity),
        "state": CaseState.RAISED.value,
        "raised_at": to_ms(flag.at),
    }
    number = conn.execute(flag_case.insert().returning(flag_case.c.number), row).scalar_one()
    return CaseNumber(number)


def bind_thread(conn: Connection, keys: OperationalKeys, number: CaseNumber, thread: EventId) -> None:
    """Remember the root of a case's thread in the manager room, once the server has taken it."""
    sealed = keys.seal_text(thread, f"flag_case:thread:{number}")
    values = {"thread_key": keys.lookup("event", thread), "thread_sealed": sealed}
    conn.execute(update(flag_case).where(flag_case.c.number == number).values(values))


def of_thread(conn: Connection, keys: OperationalKeys, thread: EventId) -> Case | None:
    """Give the case whose thread begins with this event."""
    this = flag_case.c.thread_key == keys.lookup("event", thread)
    row = conn.execute(select(flag_case).where(this)).one_or_none()
    return None if row is None else _case(conn, keys, row)


def acknowledge(conn: Connection, keys: OperationalKeys, effect: Acknowledge) -> None:
    """A manager takes a case.

    Raises:
        ImpossibleStepError: it was taken before, or there is none.
    """
    case = of_thread(conn, keys, effect.thread)
    if case is None or (case.state, CaseStep.ACKNOWLEDGE) not in STEPS:
        raise ImpossibleStepError("a case cannot be acknowledged now")
    values = {
        "state": STEPS[case.state, CaseStep.ACKNOWLEDGE].value,
        "acknowledged_at": to_ms(effect.at),
        "acknowledged_by_key": persons.ensure(conn, keys, effect.by),
    }
    conn.execute(update(flag_case).where(flag_case.c.number == case.number).values(values))


def _case(conn: Connection, keys: OperationalKeys, row: Row[Any]) -> Case:
    sealed, owner = row.thread_sealed, row.acknowledged_by_key
    return Case(
        number=CaseNumber(row.number),
        state=CaseState(row.state),
        thread=None if sealed is None else EventId(keys.unseal_text(sealed, f"flag_case:thread:{row.number}")),
        owner=None if owner is None else persons.of_key(conn, keys, PersonKey(owner)),
    )
