"""Logs: one line a record on standard error, as ``key=value``; counts, durations and error classes, and nobody's words.

``ts=2026-03-02T19:04:11Z level=warning bot=guide at=fourwalls.matrix.patience msg="waiting 1.5 s for the homeserver"``

A Matrix id is cut to its sign and six characters made from it with a key of this process, which nobody knows: two
lines about the same room can be matched, and no list of ids tells which room it was, nor does the next process.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import secrets
import sys
import time
from contextvars import ContextVar
from urllib.parse import unquote

from fourwalls.group.people import Bot

_OURS = ("bots", "handlers", "config", "fourwalls")
_IDS = re.compile(r"(?<![\w.])((?:[@!$#]|%(?:40|21|24|23))[A-Za-z0-9._=/+%-]{2,}(?::[A-Za-z0-9.:\[\]-]+)?)")
_KEY = secrets.token_bytes(16)
_SPEAKS: ContextVar[Bot | None] = ContextVar("bot", default=None)


def speaks_for(bot: Bot) -> None:
    """Whose work the current task, and every task that it begins, does from now on."""
    _SPEAKS.set(bot)


def shortened(words: str) -> str:
    """Words with every Matrix id cut short."""
    return _IDS.sub(lambda found: _short(unquote(found[1])), words)


def _short(id_: str) -> str:
    return f"{id_[0]}…{hashlib.blake2b(id_.encode(), key=_KEY, digest_size=3).hexdigest()}"


class NoWordsFormatter(logging.Formatter):
    """Formats a record without tracebacks' values and with every Matrix id cut short.

    Of a library's record only its name and the class of the error are shown: its message could quote anything.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        error = record.exc_info[0] if isinstance(record.exc_info, tuple) else None
        record.exc_info, record.exc_text, record.stack_info = None, None, None  # a traceback quotes what it passes
        if record.name.split(".", 1)[0] not in _OURS:
            shown = error.__name__ if error is not None else "its message is not shown, since it could hold words"
            record.msg, record.args = f"a library reports trouble: {shown}", None
        bot = _SPEAKS.get()
        fields = {
            "ts": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            **({"bot": bot.value} if bot is not None else {}),
            "at": record.name,
            "msg": json.dumps(shortened(record.getMessage()), ensure_ascii=False),
        }
        return " ".join(f"{name}={value}" for name, value in fields.items())


def set_up(level: int = logging.INFO) -> None:
    """Log our own lines to standard error; libraries only from ERROR on, and nio (which logs words) never."""
    logging.raiseExceptions = False  # what cannot be logged would be shown with its values
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(NoWordsFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.ERROR)
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    for name in ("nio", "presidio-analyzer", "presidio_analyzer"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
