"""Models side by side: their curves overlaid, their scores, and what differs between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, VBox

from densemodel.widgets.charts._model_curves import MOST_CURVES, watched_losses
from densemodel.widgets.charts._overlaid_curves import OverlaidCurves
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.saved_models._comparison_words import (
    differences_html,
    heading_words,
    layers_html,
    scores_table_html,
)
from densemodel.wording import capitalised, element, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.store import Comparison
    from densemodel.widgets.runtime._writer import Writer


class ModelComparison:
    """What is seen of models that are compared. It is of one moment: a run may go on.

    Args:
        comparison: As a store makes it.
        writer: Changes the widgets.
    """

    def __init__(self, comparison: Comparison, writer: Writer) -> None:
        self._writer = writer
        head = element("h3", heading_words(comparison.names)) + paragraphs(
            _notes(comparison), "dm-model-notes"
        )
        self.widget = VBox(
            [
                HTML(head),
                *self._figures(comparison),
                HTML(
                    f'<div class="dm-model-tables"><section>{scores_table_html(comparison)}'
                    f"</section><section>{differences_html(comparison)}{layers_html(comparison)}"
                    "</section></div>"
                ),
            ]
        )
        self.widget.add_class("dm-model-details")

    def close(self) -> None:
        """Close its widgets."""
        close_widgets(self.widget, self._writer)

    def _figures(self, comparison: Comparison) -> Iterator[Any]:
        kinds = watched_losses(comparison)
        for loss, curves in kinds.items():
            if any(len(curve.points) for curve in curves):
                is_one = len(kinds) == 1
                title = _title(comparison) if is_one else f"{_title(comparison)}: {loss}"
                yield OverlaidCurves(title, curves, self._writer).widget


def _title(comparison: Comparison) -> str:
    watched = set(comparison.watched[:MOST_CURVES])
    return capitalised("validation loss" if watched == {"val_loss"} else "loss")


def _notes(comparison: Comparison) -> Iterator[str]:
    if not comparison.has_one_loss:
        yield (
            "Their losses measure different things, so each kind has axes of its own, and their "
            "numbers say nothing of each other."
        )
    more = len(comparison.names) - MOST_CURVES
    if more > 0:
        yield (
            f"The curves of the first {MOST_CURVES} models are drawn; the {more:,} others are in "
            "the tables."
        )
