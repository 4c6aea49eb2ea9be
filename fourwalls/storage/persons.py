"""Persons: their Matrix id and profile name, both sealed; everything else knows them by their key."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from fourwalls.group.people import PersonId
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.tables import person
from fourwalls.storage.upsert import insert_new


def ensure(conn: Connection, keys: OperationalKeys, who: PersonId) -> PersonKey:
    """Give a person's key, and remember whose it is."""
    key = keys.person(who)
    insert_new(conn, person, {"key": key, "mxid_sealed": keys.seal_text(who, f"person:mxid:{key}")})
    return key


def of_key(conn: Connection, keys: OperationalKeys, key: PersonKey) -> PersonId | None:
    """Give the person with this key; ``None`` when nobody of that key is known."""
    sealed = conn.execute(select(person.c.mxid_sealed).where(person.c.key == key)).scalar()
    return None if sealed is None else opened_id(keys, key, sealed)


def opened_id(keys: OperationalKeys, key: str, sealed: bytes) -> PersonId:
    """Open the ``mxid_sealed`` of a row."""
    return PersonId(keys.unseal_text(sealed, f"person:mxid:{key}"))


def opened_name(keys: OperationalKeys, key: str, sealed: bytes | None) -> str:
    """Open the ``profile_sealed`` of a row; empty when there is none."""
    return "" if sealed is None else keys.unseal_text(sealed, f"person:profile:{key}")


def profile_name(conn: Connection, keys: OperationalKeys, who: PersonId) -> str:
    """Give the profile name as last seen; empty when unknown."""
    key = keys.person(who)
    return opened_name(keys, key, conn.execute(select(person.c.profile_sealed).where(person.c.key == key)).scalar())


def name_profile(conn: Connection, keys: OperationalKeys, who: PersonId, name: str) -> None:
    """Remember a profile name."""
    key = ensure(conn, keys, who)
    sealed = keys.seal_text(name, f"person:profile:{key}")
    conn.execute(update(person).where(person.c.key == key).values(profile_sealed=sealed))
