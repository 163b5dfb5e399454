"""How healthy data sets are loaded or made: none needs a network."""

from functools import cache

import numpy as np
import pandas as pd
from mnist import load_mnist
from plotnine import data as tables
from sklearn import datasets as bundled

MOST_ROWS = 3000
"Larger sets are thinned to this, by a seeded sample."


def thinned(frame):
    return frame.sample(min(len(frame), MOST_ROWS), random_state=0)


def columns(table, target, *left_out):
    """The numeric columns of a table's complete rows, and one column to learn."""

    def load():
        frame = thinned(getattr(tables, table).dropna())
        x = frame.select_dtypes("number").drop(columns=[target, *left_out], errors="ignore")
        return x, frame[target]

    return load


def some(table, names, target):
    """These columns of a table, of the rows in which they and the target are complete."""

    def load():
        targets = [target] if isinstance(target, str) else target
        frame = thinned(getattr(tables, table)[[*names, *targets]].dropna())
        return frame[names], frame[target]

    return load


def lags(table, column, count):
    """The values before each one in a series that is in order of time."""

    def load():
        series = getattr(tables, table)[column].dropna()
        before = {f"{column}_{lag}": series.shift(lag) for lag in range(1, count + 1)}
        frame = pd.DataFrame(before).dropna()
        return frame, series.loc[frame.index]

    return load


def economics():
    frame = tables.economics
    return frame[["pce", "pop", "psavert", "uempmed"]], frame["unemploy"]


def beef():
    frame = tables.meat.dropna().drop(columns="date")
    return frame.drop(columns="beef"), frame["beef"]


def eruptions():
    return tables.faithful["eruptions"], tables.faithful["waiting"]


def anscombe():
    frame = tables.anscombe_quartet
    first = frame[frame["dataset"] == "I"]
    return first[["x"]], first["y"]


def bundle(name, **options):
    return lambda: getattr(bundled, f"load_{name}")(return_X_y=True, **options)


def digit_images():
    digits = bundled.load_digits()
    return digits.images, digits.target


def iris_names():
    iris = bundled.load_iris(as_frame=True)
    return iris.data, iris.target.map(dict(enumerate(iris.target_names)))


@cache
def some_mnist():
    (x, y), _ = load_mnist()
    return x[:MOST_ROWS], y[:MOST_ROWS]


def pixels():
    return some_mnist()


def flat_shares():
    x, y = some_mnist()
    return x.reshape(len(x), 784) / 255, y


def pictures():
    x, y = some_mnist()
    return (x[..., None] / 255).astype(np.float32), y


def parities():
    x, y = some_mnist()
    return x, y % 2


def made(name, **options):
    return lambda: getattr(bundled, f"make_{name}")(random_state=0, **options)


def rng():
    return np.random.default_rng(0)


def sine():
    x = rng().uniform(-3, 3, 300)
    return x, np.sin(x)


def xor():
    x = rng().integers(0, 2, (400, 2))
    return x, x[:, 0] ^ x[:, 1]


def spirals():
    turn = np.tile(np.linspace(0.5, 3 * np.pi, 200), 2)
    arm = np.repeat([0, 1], 200)
    angle = turn + np.pi * arm
    points = np.column_stack([turn * np.cos(angle), turn * np.sin(angle)]) / 10
    return points + rng().normal(0, 0.02, points.shape), arm


def clusters(centers=3, **options):
    return bundled.make_blobs(400, 4, centers=centers, random_state=0, **options)


def named_clusters():
    x, y = clusters()
    return x, np.array(["owl", "cat", "dog"])[y]


def one_hot_clusters():
    x, y = clusters()
    return x, np.eye(3)[y]


def clusters_from_one():
    x, y = clusters()
    return x, y + 1


def true_or_false():
    x, y = clusters(2)
    return x, y == 1


def yes_or_no_lists():
    x, y = clusters(2)
    return x.tolist(), ["yes" if one else "no" for one in y]


def minus_and_plus():
    x, y = clusters(2)
    return x, 2 * y - 1


def column_of_labels():
    x, y = clusters()
    return x, y.reshape(-1, 1)


def four_to_one():
    return bundled.make_classification(500, 8, weights=[0.8], random_state=0)


def counts():
    x = rng().normal(size=(400, 3))
    return x, rng().poisson(np.exp(0.5 * x[:, 0] + 1))


def many_counts():
    x = rng().normal(size=(400, 3))
    return x, rng().poisson(np.exp(x[:, 0] + 4))


def flags():
    return bundled.make_multilabel_classification(400, 10, n_classes=4, random_state=0)


def wave_lags():
    wave = np.sin(np.arange(420) / 7) + rng().normal(0, 0.1, 420)
    windows = np.lib.stride_tricks.sliding_window_view(wave, 21)
    return windows[:, :20], windows[:, 20]


def itself():
    x = bundled.load_iris().data
    return x, x


def images_themselves():
    x, _ = flat_shares()
    return x, x


def shares():
    x = rng().normal(size=(400, 3))
    return x, 1 / (1 + np.exp(-x.sum(axis=1)))


def flags_among_numbers():
    frame = pd.DataFrame(
        {"size": rng().normal(100, 20, 300), "has_garden": rng().random(300) < 0.5}
    )
    return frame, 3 * frame["size"] + 50 * frame["has_garden"]


def whole_numbers():
    x = rng().integers(0, 5, (300, 4)).astype(np.int8)
    return x, x.sum(axis=1).astype(float) + rng().normal(0, 0.1, 300)
