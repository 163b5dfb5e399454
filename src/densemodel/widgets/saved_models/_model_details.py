"""One saved model in full: its curve, its card in words, its layers and its notes."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Box, HBox, VBox

from densemodel.errors import DenseModelError, StoreError
from densemodel.widgets.charts._model_curves import losses_of
from densemodel.widgets.charts._overlaid_curves import OverlaidCurves
from densemodel.widgets.network._network_diagram import NetworkDiagram
from densemodel.widgets.network._network_table import network_table_html
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.saved_models._model_words import (
    card_html,
    damaged_html,
    heading_html,
    notes_html,
    scores_html,
)
from densemodel.wording import element, error_text, spec_markup

if TYPE_CHECKING:
    from densemodel.store import Card, ModelStore, SavedModel
    from densemodel.widgets.runtime._writer import Writer


class ModelDetails:
    """What is seen of an open model. Nothing of it loads Keras.

    Args:
        store: Where it is.
        model: What was opened.
        writer: Changes the widgets.
    """

    def __init__(self, store: ModelStore, model: SavedModel, writer: Writer) -> None:
        self._store, self._writer = store, writer
        self.model = model
        parts = self._damaged() if model.card is None else self._whole(model.card)
        self.widget = VBox(parts)
        self.widget.add_class("dm-model-details")

    def close(self) -> None:
        """Close its widgets."""
        close_widgets(self.widget, self._writer)

    def _damaged(self) -> list[Any]:
        return [HTML(damaged_html(self.model))]

    def _whole(self, card: Card) -> list[Any]:
        model = self.model
        return [
            HTML(heading_html(model) + notes_html(model)),
            self._spec(card),
            self._curve(card),
            HTML(scores_html(card)),
            HTML(card_html(model, card, self._parent(card))),
            *self._layers(),
        ]

    def _spec(self, card: Card) -> Any:
        text = HTML(f'<div class="dm-spec">{spec_markup(card.spec)}</div>')
        copy: list[Any] = []
        with suppress(DenseModelError):  # a source checkout whose front end was never built
            copy = [
                GiveButton.copy("Copy", card.spec, tooltip="Copy this spec, as a cell takes it")
            ]
        row = HBox([text, *copy])
        row.add_class("dm-model-spec")
        return row

    def _curve(self, card: Card) -> Any:
        try:
            history = self._store.history(self.model)
        except StoreError as error:
            return HTML(element("p", f"No curve: {error_text(error)}", "dm-failed"))
        if not history.looks:
            return HTML(element("p", "No epoch was done, so there is no curve.", "dm-note"))
        return OverlaidCurves("Loss", losses_of(history, card.best_epoch), self._writer).widget

    def _parent(self, card: Card) -> str | None:
        """By its name if it is here."""
        if card.parent is None:
            return None
        with suppress(StoreError):
            for other in self._store.list():
                if other.id == card.parent:
                    return other.name
        return f"a model that is not here ({card.parent})"

    def _layers(self) -> list[Any]:
        try:
            spec = self.model.spec
        except StoreError as error:
            return [HTML(element("p", error_text(error), "dm-failed"))]
        try:
            shown: Any = NetworkDiagram.of(spec)
        except DenseModelError:  # a source checkout whose front end was never built
            shown = HTML(network_table_html(spec))
        place = Box([shown])
        place.add_class("dm-network-tab")
        return [HTML(element("h4", "Layers")), place]
