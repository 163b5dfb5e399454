"""Rules about networks and settings that are valid but suspicious for the data."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from densemodel.data.findings._finding import Finding, keras_word, repair
from densemodel.language import AUGMENTATIONS

if TYPE_CHECKING:
    from densemodel.data.binding._bound import Bound
    from densemodel.language import Layer

_MOST_DROPPED = 0.9
_TOP = 5
"The number of classes of Keras's metric; the language has no other."
_PROBABILITY_ACTIVATIONS = ("softmax", "sigmoid")
_NORMALIZING = ("Normalization", "BatchNormalization", "LayerNormalization")
_CHANGING = ("GaussianNoise", "BatchNormalization", "LayerNormalization")
_DROPS = ("Dropout", "SpatialDropout1D", "SpatialDropout2D")
_ARROW = " -> "
_WITH_WEIGHTS = ("Dense", "Conv2D", "SeparableConv2D")


def pictures_are_changed_late(bound: Bound) -> Finding | None:
    first: Layer | None = None
    for layer in bound.spec.layers:
        if first is not None and layer.kind in AUGMENTATIONS:
            what = "convolution" if "Conv" in first.kind else "layer with weights"
            return _offer(
                f"{layer.text} stands after the first {what}, where it changes features, not "
                "pictures: write it before"
            )
        if layer.trainable_count and first is None:
            first = layer
    return None


def answers_are_dropped(bound: Bound) -> Finding | None:
    for layer in reversed(bound.spec.layers):
        if layer.kind in _WITH_WEIGHTS:
            return None
        if layer.kind in _DROPS:
            return _offer(
                "drop comes after the last layer, so it drops outputs of the network: put it "
                "before that layer"
            )
    return None


def answers_are_changed(bound: Bound) -> Finding | None:
    layers = bound.spec.layers
    if len(layers) < 2 or layers[-1].kind not in _CHANGING:
        return None
    last, before = layers[-1].text, layers[-2]
    words = _without_last_word(bound, before.activation, last) if before.activation else ""
    return _offer(
        f"{last} comes after the last layer, so it changes the outputs of the network: leave it "
        "out",
        words,
    )


def activations_repeat(bound: Bound) -> Finding | None:
    layers = bound.spec.layers
    for place, (one, other) in enumerate(pairwise(layers)):
        name, second = one.activation, other.activation
        if other.kind != "Activation" or name is None or second is None:
            continue
        is_last = place + 2 == len(layers)
        if name == second:
            does = "changes nothing" if name == "relu" else "only blurs the output of the first"
            known = f"{name} comes twice in a row, and the second {does}: write it once"
        elif is_last and second in _PROBABILITY_ACTIVATIONS:
            known = (
                f"{name} comes before {second} in the last layer, and removes part of its range: "
                f"leave {name} out"
            )
        else:
            continue
        return _offer(known, _in_place(bound, name, second))
    return None


def layers_are_one(bound: Bound) -> Finding | None:
    """Dense layers without an activation between them compute what one alone can.

    One that is narrower than both its neighbours limits what passes through it, so it may be meant.
    """
    layers = [layer for layer in bound.spec.layers if layer.kind not in _DROPS]
    run: list[Layer] = []
    for layer, after in pairwise(layers):
        both = layer.kind == after.kind == "Dense"
        ends = layer.input_shape[-1], after.output_shape[-1]
        if both and layer.activation is None and layer.output_shape[-1] >= min(ends):
            run.append(layer)
        elif run:
            break
    if not run:
        return None
    old, new = [layer.text for layer in run], [_with_relu(layer.text) for layer in run]
    end = layers[layers.index(run[-1]) + 1].text
    return _offer(
        f"'{old[0]}' has no activation, so it and the next layer work as one: write {new[0]}",
        f"{_ARROW.join([*old, end])} => {_ARROW.join([*new, end])}",
    )


def _with_relu(text: str) -> str:
    """A layer with its activation, which stands behind the options: `16(l2=0.1) relu drop 0.2`."""
    return re.sub(r"^\d+(\([^)]*\))?", r"\g<0> relu", text)


def softmax_is_hidden(bound: Bound) -> Finding | None:
    layers = bound.spec.layers
    last = max((i for i, layer in enumerate(layers) if layer.kind in _WITH_WEIGHTS), default=-1)
    for layer in layers[: max(last, 0)]:
        if layer.activation == "softmax":
            written = layer.text.replace("softmax", "relu")
            return _offer(
                "the units of a hidden layer with softmax share a sum of 1, so they pass on "
                f"little: write {written}",
                _in_hidden(bound, layer.text, written),
            )
    return None


def normalizations_repeat(bound: Bound) -> Finding | None:
    for one, other in pairwise(bound.spec.layers):
        if one.kind == other.kind and one.kind in _NORMALIZING:
            word = one.text.partition("(")[0]
            return _offer(
                f"{word} comes twice in a row, and the second changes nothing: write it once",
                _in_place(bound, one.text, other.text, replacement=one.text),
            )
    return None


def network_has_no_weights(bound: Bound) -> Finding | None:
    layers, shape = bound.spec.layers, bound.spec.output_shape
    if any(layer.trainable_count for layer in layers):
        return None
    text = layers[-1].text
    is_activation = layers[-1].activation is not None and len(shape) == 1
    classes = bound.facts.class_counts if text == "softmax" else None
    units = shape[0] if classes is None else sum(count > 0 for count in classes)
    fixed = f"{units} {text}" if is_activation else "a layer with a size, as 16 relu"
    return _offer(
        f"the network has no weights, so it can't learn: write {fixed}",
        f"{text} => {fixed}" if is_activation else "",
    )


def dropout_leaves_little(bound: Bound) -> Finding | None:
    for layer in bound.spec.layers:
        rate = dict(layer.call.arguments).get("rate")
        if layer.kind in _DROPS and isinstance(rate, float) and rate >= _MOST_DROPPED:
            return _offer(
                f"{layer.text} drops {100 * rate:.3g} % of the units in each step, so little is "
                "left to learn from: write drop 0.5",
                f"{layer.text} => drop 0.5",
            )
    return None


def one_unit_is_all_that_is_passed_on(bound: Bound) -> Finding | None:
    layers = [layer for layer in bound.spec.layers if layer.kind in _WITH_WEIGHTS]
    for layer in layers[:-1]:
        if layer.kind == "Dense" and layer.output_shape == (1,) and layer.activation == "relu":
            return _offer(
                f"'{layer.text}' in a hidden layer passes on a single number, and it is 0 for "
                "many rows: write more units, as 16 relu",
                _in_hidden(bound, layer.text, "16 relu") if layer.text == "1 relu" else "",
            )
    return None


def top_of_all_is_always_right(bound: Bound) -> Finding | None:
    classes = bound.spec.output_shape[-1]
    for metric in bound.task.metrics:
        if metric.name.endswith("TopKCategoricalAccuracy") and classes <= _TOP:
            return _offer(
                f"{keras_word(metric.name)} asks whether y is among the {_TOP} most likely of "
                f"{classes} classes, which is always true: write metrics accuracy",
                "metrics accuracy",
                where="metrics",
            )
    return None


def _offer(message: str, accept: str = "", where: str = "spec") -> Finding:
    return Finding("offer", where, message, accept)


def _in_hidden(bound: Bound, old: str, new: str) -> str:
    """`old => new` for a hidden layer; with what follows it if the last layer has `old` too."""
    *stages, last = bound.spec.network_text.split(" -> ")[1:]
    whole = re.compile(rf"(?<![\w.]){re.escape(old)}(?!\w)")
    if not whole.search(last):
        return f"{old} => {new}"
    for stage, follows in pairwise([*stages, last]):
        if whole.search(stage):
            return f"{stage} -> {follows} => {whole.sub(new, stage)} -> {follows}"
    return ""


def _without_last_word(bound: Bound, activation: str, last: str) -> str:
    """The change that removes the last word of the network, which hidden layers may have too."""
    text = bound.spec.network_text
    if text.count(f"{activation} {last}") == 1:
        return f"{activation} {last} => {activation}"
    *_, before, end = text.split(" -> ")
    if end == last:
        return f"{before} -> {end} => {before}"
    return f"{end} => {end.removesuffix(f' {last}')}"


def _in_place(bound: Bound, first: str, second: str, replacement: str | None = None) -> str:
    """The change that replaces two neighbours by one, in one layer or in two."""
    text = bound.spec.network_text
    between = " " if f" {first} {second}" in text else " -> "
    return f"{first}{between}{second} => {second if replacement is None else replacement}"


def batch_is_larger_than_the_data(bound: Bound) -> Finding | None:
    """Such an epoch is a single step, and thirty steps are too few."""
    batch, rows = bound.spec.settings.batch, len(bound.training_rows)
    if "batch" not in bound.spec.explicit_clauses or batch <= rows or not rows:
        return None
    return Finding(
        "repair",
        "batch",
        f"batch {batch:,} is more than the {rows:,} training rows: each epoch is a single step",
    )


def table_needs_no_clause(bound: Bound) -> Finding | None:
    if bound.facts.table is None:
        return None
    if bound.spec.settings.missing == "fill":
        return Finding(
            "repair",
            "missing",
            "a table fills and marks missing values without the clause 'missing fill': leave it "
            "out",
        )
    if " -> norm" in bound.spec.network_text:
        return repair("the columns of a table are scaled already: leave out norm")
    return None
