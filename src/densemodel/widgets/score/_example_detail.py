"""The details of one row: a large picture with true and predicted values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.widgets.score._row_pictures import names_of, smaller
from densemodel.widgets.score._row_texts import answer_names, row_texts
from densemodel.widgets.score._score_cases import predicted_flags

if TYPE_CHECKING:
    from densemodel.scoring import EvaluationRows, Predictions
    from densemodel.widgets.score._row_pictures import PictureForm

Array = np.ndarray[Any, Any]
Bars = list[tuple[str, float, bool]]

LARGEST = 256
"Pixels of the sides of a picture that is open, at most: 196 kB in colour."
_MOST_BARS = 10


def detail_of(judged: Predictions, number: int, title: str, moment: str) -> dict[str, Any]:
    """The details of one row.

    Args:
        judged: The rows with their answers.
        number: Its place among them.
        title: The row's place in the data.
        moment: Whose answers these are, a sentence.

    Returns:
        `number`, `title`, `truth`, `said`, `is_right`, `moment`, and `bars`: a class's name, its
        probability and whether it is the true one, of ten classes at most; empty where outputs
        are no probabilities.
    """
    if judged.truth is not None and judged.said is not None:
        names = names_of(judged.terms)
        true, other = int(judged.truth[number]), int(judged.said[number])
        truth, said, is_right = names[true], names[other], true == other
        most = [] if judged.chances is None else _of_most(judged.chances[number], true)
        bars = [(names[each], chance, each == true) for each, chance in most]
    elif judged.terms.task.kind == "regression":
        line = row_texts(judged, np.array([number])).lines[0]
        truth, said, is_right, bars = line[-3], line[-2], True, []
    else:
        truth, said, is_right, bars = _of_flags(judged, number)
    return {
        "number": number,
        "title": title,
        "truth": truth,
        "said": said,
        "is_right": is_right,
        "bars": [
            {"name": name, "chance": round(chance, 4), "is_true": is_true}
            for name, chance, is_true in bars
        ],
        "moment": moment,
    }


def place_words(watched: EvaluationRows, number: int, *, is_of_x: bool) -> str:
    """`Row 1,234 of x, held out for validation`.

    Args:
        watched: The rows.
        number: Which of them.
        is_of_x: Whether their places are in x, and not in validation data that was given.
    """
    row = f"Row {watched.places[number]:,} of"
    if watched.side == "test":
        return f"{row} the test rows"
    if watched.side == "training":
        return f"{row} x, which trains"
    return f"{row} x, held out for validation" if is_of_x else f"{row} the validation rows"


def large_picture(form: PictureForm, row: Array) -> dict[str, Any]:
    """The pixels of one row as widget state: `large` and `large_form`.

    Args:
        form: How rows are drawn.
        row: As the network takes it, shape (1, *input_shape).
    """
    whole = form.pixels(row)
    picture = smaller(whole, -(-max(whole.shape[1:3]) // LARGEST))[0]
    return {"large": picture.tobytes(), "large_form": form_state(form, picture)}


def form_state(form: PictureForm, picture: Array) -> dict[str, Any]:
    """`height`, `width`, `channels` and `is_drawing` of a picture."""
    height, width = picture.shape[:2]
    channels = 3 if form.is_colour else 1
    drawing = form.is_drawing
    return {"height": height, "width": width, "channels": channels, "is_drawing": drawing}


def _of_most(chances: Array, truth: int) -> list[tuple[int, float]]:
    """The classes with the highest probabilities, the true one among them."""
    shown = np.argsort(-chances, kind="stable")[:_MOST_BARS]
    if len(chances) <= _MOST_BARS:
        shown = np.sort(shown)  # so that a class keeps its place
    elif truth not in shown:
        shown[-1] = truth
    return [(int(each), float(chances[each])) for each in shown]


def _of_flags(judged: Predictions, number: int) -> tuple[str, str, bool, Bars]:
    """The yes-or-no outputs that are yes."""
    truth, said = judged.y[number] > 0.5, predicted_flags(judged)[number]  # noqa: PLR2004
    names = answer_names(judged, len(said))
    words = [
        ", ".join(name for name, is_yes in zip(names, each, strict=True) if is_yes) or "none"
        for each in (truth, said)
    ]
    bars: Bars = []
    if judged.chances is not None:
        chances = judged.chances[number]
        shown = np.sort(np.argsort(-chances, kind="stable")[:_MOST_BARS])
        bars = [(names[each], float(chances[each]), bool(truth[each])) for each in shown]
    return words[0], words[1], bool(np.array_equal(truth, said)), bars
