"""What a spec can say of its data and binding does not do yet, and what waits for data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.data._finding import Findings
    from densemodel.spec import Spec

CLAUSES = ("missing",)
"What findings of `refuse_unbuilt_clauses` are about, so that others can take their place."

TABLE = "table is not built yet: give columns of numbers, and write auto in its place"

_WAITS = {
    "table": TABLE,
    "auto": "auto takes its size from the data",
    "norm": "norm learns from the data",
}
_MISSING = {
    "drop": "drop those rows of x and y first, and leave the clause out",
    "fill": "fill the values in first, as x.fillna(x.mean()) does, and leave the clause out",
}


def waits_for_data(spec: Spec) -> str:
    """Why a network can't be built without x and y, as half a sentence; empty if it can."""
    return next((reason for word, reason in _WAITS.items() if word in spec.needs), "")


def refuse_unbuilt_clauses(spec: Spec, findings: Findings) -> None:
    """Refuse clauses that would change the data and are not built, so that none is ignored."""
    settings = spec.settings
    if settings.missing is not None:
        mend = _MISSING[settings.missing]
        findings.refuse("missing", f"missing {settings.missing} is not built yet: {mend}")
