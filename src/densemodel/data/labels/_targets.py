"""Numbers to predict: their shape, and the bounds of the last activation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data.facts._coding import LabelCoding, same_but_for_ones
from densemodel.data.facts._scale_rules import BRIGHTEST
from densemodel.data.findings._wording import counted, listed, place, size, value_text
from densemodel.data.labels._head import activation_range_of
from densemodel.data.read._odd_text import is_number, odd_text_of

if TYPE_CHECKING:
    from densemodel.data.findings._finding import Findings
    from densemodel.data.labels._head import Head
    from densemodel.data.labels._labels import Labels


def code_numbers(head: Head, labels: Labels, findings: Findings) -> LabelCoding | None:
    """The encoding of the targets of a regression; None if they were refused."""
    if labels.is_text:
        findings.refuse("y", _text_message(head, labels))
        return None
    given = (1,) if labels.is_flat else labels.values.shape[1:]
    if given != head.shape and not same_but_for_ones(given, head.shape):
        findings.refuse("y", _shape_message(head, labels, given))
        return None
    message = _reach_message(head, labels)
    if message:
        findings.refuse("y", message)
        return None
    is_open = head.shape == (1,) and head.activation is None and head.loss is None
    if is_open and labels.is_zero_or_one and len(labels.distinct) > 1:
        findings.offer("y", "y holds only 0 and 1: write 1 sigmoid for two classes", "1 sigmoid")
    return LabelCoding("numbers", head.shape)


def _text_message(head: Head, labels: Labels) -> str:
    texts = labels.values.ravel().tolist()
    odd = odd_text_of(texts)
    if odd is not None:
        shown = f"{odd.shown} ({place(labels.values.shape, odd.place)})"
        return f"y holds {shown}, not a number: write y = {odd.fix('pd.Series(y)', 'y')}"
    if all(map(is_number, texts)):
        return f"y holds numbers as text (row 0: {value_text(texts[0])}): write y = y.astype(float)"
    found = len(labels.distinct)
    said = f"y holds {counted(found, 'name')} ({listed(labels.distinct)}), but {head.text} "
    said += "predicts numbers: "
    if found == 1:
        return f"{said}a single class can't be learned"
    fix = "1 sigmoid" if found == 2 else f"{found} softmax"  # noqa: PLR2004
    return f"{said}write {fix} for classes"


def _shape_message(head: Head, labels: Labels, given: tuple[int, ...]) -> str:
    if len(head.shape) > 1:
        what = "one label a row" if labels.is_flat else size(given)
        if given == head.shape[:-1] and labels.is_whole and labels.values.min() >= 0:
            return (
                f"the network gives {size(head.shape)} for each row, y has {what}: give y one-hot, "
                f"with a column for each of {head.units} classes"
            )
        return (
            f"the network gives {size(head.shape)} for each row, y has {what}: "
            "give y in that shape, or write flatten and a size at the end"
        )
    if len(given) > 1:
        return (
            f"y has rows of {size(given)}, the last layer has {counted(head.units, 'unit')}: "
            "give one row of numbers for each row of x"
        )
    columns = "one value a row" if labels.is_flat else f"{given[0]} columns"
    fix = f"write {given[0]}"
    if labels.is_flat and labels.is_whole and labels.values.min() >= 0:
        fix = head.fix(f"{head.units} softmax", "for classes") + ", or 1 for a number"
    return f"y has {columns}, the last layer has {counted(head.units, 'unit')}: {fix}"


def _reach_message(head: Head, labels: Labels) -> str | None:
    """Why the last activation cannot reach some target; None if it can reach all."""
    low, high = activation_range_of(head.activation)
    least, most = labels.values.min(), labels.values.max()
    if least < low:
        return (
            f"targets go below {low:g} (to {value_text(least)}), and {head.activation} can't: "
            f"write {head.without_activation}"
        )
    if most > high:
        are_pixels = low <= 0 and high == 1 and most <= BRIGHTEST and len(head.shape) > 1
        return (
            f"targets go above {high:g} (to {value_text(most)}), and {head.activation} can't: "
            f"write {head.without_activation}" + (", or give y / 255" if are_pixels else "")
        )
    return None
