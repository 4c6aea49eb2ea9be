"""Which details somebody was told of: keyed fingerprints of the person with the detail, and never a word of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, delete, func, select, update

from fourwalls.group.effects.warned import Warned
from fourwalls.group.people import EventId, PersonId
from fourwalls.group.warning import Detail, Told, plain_detail
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import told_detail
from fourwalls.storage.times import from_ms, to_ms
from fourwalls.storage.upsert import insert_all_new


def keep(conn: Connection, keys: OperationalKeys, effect: Warned) -> None:
    """Remember the details of a warning, by the moment at which its word began; of an edit for both messages."""
    cause = effect.word or effect.event
    about = {keys.lookup("event", event) for event in (effect.event, effect.edited) if event is not None}
    rows = [
        {
            "event_key": event_key,
            "detail_key": _print(keys, effect.person, detail),
            "kind_key": _kind(keys, effect.person, detail),
            "sealed": keys.seal_text(cause, f"told:{event_key}"),
            "at": to_ms(effect.began or effect.at),
            "waved": False,
        }
        for detail in effect.details
        for event_key in sorted(about)
    ]
    insert_all_new(conn, told_detail, rows)


def wave_through(conn: Connection, event_key: str) -> None:
    """Remember that the details of a message are fine."""
    conn.execute(update(told_detail).where(told_detail.c.event_key == event_key).values(waved=True))


def told(conn: Connection, keys: OperationalKeys, who: PersonId, detail: Detail) -> Told:
    """Give what somebody was told before that is like a detail."""
    same = told_detail.c.detail_key == _print(keys, who, detail)
    latest = conn.execute(_latest().where(same).limit(1)).one_or_none()
    if latest is None:
        waved, at, word = False, None, None
    else:
        fine = select(told_detail.c.id).where(same, told_detail.c.waved).limit(1)
        waved = conn.execute(fine).scalar() is not None
        at, word = from_ms(latest.at), EventId(keys.unseal_text(latest.sealed, f"told:{latest.event_key}"))
    newest = select(func.max(told_detail.c.at)).where(told_detail.c.kind_key == _kind(keys, who, detail))
    kind_at = conn.execute(newest).scalar()
    return Told(waved, at, word, None if kind_at is None else from_ms(kind_at))


def told_about(conn: Connection, keys: OperationalKeys, who: PersonId, event: EventId, detail: Detail) -> bool:
    """Say whether somebody was told of this very detail in this message."""
    this = (
        told_detail.c.event_key == keys.lookup("event", event),
        told_detail.c.detail_key == _print(keys, who, detail),
    )
    return conn.execute(select(told_detail.c.id).where(*this).limit(1)).scalar() is not None


def forget(conn: Connection, before: int) -> int:
    """Forget details from before a moment (in milliseconds), but not those that are fine; give their number."""
    old = (told_detail.c.at < before, told_detail.c.waved.is_(False))
    return conn.execute(delete(told_detail).where(*old)).rowcount


def _latest() -> Select[Any]:
    return select(told_detail).order_by(told_detail.c.at.desc(), told_detail.c.id.desc())


def _print(keys: OperationalKeys, who: PersonId, detail: Detail) -> str:
    return keys.lookup("told detail", f"{who}\0{plain_detail(detail.words)}")


def _kind(keys: OperationalKeys, who: PersonId, detail: Detail) -> str:
    return keys.lookup("told kind", f"{who}\0{detail.kind.value}")
