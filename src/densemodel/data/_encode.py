"""Rows and labels written for the network: later rows of x, later labels, pairs of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._columns import match_columns, without_columns
from densemodel.data._features import read_features
from densemodel.data._labels import read_labels
from densemodel.data._stored_rows import Features
from densemodel.data._values import read_values
from densemodel.data._wording import counted

if TYPE_CHECKING:
    from densemodel.data._coding import LabelCoding
    from densemodel.data._finding import Findings
    from densemodel.spec import Spec

Array = np.ndarray[Any, Any]
Pair = tuple[Features, Array]


def encode_features(
    spec: Spec, x: object, names: tuple[str, ...] | None, where: str, findings: Findings
) -> Features | None:
    """Later rows of x in the network's shape; None if they were refused."""
    matched = match_columns(without_columns(x, spec.settings.without), names, where, findings)
    if matched is None and x is not None:
        return None
    values = read_values(matched, where, findings)
    return None if values is None else read_features(spec, values, where, findings)


def encode_labels(coding: LabelCoding, y: object, where: str, findings: Findings) -> Array | None:
    """Later labels written for the loss; None if they were refused."""
    values = read_values(y, where, findings)
    labels = None if values is None else read_labels(values, where, findings)
    return None if labels is None else coding.encode(labels, where, findings)


def encode_pair(
    spec: Spec,
    pair: object,
    where: str,
    *,
    names: tuple[str, ...] | None,
    coding: LabelCoding,
    findings: Findings,
) -> Pair | None:
    """Validation or test data, written like x and y; None if there is none or it was refused."""
    if pair is None:
        return None
    if not isinstance(pair, tuple | list) or len(pair) != 2:  # noqa: PLR2004
        findings.refuse(where, f"{where} is a pair of x and y: give it as (x, y)")
        return None
    places = f"{where}[0]", f"{where}[1]"
    x = encode_features(spec, pair[0], names, places[0], findings)
    y = encode_labels(coding, pair[1], places[1], findings)
    if x is None or y is None:
        return None
    if len(x) != len(y):
        findings.refuse(
            where,
            f"{places[0]} has {counted(len(x), 'row')}, {places[1]} has {len(y):,}: "
            "give one label for each row",
        )
        return None
    return x, y
