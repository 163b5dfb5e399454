"""Split the data, fill gaps and apply the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.binding._terms import fill_gaps
from densemodel.data.facts._case import Case
from densemodel.data.facts._gaps import medians, say_filled, say_filled_pair
from densemodel.data.findings._finding import Finding, Findings
from densemodel.data.rules._rules import apply_rules
from densemodel.data.split._split import hold_back

if TYPE_CHECKING:
    from densemodel.data.binding._encode import Pair
    from densemodel.data.facts._case import Reading
    from densemodel.data.read._stored_rows import Features
    from densemodel.data.split._split import Rows
    from densemodel.language import Spec

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """The part that depends on the split and the clauses."""

    x: Features
    "All rows, without gaps."
    training_rows: Rows
    validation_rows: Rows
    validation: Pair | None
    test: Pair | None
    fills: Array | None
    "The values for gaps, in the shape of a row; None without `missing fill`."
    findings: tuple[Finding, ...]
    "Findings of reading, then of the rules."


def sides_of(spec: Spec, reading: Reading) -> Sides:
    """Split the rows, fill gaps and apply the rules.

    Args:
        spec: With split and settings, and the network that the data were read for.
        reading: The data.
    """
    facts, findings = reading.facts, Findings([*reading.findings])
    training_rows, validation_rows = hold_back(
        spec, facts, findings, has_validation=not reading.is_split
    )
    fills: Array | None = None
    if spec.settings.missing == "fill":
        fills = medians(facts.x, training_rows)
        say_filled(facts.x, facts.survey.gap_rows, fills, facts.names, findings)
        for pair, name in ((reading.validation, "validation_data"), (reading.test, "test_data")):
            if pair is not None:
                say_filled_pair(pair[0], f"{name}[0]", findings)
    validation, test = (
        None if pair is None else (fill_gaps(pair[0], fills), pair[1])
        for pair in (reading.validation, reading.test)
    )
    case = Case(
        spec=spec,
        facts=facts,
        task=reading.task,
        x=fill_gaps(facts.x, fills),
        training_rows=training_rows,
        validation_rows=validation_rows,
        validation=validation,
        test=test,
        is_split=reading.is_split,
    )
    found = (*findings, *apply_rules(case))
    if reading.is_strict:
        found = tuple(map(_refused, found))
    return Sides(case.x, training_rows, validation_rows, validation, test, fills, found)


def _refused(finding: Finding) -> Finding:
    return replace(finding, severity="refuse") if finding.severity == "offer" else finding
