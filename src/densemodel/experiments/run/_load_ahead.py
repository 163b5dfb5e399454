"""Loads what workers need. Only the fork server imports this module.

It does not run TensorFlow, because a process with threads can't be forked.
"""

from __future__ import annotations

import gc
import signal
from contextlib import suppress
from importlib import import_module

# a notebook's interrupt reaches all of its processes, but is meant for the kernel only
handler = signal.signal(signal.SIGINT, signal.SIG_IGN)

from densemodel.experiments.run._local import quieten  # noqa: E402

quieten()
gc.disable()
with suppress(Exception):  # a worker meets the same error, and reports it
    for name in ("keras", "tensorflow", "densemodel.scoring", "densemodel.training"):
        import_module(name)
# these objects stay: without scanning by the collector, forks share their memory
gc.freeze()
gc.enable()
signal.signal(signal.SIGINT, handler)
