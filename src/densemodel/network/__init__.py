"""A compiled Keras model or a script from a Spec, and a Spec from a model.

Keras is imported at the first call of `build` or `make`.
"""

from __future__ import annotations

from densemodel.network.builder._base import finalize_weights, without_preprocessing
from densemodel.network.builder._build import (
    build,
    build_bound,
    build_kept,
    set_target,
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
from densemodel.network.builder._table_layers import is_columns_layer
from densemodel.network.builder._whole_model import (
    WholeModel,
    encoder_of,
    set_first_layer,
    whole_model,
    whole_weights,
)
from densemodel.network.from_keras._base_copy import made_base, with_copy
from densemodel.network.from_keras._config_columns import table_in
from densemodel.network.from_keras._network_of_model import is_whole, network_beneath
from densemodel.network.from_keras._spec_of_model import spec_of
from densemodel.network.from_keras._training_clauses import others_lost, say_training
from densemodel.network.keras_script._script import keras_code, trained_code

__all__ = [
    "WholeModel",
    "build",
    "build_bound",
    "build_kept",
    "encoder_of",
    "finalize_weights",
    "import_keras",
    "is_columns_layer",
    "is_for_tensorflow",
    "is_whole",
    "keras_code",
    "load_keras",
    "log_lines_hidden",
    "made_base",
    "make",
    "network_beneath",
    "others_lost",
    "say_training",
    "set_first_layer",
    "set_target",
    "spec_of",
    "table_in",
    "trained_code",
    "warm_up",
    "whole_model",
    "whole_weights",
    "why_it_waits",
    "with_copy",
    "without_preprocessing",
]
