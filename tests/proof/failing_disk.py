"""``fourwalls run`` on a disk that fails by orders: the same bots, their database on ``tests.support.faulty_sqlite``.

Started by tests alone, as ``python -m tests.proof.failing_disk run``, with the environment of ``on_failing_disk``.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Final

from bots.__main__ import main
from tests.support.faulty_sqlite import DISK, SCHEME, register
from tests.support.house import Site

MODULE: Final = ("tests.proof.failing_disk", "run")
_ORDERS: Final = "FAULTY_SQLITE_ORDERS"


def on_failing_disk(site: Site, orders: Path) -> Site:
    """Give the same site for a process whose disk does as ``orders`` says.

    Looked into from this process (``Site.open_database``), the disk is sound.
    """
    register()
    url = f"{SCHEME}:///{site.folder / 'fourwalls.sqlite'}"
    return replace(site, env={**site.env, "FOURWALLS_DATABASE_URL": url, _ORDERS: str(orders)})


if __name__ == "__main__":
    register()
    DISK.orders = Path(os.environ[_ORDERS])
    main()
