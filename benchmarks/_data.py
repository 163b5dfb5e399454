"""All data of the benchmarks by name: MNIST, real tables, heights, and points in the plane.

All of it comes with installed packages or with the project: nothing else is downloaded. Slow
libraries are loaded where they are needed, for the kernels that import this.
"""

import sys
from functools import cache
from importlib.resources import files
from pathlib import Path

import _packages  # noqa: F401 - says which package is missing
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "demo_notebooks"))

from mnist import load_mnist

REFERENCE = "784 -> 50 relu -> 50 relu -> 10 softmax"
"""The network of most figures."""

_AUTO = "wb length width height weight eng_cc bore stroke hp rpm city_mpg hw_mpg"
_DIAMOND = "carat depth table x y z"
_MARRIAGE = "rate_marriage age yrs_married children religious educ occupation occupation_husb"
_MIDWEST = "popdensity percwhite percblack percollege percprof perchsd"
_PATIENT = "lncoins idp lpi fmde physlm disea hlthg hlthf hlthp"
_PENGUIN = "bill_length_mm bill_depth_mm flipper_length_mm body_mass_g"
_VOTER = "TVnews selfLR ClinLR DoleLR PID age educ income"
_SMALL = 4
"The largest of the small digits."


def digits(rows):
    """The first rows of MNIST: values from 0 to 1, shape (rows, 784), and digits, shape (rows,)."""
    x, y = _all_mnist()
    return x[:rows].reshape(-1, 784).astype(np.float32) / 255, y[:rows].astype(np.int32)


def split(bound):
    """The training rows with their labels, and the validation rows, as a run has them."""
    return [(bound.x[rows], bound.y[rows]) for rows in (bound.training_rows, bound.validation_rows)]


def _sklearn(name):
    from sklearn import datasets

    more = {"scaled": False} if name == "diabetes" else {}
    x, y = getattr(datasets, f"load_{name}")(return_X_y=True, **more)
    return x, y


def _plotnine(name, columns, target, most=2_000):
    import pandas as pd
    from plotnine import data as tables

    frame = getattr(tables, name)[[*columns.split(), target]].dropna()
    frame = frame.sample(min(len(frame), most), random_state=0)
    x, y = frame[columns.split()].to_numpy(float), frame[target]
    return x, np.asarray(y if pd.api.types.is_numeric_dtype(y) else y.astype(str))


def _statsmodels(path, columns, target, **how):
    """A table that comes with statsmodels, which plotnine needs."""
    import pandas as pd

    frame = pd.read_csv(str(files("statsmodels") / path), **how)
    frame = frame[[*columns.split(), target]].dropna()
    return frame[columns.split()].to_numpy(float), frame[target].to_numpy()


def _map(name, step, most):
    """A map that comes with Matplotlib: the place, from -0.5 to 0.5, and the height in km."""
    file, key = name.split("/")
    path = files("matplotlib") / "mpl-data" / "sample_data" / f"{file}.npz"
    heights = np.load(str(path))[key][::step, ::step] / 1000
    rows, columns = np.indices(heights.shape)
    places = np.column_stack([columns.ravel(), rows.ravel()]) / max(heights.shape) - 0.5
    return _sample((places, heights.ravel().astype(float)), most)


def _density():
    """How often a geyser waits and erupts for so long: a hill with two tops."""
    from plotnine import data as tables

    frame = tables.faithfuld.sample(2_000, random_state=0)
    return frame[["eruptions", "waiting"]].to_numpy(), 100 * frame["density"].to_numpy()


@cache
def _all_mnist():
    return load_mnist()[0]


def _mnist(start=0, count=3_000):
    """Pixels from 0 to 255, of shape (count, 28, 28)."""
    x, y = _all_mnist()
    return x[start : start + count], y[start : start + count]


def _mnist_rows(start=0, count=3_000):
    """Pixels from 0 to 1, of shape (count, 784)."""
    x, y = _mnist(start, count)
    return x.reshape(count, 784) / np.float32(255), y


def _digits_rows():
    x, y = _sklearn("digits")
    return x / 16, y


def _small_digits():
    x, y = _digits_rows()
    return x[y <= _SMALL], y[y <= _SMALL]


def _flags(y):
    """Three labels of a digit: whether it is odd, is 5 or more, has a closed loop."""
    return np.column_stack([y % 2, y > _SMALL, np.isin(y, [0, 6, 8, 9])]).astype(int)


def _plane(name, **shape):
    from sklearn import datasets

    return getattr(datasets, f"make_{name}")(600, random_state=0, **shape)


def _spirals():
    turn = np.tile(np.linspace(0.5, 2 * np.pi, 300), 2)
    arm = np.repeat([0, 1], 300)
    angle = turn + np.pi * arm
    points = np.column_stack([turn * np.cos(angle), turn * np.sin(angle)]) / 4
    return points + np.random.default_rng(0).normal(0, 0.03, points.shape), arm


def _sample(rows, count):
    chosen = np.random.default_rng(0).permutation(len(rows[1]))[:count]
    return rows[0][chosen], rows[1][chosen]


def _sorted(rows):
    order = np.argsort(rows[1], kind="stable")
    return rows[0][order], rows[1][order]


def _reshaped(rows, *shape):
    return rows[0].reshape(-1, *shape), rows[1]


def _with_y(rows, change):
    return rows[0], change(rows[1])


def _one_of(rows, *classes):
    return _with_y(rows, lambda y: np.isin(y, classes).astype(int))


def _in_thousands(rows):
    return _with_y(rows, lambda y: y * 0.001)


def _xor(rows, one, other):
    """Two columns, and whether exactly one of them is above its median: no line separates it."""
    x = rows[0][:, [one, other]]
    above = x > np.median(x, axis=0)
    return x, (above[:, 0] != above[:, 1]).astype(int)


def _with_noise(rows, columns):
    """The scaled columns beside columns of noise."""
    x = (rows[0] - rows[0].mean(axis=0)) / (rows[0].std(axis=0) + 1e-9)
    noise = np.random.default_rng(1).normal(size=(len(x), columns))
    return np.hstack([x, noise]), rows[1]


DATA = {
    "iris": lambda: _sklearn("iris"),
    "iris, versicolor": lambda: _one_of(_sklearn("iris"), 1),
    "iris, sorted": lambda: _sorted(_sklearn("iris")),
    "iris, autoencoder": lambda: (_sklearn("iris")[0], _sklearn("iris")[0]),
    "iris, one-hot": lambda: _with_y(_sklearn("iris"), lambda y: np.eye(3)[y]),
    "iris, 400 noise columns": lambda: _with_noise(_sklearn("iris"), 400),
    "wine": lambda: _sklearn("wine"),
    "wine, sorted": lambda: _sorted(_sklearn("wine")),
    "wine, named": lambda: _with_y(
        _sklearn("wine"), lambda y: np.array(["barolo", "grignolino", "barbera"])[y]
    ),
    "wine, xor": lambda: _xor(_sklearn("wine"), 0, 10),
    "wine, two columns": lambda: _one_of((_sklearn("wine")[0][:, [6, 5]], _sklearn("wine")[1]), 1),
    "wine, shuffled": lambda: _with_y(_sklearn("wine"), np.random.default_rng(0).permutation),
    "wine, 300 noise columns": lambda: _with_noise(_sklearn("wine"), 300),
    "breast cancer": lambda: _sklearn("breast_cancer"),
    "breast cancer, xor": lambda: _xor(_sklearn("breast_cancer"), 1, 4),
    "diabetes": lambda: _sklearn("diabetes"),
    "digits": _digits_rows,
    "digits, images": lambda: _reshaped(_digits_rows(), 8, 8, 1),
    "digits, flags": lambda: _with_y(_digits_rows(), _flags),
    "digits, 150 rows": lambda: _sample(_digits_rows(), 150),
    "digits, 500 noise columns": lambda: _with_noise(_sample(_digits_rows(), 300), 500),
    "digits, 3 or 8": lambda: _one_of(_digits_rows(), 3, 8),
    "digits, 0 to 4": _small_digits,
    "digits, loops": lambda: _one_of(_digits_rows(), 0, 6, 8, 9),
    "digits, sorted": lambda: _sorted(_digits_rows()),
    "mnist": _mnist,
    "mnist, rows": _mnist_rows,
    "mnist, images": lambda: _reshaped(_mnist_rows(), 28, 28, 1),
    "mnist, later": lambda: _mnist_rows(20_000, 2_500),
    "mnist, sorted": lambda: _sorted(DATA["mnist, later"]()),
    "mnist, later pixels": lambda: _mnist(40_000, 2_500),
    "mnist, later images": lambda: _reshaped(_mnist_rows(45_000, 2_000), 28, 28, 1),
    "mnist, parity": lambda: _with_y(_mnist_rows(25_000), lambda y: y % 2),
    "mnist, mod 3": lambda: _with_y(_mnist_rows(30_000), lambda y: y % 3),
    "penguins": lambda: _plotnine("penguins", _PENGUIN, "species"),
    "penguins, sorted": lambda: _sorted(_plotnine("penguins", _PENGUIN, "species")),
    "penguins, xor": lambda: _xor(_plotnine("penguins", _PENGUIN, "species"), 0, 1),
    "penguins, mass": lambda: _plotnine("penguins", _PENGUIN.rpartition(" ")[0], "body_mass_g"),
    "penguins, sex": lambda: _plotnine("penguins", _PENGUIN, "sex"),
    "penguins, 600 noise columns": lambda: _with_noise(_plotnine("penguins", _PENGUIN, "sex"), 600),
    "mpg": lambda: _plotnine("mpg", "displ year cyl", "hwy"),
    "mtcars": lambda: _plotnine("mtcars", "cyl disp hp drat wt qsec gear carb", "mpg"),
    "diamonds": lambda: _plotnine("diamonds", _DIAMOND, "price"),
    "diamonds, in thousands": lambda: _in_thousands(_plotnine("diamonds", _DIAMOND, "price")),
    "diamonds, sorted": lambda: _sorted(_plotnine("diamonds", _DIAMOND, "price")),
    "cut": lambda: _plotnine("diamonds", f"{_DIAMOND} price", "cut"),
    "carats": lambda: _plotnine("diamonds", "depth table x y z price", "carat", 1_500),
    "faithful": lambda: _plotnine("faithful", "eruptions", "waiting"),
    "density": _density,
    "midwest": lambda: _plotnine("midwest", _MIDWEST, "inmetro"),
    "midwest, poverty": lambda: _plotnine("midwest", _MIDWEST, "percbelowpoverty"),
    "autos": lambda: _statsmodels("gam/tests/results/autos.csv", _AUTO, "price"),
    "autos, in thousands": lambda: _in_thousands(DATA["autos"]()),
    "autos, sorted": lambda: _sorted(DATA["autos"]()),
    "votes": lambda: _statsmodels(
        "datasets/anes96/anes96.csv", _VOTER, "vote", sep="\t", quotechar="'"
    ),
    "votes, 400 noise columns": lambda: _with_noise(_sample(DATA["votes"](), 300), 400),
    "pigs": lambda: _statsmodels(
        "regression/tests/results/dietox.csv", "Feed Time Evit Cu", "Weight"
    ),
    "pigs, sorted": lambda: _sorted(DATA["pigs"]()),
    "food": lambda: _statsmodels("datasets/engel/engel.csv", "income", "foodexp"),
    "affairs": lambda: _sample(_statsmodels("datasets/fair/fair.csv", _MARRIAGE, "affairs"), 2_000),
    "affairs, any": lambda: _with_y(DATA["affairs"](), lambda y: (y > 0).astype(int)),
    "doctors": lambda: _sample(
        _statsmodels("datasets/randhie/randhie.csv", _PATIENT, "mdvis"), 2_500
    ),
    "heights": lambda: _map("jacksboro_fault_dem/elevation", 4, 3_000),
    "sea": lambda: _map("topobathy/topo", 2, 2_500),
    "moons": lambda: _plane("moons", noise=0.15),
    "circles": lambda: _plane("circles", noise=0.08, factor=0.5),
    "spirals": _spirals,
}
