"""The rows of a spec's split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.split._split import split_last_rows, split_rows
from densemodel.data.split._split_groups import split_groups

if TYPE_CHECKING:
    from densemodel.data.facts._facts import Facts
    from densemodel.data.findings._finding import Findings
    from densemodel.data.split._split import Rows
    from densemodel.language import Spec


def hold_back(
    spec: Spec, facts: Facts, findings: Findings, *, has_validation: bool
) -> tuple[Rows, Rows]:
    """Choose the rows that train and those that validate.

    Args:
        spec: Says share, way and seed.
        facts: What is known of the rows, one complete row at least.
        findings: Gets why rows can't be split by their groups.
        has_validation: Validation data was given, so that all rows train.

    Returns:
        Training rows and validation rows; the latter are empty without a split. Rows that
        `missing drop` leaves out are in neither.
    """
    rows, none = facts.complete, np.empty(0, dtype=np.int64)
    share, seed = spec.settings.split, spec.settings.seed
    if has_validation or share is None or len(rows) == 1:
        return rows, none
    classes = None if facts.classes is None else facts.classes[rows]
    if spec.settings.split_way == "last":
        training, validation = split_last_rows(len(rows), share, seed)
    elif spec.settings.split_way == "by":
        groups = facts.groups
        if groups is None or groups.column != spec.settings.split_column:
            column = spec.settings.split_column
            findings.refuse("split", f"the column {column!r} was not bound: bind the data anew")
            return rows, none
        if len(np.unique(groups.numbers[rows])) == 1:
            findings.refuse(
                "split",
                f"all rows have one value in the column {groups.column!r}, so no group can be held "
                "back: write another column, or split 30%",
            )
            return rows, none
        training, validation = split_groups(groups.numbers[rows], share, seed, classes)
    else:
        training, validation = split_rows(len(rows), share, seed, classes)
    return rows[training], rows[validation]
