"""From a Spec to a compiled Keras model, or to the script that makes it.

Keras is loaded at the first call of `build` or `make`.
"""

from __future__ import annotations

from densemodel.network._build import build
from densemodel.network._keras import load_keras, warm_up
from densemodel.network._make import make
from densemodel.network._script import keras_code

__all__ = ["build", "keras_code", "load_keras", "make", "warm_up"]
