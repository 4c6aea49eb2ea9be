"""What the guide waits for from somebody: one thing a person, sealed."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, delete, select

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects.kept import Await
from fourwalls.group.people import GroupId, PersonId
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import awaited
from fourwalls.storage.upsert import put_rows


def keep(conn: Connection, keys: OperationalKeys, effect: Await) -> None:
    """Wait for something, or for nothing any more."""
    key = keys.person(effect.person)
    if effect.what is None:
        conn.execute(delete(awaited).where(awaited.c.person_key == key))
        return
    what = effect.what
    plain = json.dumps([what.what.value, what.at.isoformat(), what.device, list(what.groups), list(what.about)])
    put_rows(conn, awaited, [{"person_key": key, "sealed": keys.seal_text(plain, f"awaited:{key}")}])


def of(conn: Connection, keys: OperationalKeys, person: PersonId) -> Awaited | None:
    """Give what is waited for."""
    key = keys.person(person)
    sealed = conn.execute(select(awaited.c.sealed).where(awaited.c.person_key == key)).scalar()
    return None if sealed is None else _opened(keys, key, sealed)


def forget_over(conn: Connection, keys: OperationalKeys, now: datetime) -> int:
    """Forget what was said towards something that has been waited for in vain; give the number of these.

    What holds no words stays: an answer that was given in time may still come, when its key does.
    """
    rows = conn.execute(select(awaited.c.person_key, awaited.c.sealed)).all()
    opened = {row.person_key: _opened(keys, row.person_key, row.sealed) for row in rows}
    over = [key for key, what in opened.items() if what.about and what.is_over(now)]
    conn.execute(delete(awaited).where(awaited.c.person_key.in_(over)))
    return len(over)


def _opened(keys: OperationalKeys, key: str, sealed: bytes) -> Awaited:
    what, at, device, groups, about = json.loads(keys.unseal_text(sealed, f"awaited:{key}"))
    begun = datetime.fromisoformat(at)
    return Awaited(Wanted(what), begun, device, tuple(GroupId(group) for group in groups), tuple(about))
