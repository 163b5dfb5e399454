"""Arrays and frames bound to a spec: sizes, classes, split, and what was found.

Imports NumPy, but not Keras or pandas.
"""

from __future__ import annotations

from densemodel.data.baseline._baseline import Baseline
from densemodel.data.baseline._simple_models import SimpleKind, simple_model
from densemodel.data.binding._base_rows import base_outputs, watching_base, with_copy
from densemodel.data.binding._bind import bind, check, waits_for_data
from densemodel.data.binding._bound import Bound
from densemodel.data.binding._identity import DataIdentity, content_of, identity_of
from densemodel.data.binding._model_digest import (
    KERAS_DEFAULTS,
    UNTRACED,
    computation_of,
    digest_of,
    keras_settings,
    known_digest,
)
from densemodel.data.binding._table import say_columns
from densemodel.data.binding._terms import Terms, read_rows, terms_without_data
from densemodel.data.columns._category import Category
from densemodel.data.columns._column import Column, RawColumn, UsedColumn
from densemodel.data.columns._date import Date
from densemodel.data.columns._kinds import column_of, column_of_layers
from densemodel.data.columns._layer_graph import LayerGraph, refused_model
from densemodel.data.columns._number import Number
from densemodel.data.columns._scaled import Scaled, inside, squeezed
from densemodel.data.columns._summary import ColumnSummary
from densemodel.data.columns._table import RawTable, TableEncoding
from densemodel.data.columns._values import MISSING, ColumnValues
from densemodel.data.facts._coding import Form as LabelForm
from densemodel.data.facts._coding import LabelCoding, TargetScale
from densemodel.data.facts._columns import require_same_rows
from densemodel.data.findings._finding import (
    IN_PYTHON,
    Finding,
    Severity,
    keras_word,
    named,
    with_names,
)
from densemodel.data.labels._task import (
    UNKNOWN,
    Task,
    choose_task,
    choose_task_and_say,
    task_of_form,
)
from densemodel.data.pictures._pictures import (
    Pictures,
    pairs_of,
    picture_shape_of,
    read_folder,
    read_images,
)
from densemodel.data.read._frames import as_frame, row_names
from densemodel.data.read._memory import free_bytes
from densemodel.data.read._stored_rows import Features, StoredRows, chunks_of
from densemodel.data.read._target_column import rows_and_labels
from densemodel.data.split._split import split_rows

__all__ = [
    "IN_PYTHON",
    "KERAS_DEFAULTS",
    "MISSING",
    "UNKNOWN",
    "UNTRACED",
    "Baseline",
    "Bound",
    "Category",
    "Column",
    "ColumnSummary",
    "ColumnValues",
    "DataIdentity",
    "Date",
    "Features",
    "Finding",
    "LabelCoding",
    "LabelForm",
    "LayerGraph",
    "Number",
    "Pictures",
    "RawColumn",
    "RawTable",
    "Scaled",
    "Severity",
    "SimpleKind",
    "StoredRows",
    "TableEncoding",
    "TargetScale",
    "Task",
    "Terms",
    "UsedColumn",
    "as_frame",
    "base_outputs",
    "bind",
    "check",
    "choose_task",
    "choose_task_and_say",
    "chunks_of",
    "column_of",
    "column_of_layers",
    "computation_of",
    "content_of",
    "digest_of",
    "free_bytes",
    "identity_of",
    "inside",
    "keras_settings",
    "keras_word",
    "known_digest",
    "named",
    "pairs_of",
    "picture_shape_of",
    "read_folder",
    "read_images",
    "read_rows",
    "refused_model",
    "require_same_rows",
    "row_names",
    "rows_and_labels",
    "say_columns",
    "simple_model",
    "split_rows",
    "squeezed",
    "task_of_form",
    "terms_without_data",
    "waits_for_data",
    "watching_base",
    "with_copy",
    "with_names",
]
