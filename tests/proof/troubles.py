"""Everything that can go wrong in a proof, each with the words under which it is counted."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What happens to requests between the bots and the homeserver while it lasts."""

    DELAY = "a request is held"
    REORDER = "an answer is held, so that others overtake it"
    DROP_BEFORE = "the line closes before the request is forwarded"
    DROP_AFTER = "the line closes after it was forwarded, without an answer"
    RESET = "the line is reset after it was forwarded"
    TRUNCATE = "the answer ends in the middle"
    LIMITED = "429 with retry_after_ms"
    BAD_GATEWAY = "502 with a page of HTML"
    UNAVAILABLE = "503 with nothing"
    TWICE = "the request is forwarded twice"
    CUT = "every line is cut and none can be made"


class DiskFault(StrEnum):
    """What the operating system answers to SQLite in the bots' process while it lasts."""

    FULL = "the disk is full: a file cannot grow (ENOSPC)"
    WRITE = "a write fails (EIO)"
    READ = "a read fails (EIO)"
    COMMIT = "the journal cannot be cut off at a commit (EIO)"


class Act(StrEnum):
    """What happens to a whole program."""

    KILL = "SIGKILL to the bots"
    TERM = "SIGTERM to the bots"
    SERVER = "the homeserver is stopped and started again"
    SECOND = "the bots are started a second time on the same data"
    CLOCK_ON = "the bots' clock jumps a day ahead"
    CLOCK_BACK = "the bots' clock jumps a day back"


class Away(StrEnum):
    """Why the bots miss more than one answer of the homeserver holds."""

    CUT = "more than 100 messages while the line is cut"
    DOWN = "more than 100 messages while the bots are down"


class Hostile(StrEnum):
    """What somebody tries who may not."""

    UNSIGNED_CLOSE = "an unsigned device of the facilitator closes the session"
    UNSIGNED_REMOVE = "an unsigned device of the facilitator removes a member"
    CLEAR_CLOSE = "unencrypted words in the facilitator's name close the session"
    MEMBER_CLOSE = "a member closes the session"
    FOREIGN_SCISSORS = "a member reacts with scissors to another's words"
