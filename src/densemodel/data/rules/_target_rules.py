"""Rules about y: numbers to predict, and classes with their number of rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import Finding, Findings, value_text
from densemodel.data.labels._head import activation_range_of, head_of
from densemodel.data.read._non_numeric_text import alike, number_fix, twin_names
from densemodel.wording import counted, number

if TYPE_CHECKING:
    from densemodel.data.binding._bound import Bound
    from densemodel.data.facts._coding import TargetScale

_FAR = 10
"With a larger mean or spread a network needs hundreds of steps to reach it."
_NEAR = 0.01
"With a smaller spread, targets are small compared with initial outputs."
_LARGEST = 1e17
"The square of more than this, summed over a batch, is near the limit of float32."
_NARROW = 5
"With a mean of this many spreads a network learns only the mean for long."
_GRADIENT_GROWS = 30
"A larger spread makes plain steps over 1,000 times as long."
_LARGE_STEP = 1
"A learning rate that is adapted to the spread is below this, times its square."
_LEAST_SPREAD, _MOST_SPREAD = 1e-3, 1e9
"Between these spreads Adam trains with target norm as with y standardised by hand; measured."


def targets_are_blurred(bound: Bound) -> Finding | None:
    if not bound.facts.y_is_blurred:
        return None
    farthest = float(np.abs(bound.facts.y[bound.facts.complete]).max())
    if farthest < 1:
        message = "y holds numbers too small for float32: multiply them by a power of ten first"
        return _offer(message)
    return _offer(
        f"y has values near {value_text(farthest)} too close together for float32: subtract "
        "their mean first"
    )


def targets_cannot_be_squared(bound: Bound) -> Finding | None:
    """A squared error has to fit float32, also summed over a batch."""
    if not _are_numbers(bound) or bound.task.loss.name != "MeanSquaredError":
        return None
    farthest = float(np.abs(bound.facts.y[bound.facts.complete]).max())
    if farthest <= _LARGEST:
        return None
    return Finding(
        "refuse",
        "y",
        f"y goes up to {farthest:.3g}, and its square is too large for float32: divide y by "
        f"{farthest:.0e}",
    )


def loss_cannot_see_targets(bound: Bound) -> Finding | None:
    if not _are_numbers(bound):
        return None
    y, name = bound.facts.y[bound.facts.complete], bound.task.loss.name
    if name == "MeanSquaredLogarithmicError" and (y <= -1).any():
        least = value_text(float(y.min()))
        return Finding(
            "refuse",
            "loss",
            f"y goes down to {least}, and mean_squared_logarithmic_error takes the logarithm of "
            "y + 1: write loss mse",
            "loss mse",
        )
    if name == "MeanAbsolutePercentageError" and (y == 0).any():
        return _offer(
            f"y holds 0 in {counted(int((y == 0).sum()), 'row')}, and "
            "mean_absolute_percentage_error divides by y: write loss mae",
            "loss mae",
            where="loss",
        )
    return None


def targets_are_constant(bound: Bound) -> Finding | None:
    if not _are_numbers(bound) or bound.facts.row_count < 2 or bound.facts.y_is_blurred:
        return None
    y = bound.facts.y[bound.facts.complete]
    if (y != y[:1]).any():
        return None
    one = f"all targets are {value_text(y.flat[0])}"
    known = one if y[0].size == 1 else "all rows of y are the same"
    return _offer(f"{known}: there is nothing to learn from x")


def target_norm_needs_numbers(bound: Bound) -> Finding | None:
    if not bound.spec.settings.target_norm or _are_numbers(bound):
        return None
    what = "columns of 0 and 1" if bound.facts.coding.form == "flags" else "classes"
    message = f"target norm scales numbers, and y holds {what}: leave it out"
    return Finding("refuse", "target", message)


def target_norm_needs_an_open_end(bound: Bound) -> Finding | None:
    activation = bound.spec.last_activation
    if not bound.spec.settings.target_norm or not _are_numbers(bound) or _has_open_end(bound):
        return None
    low, high = activation_range_of(activation)
    return _offer(
        f"target norm puts the mean of y at 0, and {activation} gives no number "
        f"{'below' if low > -np.inf else 'above'} {low if low > -np.inf else high:g}: leave out "
        f"{activation}, or target norm",
        head_of(bound.spec, Findings()).without_activation,
        where="target",
    )


def target_norm_is_reported(bound: Bound) -> Finding | None:
    scale = _scale_of(bound)
    if scale is None or not bound.spec.settings.target_norm or not _has_open_end(bound):
        return None
    message = "target norm adds a last layer that scales the outputs to the unit of y"
    return Finding("repair", "target", message)


def targets_are_far_from_zero(bound: Bound) -> Finding | None:
    """A network starts near 0, and usual steps are slow to get far from there."""
    scale = _scale_of(bound)
    if scale is None or bound.spec.settings.target_norm:
        return None
    if not _has_open_end(bound) or bound.task.loss.name == "Poisson":
        return None
    if max(map(abs, scale.mean)) > _LARGEST or max(scale.spread) > _LARGEST:
        return None
    mean, spread = max(zip(scale.mean, scale.spread, strict=True), key=lambda one: _far(*one))
    is_far = abs(mean) > max(_NARROW * spread, 0.5) or not _NEAR <= _far(mean, spread) <= _FAR
    if not is_far or bound.facts.y_is_blurred:
        return None
    known = (
        f"y lies around {number(mean, 'value')} ± {number(spread, 'value')}, and the outputs of a "
        "network start around 0 ± 1"
    )
    if not _LEAST_SPREAD <= spread <= _MOST_SPREAD:
        return _offer(f"{known}: give y / {_round_number(spread)}")
    return _offer(f"{known}: write target norm", "target norm")


def target_norm_cannot_reach(bound: Bound) -> Finding | None:
    """The loss is in the unit of y, and its gradients have to fit float32 and the optimizer."""
    scale = _scale_of(bound)
    if scale is None or not bound.spec.settings.target_norm or bound.facts.y_is_blurred:
        return None
    spread = min(scale.spread) if min(scale.spread) < _LEAST_SPREAD else max(scale.spread)
    if _LEAST_SPREAD <= spread <= _MOST_SPREAD:
        return None
    size = "small" if spread < _LEAST_SPREAD else "large"
    if len(scale.spread) == 1:
        what, fix = "y", f"give y / {_round_number(spread)}"
    else:
        what, fix = "a column of y", "give each column in a unit near its own spread"
    return _offer(
        f"{what} spreads by {spread:.2g}, and the loss, in its unit, is too {size} to train "
        f"with: {fix}",
        where="target",
    )


def _round_number(spread: float) -> str:
    """A power of ten near a spread, as Python writes it: `1e-05`, `1e+12`."""
    return f"1e{math.floor(math.log10(spread)):+03d}"


def steps_grow_with_the_target(bound: Bound) -> Finding | None:
    settings, scale = bound.spec.settings, _scale_of(bound)
    # all others normalize the gradient
    if scale is None or not settings.target_norm or settings.optimizer.name != "SGD":
        return None
    spread = max(scale.spread)
    step = settings.learning_rate * spread**2
    if spread < _GRADIENT_GROWS or step < _LARGE_STEP or spread > _MOST_SPREAD:
        return None
    return _offer(
        f"the loss is in the unit of y, so the steps of sgd grow with its spread "
        f"({number(spread, 'value')}): write adam, whose steps do not",
        "adam",
        where="target",
    )


def _offer(message: str, accept: str = "", where: str = "y") -> Finding:
    return Finding("offer", where, message, accept)


def _scale_of(bound: Bound) -> TargetScale | None:
    """Mean and spread of the columns of y over the training rows; None except for numbers."""
    return bound.y_scale if len(bound.spec.output_shape) == 1 else None


def _are_numbers(bound: Bound) -> bool:
    return bound.facts.coding.form == "numbers"


def _has_open_end(bound: Bound) -> bool:
    return activation_range_of(bound.spec.last_activation) == (-np.inf, np.inf)


def _far(mean: float, spread: float) -> float:
    return max(abs(mean), spread)


MOST = 0.95
"With this share of the rows a class dominates the accuracy."
_FEWEST_ROWS = 20
"With fewer rows each may be its own class."
_SEPARATORS = (";", "\t", "|")
_MARKS = {"?", "", "nan", "n/a", "#n/a"}


def weights_need_classes(bound: Bound) -> Finding | None:
    if bound.spec.settings.weights is None or bound.facts.classes is not None:
        return None
    is_flags = bound.facts.coding.form == "flags"
    what = "several columns of 0 and 1" if is_flags else "numbers to predict"
    message = f"weights balanced needs one class per row, and y holds {what}: leave it out"
    return Finding("refuse", "weights", message)


def one_class_drowns_the_rest(bound: Bound) -> Finding | None:
    counts = np.array(bound.facts.class_counts or (0,))
    total, commonest = int(counts.sum()), int(counts.argmax())
    if bound.spec.settings.weights is not None or not total:
        return None
    share = counts[commonest] / total
    if not MOST <= share < 1:
        return None
    accuracy = f"{min(share, 0.9999):.4g}"  # not rounded to 1
    return _offer(
        f"class {bound.facts.class_name(commonest)} has {counts[commonest]:,} of {total:,} rows, "
        f"so the baseline (always this class) has accuracy {accuracy}: write weights "
        "balanced to let each class count equally, though predicted probabilities then shift "
        "towards rare classes",
        "weights balanced",
        where="weights",
    )


def all_rows_are_of_one_class(bound: Bound) -> Finding | None:
    counts = np.array(bound.facts.class_counts or (0,))
    if bound.facts.row_count < 2 or np.count_nonzero(counts) != 1:
        return None
    name = bound.facts.class_name(int(counts.argmax()))
    return _offer(f"all labels are {name}: there is nothing to learn")


def rows_are_classes_of_their_own(bound: Bound) -> Finding | None:
    """Names, ids or numbers as labels give almost each row its own class."""
    counts = np.array(bound.facts.class_counts or (0,))
    found, rows = np.count_nonzero(counts), int(counts.sum())
    if rows < _FEWEST_ROWS or found <= rows / 2:
        return None
    names = bound.facts.class_names or ()
    separator = next(
        (one for one in _SEPARATORS if names and all(one in name for name in names)), ""
    )
    if separator:
        fix = f"if its file has several columns, read it with pd.read_csv(..., sep={separator!r})"
        return _offer(
            f"y holds {found:,} classes in {rows:,} rows, such as {value_text(names[0])}: {fix}"
        )
    fix = "if these are numbers to predict, write 1 as the last layer"
    levels = bound.facts.coding.levels
    if levels is not None and levels.dtype.kind == "U":
        in_python = number_fix(names)
        fix = "choose another target, or join classes that are alike"
        if in_python:
            fix = f"if these are numbers, write 1 and give {in_python}"
    known = f"y holds {found:,} classes in {rows:,} rows, too few of each to learn"
    return _offer(f"{known}: {fix}")


_FEWEST_NUMBERS = 20


def names_are_numbers(bound: Bound) -> Finding | None:
    """Scores or prices as text, such as `85%`, are classes."""
    names, classes = bound.facts.class_names or (), bound.facts.classes
    levels = bound.facts.coding.levels
    if classes is None or levels is None or levels.dtype.kind != "U":
        return None
    if not _FEWEST_NUMBERS <= len(names) <= len(classes) / 2:
        return None  # few are classes, and of many more is said
    fix = number_fix(names)
    if not fix:
        return None
    return Finding(
        "repair",
        "y",
        f"the {len(names):,} classes of y are numbers as text, such as {value_text(names[0])}: to "
        f"predict a number, write 1 and give {fix}",
    )


def names_mark_a_gap(bound: Bound) -> Finding | None:
    """Files write `?`, or nothing, for a missing label."""
    names = bound.facts.class_names or ()
    marks = [name for name in names if name.strip().lower() in _MARKS]
    if not marks:
        return None
    fix = "put None in its place and write missing drop"
    if bound.facts.table is not None:
        fix = "leave out its rows"  # missing drop leaves out those with gaps in x, too
    return _offer(
        f"{value_text(marks[0])} is a class of its own in y: if it marks a missing label, {fix}"
    )


def names_differ_in_case_alone(bound: Bound) -> Finding | None:
    names, classes = bound.facts.class_names or (), bound.facts.classes
    pair = twin_names(names)
    if pair is None or classes is None:
        return None
    numbers = [names.index(name) for name in pair]
    # the rare one is the mistake
    number = min(numbers, key=lambda one: int((classes == one).sum()))
    row, usual = int((classes == number).argmax()), names[numbers[numbers[0] == number]]
    return _offer(
        f"{value_text(names[number])} (row {row}) and {value_text(usual)} are two classes in y: "
        f"{alike(names)}"
    )
