"""`target norm`: the last layer brings the answers into the unit of y."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError
from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from densemodel.data import TargetScale

_NUMBERS = ("scale", "offset")


def target_layer(target: TargetScale) -> Any:
    """The layer that ends a network with `target norm`.

    Its numbers are constants, not weights: training leaves them alone.

    Args:
        target: Mean and spread of each column of y.

    Raises:
        SpecError: Keras is set to images unlike a spec's, and there are several columns.
    """
    keras = load_keras()
    if len(target.mean) == 1:
        return keras.layers.Rescaling(scale=target.spread[0], offset=target.mean[0])
    if keras.config.image_data_format() != "channels_last":
        raise SpecError(
            "target norm has a number for each column of y here, and Keras takes the first axis "
            "for the columns: write keras.config.set_image_data_format('channels_last') first"
        )
    return keras.layers.Rescaling(scale=list(target.spread), offset=list(target.mean))


def take_up_target(model: Any, fresh: Any) -> None:
    """Give the last layer of a model with `target norm` the numbers of another model's.

    What was compiled before holds the old numbers: `compile` lets Keras forget that.

    Args:
        model: The model of a spec with `target norm`.
        fresh: Another one of the same spec.
    """
    for name in _NUMBERS:
        numbers = getattr(fresh.layers[-1], name)
        # Keras keeps a list of its own kind, which belongs to one layer
        setattr(model.layers[-1], name, numbers if isinstance(numbers, float) else list(numbers))
