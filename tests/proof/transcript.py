"""What stands in the records as the portal opens it, and what the homeserver itself has of the same room."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import GroupId
from fourwalls.matrix.homeserver import segment
from fourwalls.storage import transcripts
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import PORTAL_PRIVATE, load_key
from fourwalls.storage.keys import PersonKey
from fourwalls.storage.sealing import TranscriptOpener
from fourwalls.storage.tables import support_group
from fourwalls.storage.transcripts import Entry
from tests.support.house import Site

_PAGE = 500


def recorded(site: Site, database: Database) -> list[Entry]:
    """Every line of every transcript of the one group, opened with the portal's key, in the readers' order."""
    opener = TranscriptOpener(load_key(site.settings.keys / PORTAL_PRIVATE))

    def read(conn: Connection) -> list[Entry]:
        group = GroupId(conn.execute(select(support_group.c.id)).scalar_one())
        found: list[Entry] = []
        for line in reversed(transcripts.sessions_of(conn, group)):
            opened = transcripts.read_session(conn, opener, line.session.id, PersonKey("a-proof"), 0)
            found += opened.entries if opened is not None else ()
        return found

    return database.run_sync(read)


async def timeline(homeserver: LocalHomeserver, room: str) -> list[dict[str, Any]]:
    """All events of a room, oldest first, as the homeserver's administrator can see them: sealed."""
    token = await homeserver._sign_in_keeper()
    found: list[dict[str, Any]] = []
    start = ""
    while True:
        path = f"/_synapse/admin/v1/rooms/{segment(room)}/messages?dir=b&limit={_PAGE}{start}"
        page = await homeserver._ask("GET", path, token=token)
        found += page["chunk"]
        if not page["chunk"] or "end" not in page:
            return found[::-1]
        start = f"&from={page['end']}"
