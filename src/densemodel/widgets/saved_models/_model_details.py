"""The details of a saved model: curve, card, layers and notes."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from densemodel.charts import TextTable
from densemodel.errors import StoreError
from densemodel.widgets.charts._overlaid_curves import loss_curves, losses_of
from densemodel.widgets.network._network_diagram import NetworkDiagram
from densemodel.widgets.panel._view import BaseView
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._parts import HTML, Box, HBox, VBox
from densemodel.wording import (
    capitalised,
    counted,
    duration,
    element,
    error_text,
    metric_words,
    number,
    rounded,
    spec_markup,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from densemodel.store import Card, ModelStore, SavedModel
    from densemodel.widgets.runtime._writer import Writer


_MOST_NAMES = 30


def heading_html(model: SavedModel) -> str:
    tags = "".join(element("li", tag) for tag in model.tags)
    listed = f'<ul class="dm-model-tags" aria-label="Tags">{tags}</ul>' if tags else ""
    notes = element("p", model.notes, "dm-model-notes") if model.notes.strip() else ""
    return f'<div class="dm-model-head">{element("h3", model.name)}{listed}</div>{notes}'


def scores_html(card: Card) -> str:
    """The metrics on each side, beside the baseline."""
    sides = [side for side in ("validation", "test", "training") if card.metrics.get(side)]
    names = list(dict.fromkeys(name for side in sides for name in card.metrics[side]))
    if not names:
        return ""
    columns: list[tuple[str, Mapping[str, float | None]]] = [
        (capitalised(side), card.metrics[side]) for side in sides
    ]
    columns += [("Baseline", card.baseline)] if card.baseline else []
    rows = [
        [
            capitalised(metric_words(name)),
            *("-" if (n := scores.get(name)) is None else rounded(n, 4) for _, scores in columns),
        ]
        for name in names
    ]
    heads = ["", *(title for title, _ in columns)]
    return TextTable(heads, rows, has_names=True).html('class="dm-numbers"')


def card_html(model: SavedModel, card: Card, parent: str | None) -> str:
    """How and on what it was trained, and when it was saved, as two lists.

    `parent`: the name of the model that it continues, or its id if that is not here.
    """
    best = "none validated" if card.best_epoch is None else f"the best is {card.best_epoch:,}"
    rows = [
        (card.training_rows, "to train on"),
        (card.validation_rows, "to validate"),
        (card.test_rows, "to test"),
    ]
    trained = [
        ("Epochs", f"{card.epochs:,}, {best}"),
        ("Time", duration(card.seconds)),
        ("Parameters", f"{card.parameters:,}"),
        ("Rows", ", ".join(f"{count:,} {words}" for count, words in rows if count)),
        ("Seed", str(card.seed)),
        ("Continues", parent or ""),
    ]
    saved = [
        ("Data", _data(card)),
        ("Columns", _listed(card.data.columns) if card.data and card.data.columns else ""),
        ("Classes", _listed(card.class_names) if card.class_names else ""),
        ("Saved", f"{model.saved_at.astimezone():%Y-%m-%d %H:%M}, {number(model.size, 'size')}"),
        ("With", ", ".join(f"{name} {version}" for name, version in card.versions.items())),
        ("On", card.machine),
        ("File", model.path.name),
    ]
    return (
        '<div class="dm-model-facts">'
        f"<section><h4>Training</h4>{facts_html(trained)}</section>"
        f"<section><h4>Data and file</h4>{facts_html(saved)}</section></div>"
    )


def facts_html(facts: Iterable[tuple[str, str]]) -> str:
    """A definition list without empty entries."""
    rows = "".join(element("dt", word) + element("dd", value) for word, value in facts if value)
    return f'<dl class="dm-facts">{rows}</dl>'


def damaged_html(model: SavedModel) -> str:
    return (
        f'<div class="dm-model-head">{element("h3", model.name)}</div>'
        + element("p", f"This file is damaged: {model.damaged}.", "dm-failed")
        + element(
            "p",
            "Its weights can't be loaded. If there is a copy of it elsewhere, put that into the "
            "folder; if it was saved over, the one before may lie in the trash "
            "(store.trash(), store.restore(name)). Delete moves the file to the trash as well.",
        )
        + facts_html(
            [
                ("File", model.path.name),
                ("Size", number(model.size, "size")),
                ("Written", f"{model.saved_at.astimezone():%Y-%m-%d %H:%M}"),
            ]
        )
    )


def _data(card: Card) -> str:
    if card.data is None:
        return ""
    sizes = " × ".join(f"{size:,}" for size in card.data.shape[1:])
    shape = f"{counted(card.data.rows, 'row')} of {sizes}" if sizes else f"{card.data.rows:,} rows"
    kinds = ", ".join(dict.fromkeys(card.data.dtypes))
    digits = card.data.fingerprint[:12]  # more than enough to tell data apart
    return f"{shape}, {kinds}" + (f", fingerprint {digits}" if digits else "")


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    shown = ", ".join(names[:_MOST_NAMES])
    return f"{shown} and {more:,} more" if more > 0 else shown


class ModelDetails(BaseView):
    """The view of an open model, without loading Keras."""

    def __init__(self, store: ModelStore, model: SavedModel, writer: Writer) -> None:
        super().__init__(writer)
        self._store, self.model = store, model
        parts = [HTML(damaged_html(model))] if model.card is None else self._whole(model.card)
        self.widget = styled(VBox(parts), "dm-model-details")

    def _whole(self, card: Card) -> list[Any]:
        model = self.model
        text = HTML(f'<div class="dm-spec">{spec_markup(card.spec)}</div>')
        copy = GiveButton.copy("Copy", card.spec, tooltip="Copy this spec for a cell")
        return [
            HTML(heading_html(model)),
            styled(HBox([text, copy]), "dm-model-spec"),
            self._curve(card),
            HTML(scores_html(card)),
            HTML(card_html(model, card, self._parent(card))),
            *self._layers(),
        ]

    def _curve(self, card: Card) -> Any:
        try:
            history = self._store.history(self.model)
        except StoreError as error:
            return HTML(element("p", f"No curve: {error_text(error)}", "dm-failed"))
        if not history.evaluations:
            return HTML(element("p", "No epoch was done, so there is no curve.", "dm-note"))
        curves = loss_curves("Loss", losses_of(history, card.best_epoch), self.writer)
        self.at_close(curves.close)
        return curves.widget

    def _parent(self, card: Card) -> str | None:
        if card.parent is None:
            return None
        names: list[str] = []
        with suppress(StoreError):
            names = [other.name for other in self._store.list() if other.id == card.parent]
        return names[0] if names else f"a model that is not here ({card.parent})"

    def _layers(self) -> list[Any]:
        try:
            spec = self.model.spec
        except StoreError as error:
            return [HTML(element("p", error_text(error), "dm-failed"))]
        place = styled(Box([NetworkDiagram.of(spec)]), "dm-network-tab")
        return [HTML(element("h4", "Layers")), place]
