"""Figures: how long it takes from Start to the end of the first epoch.

`python _first_epoch.py SIDE ROWS` prints one side's seconds in a fresh process: from the call that
starts training to the end of the first epoch. The model is built before.
"""

import os
import subprocess
import sys
import tempfile
import time
from functools import partial

from _data import REFERENCE, digits, split
from _figure import ratio_figure
from _measure import take_turns

_AGAIN = f"{REFERENCE} ; adam lr 0.002 ; seed 1"


def cold(sizes):
    """Both in fresh processes, including validation."""
    return _against_fit("run", sizes, at_most=1.1)


def second(sizes):
    """A second run in a process, against a first `fit` in a fresh one."""
    return _against_fit("second run", sizes, at_most=0.3)


def _against_fit(side, sizes, *, at_most):
    sides = {name: partial(_seconds, name, sizes.rows) for name in (side, "fit")}
    return ratio_figure(take_turns(sides, sizes.fresh, warm_up=0), at_most)


def _seconds(side, rows):
    with tempfile.TemporaryDirectory() as home:
        # an empty home, so that no compiled code of another process is found
        folders = {"HOME": home, "XDG_CACHE_HOME": home}
        command = [sys.executable, __file__, side, str(rows)]
        answer = subprocess.run(
            command, env=os.environ | folders, stdout=subprocess.PIPE, text=True, check=True
        )
    return float(answer.stdout.split()[-1])


def _run(rows):
    """A run, started as a user would."""
    from _sides import RunSide

    return RunSide(REFERENCE, *digits(rows)).epoch()


def _second_run(rows):
    """Another run of the same shape in the same process, with another seed and learning rate."""
    from _sides import RunSide

    x, y = digits(rows)
    RunSide(REFERENCE, x, y).epoch()
    return RunSide(_AGAIN, x, y).epoch()


def _fit(rows):
    """`model.fit`, in the main thread as in a script."""
    import densemodel as dm
    from densemodel.network import build_bound

    bound = dm.bind(REFERENCE, *digits(rows))
    model, (trained, held) = build_bound(bound), split(bound)

    from keras.callbacks import LambdaCallback

    ended = []
    clock = LambdaCallback(on_epoch_end=lambda *_: ended.append(time.perf_counter()))
    began = time.perf_counter()
    model.fit(
        *trained,
        batch_size=bound.spec.settings.batch,
        validation_data=held,
        verbose=0,
        callbacks=[clock],
    )
    return ended[0] - began


if __name__ == "__main__":
    _SIDES = {"run": _run, "second run": _second_run, "fit": _fit}
    print(_SIDES[sys.argv[1]](int(sys.argv[2])))
