"""What a report needs to know about its rows besides their predictions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import Baseline
from densemodel.scoring.columns._named_columns import MOST_COLUMNS
from densemodel.scoring.rows._evaluation_rows import rows_of, sample_note
from densemodel.training import leak_text
from densemodel.wording import capitalised

if TYPE_CHECKING:
    import pandas as pd

    from densemodel._array import Array
    from densemodel.scoring.columns._explainer import Explainer
    from densemodel.scoring.report._report import Where
    from densemodel.scoring.rows._evaluation_rows import EvaluationRows, Side
    from densemodel.scoring.rows._predictions import Predictions
    from densemodel.training import Run


@dataclass(frozen=True, eq=False)
class About:
    """What a report needs besides the predictions."""

    name: str = "model"
    where: Where = "given"
    places: Array | None = None
    "The position of each row in the given x, int64, shape (n,); None for 0, 1, ..."
    row_names: Any = None
    "The name of each row in the index of x, shape (n,); None if unknown."
    trained: Array | None = None
    "Encoded labels of the training rows, for the baseline; None if unknown: then of these rows."
    knows_loss: bool = True
    "Whether the loss of the terms is the training loss."
    notes: tuple[str, ...] = ()
    "The first note, about these rows."
    explainer: Explainer | None = None
    "The rows and their columns; None if they have none, and where they are not asked for."

    def baseline(self, predictions: Predictions) -> Baseline:
        """The baseline of these predictions."""
        trained = predictions.y if self.trained is None else self.trained
        return Baseline(predictions.terms.coding, np.asarray(trained))

    def columns_at(self, rows: Array) -> dict[str, Any]:
        """The columns `row`, a name or position, and `place`, to find some of the rows again."""
        places = np.asarray(rows if self.places is None else self.places[rows], np.int64)
        if self.row_names is None:
            return {"row": places.tolist(), "place": places}
        named = self.row_names[rows]
        names = named.tolist() if isinstance(named, np.ndarray) else named
        return {"row": list(names), "place": places}


def with_columns_of_x(mistakes: pd.DataFrame, explainer: Explainer | None) -> pd.DataFrame:
    """The mistakes, with the columns of x behind them; the same table if there are too many."""
    columns = None if explainer is None else explainer.columns
    is_few = columns is not None and columns.is_named and len(columns.names) <= MOST_COLUMNS
    if explainer is None or not is_few or not len(mistakes):
        return mistakes
    import pandas as pd

    raw = explainer.raw(mistakes["place"].to_numpy()).set_axis(mistakes.index)
    names = [f"{name} of x" if name in mistakes.columns else name for name in raw.columns]
    return pd.concat([mistakes, raw.set_axis(names, axis=1)], axis=1)


_TRAINED = (
    "These are the training rows, so the scores are too optimistic: give other rows as x and y."
)


def about_rows(evaluated: EvaluationRows | None, run: Run | None) -> About:
    """Rows of a run, or rows without a run."""
    if evaluated is None:
        return About("model" if run is None else run.name, trained=trained_labels(run))
    notes = [evaluated.note] if evaluated.note else []
    rows = None if run is None else rows_of(run, (evaluated.side,))
    if rows is not None and len(rows.at) > len(evaluated):
        notes.append(f"{sample_note(len(evaluated), len(rows.at), evaluated.side)}.")
    return replace(about_side(evaluated.side, evaluated.places, run), notes=tuple(notes))


def about_side(side: Side, places: Array, run: Run | None) -> About:
    """Rows on one side of a run's data, at these places of the x given for it."""
    notes = (_TRAINED,) if side == "training" else ()
    if side == "validation" and run is not None and run.leaked_rows:
        notes = (f"{capitalised(leak_text(run.leaked_rows))}.",)
    name = "model" if run is None else run.name
    return About(name, side, places, trained=trained_labels(run), notes=notes)


def trained_labels(run: Run | None) -> Array | None:
    """The encoded labels of the training rows of a run; None without data."""
    bound = None if run is None else run.bound
    if bound is None or bound.refusals:
        return None
    return np.asarray(bound.y[bound.training_rows])
