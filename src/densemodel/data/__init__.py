"""Arrays and frames bound to a spec: sizes, classes, split, and what was found.

Imports NumPy, but not Keras or pandas.
"""

from __future__ import annotations

from densemodel.data.binding._bind import bind, check, waits_for_data
from densemodel.data.binding._bound import Bound
from densemodel.data.binding._identity import DataIdentity, content_of, identity_of
from densemodel.data.binding._table import say_columns
from densemodel.data.binding._terms import Terms, read_rows, terms_without_data
from densemodel.data.facts._coding import Form as LabelForm
from densemodel.data.facts._coding import LabelCoding, TargetScale, baseline_of, constant_answers
from densemodel.data.facts._columns import require_same_rows
from densemodel.data.findings._finding import (
    IN_PYTHON,
    Finding,
    Severity,
    keras_word,
    named,
    with_names,
)
from densemodel.data.labels._head import TaskKind
from densemodel.data.labels._task import (
    UNKNOWN,
    Task,
    choose_task,
    choose_task_and_say,
    task_of_form,
)
from densemodel.data.read._libraries import (
    as_table,
    bytes_text,
    free_bytes,
    row_names,
    without_column,
)
from densemodel.data.read._stored_rows import Features, StoredRows, chunks_of
from densemodel.data.read._target_column import rows_and_labels
from densemodel.data.split._split import split_rows
from densemodel.data.table._columns import ENCODED_KINDS, MISSING, RawColumn, RawTable
from densemodel.data.table._columns_frame import columns_frame
from densemodel.data.table._encoding import (
    ALL_BINS,
    CLIP,
    CYCLES,
    SECONDS_A_DAY,
    ColumnEncoding,
    TableEncoding,
    cycle_of,
)
from densemodel.data.table._sound_encoding import LARGEST_CATEGORY, LONGEST_VALUE, require_sound

__all__ = [
    "ALL_BINS",
    "CLIP",
    "CYCLES",
    "ENCODED_KINDS",
    "IN_PYTHON",
    "LARGEST_CATEGORY",
    "LONGEST_VALUE",
    "MISSING",
    "SECONDS_A_DAY",
    "UNKNOWN",
    "Bound",
    "ColumnEncoding",
    "DataIdentity",
    "Features",
    "Finding",
    "LabelCoding",
    "LabelForm",
    "RawColumn",
    "RawTable",
    "Severity",
    "StoredRows",
    "TableEncoding",
    "TargetScale",
    "Task",
    "TaskKind",
    "Terms",
    "as_table",
    "baseline_of",
    "bind",
    "bytes_text",
    "check",
    "choose_task",
    "choose_task_and_say",
    "chunks_of",
    "columns_frame",
    "constant_answers",
    "content_of",
    "cycle_of",
    "free_bytes",
    "identity_of",
    "keras_word",
    "named",
    "read_rows",
    "require_same_rows",
    "require_sound",
    "row_names",
    "rows_and_labels",
    "say_columns",
    "split_rows",
    "task_of_form",
    "terms_without_data",
    "waits_for_data",
    "with_names",
    "without_column",
]
