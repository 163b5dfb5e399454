"""The data of the test bed, by name: real tables, digits, heights, and shapes in the plane.

All of it comes with packages that the tests have, or with the project: none needs a network.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from mnist import load_mnist
from plotnine import data as tables
from sklearn import datasets


class Rows(NamedTuple):
    """What is given to `dm.train`."""

    x: Any
    y: Any
    validation_data: tuple[Any, Any] | None = None


def bundle(name):
    """One of scikit-learn's own sets, as it was measured."""
    more = {"scaled": False} if name == "diabetes" else {}
    return Rows(*getattr(datasets, f"load_{name}")(return_X_y=True, **more))


def table(name, columns, target, most=2_000):
    """Columns of one of plotnine's tables, of rows that are complete."""
    names = columns.split()
    frame = getattr(tables, name)[[*names, target]].dropna()
    frame = frame.sample(min(len(frame), most), random_state=0)
    y = frame[target]
    is_number = pd.api.types.is_numeric_dtype(y)
    return Rows(frame[names].to_numpy(float), np.asarray(y if is_number else y.astype(str)))


def beside(package, path, **how):
    """A file that lies in an installed package: a CSV as a frame, else what NumPy reads."""
    from importlib.util import find_spec

    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    file = Path(found.origin).parent / path
    return pd.read_csv(file, **how) if file.suffix == ".csv" else np.load(file)


def digits():
    x, y = bundle("digits")[:2]
    return Rows(x / 16, y)


def digit_images():
    x, y = digits()[:2]
    return Rows(x.reshape(-1, 8, 8, 1), y)


def digit_flags():
    """Three questions about each digit: odd, 5 or more, with a closed loop."""
    x, y = digits()[:2]
    return Rows(x, np.column_stack([y % 2, y >= 5, np.isin(y, [0, 6, 8, 9])]).astype(int))


@cache
def _mnist():
    return load_mnist()[0]


def mnist(start=0, count=3_000):
    """Pixels from 0 to 255, 28 × 28."""
    x, y = _mnist()
    return Rows(x[start : start + count], y[start : start + count])


def mnist_rows(start=0, count=3_000):
    """Rows of 784 numbers from 0 to 1."""
    x, y = mnist(start, count)[:2]
    return Rows(x.reshape(len(x), 784) / np.float32(255), y)


def in_order(rows):
    """The same rows, sorted by what is to be learned."""
    order = np.argsort(rows.y, kind="stable")
    return Rows(rows.x[order], rows.y[order])


def first(rows, count, seed=0):
    """Some of the rows, by chance."""
    chosen = np.random.default_rng(seed).permutation(len(rows.y))[:count]
    return Rows(rows.x[chosen], rows.y[chosen])


def one_class(rows, *which):
    """Whether a row is of one of these classes."""
    return Rows(rows.x, np.isin(rows.y, which).astype(int))


def either(rows, one, other):
    """Two columns, and whether exactly one of them is above its median: what no line tells."""
    x = rows.x[:, [one, other]]
    above = x > np.median(x, axis=0)
    return Rows(x, (above[:, 0] != above[:, 1]).astype(int))


def among_noise(rows, columns):
    """Scaled columns that tell something among many that tell nothing."""
    x = (rows.x - rows.x.mean(axis=0)) / (rows.x.std(axis=0) + 1e-9)
    noise = np.random.default_rng(1).normal(size=(len(x), columns))
    return Rows(np.hstack([x, noise]), rows.y)


def times(rows, factor):
    """The same in another unit of y."""
    return Rows(rows.x, rows.y * factor)


def density():
    """How often the geyser waits and erupts for so long: a hill with two tops."""
    frame = tables.faithfuld.sample(2_000, random_state=0)
    return Rows(frame[["eruptions", "waiting"]].to_numpy(), 100 * frame["density"].to_numpy())


def heights(most=3_000):
    """A valley in Tennessee, in km: where, and how high."""
    heights = beside("matplotlib", "mpl-data/sample_data/jacksboro_fault_dem.npz")["elevation"]
    return heights_of(heights[::4, ::4] / 1000, most)


def heights_of(values, most):
    """A map as rows: where, from -0.5 to 0.5, and how high."""
    rows, columns = np.indices(values.shape)
    where = np.column_stack([columns.ravel(), rows.ravel()]) / max(values.shape) - 0.5
    return first(Rows(where, values.ravel().astype(float)), most)


def moons():
    return Rows(*datasets.make_moons(600, noise=0.15, random_state=0))


def circles():
    return Rows(*datasets.make_circles(600, noise=0.08, factor=0.5, random_state=0))


def spirals():
    turn = np.tile(np.linspace(0.5, 2 * np.pi, 300), 2)
    arm = np.repeat([0, 1], 300)
    angle = turn + np.pi * arm
    points = np.column_stack([turn * np.cos(angle), turn * np.sin(angle)]) / 4
    return Rows(points + np.random.default_rng(0).normal(0, 0.03, points.shape), arm)


DIAMOND = "carat depth table x y z"
PENGUIN = "bill_length_mm bill_depth_mm flipper_length_mm body_mass_g"

DATA = {
    "iris": lambda: bundle("iris"),
    "iris, versicolor": lambda: one_class(bundle("iris"), 1),
    "iris, in order": lambda: in_order(bundle("iris")),
    "iris, itself": lambda: Rows(bundle("iris").x, bundle("iris").x),
    "wine": lambda: bundle("wine"),
    "wine, in order": lambda: in_order(bundle("wine")),
    "wine, 300 useless columns": lambda: among_noise(bundle("wine"), 300),
    "breast cancer": lambda: bundle("breast_cancer"),
    "diabetes": lambda: bundle("diabetes"),
    "digits": digits,
    "digits, images": digit_images,
    "digits, flags": digit_flags,
    "digits, 150": lambda: first(digits(), 150),
    "digits, 500 useless columns": lambda: among_noise(first(digits(), 300), 500),
    "digits, 3 or 8": lambda: one_class(digits(), 3, 8),
    "mnist": mnist,
    "mnist, rows": mnist_rows,
    "mnist, images": lambda: Rows(mnist_rows().x.reshape(-1, 28, 28, 1), mnist().y),
    "penguins": lambda: table("penguins", PENGUIN, "species"),
    "penguins, in order": lambda: in_order(table("penguins", PENGUIN, "species")),
    "penguins, either": lambda: either(table("penguins", PENGUIN, "species"), 0, 1),
    "mpg": lambda: table("mpg", "displ year cyl", "hwy"),
    "diamonds": lambda: table("diamonds", DIAMOND, "price"),
    "diamonds, 1000 dollars": lambda: times(table("diamonds", DIAMOND, "price"), 0.001),
    "diamonds, in order": lambda: in_order(table("diamonds", DIAMOND, "price")),
    "faithful": lambda: table("faithful", "eruptions", "waiting"),
    "density": density,
    "heights": heights,
    "moons": moons,
    "circles": circles,
    "spirals": spirals,
}
