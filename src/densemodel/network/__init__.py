"""A compiled Keras model or a script from a Spec, and a Spec from a model.

Keras is imported at the first call of `build` or `make`.
"""

from __future__ import annotations

from densemodel.network.builder._build import (
    build,
    build_bound,
    build_kept,
    take_up_target,
    take_up_weights,
    why_it_waits,
)
from densemodel.network.builder._keras import (
    import_keras,
    is_for_tensorflow,
    load_keras,
    log_lines_hidden,
    warm_up,
)
from densemodel.network.builder._make import make
from densemodel.network.from_keras._layer_text import divisor_of
from densemodel.network.from_keras._spec_of_model import spec_of
from densemodel.network.keras_script._script import keras_code, trained_code

__all__ = [
    "build",
    "build_bound",
    "build_kept",
    "divisor_of",
    "import_keras",
    "is_for_tensorflow",
    "keras_code",
    "load_keras",
    "log_lines_hidden",
    "make",
    "spec_of",
    "take_up_target",
    "take_up_weights",
    "trained_code",
    "warm_up",
    "why_it_waits",
]
