"""Dask's keeper of a worker, which has it begun as a copy of the process that loaded TensorFlow."""

from __future__ import annotations

from typing import Any

import dask
from distributed import Nanny


class ForkedNanny(Nanny):  # type: ignore[misc]
    """Begins its worker as such a copy, also in place of one that was killed."""

    async def instantiate(self) -> Any:
        """As dask calls it, when a worker is to begin."""
        with dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}):
            return await super().instantiate()
