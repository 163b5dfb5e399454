"""One step: for which runs there is one, and a table of what the last did to each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.charts import TextTable
from densemodel.widgets.panel._view import View, ViewContext, line_state
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HIDDEN, HTML
from densemodel.widgets.training_controls._offers import CHANGES
from densemodel.wording import capitalised, rounded

if TYPE_CHECKING:
    from densemodel.training import LayerStep, Run

_MOST_PARAMETERS = 10_000
_HEADS = "Layer", "First row", "Weight", "Gradient", "Before", "After"


def has_single_steps(run: Run) -> bool:
    """Whether a person can train step by step: a small network, before its first epoch is done."""
    is_early = run.state in ("ready", "stopped") and not run.history.evaluations
    return is_early and run.bound is not None and run.spec.parameter_count <= _MOST_PARAMETERS


class OneStep(View):
    """What the last step did, until an epoch is done."""

    changes_with = CHANGES

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.begin(styled(HTML(), HIDDEN, "dm-one-step"))

    def state(self) -> dict[str, Any]:
        """The table, which is hidden while it is empty."""
        layers = self.run.layer_steps if has_single_steps(self.run) else ()
        return line_state(step_table(layers).html() if layers else "")


def step_table(layers: tuple[LayerStep, ...]) -> TextTable:
    """A row for each layer: what it gave for a row, and its weight with the largest gradient."""
    rows = []
    for one in layers:
        shown = ", ".join(rounded(float(value)) for value in one.outputs[:4])
        values = f"{shown}, …" if len(one.outputs) > 4 else shown
        place = ", ".join(map(str, one.place))
        kernels = one.gradient, one.before, one.after
        numbers = (rounded(float(kernel[one.place]), 4) for kernel in kernels)
        rows.append((capitalised(one.words), values, f"kernel[{place}]", *numbers))
    attributes = (*[""] * 3, *['style="text-align:right"'] * 3)
    return TextTable(_HEADS, rows, numbers=(3, 4, 5), column_attributes=attributes)
