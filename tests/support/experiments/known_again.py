"""Prints what another process finds in the folder of a sweep, and whether it loads TensorFlow."""

import sys

import numpy as np

from densemodel.experiments import prepare_sweep

generator = np.random.default_rng(0)
x = generator.normal(size=(120, 4)).astype(np.float32)
y = (x[:, 0] * x[:, 1] > 0).astype(int)
spec = "4 -> {2|3} relu -> 2 softmax ; epochs 2"
sweep = prepare_sweep(spec, x, y, workers=1, folder=sys.argv[1])
print(len(sweep.results), sweep.state, "tensorflow" in sys.modules)  # noqa: T201
