"""One side of `sweep.py` in its own process, which prints its seconds as JSON.

python benchmarks/_sweep_child.py sweep WORKERS TIMES
python benchmarks/_sweep_child.py loop|tuner TRIALS
"""

import json
import os
import sys
import tempfile
import time
from itertools import product

from _data import digits

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SIZES, RATES, SEEDS = (32, 64, 128), (0.01, 0.001, 0.0001), (1, 2, 3, 4)
ROWS, EPOCHS, BATCH, SPLIT = 20_000, 5, 32, 0.3


def spec():
    """The sweep in one line."""
    sizes, rates, seeds = ("|".join(map(str, values)) for values in (SIZES, RATES, SEEDS))
    return (
        f"784 -> {{{sizes}}} relu -> 10 softmax ; adam lr {{{rates}}} ; batch {BATCH} ; "
        f"epochs {EPOCHS} ; patience off ; split {SPLIT} ; seed {{{seeds}}}"
    )


def swept(rows, workers, times):
    """The same sweep several times in one process; each time without earlier results."""
    import densemodel as dm
    from densemodel.experiments import close_workers

    x, y = digits(rows)
    seconds, sweep = [], None
    for _ in range(times):
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            sweep = dm.sweep(spec(), x, y, workers=workers, folder=folder)
        seconds.append(time.perf_counter() - began)
    close_workers()
    assert sweep is not None  # noqa: S101 - times is 1 or more
    best = sweep.results[sweep.best_number or 1].score
    return {"seconds": seconds, "trials": len(sweep.results), "best": best}


def looped(rows, trials):
    """The loop that a user would write."""
    import keras

    began, best = time.perf_counter(), float("inf")
    cases = list(product(SIZES, RATES, SEEDS))
    x, y, options = _given(rows)
    for size, rate, seed in cases[:: len(cases) // trials][:trials]:
        keras.utils.set_random_seed(seed)
        history = _model(size, rate).fit(x, y, **options)
        best = min(best, *history.history["val_loss"])
    return {"seconds": [time.perf_counter() - began], "trials": trials, "best": best}


def tuned(rows, trials):
    """KerasTuner's grid over sizes and rates, each trial a run of `fit`."""
    import keras_tuner

    def build(choices):
        size = choices.Choice("units", list(SIZES))
        rate = choices.Choice("lr", list(RATES))
        choices.Choice("seed", list(SEEDS))
        return _model(size, rate)

    x, y, options = _given(rows)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        tuner = keras_tuner.GridSearch(
            build, objective="val_loss", max_trials=trials, directory=folder, overwrite=True
        )
        tuner.search(x, y, **options)
    return {"seconds": [time.perf_counter() - began], "trials": trials, "best": None}


def _given(rows):
    """Rows to train on, their labels, and the arguments of `fit`."""
    x, y = digits(rows)
    held = int(len(x) * (1 - SPLIT))
    validation = (x[held:], y[held:])
    options = {"validation_data": validation, "batch_size": BATCH, "epochs": EPOCHS, "verbose": 0}
    return x[:held], y[:held], options


def _model(size, rate):
    import keras

    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(size, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def main():
    """Run the chosen side, and print its seconds."""
    side, rows, *numbers = sys.argv[1:]
    counts = [int(number) for number in numbers]
    sides = {"sweep": swept, "loop": looped, "tuner": tuned}
    print(json.dumps(sides[side](int(rows), *counts)))


if __name__ == "__main__":
    main()
