"""One side of `sweep.py` in its own process, which prints its seconds as JSON.

python benchmarks/_sweep_child.py sweep WORKERS TIMES
python benchmarks/_sweep_child.py loop|tuner TRIALS
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from itertools import product
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SIZES, RATES, SEEDS = (32, 64, 128), (0.01, 0.001, 0.0001), (1, 2, 3, 4)
ROWS, EPOCHS, BATCH, SPLIT = 20_000, 5, 32, 0.3


def spec() -> str:
    """The sweep in one line."""
    sizes, rates, seeds = ("|".join(map(str, values)) for values in (SIZES, RATES, SEEDS))
    return (
        f"784 -> {{{sizes}}} relu -> 10 softmax ; adam lr {{{rates}}} ; batch {BATCH} ; "
        f"epochs {EPOCHS} ; patience off ; split {SPLIT} ; seed {{{seeds}}}"
    )


def swept(rows: int, workers: int, times: int) -> dict[str, Any]:
    """The same sweep several times in one process; each time without earlier results."""
    import densemodel as dm
    from densemodel.experiments import close_workers

    x, y = _rows(rows)
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


def looped(rows: int, trials: int) -> dict[str, Any]:
    """The loop that a user would write."""
    import keras

    x, y = _rows(rows)
    held = int(len(x) * (1 - SPLIT))
    began, best = time.perf_counter(), float("inf")
    cases = list(product(SIZES, RATES, SEEDS))
    for size, rate, seed in cases[:: len(cases) // trials][:trials]:
        keras.utils.set_random_seed(seed)
        model = _model(size, rate)
        history = model.fit(
            x[:held],
            y[:held],
            validation_data=(x[held:], y[held:]),
            batch_size=BATCH,
            epochs=EPOCHS,
            verbose=0,
        )
        best = min(best, *history.history["val_loss"])
    return {"seconds": [time.perf_counter() - began], "trials": trials, "best": best}


def tuned(rows: int, trials: int) -> dict[str, Any]:
    """KerasTuner's grid over sizes and rates, each trial a run of `fit`."""
    import keras_tuner

    x, y = _rows(rows)
    held = int(len(x) * (1 - SPLIT))

    def build(choices: Any) -> Any:
        size = choices.Choice("units", list(SIZES))
        rate = choices.Choice("lr", list(RATES))
        choices.Choice("seed", list(SEEDS))
        return _model(size, rate)

    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        tuner = keras_tuner.GridSearch(
            build, objective="val_loss", max_trials=trials, directory=folder, overwrite=True
        )
        tuner.search(
            x[:held],
            y[:held],
            validation_data=(x[held:], y[held:]),
            batch_size=BATCH,
            epochs=EPOCHS,
            verbose=0,
        )
    return {"seconds": [time.perf_counter() - began], "trials": trials, "best": None}


def _model(size: int, rate: float) -> Any:
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


def _rows(count: int) -> Any:
    from _digits import digits

    return digits(count)


def main() -> None:
    """Run the chosen side, and print its seconds."""
    side, rows, *numbers = sys.argv[1:]
    counts = [int(number) for number in numbers]
    sides = {"sweep": swept, "loop": looped, "tuner": tuned}
    print(json.dumps(sides[side](int(rows), *counts)))


if __name__ == "__main__":
    main()
