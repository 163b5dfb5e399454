"""The trash: a hidden folder for deleted models, kept within limits."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store.card._names import new_id
from densemodel.store.folder._files import (
    TRASH,
    make_hidden,
    remove,
    sweep,
    sync_folder,
    temporary_name,
    why,
)
from densemodel.store.folder._index import NAME as INDEX_NAME
from densemodel.store.folder._index import Index
from densemodel.wording import enumerated, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from densemodel.store.card._saved_model import SavedModel


class Trash:
    """The deleted models of one store."""

    def __init__(self, store: Path, limits: TrashLimits) -> None:
        self.folder = store / TRASH
        self.limits = limits
        self.models = Index(self.folder).models
        "The deleted models, newest first by the time of saving."
        self._last: set[Path] = set()
        "The models of the last deletion."
        self._is_one_deletion = False

    def add(self, path: Path) -> Path:
        """Move a file to the trash without overwriting another; returns where it lies now.

        What is beyond the limits then is removed.
        """
        try:
            make_hidden(self.folder)
            taken = move(path, self.folder)
        except OSError as error:
            raise StoreError(f"{path.name} can't be moved to the trash: {why(error)}") from error
        with suppress(OSError):
            os.utime(taken)  # the time of its deletion, on every file system
        if not self._is_one_deletion:
            self._last = set()
        self._last.add(taken)
        self.keep_within_limits()
        return taken

    @contextmanager
    def one_deletion(self) -> Iterator[None]:
        """Treat all models deleted meanwhile as one deletion, so that it can be undone."""
        self._last, self._is_one_deletion = set(), True
        try:
            yield
        finally:
            self._is_one_deletion = False

    def beyond(self) -> list[SavedModel]:
        """The models that the limits would remove now."""
        deleted = []
        for model in self.models():
            with suppress(OSError):  # it has just gone
                facts = model.path.stat()
                # moving a file changes the second, where its own time could not be set
                deleted.append((model, max(facts.st_mtime_ns, facts.st_ctime_ns)))
        return self.limits.beyond(deleted, time.time_ns(), self._last)

    def keep_within_limits(self) -> None:
        """Remove what is beyond the limits."""
        sweep(self.folder)
        with suppress(StoreError):  # another time
            for model in self.beyond():
                self._remove(model)

    def _remove(self, model: SavedModel) -> None:
        """Remove a model permanently, unless it was restored and deleted again."""
        claimed = self.folder / temporary_name()  # swept if this process is killed here
        with suppress(OSError):
            model.path.replace(claimed)
            if claimed.stat().st_mtime_ns == model.modified_ns:
                claimed.unlink()
            else:
                claimed.replace(model.path)

    def empty(self) -> int:
        """Remove all deleted models permanently; returns how many these were."""
        removed = 0
        for model in self.models():
            try:
                model.path.unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(f"{model.path.name} can't be removed: {why(error)}") from error
            removed += 1
        sweep(self.folder)
        remove(self.folder / INDEX_NAME)  # it has their cards
        return removed


def move(path: Path, folder: Path) -> Path:
    """Move a file into another folder of the same disk, with a prefix if its name is taken."""
    target = folder / path.name
    if target.exists():
        target = folder / f"{new_id()[:8]}-{path.name}"
    path.replace(target)
    sync_folder(folder)
    sync_folder(path.parent)
    return target


TRASH_DAYS, TRASH_VERSIONS, TRASH_BYTES = 30, 3, 1_000_000_000
_DAY_NS = 86_400_000_000_000


@dataclass(frozen=True, slots=True)
class TrashLimits:
    """The limits of the trash; None: no limit.

    Args:
        days: A model that was deleted longer ago goes.
        versions: Of one name no more stay, the newest.
        bytes: Of all together no more stay, the newest.

    Raises:
        StoreError: A limit is no number, or below 0.
    """

    days: float | None = TRASH_DAYS
    versions: float | None = TRASH_VERSIONS
    bytes: float | None = TRASH_BYTES

    def __post_init__(self) -> None:
        for name in ("days", "versions", "bytes"):
            value = getattr(self, name)
            is_number = isinstance(value, Real) and not isinstance(value, bool)
            if value is not None and not (is_number and value >= 0):
                raise StoreError(
                    f"trash_{name} is {value!r}: it is a number of 0 or more, or None for no limit"
                )

    def __str__(self) -> str:
        """Return `30 days, 3 versions of a name and 1 GB`."""
        counts = ((self.days, "day", ""), (self.versions, "version", " of a name"))
        parts = [
            f"{count:,g} {noun}{'' if count == 1 else 's'}{rest}"
            for count, noun, rest in counts
            if count is not None
        ]
        if self.bytes is not None:
            parts.append(number(int(self.bytes), "size"))
        return enumerated(parts) or "everything"

    def beyond(
        self,
        deleted: Iterable[tuple[SavedModel, int]],
        now_ns: int,
        stays: Collection[Path] = (),
    ) -> list[SavedModel]:
        """The models beyond the limits; never the one deleted last, nor a file that stays.

        Each comes with the time of its deletion, in nanoseconds since 1970.
        """
        newest_first = sorted(deleted, key=lambda each: each[1], reverse=True)
        beyond: list[SavedModel] = []
        versions: dict[str, int] = {}
        size = 0
        is_full = False
        for place, (model, when) in enumerate(newest_first):
            version = versions[model.name] = versions.get(model.name, 0) + 1
            is_old = self.days is not None and now_ns - when > self.days * _DAY_NS
            is_one_more = self.versions is not None and version > self.versions
            if not is_old and not is_one_more and self.bytes is not None:
                # once one has no room, what is older goes before it
                is_full = is_full or size + model.size > self.bytes
            if (is_old or is_one_more or is_full) and place > 0 and model.path not in stays:
                beyond.append(model)
            else:
                size += model.size
        return beyond
