"""Runs of each kind that are saved, and how they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

import densemodel as dm
from support.store.frames import frame, labels

RNG = np.random.default_rng(3)

X = RNG.normal(size=(200, 4)).astype(np.float32)

IS_POSITIVE = X[:, 0] * X[:, 1] > 0

FRAME = pd.DataFrame(X, columns=["age", "fare", "height", "width"])

WITH_GAPS = FRAME.mask(RNG.random(FRAME.shape) < 0.1)

IMAGES = RNG.random((80, 6, 6)).astype(np.float32)


@dataclass(frozen=True)
class Case:
    """A spec with its data."""

    spec: str
    x: Any
    y: Any

    def train(self, epochs):
        return dm.train(f"{self.spec} ; epochs {epochs}", self.x, self.y)


CASES = {
    "dropout and norm": Case("4 -> norm -> 8 relu -> drop 0.2 -> 2 softmax ; patience off", X,
                             np.where(IS_POSITIVE, "cat", "dog")),
    "nothing held back": Case("4 -> 8 relu -> drop 0.2 -> 1 sigmoid ; split off", X, IS_POSITIVE),
    "batch norm, momentum": Case("4 -> 8 relu -> bn -> 3 softmax ; sgd(momentum=0.9) lr 0.01", X,
                                 pd.Series(RNG.integers(4, 7, 200))),
    "target norm, cosine": Case("auto -> 8 tanh -> 1 ; target norm ; lr cosine 0.01/9", X,
                                100 * X[:, 0] + 40),
    "several targets": Case("4 -> 8 tanh -> 2 ; target norm", FRAME,
                            pd.DataFrame({"near": X[:, 0], "far": 9 * X[:, 1]})),
    "plateau": Case("4 -> 8 relu -> 1 ; lr plateau 0.01*0.5/1", X, X[:, 0]),
    "gaps filled": Case("auto -> norm -> 8 relu -> 2 softmax ; missing fill", WITH_GAPS,
                        IS_POSITIVE.astype(int)),
    "one-hot columns": Case("4 -> 8 relu -> 3 softmax", X, np.eye(3)[RNG.integers(0, 3, 200)]),
    "flags": Case("4 -> 8 relu -> 3 sigmoid", X, RNG.integers(0, 2, (200, 3))),
    "convolution": Case("6x6x1 -> conv 2 3x3 relu -> flatten -> 2 softmax", IMAGES,
                        RNG.integers(0, 2, 80)),
    "weights balanced": Case("4 -> 8 relu -> 2 softmax ; weights balanced", X,
                             RNG.random(200) < 0.2),
    "raw columns": Case("table -> 8 relu -> 2 softmax ; patience off", frame(), labels(frame())),
    "averaged weights": Case("4 -> 8 relu -> 2 softmax ; adam(use_ema=on) lr 0.01", X, IS_POSITIVE),
}  # fmt: skip


def weights(run):
    return run.model.get_weights()


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
