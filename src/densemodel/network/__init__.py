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
from densemodel.network.from_keras._check_spec import differences
from densemodel.network.from_keras._columns_of_model import takes_columns
from densemodel.network.from_keras._config_columns import table_in
from densemodel.network.from_keras._config_table import (
    BESIDE,
    LONGEST_SHOWN,
    ConfigTable,
    is_number,
    is_size,
    keras_object,
    require_float32,
    shown,
)
from densemodel.network.from_keras._layer_facts import (
    Facts,
    as_activation,
    factors_of,
    facts_of,
    in_32_bits,
    start_word,
)
from densemodel.network.from_keras._layer_text import divisor_of, layer_text
from densemodel.network.from_keras._network_of_model import network_beneath
from densemodel.network.from_keras._spec_of_model import spec_of
from densemodel.network.from_keras._training_clauses import others_lost, say_training
from densemodel.network.keras_script._script import keras_code, trained_code

__all__ = [
    "BESIDE",
    "LONGEST_SHOWN",
    "ConfigTable",
    "Facts",
    "TableModel",
    "as_activation",
    "build",
    "build_bound",
    "build_kept",
    "differences",
    "divisor_of",
    "factors_of",
    "facts_of",
    "finalize_weights",
    "import_keras",
    "in_32_bits",
    "is_columns_layer",
    "is_for_tensorflow",
    "is_number",
    "is_size",
    "keras_code",
    "keras_object",
    "layer_text",
    "load_keras",
    "log_lines_hidden",
    "make",
    "network_beneath",
    "others_lost",
    "raw_model",
    "require_float32",
    "say_training",
    "set_bins",
    "set_target",
    "shown",
    "spec_of",
    "start_word",
    "table_in",
    "takes_columns",
    "trained_code",
    "warm_up",
    "why_it_waits",
]
