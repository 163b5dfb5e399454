"""Writes files atomically, and removes the temporary files of killed processes.

What is written goes into a temporary file of the same folder, on to the disk, and then takes the
place of the old one in a single step of the file system: who reads meets the old or the new.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import socket
import stat
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

from densemodel.errors import StoreError
from densemodel.store.card._names import SUFFIX
from densemodel.wording import number

_LEFTOVER = re.compile(r"\.writing-([0-9a-f]{12})-([0-9]{1,10})-[0-9a-f]{8}\.tmp")
TRASH = ".trash"
"Where deleted models lie, in the folder of a store."
_MINUTE, _DAY = 60.0, 86_400.0


def write_atomically(path: Path, data: bytes, *, is_durable: bool = True) -> None:
    """Write a file, or replace the one that is there.

    When this returns, a durable file is on the disk, and a power cut does not undo it. One that is
    not may be damaged by a power cut; a killed process leaves the old file or the new one as well.

    Raises:
        StoreError: It could not be written. The old file, if there was one, is as it was.
    """
    temporary = path.parent / temporary_name()
    mode = None
    with suppress(OSError):  # there is none to replace
        mode = stat.S_IMODE(path.stat().st_mode)
    try:
        try:
            _write_to_disk(temporary, data, mode, is_durable=is_durable)
            temporary.replace(path)
        except BaseException:
            remove(temporary)
            raise
        if is_durable:
            sync_folder(path.parent)
    except OSError as error:
        raise StoreError(
            f"{path.name} can't be written in {path.parent}: {why(error)}"
            f"{_room_in_trash(path.parent, error)}"
        ) from error


def sweep(folder: Path) -> int:
    """Remove the temporary files of ended processes; returns how many.

    One of another computer, or of another container, is left for a day: nobody can tell from
    here whether its process lives.
    """
    removed = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _LEFTOVER.fullmatch(entry.name)
            if found is None:
                continue
            with suppress(OSError):  # another process may sweep as well
                age = time.time() - entry.stat(follow_symlinks=False).st_mtime
                gone = is_gone(int(found[2])) if found[1] == process_space() else False
                if age > _DAY or (age > _MINUTE if gone is None else gone):
                    Path(entry.path).unlink()
                    removed += 1
    return removed


def remove(path: Path) -> None:
    """Remove a file, if it is there and can be removed."""
    with suppress(OSError):
        path.unlink()


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk; an OSError if that fails."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders, and needs none of this
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):  # no folder to sync
            raise
    finally:
        os.close(handle)


def modified_ns(path: Path) -> int:
    """When a file or folder was last changed, in nanoseconds since 1970; 0 if it is gone."""
    with suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def why(error: OSError) -> str:
    """The operating system's message, with a fix if one is known."""
    no_room = errno.ENOSPC, errno.EDQUOT, errno.EFBIG
    not_allowed = errno.EACCES, errno.EPERM, errno.EROFS
    fixes = {
        **dict.fromkeys(no_room, "; make room and try again"),
        **dict.fromkeys(not_allowed, "; choose a folder that you may write to"),
        errno.EEXIST: "; move away the file that has its name",
        errno.ENOTDIR: "; choose a folder",
    }
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    return reason + fixes.get(error.errno or 0, "")


def _room_in_trash(folder: Path, error: OSError) -> str:
    """The size of the trash on a full disk, and how to empty it; empty if it has no size."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return ""
    store = folder.parent if folder.name.startswith(".") else folder
    size = 0
    with suppress(OSError), os.scandir(store / TRASH) as entries:
        size = sum(entry.stat().st_size for entry in entries if entry.name.endswith(SUFFIX))
    if not size:
        return ""
    return f". The trash takes {number(size, 'size')}: empty it with %densemodel trash empty"


def make_folder(folder: Path, *, is_hidden: bool = False) -> None:
    """Make a folder, if it is not there; Git ignores a hidden one."""
    try:
        if is_hidden:
            make_hidden(folder)
        else:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} can't be made: {why(error)}") from error


def make_hidden(folder: Path) -> None:
    """Make a folder that Git ignores, if it is not there; errors are the system's."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # it does without
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def temporary_name() -> str:
    return f".writing-{process_space()}-{os.getpid()}-{secrets.token_hex(4)}.tmp"


def _write_to_disk(path: Path, data: bytes, mode: int | None, *, is_durable: bool) -> None:
    with path.open("xb", buffering=0) as file:
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), mode)
        rest = memoryview(data)
        while rest:  # a large write may end early, and the next one says why
            rest = rest[file.write(rest) :]
        if is_durable:
            os.fsync(file.fileno())


@cache
def process_space() -> str:
    """The scope of process ids: this computer, or this container on it."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return hashlib.sha256(f"{socket.gethostname()} {space}".encode()).hexdigest()[:12]


def process_facts(process: int) -> list[str]:
    """Linux's fields of a process, from its state on; empty elsewhere, or if it has ended."""
    with suppress(OSError):
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        return stat.rpartition(")")[2].split()
    return []


def is_gone(process: int) -> bool | None:
    """Whether a process has ended; None if that is unknown."""
    if sys.platform == "win32":  # there, the question would end the process
        return None
    try:
        os.kill(process, 0)
        # one that has ended answers as well, until its parent asks how it did
        return process_facts(process)[:1] in (["Z"], ["X"])
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:  # it is another person's
        return False
