"""What learns a table: one line of ours on the raw frame, and what people use instead."""

import warnings

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

SPEC = "table -> 64 relu -> auto"

_DUMMIES = "auto -> norm -> 64 relu -> auto ; missing fill"
_DUMMIES_OF_NUMBERS = f"{_DUMMIES} ; target norm"

_SHARE_OF_VALUES = 0.5
"A text column with more values than this share of the rows has names or ids."


def _ours(x, y, x_test, _kind, seed):
    """Our line on the raw frame."""
    import densemodel as dm

    run = dm.train(f"{SPEC} ; seed {seed}", x, y)
    return _answers(dm.predict(run, x_test), y)


def _ours_on_dummies(x, y, x_test, kind, seed):
    """The same network on what `pd.get_dummies` makes of the frame."""
    import densemodel as dm

    spec = _DUMMIES_OF_NUMBERS if kind == "number" else _DUMMIES
    both = _dummies(pd.concat([x, x_test]))
    run = dm.train(f"{spec} ; seed {seed}", both.iloc[: len(x)], y)
    return _answers(dm.predict(run, both.iloc[len(x) :]), y)


def _dummies(frame):
    """Columns of numbers: dates as days, text as one column for each value.

    Text with a value of its own in most rows is left out: it would be a thousand columns.
    """
    columns = {}
    for name, column in frame.items():
        if column.dtype == object and hasattr(column.dropna().iloc[0], "toordinal"):
            columns[name] = pd.to_datetime(column).map(pd.Timestamp.toordinal)
        elif pd.api.types.is_numeric_dtype(column):
            columns[name] = column.astype(float)
        elif column.nunique() <= _SHARE_OF_VALUES * len(column):
            columns[name] = column
    made = pd.get_dummies(pd.DataFrame(columns), dtype=float)
    made.columns = pd.Index([str(place) for place in range(made.shape[1])])
    return made


def _answers(predicted, y):
    """The probabilities in the order of the sorted classes, or the numbers."""
    if "class" not in predicted:
        return predicted.iloc[:, 0].to_numpy(float)
    named = {str(name): name for name in predicted.columns}
    return predicted[[named[label] for label in sorted(y.unique())]].to_numpy(float)


def _network_of_scikit_learn(x, y, x_test, kind, seed):
    """scikit-learn's network behind skrub's TableVectorizer, imputer and scaler; y is scaled."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.preprocessing import StandardScaler
    from skrub import tabular_pipeline

    if kind != "number":
        return _fitted(tabular_pipeline(MLPClassifier(random_state=seed)), x, y, x_test)
    network = tabular_pipeline(MLPRegressor(random_state=seed))
    return _fitted(TransformedTargetRegressor(network, transformer=StandardScaler()), x, y, x_test)


def _trees(x, y, x_test, kind, seed):
    """Boosted trees behind skrub's TableVectorizer."""
    from skrub import tabular_pipeline

    model = tabular_pipeline("regressor" if kind == "number" else "classifier")
    model[-1].set_params(random_state=seed)
    return _fitted(model, x, y, x_test)


def _fitted(model, x, y, x_test):
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged, or guessed a date's format
        model.fit(x, y)
        predict = model.predict_proba if hasattr(model, "predict_proba") else model.predict
        return np.asarray(predict(x_test))


SIDES = {
    "densemodel": _ours,
    "densemodel on dummies": _ours_on_dummies,
    "skrub, MLP": _network_of_scikit_learn,
    "skrub, trees": _trees,
}
"""Each gets the training rows, their y, the test rows, the kind of table and a seed.

It answers with one row of probabilities for each test row, in the order of the sorted classes,
or with one number."""
