"""Forms in which people bring x and y of which something is to be said, by name."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import scipy.sparse as sp
from sklearn.utils import Bunch

from support.data.finding_cases import FRAME, IMAGES, NAMES, NUMBERS, ROWS, THREE, X, objects

WORDS = ["f", "m"] * 10
POLARS = pl.DataFrame({"age": X[:, 0], "fare": X[:, 1], "sex": WORDS})
ARROW = pa.table({"age": X[:, 0], "fare": X[:, 1], "sex": WORDS})
RECORDS = np.zeros(ROWS, dtype=[("age", "f4"), ("sex", "U1")])
DAY = dt.date(2026, 1, 2)


class Raising:
    """A tensor that does not want to become an array."""

    def __init__(self, error):
        self._error = error

    def __array__(self, dtype=None, *, copy=None):
        raise self._error


HUGE = sp.csr_array((10_000_000, 100_000), dtype=np.float32)
"More than is free, whatever is free."


INPUTS = {
    name: (*case, None)
    for name, case in {
        # NumPy
        "x_nested_records": ("1 -> 1", np.zeros(ROWS, [("a", [("b", "f4")])]), NUMBERS),
        "x_records_of_arrays": ("3 -> 1", np.zeros(ROWS, [("a", "f4"), ("b", "f4", 2)]), NUMBERS),
        "x_records_with_text": ("2 -> 1", RECORDS, NUMBERS),
        "x_records_in_a_square": ("2 -> 1", np.zeros((ROWS, 2), [("a", "f4")]), NUMBERS),
        "x_raw_bytes": ("1 -> 1", np.zeros(ROWS, "V8"), NUMBERS),
        "x_masked": ("8 -> 1", np.ma.masked_array(X, mask=X > 0.8), NUMBERS),
        "x_masked_text": ("1 -> 1", np.ma.masked_array(WORDS, mask=[True] * ROWS), NUMBERS),
        "x_byte_text": ("1 -> 1", np.array(WORDS, dtype="S1"), NUMBERS),
        "x_long_text": ("1 -> 1", ["a" * 2000, *WORDS[1:]], NUMBERS),
        "x_single_record": ("2 -> 1", RECORDS[0], NUMBERS),
        "x_date_arrays": ("2 -> 1", objects([np.zeros(2, "M8[D]")] * ROWS), NUMBERS),
        "x_times_of_numpy": ("1 -> 1", objects([np.timedelta64(1, "s"), 2]), [1.5, 2.5]),
        "x_gap_among_arrays": ("8 -> 1", objects([*X[1:], None]), NUMBERS),
        # sparse
        "sparse_too_large": ("100 -> 1", HUGE, NUMBERS),
        "sparse_array": ("8 -> 1", sp.coo_array(X), NUMBERS),
        "sparse_frame": (
            "3 -> 1",
            FRAME.astype(pd.SparseDtype("float32", 0.0)),
            NUMBERS,
        ),
        "sparse_labels": ("8 -> 3 softmax", X, sp.csr_matrix(np.eye(3)[THREE])),
        # what is no array
        "x_set": ("1 -> 1", set(range(ROWS)), NUMBERS),
        "x_generator": ("1 -> 1", (i for i in range(ROWS)), NUMBERS),
        "x_values_of_a_dict": ("1 -> 1", dict.fromkeys(range(ROWS)).keys(), NUMBERS),
        "x_file_name": ("1 -> 1", "train.csv", NUMBERS),
        "x_path": ("1 -> 1", Path("train.csv"), NUMBERS),
        "x_function": ("1 -> 1", len, NUMBERS),
        "x_class": ("1 -> 1", dict, NUMBERS),
        "x_object": ("1 -> 1", SimpleNamespace(), NUMBERS),
        "x_number": ("1 -> 1", 3, NUMBERS),
        "x_bunch": ("8 -> 1", Bunch(data=X, target=NUMBERS), NUMBERS),
        "y_bunch": ("8 -> 1", X, Bunch(data=X, target=NUMBERS)),
        "x_empty_dict": ("1 -> 1", {}, NUMBERS),
        "x_lazy_frame": ("2 -> 1", POLARS.lazy(), NUMBERS),
        "x_raises": ("1 -> 1", Raising(OSError("the file is gone\nfor ever")), NUMBERS),
        "x_raises_without_a_word": ("1 -> 1", Raising(ZeroDivisionError()), NUMBERS),
        "x_too_large_for_memory": ("1 -> 1", range(10**15), NUMBERS),
        # lists
        "x_list_of_dicts": ("2 -> 1", [{"a": 1, "b": 2}] * ROWS, NUMBERS),
        "x_uneven_images": ("784 -> 1", [np.ones((28, 28)), np.ones((30, 28))], [1.5, 2.5]),
        "x_uneven_inside": ("4 -> 1", [[[1, 2], [3]], [[1, 2], [3]]], [1.5, 2.5]),
        "x_uneven_text": ("2 -> 1", [["a", "b"], ["c"]], [1.5, 2.5]),
        "x_uneven_with_numbers": ("2 -> 1", [[1, 2], 3], [1.5, 2.5]),
        "x_list_of_frames": ("6 -> 1", [FRAME, FRAME[["age"]]], NUMBERS),
        # several inputs
        "x_two_widths": ("13 -> 1", [X, X[:, :5]], NUMBERS),
        "x_image_and_columns": ("8 -> 1", (IMAGES, X), NUMBERS),
        "x_pair": ("8 -> 1", (X, NUMBERS), NUMBERS),
        "x_two_of_many_rows": ("2 -> 1", [np.ones((2000, 2))] * 2, np.ones(2000)),
        "x_one_in_a_list": ("2 -> 1", [np.ones((2000, 2))], np.ones(2000)),
        "x_train_and_test": ("2 -> 1", [np.ones((2000, 2)), np.ones((9, 2))], np.ones(2000)),
        "x_dict_of_columns": ("2 -> 1", {"a": NUMBERS, "b": [1] * ROWS}, NUMBERS),
        "x_dict_of_arrays": ("13 -> 1", {"wide": X, "narrow": X[:, :5]}, NUMBERS),
        "x_dict_of_one_array": ("8 -> 1", {"wide": X}, NUMBERS),
        "y_two_outputs": ("8 -> 1", X, [np.ones((ROWS, 1)), np.ones((ROWS, 2))]),
        # pandas
        "frame_all_missing": ("4 -> 1", FRAME.assign(n=[None] * ROWS), NUMBERS),
        "frame_column_of_nan": ("3 -> 1", FRAME.assign(fare=np.nan), NUMBERS),
        "frame_period": ("4 -> 1", FRAME.assign(month=pd.Period("2026-01")), NUMBERS),
        "frame_interval": ("4 -> 1", FRAME.assign(age=pd.cut(X[:, 0], 3)), NUMBERS),
        "frame_zoned_date": ("4 -> 1", FRAME.assign(day=pd.Timestamp(DAY, tz="CET")), NUMBERS),
        "frame_text_category": ("4 -> 1", FRAME.assign(sex=pd.Categorical(WORDS)), NUMBERS),
        "frame_text_with_gaps": ("4 -> 1", FRAME.assign(sex=["f", None] * 10), NUMBERS),
        "frame_long_names": (
            "5 -> 1",
            FRAME.assign(**{f"{'what a long name ' * 5}{letter}": WORDS for letter in "ab"}),
            NUMBERS,
        ),
        "frame_of_arrays": ("5 -> 1", FRAME.assign(place=list(X[:, :2])), NUMBERS),
        "frame_of_several_levels": (
            "3 -> 1",
            pd.concat({"a": FRAME, "b": FRAME.assign(sex=WORDS)}, axis=1),
            NUMBERS,
        ),
        "frame_empty": ("3 -> 1", pd.DataFrame(), NUMBERS),
        "frame_with_target_as_frame": (
            "4 -> 1",
            FRAME.assign(target=NUMBERS),
            pd.DataFrame({"target": NUMBERS}),
        ),
        "index_repeated": (
            "3 -> 1",
            FRAME.set_index(pd.Index([0, *range(ROWS - 1)])),
            pd.Series(NUMBERS, index=[*range(ROWS - 1), 0]),
        ),
        # Polars and Arrow
        "polars_text": ("3 -> 1", POLARS, NUMBERS),
        "polars_missing": ("1 -> 1", pl.DataFrame({"age": [1, None] * 10}), NUMBERS),
        "polars_date": ("2 -> 1", POLARS.select("age", day=pl.lit(DAY)), NUMBERS),
        "polars_struct": ("2 -> 1", POLARS.select("age", s=pl.struct("age", "fare")), NUMBERS),
        "polars_lists": ("3 -> 1", POLARS.select("age", s=pl.concat_list("age", "fare")), NUMBERS),
        "polars_target": ("3 -> 1", POLARS, POLARS["fare"]),
        "polars_without_unknown": ("2 -> 1 ; without cabin", POLARS, NUMBERS),
        "arrow_text": ("3 -> 1", ARROW, NUMBERS),
        "arrow_missing": ("1 -> 1", pa.table({"age": [1, None] * 10}), NUMBERS),
        "labels_of_arrow_missing": ("8 -> 2 softmax", X, pa.array(["a", None] * 10)),
        "labels_of_polars": ("8 -> 3 softmax", X, pl.Series(NAMES[THREE])),
    }.items()
} | {
    "later_polars_in_another_order": (
        "2 -> 1",
        POLARS.select("age", "fare"),
        NUMBERS,
        (POLARS.select("fare", "age"), NUMBERS),
    ),
    "later_arrow_lacks_a_column": (
        "2 -> 1 ; without sex",
        ARROW,
        NUMBERS,
        (ARROW.select(["age"]), NUMBERS),
    ),
    "later_sparse": ("8 -> 1", X, NUMBERS, (sp.csr_array(X), NUMBERS)),
    "later_several": ("8 -> 1", X, NUMBERS, ([X, X[:, :2]], NUMBERS)),
}
"The spec, x, y and validation data of each case."
