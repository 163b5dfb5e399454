"""The language: from text to a Spec and back, with shapes, parameter counts and vocabulary.

It does not import Keras. One table defines each word; the parser, the canonical text and every list
of words use it.
"""

from __future__ import annotations

from densemodel.language._apply_words import optimizer_words, rate_clause, with_words
from densemodel.language._keywords import clause_like, clauses_of
from densemodel.language._parse import as_spec, parse, parse_cell, read_keras_code
from densemodel.language._rewrite_cell import as_written, rewrite_cell
from densemodel.language.completion._complete import Completion, completions_at
from densemodel.language.completion._complete_offers import losses_for
from densemodel.language.keras_layers._layer_items import (
    KERAS_START,
    WORDS_OF,
    layer_of,
    out_of_range,
    start_of,
)
from densemodel.language.keras_layers._numbers import is_number, shortest_in_32_bits
from densemodel.language.keras_layers._read_layer import (
    Facts,
    Refusal,
    complete_config,
    differences,
    facts_of_call,
    function_options,
    read_layer,
)
from densemodel.language.keras_layers._table import LAYER_RULES, Custom
from densemodel.language.reading._words import WORDS, write_column
from densemodel.language.shapes._layers_of import BASE, COLUMNS, Layer, write_layers
from densemodel.language.spec._resize import (
    hidden_sizes,
    scaled_sizes,
    with_hidden_layer,
    with_more_layers,
)
from densemodel.language.spec._schedule_words import schedule_sentence
from densemodel.language.spec._settings import Settings, fitting, write_clauses
from densemodel.language.spec._spec import Spec
from densemodel.language.spec._variables import Variable, repeats_of, variables_of
from densemodel.language.syntax_tree._base import (
    FROZEN,
    UNFROZEN,
    Base,
    BaseError,
    is_keras_model,
    learning_weights,
)
from densemodel.language.syntax_tree._canonical import write_number, write_options
from densemodel.language.syntax_tree._option import Option
from densemodel.language.syntax_tree._schedule import Schedule, ScheduleStep
from densemodel.language.syntax_tree._tree import picks_at
from densemodel.language.vocabulary._clause_words import (
    CLAUSES,
    COLUMN_KINDS,
    LISTED_KINDS,
    ClauseWord,
)
from densemodel.language.vocabulary._find import FIND, FIND_HELP, written_out
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._keras_call import Argument, KerasCall
from densemodel.language.vocabulary._layer_words import (
    ACTIVATIONS,
    AUGMENTATIONS,
    LAYERS,
    LayerWord,
)
from densemodel.language.vocabulary._losses import LOSSES, Loss
from densemodel.language.vocabulary._metrics import METRICS, Metric, word_named
from densemodel.language.vocabulary._optimizers import OPTIMIZERS
from densemodel.language.vocabulary._schedules import SCHEDULES, PlateauSchedule

__all__ = [
    "ACTIVATIONS",
    "AUGMENTATIONS",
    "BASE",
    "CLAUSES",
    "COLUMNS",
    "COLUMN_KINDS",
    "FIND",
    "FIND_HELP",
    "FROZEN",
    "INITIALIZERS",
    "KERAS_START",
    "LAYERS",
    "LAYER_RULES",
    "LISTED_KINDS",
    "LOSSES",
    "METRICS",
    "OPTIMIZERS",
    "SCHEDULES",
    "UNFROZEN",
    "WORDS",
    "WORDS_OF",
    "Argument",
    "Base",
    "BaseError",
    "ClauseWord",
    "Completion",
    "Custom",
    "Facts",
    "KerasCall",
    "Layer",
    "LayerWord",
    "Loss",
    "Metric",
    "Option",
    "PlateauSchedule",
    "Refusal",
    "Schedule",
    "ScheduleStep",
    "Settings",
    "Spec",
    "Variable",
    "as_spec",
    "as_written",
    "clause_like",
    "clauses_of",
    "complete_config",
    "completions_at",
    "differences",
    "facts_of_call",
    "fitting",
    "function_options",
    "hidden_sizes",
    "is_keras_model",
    "is_number",
    "layer_of",
    "learning_weights",
    "losses_for",
    "optimizer_words",
    "out_of_range",
    "parse",
    "parse_cell",
    "picks_at",
    "rate_clause",
    "read_keras_code",
    "read_layer",
    "repeats_of",
    "rewrite_cell",
    "scaled_sizes",
    "schedule_sentence",
    "shortest_in_32_bits",
    "start_of",
    "variables_of",
    "with_hidden_layer",
    "with_more_layers",
    "with_words",
    "word_named",
    "write_clauses",
    "write_column",
    "write_layers",
    "write_number",
    "write_options",
    "written_out",
]
