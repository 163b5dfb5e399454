"""The limits of a store's trash, and the models beyond them."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store.readers._json import file_size

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from densemodel.store.card._saved_model import SavedModel

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
        """Return `30 days, 3 versions of a name and 1.0 GB`."""
        said = [
            "" if self.days is None else _counted(self.days, "day", ""),
            "" if self.versions is None else _counted(self.versions, "version", " of a name"),
            "" if self.bytes is None else file_size(int(self.bytes)),
        ]
        parts = [part for part in said if part]
        if not parts:
            return "everything"
        return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))

    def beyond(
        self,
        deleted: Iterable[tuple[SavedModel, int]],
        now_ns: int,
        stays: Collection[Path] = (),
    ) -> list[SavedModel]:
        """The models beyond the limits; never the one deleted last.

        Args:
            deleted: Each model, and when it was deleted, in nanoseconds since 1970.
            now_ns: The time now.
            stays: Files that stay as well.
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


def _counted(count: float, noun: str, rest: str) -> str:
    return f"{count:,g} {noun}{'' if count == 1 else 's'}{rest}"
