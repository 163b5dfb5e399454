"""Compares models of a store with each other, and with runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import SpecError, StoreError
from densemodel.store.compare._compared_model import side_of_run, side_of_saved
from densemodel.store.compare._comparison import Comparison, Difference, layer_rows, layer_texts
from densemodel.store.compare._spec_differences import setting_texts
from densemodel.store.contents._saved_history import saved_history_of
from densemodel.training import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.store.card._saved_model import SavedModel
    from densemodel.store.compare._compared_model import Side
    from densemodel.store.folder._model_files import ModelFiles, Wanted

_ARROW = " -> "


def compare(files: ModelFiles, models: Sequence[Wanted | Run]) -> Comparison:
    """Compare models.

    Args:
        files: Where saved ones are found.
        models: Two or more.

    Raises:
        StoreError: There are fewer, one is not there, or can't be read.
    """
    if len(models) < 2:  # noqa: PLR2004 - one alone has nothing to differ from
        raise StoreError("two models or more are compared: store.compare('digits', 'digits 2')")
    sides = [_side(files, model) for model in models]
    try:
        networks = [layer_texts(side.spec) for side in sides]
        differences = tuple(_differences(sides))
    except SpecError as error:
        raise StoreError(f"they can't be compared: {error.problems[0].message}") from None
    return Comparison(
        names=_names(sides),
        models=tuple(side.model for side in sides),
        differences=differences,
        layers=layer_rows(networks),
        numbers=tuple(side.numbers for side in sides),
        histories=tuple(side.history for side in sides),
        watched=tuple(side.watched for side in sides),
        losses=tuple(side.loss for side in sides),
    )


def _side(files: ModelFiles, model: Wanted | Run) -> Side:
    if isinstance(model, Run):
        return side_of_run(model)
    return files.with_current(model, _side_of)


def _side_of(saved: SavedModel) -> Side:
    if saved.card is None:
        raise StoreError(f"{saved.path.name} is damaged: {saved.damaged}")
    return side_of_saved(saved, saved.card, saved_history_of(saved.path))


def _differences(sides: Sequence[Side]) -> Iterator[Difference]:
    """The settings and facts that are not the same in all models."""
    inputs, _, layers = zip(*(s.spec.network_text.partition(_ARROW) for s in sides), strict=True)
    settings = [setting_texts(side.spec) for side in sides]
    for what, values in [
        ("input", inputs),
        ("layers", layers),
        ("loss", tuple(side.loss for side in sides)),
        *((word, tuple(texts[word] for texts in settings)) for word in settings[0]),
        ("data", tuple(side.data for side in sides)),
    ]:
        if len(set(values)) > 1:
            yield Difference(what, values)


def _names(sides: Sequence[Side]) -> tuple[str, ...]:
    """The names of the models; equal names get a distinguishing suffix."""
    called = [side.name for side in sides]
    names: list[str] = []
    for side in sides:
        name = f"{side.name} ({side.mark})" if called.count(side.name) > 1 else side.name
        number, free = 2, name
        while free in names:
            free, number = f"{name} {number}", number + 1
        names.append(free)
    return tuple(names)
