"""The crypto store of the Matrix layer, kept here under keyed names: what it is called and what it holds are sealed."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, bindparam, delete, select

from fourwalls.storage.keys import OperationalKeys, decoded, encoded
from fourwalls.storage.tables import vault
from fourwalls.storage.upsert import put_rows

Item = tuple[str, str, bytes]
"""A kind, a name and what is kept under it."""
Change = tuple[str, str, bytes | None]
"""The same; ``None`` forgets it."""


def load(conn: Connection, keys: OperationalKeys, account: str) -> list[Item]:
    """Give everything an account keeps, in no order that means anything."""
    rows = conn.execute(select(vault).where(vault.c.account == account).order_by(vault.c.kind, vault.c.item_key))
    items: list[Item] = []
    for row in rows:
        name, blob = _parted(keys.unseal(row.sealed, _context(account, row.kind, row.item_key)))
        items.append((row.kind, name, blob))
    return items


def write(conn: Connection, keys: OperationalKeys, account: str, changes: Iterable[Change]) -> None:
    """Make changes in bulk. Of several to one item the last counts."""
    last = {(kind, name): blob for kind, name, blob in changes}
    rows, gone = [], []
    for (kind, name), blob in last.items():
        item_key = keys.lookup("vault", f"{account}\0{kind}\0{name}")
        if blob is None:
            gone.append({"account_": account, "kind_": kind, "item_": item_key})
        else:
            sealed = keys.seal(_joined(name, blob), _context(account, kind, item_key))
            rows.append({"account": account, "kind": kind, "item_key": item_key, "sealed": sealed})
    if gone:
        conn.execute(
            delete(vault).where(
                vault.c.account == bindparam("account_"),
                vault.c.kind == bindparam("kind_"),
                vault.c.item_key == bindparam("item_"),
            ),
            gone,
        )
    put_rows(conn, vault, rows)


def forget(conn: Connection, account: str, but: Collection[str] = ()) -> None:
    """Forget everything an account keeps, but these kinds."""
    conn.execute(delete(vault).where(vault.c.account == account, vault.c.kind.not_in(but)))


def _context(account: str, kind: str, item_key: str) -> str:
    return f"vault:{account}:{kind}:{item_key}"


def _joined(name: str, blob: bytes) -> bytes:
    raw = encoded(name)
    return struct.pack(">I", len(raw)) + raw + blob


def _parted(joined: bytes) -> tuple[str, bytes]:
    (length,) = struct.unpack_from(">I", joined)
    return decoded(joined[4 : 4 + length]), joined[4 + length :]
