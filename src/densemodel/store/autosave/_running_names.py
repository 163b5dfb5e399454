"""Names of the autosave files, which show whether their process is alive.

A number of a process is soon that of another one, most of all in a container. So the name has as
well when the process began, where the system tells it.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from densemodel.store.card._names import SUFFIX, slug_of
from densemodel.store.folder._files import is_gone, process_facts, process_space

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.store.card._saved_model import SavedModel

CUT_OFF = "cut off"
"The tag of a run that has not ended: it is seen once its process is gone."
_NAME = re.compile(r".+-([0-9a-f]{12})-([0-9]{1,10})-([0-9]{1,20})-[0-9a-f]{16}\.keras")
_UNKNOWN = 0
_SECONDS_OF_SILENCE = 600.0
"One that nobody can ask lives as long as its file is as young as this."


def running_name(name: str, model_id: str) -> str:
    """The name of a file of this process, for a run and the id in the card of its file."""
    process = os.getpid()
    return f"{slug_of(name)}-{process_space()}-{process}-{_birth(process)}-{model_id}{SUFFIX}"


def is_mine(file: str) -> bool:
    """Whether this process wrote a file of this name."""
    process = os.getpid()
    return _parts(file) == (process_space(), process, _birth(process))


def may_live(file: str, age_seconds: float) -> bool:
    """Whether the process that wrote a file, so many seconds ago, may still be writing it."""
    parts = _parts(file)
    if parts is None:
        return False  # copied here by hand
    space, process, birth = parts
    if space != process_space():
        return age_seconds < _SECONDS_OF_SILENCE
    gone = is_gone(process)
    if gone is None:
        return age_seconds < _SECONDS_OF_SILENCE
    return not gone and (_UNKNOWN in (birth, now := _birth_now(process)) or birth == now)


def cut_off(models: Iterable[SavedModel]) -> list[SavedModel]:
    """The autosaved runs that were training when their process ended."""
    return [one for one in models if CUT_OFF in one.tags and not is_mine(one.path.name)]


def _parts(file: str) -> tuple[str, int, int] | None:
    found = _NAME.fullmatch(file)
    return None if found is None else (found[1], int(found[2]), int(found[3]))


@cache
def _birth(process: int) -> int:
    return _birth_now(process)


def _birth_now(process: int) -> int:
    """When a process started, in ticks since boot; 0 if that is unknown."""
    with suppress(ValueError, IndexError):
        return int(process_facts(process)[19])
    return _UNKNOWN
