"""Data that something is to be said of: the spec, x, y and validation data, by name.

Every message of `densemodel.data` stands in some case of cases/messages.txt.
"""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

ROWS = 20
THREE = np.arange(ROWS) % 3
TWO = np.arange(ROWS) % 2
X = (np.arange(ROWS * 8, dtype=np.float32).reshape(ROWS, 8) % 7) / 7
NUMBERS = np.linspace(-2, 3, ROWS)
NAMES = np.array(["owl", "cat", "dog"])
FRAME = pd.DataFrame(X[:, :3], columns=["age", "fare", "sibs"])
IMAGES = (np.arange(ROWS * 784).reshape(ROWS, 28, 28) % 256).astype(np.uint8)


def changed(array, place, value):
    copy = np.array(array, dtype=np.result_type(array, type(value)))
    copy[place] = value
    return copy


def objects(values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


SEVERAL = np.stack([TWO, 1 - TWO, np.ones(ROWS, dtype=int)], axis=1)

OURS = {
    # x
    "x_columns": ("8 -> 1", X[:, :7], NUMBERS),
    "x_lengths": ("8 -> 1", X[:10], NUMBERS),
    "x_empty": ("8 -> 1", X[:0], NUMBERS[:0]),
    "x_no_columns": ("8 -> 1", X[:, :0], NUMBERS),
    "x_none": ("8 -> 1", None, NUMBERS),
    "y_one_row": ("8 -> 1", X, NUMBERS[None]),
    "y_none": ("8 -> 1", X, None),
    "x_large_column": ("3 -> 1", FRAME * [1.0, 5000.0, 1.0], NUMBERS),
    "x_large_column_of_an_array": ("8 -> 1", X * 5000, NUMBERS),
    "x_holds_y": (
        "3 -> 1",
        FRAME.assign(target=NUMBERS),
        pd.Series(NUMBERS, name="target"),
    ),
    "y_of_intervals": ("8 -> auto softmax", X, pd.cut(np.array(NUMBERS), 3)),
    "y_is_the_name_of_a_column": ("table -> 1", FRAME.assign(target=NUMBERS), "target"),
    "x_dict": ("8 -> 1", {"a": [1]}, NUMBERS),
    "x_ragged_list": ("2 -> 1", [[1, 2], [3]], [1.0, 2.0]),
    "x_ragged_objects": ("2 -> 1", objects([np.zeros(2), np.zeros(3)]), [1.0, 2.0]),
    "x_array_of_arrays": ("8 -> 1", objects(list(X)), NUMBERS),
    "x_list": ("8 -> 1", X.tolist(), NUMBERS),
    "x_huge_whole_numbers": ("2 -> 1", [[10**400, 1]] * ROWS, NUMBERS),
    "x_signalling_nan": ("1 -> 1", objects([Decimal("sNaN")] * ROWS), NUMBERS),
    "y_single_value": ("8 -> 1", X, np.array(3)),
    "y_booleans_for_three_units": ("8 -> 3 softmax", X, TWO.astype(bool)),
    "x_objects": ("8 -> 1", X.astype(object), NUMBERS),
    "x_decimals": ("1 -> 1", objects([Decimal("0.5")] * ROWS), NUMBERS),
    "x_huge_integers": ("1 -> 1", [10**30, 1, 2], [1.5, 2.5, 3.5]),
    "x_missing": ("8 -> 1", changed(X, (7, 2), np.nan), NUMBERS),
    "x_missing_twice": ("8 -> 1", changed(X, ([3, 7], 2), np.nan), NUMBERS),
    "x_infinite": ("8 -> 1", changed(X, (4, 1), np.inf), NUMBERS),
    "x_missing_in_image": ("28x28 -> 1", changed(IMAGES, (1, 2, 3), np.nan), NUMBERS),
    "x_too_large": ("8 -> 1", changed(X, (5, 6), np.float64(1e300)), NUMBERS),
    "x_none_inside": ("1 -> 1", objects([1.0, None, 3.0]), [1.5, 2.5, 3.5]),
    "x_only_none": ("1 -> 1", objects([None, None]), [1.5, 2.5]),
    "x_text": ("2 -> 1", [["a", "b"], ["c", "d"]], [1.5, 2.5]),
    "x_text_and_numbers": ("2 -> 1", [[1, "b"], [2, 3]], [1.5, 2.5]),
    "x_complex": ("8 -> 1", X + 1j, NUMBERS),
    "x_complex_objects": ("1 -> 1", objects([1j, 2.0]), [1.5, 2.5]),
    "x_dates": ("1 -> 1", np.zeros((ROWS, 1), dtype="M8[D]"), NUMBERS),
    "x_time_spans": ("1 -> 1", np.zeros((ROWS, 1), dtype="m8[s]"), NUMBERS),
    "x_date_objects": ("1 -> 1", objects([dt.date(2026, 1, 2), None]), [1.5, 2.5]),
    "x_unusual_objects": ("1 -> 1", objects([{"a": 1}, 2]), [1.5, 2.5]),
    "x_sparse": ("8 -> 1", csr_matrix(X), NUMBERS),
    "x_flattened": ("784 -> 3 softmax", IMAGES / 255, THREE),
    "x_reshaped": ("28x28 -> 3 softmax", IMAGES.reshape(ROWS, 784) / 255, THREE),
    "x_one_axis": ("1 -> 1", NUMBERS, NUMBERS),
    "x_one_axis_too_few": ("3 -> 1", NUMBERS, NUMBERS),
    "x_single_row": ("8 -> 1", X[0], np.arange(8) * 0.5),
    "x_image_size": ("785 -> 3 softmax", IMAGES / 255, THREE),
    "x_channels_first": ("32x32x3 -> flatten -> 3", np.ones((ROWS, 3, 32, 32)), THREE),
    "x_channels_first_of_auto": (
        "auto -> conv 4 relu -> auto softmax",
        np.ones((ROWS, 1, 28, 28)),
        THREE,
    ),
    "x_channels_first_too_large": (
        "auto -> conv 4 5x5 valid relu -> auto softmax",
        np.ones((ROWS, 3, 32, 32)),
        THREE,
    ),
    "x_channels_first_as_written": ("3x32x32 -> conv 4 -> 3", np.ones((ROWS, 3, 32, 32)), THREE),
    "x_pixels": ("784 -> 3 softmax", IMAGES, THREE),
    # frames
    "frame_text_column": ("4 -> 1", FRAME.assign(sex=["f", "m"] * 10), NUMBERS),
    "frame_text_columns": ("5 -> 1", FRAME.assign(sex=["f", "m"] * 10, name="x"), NUMBERS),
    "frame_text_and_date_columns": (
        "5 -> 1",
        FRAME.assign(**{"home city": ["f", "m"] * 10, "day": pd.Timestamp("2026-01-02")}),
        NUMBERS,
    ),
    "frame_many_text_columns": (
        "9 -> 1",
        FRAME.assign(**{f"word_{letter}": ["f", "m"] * 10 for letter in "abcdef"}),
        NUMBERS,
    ),
    "frame_date_column": ("4 -> 1", FRAME.assign(day=pd.Timestamp("2026-01-02")), NUMBERS),
    "frame_complex_column": ("4 -> 1", FRAME.assign(z=1j), NUMBERS),
    "frame_missing": ("3 -> 1", FRAME.assign(age=changed(X[:, 0], 7, np.nan)), NUMBERS),
    "frame_missing_nullable": (
        "4 -> 1",
        FRAME.assign(n=pd.array([1, None] * 10, dtype="Int64")),
        NUMBERS,
    ),
    "frame_object_column": ("4 -> 1", FRAME.assign(n=objects([1, 2] * 10)), NUMBERS),
    "frame_other_order": ("3 -> 1", FRAME, pd.Series(NUMBERS)[::-1]),
    "frame_other_index": ("3 -> 1", FRAME, pd.Series(NUMBERS, index=range(100, 120))),
    # classes
    "labels_fewer_than_units": ("8 -> 50 softmax", X, THREE),
    "labels_fewer_than_raw_units": ("8 -> 4", X, THREE),
    "labels_beyond": ("8 -> 3 softmax", X, np.arange(ROWS) % 4),
    "labels_beyond_with_gaps": ("8 -> 3 softmax", X, np.arange(ROWS) % 2 * 7),
    "labels_from_one": ("8 -> 3 softmax", X, np.arange(ROWS) % 5 + 1),
    "labels_mapped": ("8 -> 3 softmax", X, THREE + 1),
    "labels_negative": ("8 -> 3 softmax", X, np.where(TWO == 1, 1, -1)),
    "labels_many": ("8 -> 3 softmax", np.ones((90, 8)), np.arange(90)),
    "labels_fractions": ("8 -> 3 softmax", X, THREE + 0.5),
    "labels_whole_floats": ("8 -> 3 softmax", X, THREE.astype(float)),
    "labels_missing": ("8 -> 3 softmax", X, changed(THREE, slice(4, 6), np.nan)),
    "labels_text": ("8 -> 3 softmax", X, NAMES[THREE]),
    "labels_text_too_few": ("8 -> 10 softmax", X, NAMES[THREE]),
    "labels_text_missing": ("8 -> 2 softmax", X, ["a", None] * 10),
    "labels_text_and_numbers": ("8 -> 2 softmax", X, ["a", 1] * 10),
    "labels_text_and_fractions": ("8 -> 2 softmax", X, ["a", 1.5] * 10),
    "labels_many_names": ("8 -> 3 softmax", X, [f"n{i}" for i in range(ROWS)]),
    "labels_one_name": ("8 -> 2 softmax", X, ["a"] * ROWS),
    "labels_text_columns": ("8 -> 2 softmax", X, [["a", "b"]] * ROWS),
    "one_hot_too_narrow": ("8 -> 4 softmax", X, np.eye(3)[THREE]),
    "several_ones_softmax": ("8 -> 3 softmax", X, SEVERAL),
    "columns_of_numbers_softmax": ("8 -> 3 softmax", X, np.outer(NUMBERS, [1, 2, 3])),
    "cubes_softmax": ("8 -> 3 softmax", X, np.ones((ROWS, 3, 2))),
    "single_row_of_a_class": ("8 -> 3 softmax", X, np.array([2] + [0, 1] * 9 + [0])),
    "single_rows_of_classes": ("8 -> 4 softmax", X, np.array([2, 3] + [0, 1] * 9)),
    "single_row": ("8 -> 3 softmax", X[:1], [1]),
    # yes or no
    "sigmoid_three_classes": ("8 -> 1 sigmoid", X, THREE),
    "sigmoid_three_names": ("8 -> 1 sigmoid", X, NAMES[THREE]),
    "sigmoid_two_values": ("8 -> 1 sigmoid", X, np.where(TWO == 1, 1, -1)),
    "sigmoid_names": ("8 -> 1 sigmoid", X, np.array(["no", "yes"])[TWO]),
    "sigmoid_one_value": ("8 -> 1 sigmoid", X, np.full(ROWS, 7)),
    "sigmoid_only_zeros": ("8 -> 1 sigmoid", X, np.zeros(ROWS)),
    "sigmoid_numbers": ("8 -> 1 sigmoid", X, NUMBERS + 131),
    "sigmoid_shares": ("8 -> 1 sigmoid", X, np.linspace(0, 1, ROWS)),
    "sigmoid_one_hot": ("8 -> 1 sigmoid", X, np.eye(2)[TWO]),
    "sigmoid_flags": ("8 -> 1 sigmoid", X, SEVERAL),
    "sigmoids_classes": ("8 -> 3 sigmoid", X, THREE),
    "sigmoids_numbers": ("8 -> 3 sigmoid", X, NUMBERS),
    "sigmoids_too_few": ("8 -> 4 sigmoid", X, SEVERAL),
    "sigmoids_out_of_reach": ("8 -> 3 sigmoid", X, SEVERAL * 131),
    "sigmoids_text_columns": ("8 -> 2 sigmoid", X, [["a", "b"]] * ROWS),
    "sigmoids_bce_numbers": ("8 -> 3 sigmoid ; loss binary_crossentropy", X, SEVERAL * 0.5),
    # numbers
    "number_only_zero_one": ("8 -> 1", X, TWO),
    "number_names": ("8 -> 1", X, NAMES[THREE]),
    "number_columns": ("8 -> 1", X, np.stack([NUMBERS, NUMBERS], axis=1)),
    "numbers_one_column": ("8 -> 3 relu", X, abs(NUMBERS.reshape(-1, 1))),
    "numbers_of_classes": ("8 -> 3 relu", X, THREE),
    "number_below_relu": ("8 -> 1 relu", X, NUMBERS),
    "number_above_tanh": ("8 -> 1 tanh", X, abs(NUMBERS)),
    "number_cubes": ("8 -> 3 relu", X, np.ones((ROWS, 3, 2))),
    "number_of_several_axes": ("4x4 -> relu", np.ones((ROWS, 4, 4)), np.ones((ROWS, 3))),
    "number_missing": ("8 -> 1", X, changed(NUMBERS, 3, np.nan)),
    "number_too_large": ("8 -> 1", X, changed(NUMBERS, 3, np.float64(1e300))),
    "targets_far_from_0": ("8 -> 1", X, 100_000 + 50_000 * NUMBERS),
    "targets_of_an_image": (
        "28x28x1 -> conv 8 relu -> conv 1 sigmoid",
        IMAGES[..., None] / 255,
        IMAGES[..., None],
    ),
    # loss, metrics, settings
    "loss_one_unit": ("8 -> 1 ; loss sparse_categorical_crossentropy", X, THREE),
    "loss_logits_of_softmax": (
        "8 -> 3 softmax ; loss categorical_crossentropy(from_logits=on)",
        X,
        THREE,
    ),
    "loss_needs_softmax": ("8 -> 3 ; loss categorical_generalized_cross_entropy", X, THREE),
    "loss_circle": ("8 -> 3 ; loss circle", X, THREE),
    "loss_needs_sigmoid": ("8 -> 1 relu ; loss binary_crossentropy", X, TWO),
    "loss_needs_positive_outputs": ("8 -> 1 ; loss poisson", X, abs(NUMBERS)),
    "hinge_names": ("8 -> 1 tanh ; loss hinge", X, NAMES[TWO]),
    "logits_of_names": ("8 -> 1 ; loss binary_crossentropy", X, NAMES[TWO]),
    "loss_of_yes_or_no": ("8 -> 1 ; loss binary_crossentropy", X, NUMBERS),
    "loss_of_classes": ("8 -> 3 sigmoid ; loss categorical_crossentropy", X, SEVERAL),
    "loss_needs_one_axis": ("4x4 -> relu ; loss hinge", np.ones((ROWS, 4, 4)), TWO),
    "metric_needs_one_axis": (
        "4x4 -> relu ; metrics r2_score",
        np.ones((ROWS, 4, 4)),
        np.ones((ROWS, 4, 4)),
    ),
    "metric_needs_a_share": (
        "8 -> 1 ; loss binary_crossentropy ; metrics binary_iou",
        X,
        TWO,
    ),
    "metric_needs_positive_outputs": ("8 -> 1 ; metrics poisson", X, abs(NUMBERS)),
    "metric_of_columns": ("8 -> 3 softmax ; metrics accuracy f1_score", X, THREE),
    "metric_of_yes_or_no": ("8 -> 3 softmax ; metrics binary_accuracy", X, THREE),
    "metric_of_several_classes": ("8 -> 1 sigmoid ; metrics categorical_accuracy", X, TWO),
    "loss_of_columns": ("8 -> 3 softmax ; loss mse", X, THREE),
    "loss_of_class_numbers": (
        "8 -> 3 softmax ; loss sparse_categorical_crossentropy",
        X,
        np.eye(3)[THREE],
    ),
    "metric_of_numbers": ("8 -> 3 softmax ; metrics pearson_correlation", X, THREE),
    "metric_of_classes": ("8 -> 1 ; metrics accuracy", X, NUMBERS),
    "metric_needs_columns": (
        "8 -> 3 softmax ; loss sparse_categorical_crossentropy ; metrics precision",
        X,
        THREE,
    ),
    "metric_needs_probabilities": ("8 -> 3 ; metrics f1_score", X, THREE),
    "metric_needs_softmax": ("8 -> 1 sigmoid ; metrics top_k_categorical_accuracy", X, TWO),
    "patience_without_validation": ("8 -> 1 ; split off ; patience 3", X, NUMBERS),
    # auto
    "auto_of_rows": ("auto -> 4 relu -> auto softmax", X, THREE),
    "auto_of_a_frame": ("auto -> 4 relu -> auto", FRAME, NUMBERS),
    "auto_of_images": ("auto -> conv 4 relu -> auto softmax", IMAGES / 255, NAMES[THREE]),
    "auto_relu_of_classes": ("auto -> 4 relu -> auto relu", X, THREE),
    "auto_of_one_axis": ("auto -> 1", NUMBERS, NUMBERS),
    "auto_of_text": ("auto -> 1", [["a", "b"], ["c", "d"]], [1.5, 2.5]),
    "auto_of_nothing": ("auto -> 1", X[:0], NUMBERS[:0]),
    "auto_before_conv_of_columns": ("auto -> conv 4 -> auto softmax", X, THREE),
    "auto_too_small_for_a_window": (
        "auto -> max 20 -> max 20 -> auto softmax",
        IMAGES / 255,
        THREE,
    ),
    "auto_with_gaps": ("8 -> auto softmax", X, np.array([0, 1, 3])[THREE]),
    "auto_with_several_gaps": ("8 -> auto softmax", X, np.array([0, 3, 5])[THREE]),
    "auto_mapped": ("8 -> auto softmax", X, (THREE + 1) * 10),
    "auto_one_hot": ("8 -> auto softmax", X, np.eye(3)[THREE]),
    "auto_columns": ("8 -> auto", X, np.outer(NUMBERS, [1, 2])),
    "auto_sigmoid": ("8 -> auto sigmoid", X, TWO),
    "auto_sigmoid_of_three": ("8 -> auto sigmoid", X, THREE),
    "auto_many_whole_numbers": ("8 -> auto", np.ones((90, 8)), np.arange(90)),
    "auto_softmax_of_fractions": ("8 -> auto softmax", X, THREE + 0.5),
    "auto_softmax_of_whole_floats": ("8 -> auto softmax", X, THREE * 1.0),
    "auto_of_one_class": ("8 -> auto softmax", X, np.zeros(ROWS, dtype=int)),
    "auto_of_one_name": ("8 -> auto", X, ["owl"] * ROWS),
    "auto_of_cubes": ("8 -> auto", X, np.ones((ROWS, 3, 2))),
    "auto_relu_of_names": ("8 -> auto relu", X, NAMES[THREE]),
    "table": ("table -> 4 relu -> 1", FRAME.assign(sex=["f", "m"] * 10), NUMBERS),
    # images in and out
    "x_without_channels": ("28x28x1 -> conv 4 -> 3 softmax", IMAGES / 255, THREE),
    "images_out_of_labels": ("28x28 -> conv 1", IMAGES / 255, THREE),
    # norm
    "norm_constant_column": ("3 -> norm -> 1", FRAME.assign(age=1), NUMBERS),
    "norm_constant_columns": ("8 -> norm -> 1", X * [1, 0, 1, 0, 1, 0, 1, 1], NUMBERS),
}

ORDER = np.repeat([0, 1, 2], [8, 6, 6])
RNG = np.random.default_rng(4)
SAVED = RNG.integers(0, 2, 200)
FARES = RNG.normal(0, 1, 200)
PASSENGERS = pd.DataFrame(RNG.normal(size=(200, 3)), columns=["age", "fare", "sibs"])
PAIRS = RNG.normal(size=(100, 2)) * 2
CLAUSES = {
    "missing_drop": ("8 -> 1 ; missing drop", changed(X, (7, 2), np.nan), NUMBERS),
    "missing_drop_leaves_nothing": ("8 -> 1 ; missing drop", np.full((ROWS, 8), np.nan), NUMBERS),
    "missing_drop_of_labels": (
        "8 -> 3 softmax ; missing drop",
        X,
        objects([None, *NAMES[THREE][:-2], np.nan]),
    ),
    "missing_fill": ("8 -> 1 ; missing fill", changed(X, (7, 2), np.nan), NUMBERS),
    "missing_fill_of_a_frame": (
        "3 -> 1 ; missing fill",
        FRAME.assign(age=changed(X[:, 0], [3, 7], np.nan)),
        NUMBERS,
    ),
    "missing_fill_of_columns": (
        "8 -> 1 ; missing fill",
        changed(X, ([3, 7, 9], [2, 2, 4]), np.nan),
        NUMBERS,
    ),
    "missing_fill_of_infinite": ("8 -> 1 ; missing fill", changed(X, (4, 1), np.inf), NUMBERS),
    "missing_fill_of_labels": ("8 -> 1 ; missing fill", X, changed(NUMBERS, 3, np.nan)),
    "missing_fill_of_nothing": ("3 -> 1 ; missing fill", FRAME.assign(age=np.nan), NUMBERS),
    "missing_fill_of_nothings": (
        "3 -> 1 ; missing fill",
        FRAME.assign(age=np.nan, sibs=np.nan),
        NUMBERS,
    ),
    "target_norm": ("8 -> 1 ; target norm", X, NUMBERS),
    "target_norm_of_columns": ("8 -> 2 ; target norm", X, np.outer(NUMBERS, [1, 2])),
    "target_norm_of_classes": ("8 -> 3 softmax ; target norm", X, THREE),
    "target_norm_of_flags": ("8 -> 3 sigmoid ; target norm", X, SEVERAL),
    "target_norm_below_relu": ("8 -> 1 relu ; target norm", X, abs(NUMBERS)),
    "target_norm_with_sgd": ("8 -> 1 ; sgd ; target norm", X, 100_000 + 50_000 * NUMBERS),
    "targets_small": ("8 -> 1", X, NUMBERS / 1000),
    "targets_constant": ("8 -> 1", X, NUMBERS * 0 + 3),
    "targets_blurred": ("8 -> 1 ; target norm", X, 1.7e9 + NUMBERS),
    "x_blurred": ("3 -> norm -> 1", FRAME.assign(age=1.7e9 + NUMBERS), NUMBERS),
    "x_blurred_columns": ("8 -> norm -> 1", 1.7e9 + X.astype("f8"), NUMBERS),
    "x_tiny": ("8 -> 1", X / 1e5, NUMBERS),
    "x_constant_column": ("3 -> 1", FRAME.assign(age=0.5), NUMBERS),
    "x_constant_columns": ("3 -> 1", FRAME.assign(age=0.5, fare=0), NUMBERS),
    "x_counts_the_rows": ("4 -> 1", FRAME.assign(id=range(ROWS)), NUMBERS),
    "x_counts_the_rows_of_an_array": (
        "9 -> 1",
        np.column_stack([X, np.arange(1, ROWS + 1)]),
        NUMBERS,
    ),
    "x_names_the_rows": (
        "4 -> 1",
        FRAME.assign(customer_id=np.arange(ROWS) ** 2 % 9973 + 40),
        NUMBERS,
    ),
    "x_holds_a_mark": (
        "3 -> norm -> 1",
        PASSENGERS.assign(age=changed(30 + 9 * PASSENGERS["age"].to_numpy(), [3, 90], -999.0)),
        FARES,
    ),
    "x_leaks_the_class": ("4 -> 1 sigmoid", PASSENGERS.assign(boat=SAVED), SAVED),
    "x_leaks_the_class_of_an_array": (
        "4 -> 2 softmax",
        PASSENGERS.assign(boat=SAVED).to_numpy(),
        SAVED,
    ),
    "x_leaks_the_number": ("4 -> 1", PASSENGERS.assign(total=2 * FARES), FARES),
    "x_beyond_norm": ("8 -> norm -> 1", X * 1e20, NUMBERS),
    "targets_beyond_squares": ("8 -> 1", X, NUMBERS * 1e25),
    "x_offset": ("3 -> 1", FRAME.assign(age=101.3 + FRAME["age"] / 50), NUMBERS),
    "x_leaks_in_an_easy_task": (
        "3 -> 1 sigmoid",
        PASSENGERS[["age", "fare"]].assign(age=SAVED * 3 + PASSENGERS["age"], boat=(SAVED + 0.1)),
        SAVED,
    ),
    "missing_fill_of_most": (
        "3 -> 1 ; missing fill",
        FRAME.assign(age=changed(X[:, 0], slice(0, 15), np.nan)),
        NUMBERS,
    ),
    "labels_of_pixels": (
        "28x28x1 -> conv 3 softmax",
        IMAGES[..., None] / 255,
        IMAGES % 3,
    ),
    "x_images_smoothed": ("28x28x1 -> conv 4 -> 3 softmax", IMAGES * 0.99 + 0.1, THREE),
    "targets_narrow": ("8 -> 1", X, 1 + NUMBERS / 50),
    "x_all_the_same": ("8 -> 1", X * 0 + 0.5, NUMBERS),
    "x_scaled_twice": ("64 -> scale / 255 -> 1", np.resize(X, (ROWS, 64)), NUMBERS),
    "x_images_of_16_bits": (
        "28x28x1 -> conv 4 -> 3 softmax",
        IMAGES.astype("f4") * 200,
        THREE,
    ),
    "x_images_below_0": ("28x28x1 -> conv 4 -> 3 softmax", IMAGES * 16.0 - 1000, THREE),
    "x_wild_row": ("8 -> 1", changed(X, (5, 2), 1e25), NUMBERS),
    "x_text_with_gaps": ("2 -> 1", [["a", None], ["c", "d"]], [1.5, 2.5]),
    "x_numbers_as_text": ("2 -> 1", [["1", "2.5"], ["3", "4"]], [1.5, 2.5]),
    "target_norm_of_small": ("8 -> 1 ; target norm", X, NUMBERS / 1e5),
    "target_norm_of_unlike_columns": (
        "8 -> 2 ; target norm",
        X,
        np.outer(NUMBERS, [1e-6, 1e12]),
    ),
    "target_norm_of_large": ("8 -> 1 ; target norm", X, NUMBERS * 1e12),
    "targets_very_large": ("8 -> 1", X, NUMBERS * 1e12),
    "targets_very_small": ("8 -> 1", X, NUMBERS * 1e-5),
    "targets_below_float32": ("8 -> 1", X, NUMBERS * 1e-60),
    "targets_below_a_logarithm": (
        "8 -> 1 ; loss mean_squared_logarithmic_error",
        X,
        NUMBERS,
    ),
    "targets_of_no_percentage": (
        "8 -> 1 ; loss mean_absolute_percentage_error",
        X,
        THREE * 1.5,
    ),
    "sigmoids_pixels": (
        "64 -> 64 sigmoid",
        np.resize(X, (ROWS, 64)),
        np.resize(IMAGES, (ROWS, 64)),
    ),
    "labels_of_one_class": ("8 -> 3 softmax", X, np.zeros(ROWS, dtype=int)),
    "labels_dropped_to_one_class": (
        "8 -> 2 softmax ; missing drop",
        changed(X, np.flatnonzero(TWO), np.nan),
        TWO,
    ),
    "labels_of_their_own": ("8 -> auto softmax", X, np.arange(ROWS) * 7 + 3),
    "labels_of_numbers_as_text": ("8 -> auto softmax", X, NUMBERS.astype(str)),
    "labels_that_mark_a_gap": ("8 -> 3 softmax", X, np.array(["owl", "?", "cat"])[THREE]),
    "labels_in_another_case": ("8 -> 3 softmax", X, np.array(["yes", "no", "Yes "])[THREE]),
    "drop_after_the_last_layer": ("8 -> 3 softmax drop 0.2", X, THREE),
    "batch_of_more_than_all": ("8 -> 1 ; batch 500", X, NUMBERS),
    "split_by": ("3 -> 1 ; split 20% by age", FRAME, NUMBERS),
    "split_by_a_column_of_auto": ("auto -> 1 ; split 20% by age", FRAME, NUMBERS),
    "split_by_text": (
        "3 -> 1 ; split 20% by city",
        FRAME.assign(city=["Rome", "Bonn"] * 10),
        NUMBERS,
    ),
    "split_by_of_an_array": ("8 -> 1 ; split 20% by age", X, NUMBERS),
    "split_by_near": ("3 -> 1 ; split 20% by aeg", FRAME, NUMBERS),
    "split_by_of_no_columns": ("auto -> 1 ; split 20% by age", FRAME[[]], NUMBERS),
    "split_by_unknown": ("3 -> 1 ; split 20% by cabin", FRAME, NUMBERS),
    "split_by_one_group": ("3 -> 1 ; split 20% by age", FRAME.assign(age=1), NUMBERS),
    "split_by_gap": (
        "auto -> 1 ; split 20% by age",
        FRAME.assign(age=changed(X[:, 0], 7, np.nan)),
        NUMBERS,
    ),
    "split_by_lists": (
        "auto -> 1 ; split 20% by age",
        FRAME.assign(age=[[1], [2]] * 10),
        NUMBERS,
    ),
    "split_by_class": (
        "auto -> 3 softmax ; split 30% by city",
        FRAME.assign(city=NAMES[ORDER]),
        ORDER,
    ),
    "split_of_copies": ("2 -> 1", np.repeat(PAIRS, 2, axis=0), np.repeat(PAIRS[:, 0], 2)),
    "split_of_forms": ("2 -> 1", np.repeat(PAIRS.round(), 2, axis=0), np.repeat(PAIRS[:, 0], 2)),
    "split_of_few_copies": (
        "2 -> 1",
        np.concatenate([PAIRS, PAIRS[:10]]),
        np.concatenate([PAIRS[:, 0], PAIRS[:10, 0]]),
    ),
    "split_last_without_a_class": ("8 -> 3 softmax ; split 30% last", X, ORDER),
    "split_last_without_classes": ("8 -> 3 softmax ; split 60% last", X, NAMES[ORDER]),
    "weights_offered": (
        "1 -> 1 sigmoid",
        np.arange(200) / 200,
        np.array(["no", "yes"])[(np.arange(200) % 100 == 7) * 1],
    ),
    "weights_of_numbers": ("8 -> 1 ; weights balanced", X, NUMBERS),
    "weights_of_flags": ("8 -> 3 sigmoid ; weights balanced", X, SEVERAL),
    "without_an_array": ("8 -> 1 ; without age", X, NUMBERS),
    "without_near": ("2 -> 1 ; without aeg", FRAME, NUMBERS),
    "without_unknown": ("2 -> 1 ; without cabin", FRAME, NUMBERS),
    "without_all": ("2 -> 1 ; without age fare sibs", FRAME, NUMBERS),
}
"Cases of the clauses that say what is done with the data."

LATER = {
    "later_no_pair": ("8 -> 1", X, NUMBERS, (X,)),
    "later_lengths": ("8 -> 1", X, NUMBERS, (X[:5], NUMBERS[:4])),
    "later_columns": ("8 -> 1", X, NUMBERS, (X[:, :3], NUMBERS)),
    "later_frame_lacks_a_column": ("3 -> 1", FRAME, NUMBERS, (FRAME[["age", "fare"]], NUMBERS)),
    "later_frame_lacks_columns": ("3 -> 1", FRAME, NUMBERS, (FRAME[["age"]], NUMBERS)),
    "later_frame_has_more": ("3 -> 1", FRAME, NUMBERS, (FRAME.assign(cabin=1), NUMBERS)),
    "later_frame_in_another_order": ("3 -> 1", FRAME, NUMBERS, (FRAME.iloc[:, ::-1], NUMBERS)),
    "later_unknown_class": ("8 -> 3 softmax", X, NAMES[THREE], (X[:2], ["cat", "cow"])),
    "later_unknown_number": ("8 -> 3 softmax", X, THREE, (X[:2], [0, 3])),
    "later_numbers_for_names": ("8 -> 3 softmax", X, NAMES[THREE], (X, THREE)),
    "later_text_for_numbers": ("8 -> 1", X, NUMBERS, (X, NAMES[THREE])),
    "later_is_x": ("8 -> 3 softmax", X, THREE, (X, THREE)),
    "later_holds_rows_of_x": (
        "2 -> 1",
        PAIRS[:80],
        PAIRS[:80, 0],
        (PAIRS[60:], PAIRS[60:, 0]),
    ),
    "later_on_another_scale": (
        "2 -> 1",
        PAIRS[:60],
        PAIRS[:60, 0],
        (PAIRS[60:] * 50 + 100, PAIRS[60:, 0]),
    ),
    "later_in_another_unit": (
        "2 -> 1",
        PAIRS[:60],
        PAIRS[:60, 0],
        (PAIRS[60:], PAIRS[60:, 0] * 1000),
    ),
    "later_of_one_class": (
        "2 -> 2 softmax",
        PAIRS[:60],
        np.arange(60) % 2,
        (PAIRS[60:], np.ones(40, dtype=int)),
    ),
    "later_filled": (
        "8 -> 1 ; missing fill",
        X,
        NUMBERS,
        (changed(X[:5], (2, 1), np.nan), NUMBERS[:5] + 1),
    ),
    "later_missing": ("8 -> 1", X, NUMBERS, (changed(X[:5], (2, 1), np.nan), NUMBERS[:5] + 1)),
    "later_missing_drop": (
        "8 -> 1 ; missing drop",
        X,
        NUMBERS,
        (changed(X, (2, 1), np.nan) + 0.5, changed(NUMBERS, 7, np.nan)),
    ),
    "later_missing_drop_leaves_nothing": (
        "8 -> 1 ; missing drop",
        X,
        NUMBERS,
        (X[:1] * np.nan, NUMBERS[:1]),
    ),
    "later_y_in_another_order": ("8 -> 3", X, FRAME, (X[::-1] + 1, FRAME.iloc[::-1, ::-1] + 1)),
    "later_y_renamed": ("8 -> 3", X, FRAME, (X + 1, FRAME.add_prefix("new_") + 1)),
    "later_y_lacks_a_column": ("8 -> 3", X, FRAME, (X + 1, FRAME[["age", "sibs"]] + 1)),
    "later_y_has_more": ("8 -> 3", X, FRAME, (X + 1, FRAME.assign(cabin=1) + 1)),
    "later_classes_renamed": (
        "8 -> 3 softmax",
        X,
        pd.DataFrame(np.eye(3)[THREE], columns=["owl", "cat", "dog"]),
        (X + 1, pd.DataFrame(np.eye(3)[THREE], columns=["owl", "cat", "fox"])),
    ),
    "later_rows_in_another_order": (
        "3 -> 1",
        FRAME,
        NUMBERS,
        (FRAME + 1, pd.Series(NUMBERS)[::-1]),
    ),
    "later_index_differs": (
        "3 -> 1",
        FRAME,
        NUMBERS,
        (FRAME[:9] + 1, pd.Series(NUMBERS[:9], index=range(50, 59))),
    ),
    "later_other_columns_of_y": ("8 -> 3 softmax", X, np.eye(3)[THREE], (X, np.eye(4)[THREE])),
}
"Cases with validation data."

CASES = {name: (*case, None) for name, case in (OURS | CLAUSES).items()} | LATER
