"""Requests to share: what is to be told, whom it is about, who agreed; all of it sealed but the number and the state.

Each step and each answer leaves a row in the audit chain, which binds it without telling it: the wording and the answer
stand there as keyed look-ups.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select

from fourwalls.group.effects.kept import KeepDraft, KeepShare
from fourwalls.group.people import PersonId
from fourwalls.group.share import STEPS, Draft, Share, ShareNumber, ShareState
from fourwalls.storage import audit
from fourwalls.storage.codec import made, plain
from fourwalls.storage.errors import ImpossibleStepError
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import share, share_draft
from fourwalls.storage.times import to_ms
from fourwalls.storage.upsert import put_rows


def keep(conn: Connection, keys: OperationalKeys, effect: KeepShare) -> None:
    """Keep a request as it stands now.

    Raises:
        ImpossibleStepError: the table has no step to its new state, or its wording is another than was asked about.
    """
    new, known = effect.share, of_number(conn, keys, effect.share.number)
    before = ShareState.DRAFTING if known is None else known.state
    after = {state for (first, _), state in STEPS.items() if first is before}
    if new.state not in after and (known is None or new.state is not before):
        raise ImpossibleStepError("a request to share cannot go this step")
    if known is not None and _asked_for(known) != _asked_for(new):
        raise ImpossibleStepError("what people were asked for cannot be changed")
    sealed = keys.seal(json.dumps(plain(new)).encode(), f"share:{new.number}")
    put_rows(conn, share, [{"number": new.number, "state": new.state.value, "sealed": sealed}])
    _audit(conn, keys, known, effect)


def of_number(conn: Connection, keys: OperationalKeys, number: ShareNumber) -> Share | None:
    """Give the request with this number."""
    sealed = conn.execute(select(share.c.sealed).where(share.c.number == number)).scalar()
    return None if sealed is None else _opened(keys, number, sealed)


def alive(conn: Connection, keys: OperationalKeys) -> Sequence[Share]:
    """Give every request that goes on or was granted, oldest first."""
    living = share.c.state.in_([ShareState.ASKED.value, ShareState.GRANTED.value])
    rows = conn.execute(select(share.c.number, share.c.sealed).where(living).order_by(share.c.number))
    return [_opened(keys, row.number, row.sealed) for row in rows]


def next_number(conn: Connection) -> ShareNumber:
    """Give the number of the next request. None is ever taken away, so none comes twice."""
    return ShareNumber((conn.execute(select(func.max(share.c.number))).scalar() or 0) + 1)


def keep_draft(conn: Connection, keys: OperationalKeys, effect: KeepDraft) -> None:
    """Remember how far somebody has come, or forget it."""
    key = keys.person(effect.person)
    if effect.draft is None:
        conn.execute(delete(share_draft).where(share_draft.c.person_key == key))
        return
    sealed = keys.seal(json.dumps(plain(effect.draft)).encode(), f"share_draft:{key}")
    put_rows(conn, share_draft, [{"person_key": key, "at": to_ms(effect.draft.at), "sealed": sealed}])


def draft_of(conn: Connection, keys: OperationalKeys, person: PersonId) -> Draft | None:
    """Give what somebody has begun."""
    key = keys.person(person)
    sealed = conn.execute(select(share_draft.c.sealed).where(share_draft.c.person_key == key)).scalar()
    return None if sealed is None else made(Draft, json.loads(keys.unseal(sealed, f"share_draft:{key}")))


def forget_drafts(conn: Connection, before: int) -> int:
    """Forget what was begun and not gone on with since a moment (in milliseconds). Give its number."""
    return conn.execute(delete(share_draft).where(share_draft.c.at < before)).rowcount


def _opened(keys: OperationalKeys, number: int, sealed: bytes) -> Share:
    return made(Share, json.loads(keys.unseal(sealed, f"share:{number}")))


def _asked_for(request: Share) -> tuple[object, ...]:
    """What people are asked to agree to, and who is asked."""
    people = tuple(each.person for each in request.asked)
    return request.asker, request.group, request.words, request.whose, request.place, request.deadline, people


def _audit(conn: Connection, keys: OperationalKeys, known: Share | None, effect: KeepShare) -> None:
    """Note the step, if it is one, and each answer that is new."""
    new, at = effect.share, to_ms(effect.at)
    ids = {"share": str(new.number), "group": new.group}
    if known is None or known.state is not new.state:
        binding = keys.lookup("share wording", json.dumps([new.number, new.words, new.place]))
        subjects = [keys.person(new.asker)] if known is None else []
        audit.append(conn, f"share_{new.state.value}", subjects, {**ids, "wording": binding}, at)
    before = {each.person: each.consent for each in known.asked} if known is not None else {}
    for each in new.asked:
        if each.consent is not None and before.get(each.person) is not each.consent:
            said = keys.lookup("share answer", json.dumps([new.number, each.person, each.consent.value]))
            audit.append(conn, "share_answered", [keys.person(each.person)], {**ids, "answer": said}, at)
