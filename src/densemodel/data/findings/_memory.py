"""The free memory, and amounts of memory as text."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_UNKNOWN_BYTES = 4 * 10**9
"Assumed free memory if the system gives no number."

_MEMORY_OF_ALL = Path("/proc/meminfo")
# a container, such as those of Binder, may have less than the machine has
_CONTAINER = Path("/sys/fs/cgroup")


def free_bytes() -> int:
    """The memory that this process may still use."""
    free = _free_of_machine()
    with suppress(OSError, ValueError):  # no container, or one without a limit
        limit = int((_CONTAINER / "memory.max").read_text())
        used = int((_CONTAINER / "memory.current").read_text())
        # files that were read count as used, and make room when it is needed
        kept = dict(line.split() for line in (_CONTAINER / "memory.stat").read_text().splitlines())
        files = int(kept.get("inactive_file", 0)) + int(kept.get("active_file", 0))
        free = min(free, limit - used + files)
    return max(free, 0)


def _free_of_machine() -> int:
    with suppress(OSError, ValueError, StopIteration):
        lines = _MEMORY_OF_ALL.read_text(encoding="ascii").splitlines()
        line = next(line for line in lines if line.startswith("MemAvailable:"))
        return int(line.split()[1]) * 1024
    with suppress(OSError, ValueError, AttributeError):  # no Linux
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return _UNKNOWN_BYTES


def bytes_text(size_bytes: float) -> str:
    """An amount of memory in three digits: `188 MB`, `1.2 GB`, `640 bytes`."""
    for unit, scale in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size_bytes >= scale:
            count = size_bytes / scale
            return f"{count:,.0f} {unit}" if count >= 100 else f"{count:.3g} {unit}"  # noqa: PLR2004
    return f"{size_bytes:.0f} bytes"
