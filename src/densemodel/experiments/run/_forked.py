"""A dask nanny whose worker is a fork of the process that loaded TensorFlow."""

from __future__ import annotations

from typing import Any

import dask
from distributed import Nanny


class ForkedNanny(Nanny):  # type: ignore[misc]
    """Starts its worker as a fork, also to replace one that was killed."""

    async def instantiate(self) -> Any:
        """Start the worker; called by dask."""
        with dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}):
            return await super().instantiate()
