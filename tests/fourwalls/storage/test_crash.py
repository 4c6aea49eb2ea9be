"""A process is killed in the middle of its work, again and again: what it had said was done is there, and once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from fourwalls.group.people import Bot
from fourwalls.storage import journal
from fourwalls.storage.audit import verify
from fourwalls.storage.database import Database

ROUNDS = 5
PROGRAM = """
import sys
from fourwalls.group.effects import Whisper
from fourwalls.group.people import Bot, EventId, PersonId, RoomId
from fourwalls.group.phrase import Phrase
from fourwalls.storage import audit, journal, outbox
from fourwalls.storage.database import Database
from fourwalls.storage.keys import LookupKey, OperationalKeys

keys = OperationalKeys(b"o" * 32, LookupKey(b"l" * 32))
database = Database.open("sqlite:///" + sys.argv[1])
database.migrate()

def work(conn, number):
    for part in range(3):
        event = EventId(f"${number}.{part}")
        if journal.note(conn, keys, Bot.GUIDE, event, RoomId("!r"), number, journal.Outcome.EXAMINED, event):
            outbox.put(conn, keys, outbox.Cause(Bot.GUIDE, event), 0, Whisper(PersonId("@ann:x"), Phrase("hello")))
    audit.append(conn, "worked", [], {"number": str(number)}, number)
    journal.set_bookmark(conn, Bot.GUIDE, str(number))

start = int(database.run_sync(lambda conn: journal.bookmark(conn, Bot.GUIDE)) or 0)
for number in range(max(0, start - 2), 10**9):
    database.run_sync(lambda conn: work(conn, number))
    print(number, flush=True)
"""


def killed_after(file: Path, lines: int) -> int:
    """Run the program, kill it after so many acknowledged steps, and give the last of them."""
    last = 0
    with subprocess.Popen([sys.executable, "-c", PROGRAM, str(file)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for count, line in enumerate(process.stdout):
            last = int(line)
            if count == lines:
                os.kill(process.pid, signal.SIGKILL)
                last = max([last, *map(int, process.stdout.read().split())])
                break
    return last


def test_what_was_acknowledged_survives_a_kill_and_nothing_is_done_by_halves(file: Path) -> None:
    for number in range(ROUNDS):
        last = killed_after(file, 3 + number)
        database = Database.open(f"sqlite:///{file}")
        bookmark = int(database.run_sync(lambda conn: journal.bookmark(conn, Bot.GUIDE)) or 0)
        counts = database.run_sync(journal.counts)
        assert bookmark >= last
        assert counts["heard"] == counts["outbox_waiting"] == 3 * (bookmark + 1)
        assert database.run_sync(verify).sound
        database.close()
