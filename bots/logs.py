"""Logs: short lines on standard error; counts, durations and error classes, never a word, a name or a Matrix id."""

from __future__ import annotations

import logging
import re
import sys

_OURS = ("bots", "handlers", "config", "fourwalls")
_IDS = re.compile(r"(?<![\w.])([@!$#][A-Za-z0-9._=/+-]{2,}(?::[A-Za-z0-9.:\[\]-]+)?)")


class NoIdsFormatter(logging.Formatter):
    """Formats a record without tracebacks' values and with every Matrix id cut to its sigil."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without ids."""
        record.exc_info, record.exc_text = None, None  # a traceback quotes the values that it passes
        return _IDS.sub(lambda found: f"{found[1][0]}…", super().format(record))


def set_up(level: int = logging.INFO) -> None:
    """Log our own lines to standard error; libraries only from ERROR on, and nio (which logs words) never."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(NoIdsFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.ERROR)
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    for name in ("nio", "presidio-analyzer", "presidio_analyzer"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
