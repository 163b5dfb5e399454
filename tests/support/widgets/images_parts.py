"""Runs whose rows are pictures, and walls of them."""

import numpy as np
from sklearn.datasets import load_digits, load_sample_images

from densemodel.scoring import predict_rows
from densemodel.training import prepare
from densemodel.widgets.images._wall_facts import WallFacts, moment_of
from densemodel.widgets.score._row_pictures import wall_rows

SPEC = "64 -> 16 relu -> 10 softmax ; epochs 2 ; batch 64"
LONG = "64 -> 16 relu -> 10 softmax ; epochs 100000 ; patience off ; batch 64"


def digits(count=600):
    """Digits of 8x8 pixels, flat, from 0 to 1."""
    data = load_digits()
    return (data.data[:count] / 16).astype(np.float32), data.target[:count]


def digits_run(spec=SPEC, count=600, **options):
    return prepare(spec, *digits(count), **{"name": "digits", **options})


def colours(count, side=32):
    """Pictures of three colours: the class is the brightest."""
    random = np.random.default_rng(3)
    y = random.integers(0, 3, count)
    x = (
        random.random((count, side, side, 3), dtype=np.float32)
        + np.eye(3, dtype=np.float32)[y][:, None, None]
    )
    return x, y


def photographs(count, side):
    """Parts of two photographs, uint8, shape (count, side, side, 3)."""
    random = np.random.default_rng(5)
    images = load_sample_images().images
    x = np.empty((count, side, side, 3), np.uint8)
    for place in range(count):
        image = images[place % 2]
        top, left = (int(random.integers(most - side)) for most in image.shape[:2])
        x[place] = image[top : top + side, left : left + side]
    return x


def facts_of(run):
    rows = wall_rows(run)
    assert rows is not None
    return WallFacts(rows, predict_rows(run.model, rows.rows, newest=True), moment_of(run))
