"""Loads what workers need. The process of which they are copies imports it, and nobody else.

It runs nothing of TensorFlow: what has threads can't be copied.
"""

from __future__ import annotations

import gc
import signal
from contextlib import suppress
from importlib import import_module

# an interrupt of a notebook goes to all of its processes, and is meant for the first
handler = signal.signal(signal.SIGINT, signal.SIG_IGN)

from densemodel.experiments.run._in_worker import quieten  # noqa: E402
from densemodel.experiments.run._local_cluster import cache_folder  # noqa: E402

quieten(cache_folder())
gc.disable()
with suppress(Exception):  # a worker meets it too, and can say it
    for name in ("keras", "tensorflow", "densemodel.scoring", "densemodel.training"):
        import_module(name)
# what is here stays: copies need not look through it, which would have them own its memory
gc.freeze()
gc.enable()
signal.signal(signal.SIGINT, handler)
