"""A compiled Keras model or a script from a Spec, and a Spec from a model.

Keras is imported at the first call of `build` or `make`.
"""

from __future__ import annotations

from densemodel.network.builder._build import (
    build,
    build_bound,
    build_kept,
    finalize_weights,
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
from densemodel.network.builder._table_model import TableModel, raw_model, set_bins
from densemodel.network.from_keras._columns_of_model import takes_columns
from densemodel.network.from_keras._config_columns import table_in
from densemodel.network.from_keras._network_of_model import network_beneath
from densemodel.network.from_keras._spec_of_model import spec_of
from densemodel.network.from_keras._training_clauses import others_lost, say_training
from densemodel.network.keras_script._script import keras_code, trained_code

__all__ = [
    "TableModel",
    "build",
    "build_bound",
    "build_kept",
    "finalize_weights",
    "import_keras",
    "is_columns_layer",
    "is_for_tensorflow",
    "keras_code",
    "load_keras",
    "log_lines_hidden",
    "make",
    "network_beneath",
    "others_lost",
    "raw_model",
    "say_training",
    "set_bins",
    "set_target",
    "spec_of",
    "table_in",
    "takes_columns",
    "trained_code",
    "warm_up",
    "why_it_waits",
]
