"""The rows of a spec's split, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._split import split_last_rows, split_rows
from densemodel.data._wording import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data._coding import LabelCoding
    from densemodel.data._finding import Findings
    from densemodel.data._split import Rows
    from densemodel.spec import Spec

Array = np.ndarray[Any, Any]

WHERE = "split"
"What findings about the split are about, so that another split can take their place."


def hold_back(
    spec: Spec,
    y: Array,
    coding: LabelCoding,
    class_names: Sequence[str] | None,
    findings: Findings,
    *,
    has_validation: bool,
) -> tuple[Rows, Rows]:
    """Choose the rows that train and those that validate.

    Args:
        spec: Says share and seed.
        y: Encoded labels of all rows, at least one.
        coding: How they are written.
        class_names: For messages.
        findings: Gets what is special about this split.
        has_validation: Validation data was given, so that all rows train.

    Returns:
        Training rows and validation rows; the latter are empty without a split.
    """
    everything = np.arange(len(y), dtype=np.int64), np.empty(0, dtype=np.int64)
    share = spec.settings.split
    if has_validation:
        return everything
    if share is None:
        if "patience" in spec.said and spec.settings.patience is not None:
            findings.refuse(
                WHERE,
                "patience watches the validation loss, and there is no validation data: "
                "write split 30%, or patience off",
            )
        return everything
    if len(y) == 1:
        findings.repair(WHERE, "there is a single row: it trains, without a split")
        return everything
    classes = coding.class_numbers(y)
    if spec.settings.split_way == "by":
        findings.refuse(
            WHERE,
            "split by is not built yet: give the rows of some groups as validation data, and "
            "leave the clause out",
        )
        return everything
    if spec.settings.split_way == "last":
        training, validation = split_last_rows(len(y), share, spec.settings.seed)
        if classes is not None:
            _say_untrained(classes, training, class_names, findings)
        return training, validation
    if classes is not None:
        _say_single(classes, class_names, findings)
    return split_rows(len(y), share, spec.settings.seed, classes)


def _say_untrained(
    classes: Array, training: Rows, names: Sequence[str] | None, findings: Findings
) -> None:
    """Rows that are sorted by class leave whole classes to the last rows."""
    untrained = np.setdiff1d(classes, classes[training]).tolist()
    if not untrained:
        return
    shown = listed([names[i] if names else i for i in untrained])
    is_one = len(untrained) == 1
    stands = f"class {shown} stands" if is_one else f"classes {shown} stand"
    findings.offer(
        WHERE,
        f"{stands} only in the last rows, which validate, so none of {'it' if is_one else 'them'} "
        "trains: "
        "leave out the word last, or shuffle the rows of x and y together",
    )


def _say_single(classes: Array, names: Sequence[str] | None, findings: Findings) -> None:
    counts = np.bincount(classes)
    single = np.flatnonzero(counts == 1)
    if not len(single) or counts.max() == 1:
        return
    shown = [names[i] if names else i for i in single.tolist()]
    if len(shown) == 1:
        message = f"class {listed(shown)} has a single row: it trains, and none of it validates"
    else:
        message = f"classes {listed(shown)} have a single row each: they train, none validates"
    findings.repair(WHERE, message)
