"""Keras objects from what the language says of them."""

from __future__ import annotations

import inspect
from functools import reduce
from typing import TYPE_CHECKING, Any

from densemodel.language import KerasCall
from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from densemodel.language import Argument


def make(call: KerasCall) -> Any:
    """Make the Keras object that a call describes.

    Args:
        call: A class of Keras with its arguments, which may be calls themselves.

    Returns:
        A new object.

    Example:
        >>> make(KerasCall("layers", "Dense", (("units", 50), ("activation", "relu"))))
        <Dense name=dense, built=False>
    """
    owner = reduce(getattr, call.module.split("."), load_keras())
    arguments = {key: _value(argument) for key, argument in call.arguments}
    kind = getattr(owner, call.name)
    if _has_channels_first(kind):
        arguments["data_format"] = "channels_last"
    return kind(**arguments)


def _has_channels_first(kind: Any) -> bool:
    """Whether Keras is set to images unlike a spec's, 28x28x1, and the class heeds that."""
    is_set = load_keras().config.image_data_format() != "channels_last"
    return is_set and "data_format" in inspect.signature(kind).parameters


def _value(argument: Argument | KerasCall) -> Any:
    return make(argument) if isinstance(argument, KerasCall) else argument
