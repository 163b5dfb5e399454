"""A small table of flats, with a column of each kind."""

import numpy as np
import pandas as pd

from densemodel.training import prepare

SPEC = "table -> 4 relu -> auto ; epochs 2 ; batch 16"


def flats(rows=80):
    """The rows and whether each is dear."""
    rng = np.random.default_rng(0)
    x = pd.DataFrame(
        {
            "id": [f"F{number:05d}" for number in rng.permutation(rows)],
            "area": rng.gamma(9, 8, rows).round(1),
            "rooms": rng.integers(1, 6, rows),
            "heating": rng.choice(["gas", "oil", "wood"], rows, p=[0.6, 0.3, 0.1]),
            "sold": pd.Timestamp("2019-03-01") + pd.to_timedelta(rng.integers(0, 900, rows), "D"),
        }
    )
    x.loc[::10, "area"] = np.nan
    return x, np.where(x["rooms"] > 3, "dear", "cheap")


def table_run(spec=SPEC, **options):
    """A run of flats that has not started."""
    return prepare(spec, *flats(), **{"name": "flats", **options})
