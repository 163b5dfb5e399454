"""An epoch of a head on a frozen base, beside one of the whole model by Keras's `fit`.

MobileNetV2 (alpha 0.35) at 96x96 with new weights, on noise: only time counts here.
"""

import sys

import numpy as np
from _figure import main, ratio_figure
from _measure import seconds, take_turns

import densemodel as dm
from densemodel.training import prepare


def _parts(rows):
    import keras

    x = np.random.default_rng(0).integers(0, 256, (rows, 96, 96, 3)).astype("uint8")
    keras.utils.set_random_seed(0)
    given = {"alpha": 0.35, "pooling": "avg", "input_shape": (96, 96, 3)}
    base = keras.applications.MobileNetV2(weights=None, include_top=False, **given)
    return x, np.arange(rows) % 3, base


def epoch_time(sizes):
    """The time of an epoch of the head, once the outputs are there, as a share of fit's."""
    rows, epochs, rounds = sizes
    x, y, base = _parts(rows)
    text = f"base frozen -> drop 20% -> 3 softmax ; epochs {epochs} ; split off ; patience off"
    spec = dm.parse(text, {"base": base})
    outputs = seconds(lambda: dm.bind(spec, x, y).require())
    run = prepare(spec, x, y).start().wait()
    whole, pixels = dm.build(spec), x.astype("float32")

    def head():
        return seconds(lambda: run.restart().wait()) / epochs

    def fit():
        return seconds(lambda: whole.fit(pixels, y, batch_size=32, verbose=0))

    taken = take_turns({"head": head, "fit": fit}, rounds)
    return ratio_figure(taken, at_most=1 / 20, **{"outputs once, s": outputs, "rows": rows})


if __name__ == "__main__":
    figures = {"base: epoch time": epoch_time}
    sys.exit(main(figures, (600, 100, 3), (24, 2, 1)))
