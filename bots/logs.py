"""Logs: short lines on standard error; counts, durations and error classes, never a word, a name or a Matrix id."""

from __future__ import annotations

import logging
import re
import sys

_OURS = ("bots", "handlers", "config", "fourwalls")
_IDS = re.compile(r"(?<![\w.])((?:[@!$#]|%(?:40|21|24|23))[A-Za-z0-9._=/+%-]{2,}(?::[A-Za-z0-9.:\[\]-]+)?)")


class NoIdsFormatter(logging.Formatter):
    """Formats a record without tracebacks' values and with every Matrix id cut to its sigil.

    Of a library's record only its name and the class of the error are shown: its message could quote anything.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, without ids."""
        error = record.exc_info[0] if isinstance(record.exc_info, tuple) else None
        record.exc_info, record.exc_text, record.stack_info = None, None, None  # a traceback quotes what it passes
        if record.name.split(".", 1)[0] not in _OURS:
            shown = error.__name__ if error is not None else "its message is not shown, since it could hold words"
            record.msg, record.args = f"a library reports trouble: {shown}", None
        return _IDS.sub(lambda found: f"{found[1][0]}…", super().format(record))


def set_up(level: int = logging.INFO) -> None:
    """Log our own lines to standard error; libraries only from ERROR on, and nio (which logs words) never."""
    logging.raiseExceptions = False  # what cannot be logged would be shown with its values
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(NoIdsFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.ERROR)
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    for name in ("nio", "presidio-analyzer", "presidio_analyzer"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
