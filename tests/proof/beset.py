"""``fourwalls run`` as it is, on a disk that fails by orders. Started by the proof alone."""

from __future__ import annotations

import os
from pathlib import Path

from bots.__main__ import main
from tests.proof.disk import ORDERS, DiskOrders, FailingDisk

if __name__ == "__main__":
    FailingDisk(DiskOrders(Path(os.environ[ORDERS]))).install()
    main()
