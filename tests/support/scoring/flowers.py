"""The irises of scikit-learn as a raw table, with text, dates, and missing values."""

import functools

import numpy as np
import pandas as pd
from sklearn.datasets import load_iris

import densemodel as dm


def flowers():
    """150 rows, in a mixed order, and the petal width to predict."""
    frame = load_iris(as_frame=True).frame
    frame = frame.sample(frac=1, random_state=0).reset_index(drop=True)
    x = pd.DataFrame(
        {
            "petal": frame["petal length (cm)"],
            "sepal": frame["sepal length (cm)"].mask(np.arange(150) % 7 == 0),
            "species": frame["target"].map({0: "setosa", 1: "versicolor", 2: "virginica"}),
            "width": "w " + frame["sepal width (cm)"].astype(str),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(150) * 3, "D"),
            "note": [f"flower number {row} of the garden" for row in range(150)],
        }
    )
    x.loc[::11, "species"] = None
    return x, frame["petal width (cm)"].rename("petal width")


@functools.cache
def flower_run(spec="table -> 16 relu -> 1 ; epochs 60 ; patience 60 ; split 30% ; seed 3"):
    """A network on these rows; on their classes where the spec ends in `auto`.

    All tests of a process share it, which only ask it.
    """
    x, y = flowers()
    if spec.partition(";")[0].strip().endswith("auto"):
        return dm.train(spec, x, np.where(y > 1, "wide", "narrow"))
    return dm.train(spec, x, y)
