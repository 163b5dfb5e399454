"""A comparison of models: curves, scores and differences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from densemodel.charts import TableCell, TextTable
from densemodel.widgets.charts._line_styles import dash_array, line_styles_of
from densemodel.widgets.charts._overlaid_curves import MOST_CURVES, loss_curves, monitored_losses
from densemodel.widgets.panel._view import BaseView
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, VBox
from densemodel.wording import (
    capitalised,
    duration,
    element,
    enumerated,
    escaped,
    paragraphs,
    rounded,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.store import Comparison
    from densemodel.widgets.runtime._writer import Writer


MOST_NAMED = 3
_SIDES = ("validation ", "test ", "training ")
_HIGHER_IS_BETTER = (
    *("accuracy", "auc", "precision", "recall", "r2", "iou", "f1", "f beta", "f-beta"),
    *("cosine similarity", "true positives", "true negatives"),
)
_LOWER_IS_BETTER = ("loss", "error", "crossentropy", "divergence", "hinge", "mae", "mse", "rmse")


def heading_words(names: Sequence[str]) -> str:
    """`digits and wide`; for many, the first ones and the number of others."""
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1:,} more"]
    return enumerated(names)


def scores_table_html(comparison: Comparison) -> str:
    """The scores as HTML: a column for each model, the best of each row bold with a star."""
    frame = comparison.frame()
    rows: list[list[str | TableCell]] = []
    for name, values in zip(map(str, frame.index), frame.to_numpy().tolist(), strict=True):
        is_fair = comparison.has_one_loss or not name.endswith("loss")
        best = best_places(name, values) if is_fair else ()
        row: list[str | TableCell] = ["Time" if name == "seconds" else capitalised(name)]
        for place, value in enumerate(values):
            words = _number(name, value)
            row.append(TableCell(f"★ {words}", 'class="dm-best"') if place in best else words)
        rows.append(row)
    has_best = any(isinstance(cell, TableCell) for row in rows for cell in row)
    note = element("p", "★ the best of its row", "dm-note") if has_best else ""
    return f"<h4>Scores</h4>{_table(comparison.names, rows, 'dm-numbers')}{note}"


def best_places(name: str, values: Sequence[float]) -> set[int]:
    """The best values of a row; empty if unknown or all equal.

    `name` is what they measure in words, "validation accuracy"; nan where it was not measured.
    """
    side = next((side for side in _SIDES if name.startswith(side)), "")
    known = [value for value in values if math.isfinite(value)]
    folded = name.removeprefix(side).casefold()
    is_lower = any(word in folded for word in _LOWER_IS_BETTER)
    is_known = is_lower or any(word in folded for word in _HIGHER_IS_BETTER)
    if not (side and is_known) or len(known) < 2 or min(known) == max(known):  # one is no best
        return set()
    best = min(known) if is_lower else max(known)
    return {place for place, value in enumerate(values) if value == best}


def _number(name: str, value: float) -> str:
    if not math.isfinite(value):
        return "-"
    if name == "seconds":
        return duration(value)
    return f"{value:,.0f}" if name in ("parameters", "epochs", "best epoch") else rounded(value, 4)


def differences_html(comparison: Comparison) -> str:
    """The differences in settings and data, without the layers."""
    differences = [one for one in comparison.differences if one.what != "layers"]
    if not differences:
        return "<h4>Settings and data</h4>" + element("p", "They are the same.", "dm-note")
    rows = [[capitalised(one.what), *(value or "-" for value in one.values)] for one in differences]
    table = _table(comparison.names, rows, "dm-differences")
    return f"<h4>What differs in settings and data</h4>{table}"


def layers_html(comparison: Comparison) -> str:
    """The aligned layers; lines that differ are marked."""
    shown = comparison.layers[:200]
    if not any(row.differs for row in comparison.layers):
        return "<h4>Layers</h4>" + element("p", "They are the same.", "dm-note")
    differ = [place for place, row in enumerate(shown) if row.differs]
    rows = [
        [f"{'≠ ' if row.differs else ''}{number:,}", *(text or "-" for text in row.texts)]
        for number, row in enumerate(shown, 1)
    ]
    more = len(comparison.layers) - len(shown)
    note = element("p", f"and {more:,} more lines", "dm-note") if more else ""
    note += element("p", "≠ these differ", "dm-note")
    return f"<h4>Layers</h4>{_table(comparison.names, rows, 'dm-layers', differ)}{note}"


def _table(
    names: Sequence[str],
    rows: Sequence[Sequence[str | TableCell]],
    css: str,
    differ: Sequence[int] = (),
) -> str:
    heads = [
        TableCell(
            name,
            html='<svg class="dm-swatch" width="22" height="8" aria-hidden="true">'
            '<line x1="0" y1="4" x2="22" y2="4" stroke-width="2" '
            f'style="stroke:{style.color}" stroke-dasharray="{dash_array(style)}"/></svg>'
            + escaped(name),
        )
        for style, name in zip(line_styles_of(names), names, strict=True)
    ]
    table = TextTable(["", *heads], rows, best=differ, has_names=True)
    html = table.html(f'class="{css}"', mark="dm-differs")
    return f'<div class="dm-table-scroll" tabindex="0">{html}</div>'


class ModelComparison(BaseView):
    """The comparison view, a snapshot: runs may continue."""

    def __init__(self, comparison: Comparison, writer: Writer) -> None:
        super().__init__(writer)
        head = element("h3", heading_words(comparison.names)) + paragraphs(
            _notes(comparison), "dm-model-notes"
        )
        tables = (
            f'<div class="dm-model-tables"><section>{scores_table_html(comparison)}'
            f"</section><section>{differences_html(comparison)}{layers_html(comparison)}"
            "</section></div>"
        )
        validates = set(comparison.monitored[:MOST_CURVES]) == {"val_loss"}
        title, kinds = "Validation loss" if validates else "Loss", monitored_losses(comparison)
        figures = [
            loss_curves(title if len(kinds) == 1 else f"{title}: {loss}", curves, writer)
            for loss, curves in kinds.items()
            if any(len(curve.points) for curve in curves)
        ]
        self.at_close(*(figure.close for figure in figures))
        shown = [figure.widget for figure in figures]
        self.widget = styled(VBox([HTML(head), *shown, HTML(tables)]), "dm-model-details")


def _notes(comparison: Comparison) -> Iterator[str]:
    if not comparison.has_one_loss:
        yield (
            "They have different loss functions, so each has its own axes, and their values are "
            "not comparable."
        )
    more = len(comparison.names) - MOST_CURVES
    if more > 0:
        yield (
            f"The curves of the first {MOST_CURVES} models are drawn; the {more:,} others are in "
            "the tables."
        )
