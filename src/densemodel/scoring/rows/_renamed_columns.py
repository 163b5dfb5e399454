"""Tables whose columns also have old names. It imports pandas: import it at first use."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from densemodel._old_names import warn_of_old_name

if TYPE_CHECKING:
    from collections.abc import Mapping


class RenamedColumns(pd.DataFrame):
    """A table that finds a column by its old name too, with a DeprecationWarning.

    Slices, copies and pickles of it are plain tables.
    """

    _metadata: ClassVar[list[str]] = ["new_names"]
    new_names: Mapping[str, str] = MappingProxyType({})

    def __getitem__(self, key: Any) -> Any:
        is_old = isinstance(key, str) and key in self.new_names and key not in self.columns
        if not is_old:
            return super().__getitem__(key)
        warn_of_old_name(key, self.new_names[key])
        return super().__getitem__(self.new_names[key])

    def __reduce__(self) -> tuple[Any, ...]:
        return pd.DataFrame, (pd.DataFrame(self),)


def with_old_names(table: pd.DataFrame, new_names: Mapping[str, str]) -> pd.DataFrame:
    """Let the columns of a table answer to old names, each given with its new one."""
    renamed = RenamedColumns(table)
    renamed.new_names = new_names
    return renamed
