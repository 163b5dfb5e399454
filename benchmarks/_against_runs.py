"""Runs that are resumed from a file, sweeps, capacities and scripts, for against.py."""

import tempfile
import threading

from _against_record import findings, masked
from _against_specs import SPECS, data, with_length
from _against_tables import table

RESUMED = {
    "arrays, after 2 epochs": ("6 -> 8 relu -> 3 softmax ; epochs 2", "three", None),
    "names and a seed": ("auto -> 8 relu -> auto ; epochs 4 ; seed 5", "names", 14),
    "within an epoch": ("6 -> 8 relu drop 0.3 -> 1 ; epochs 4 ; batch 16 ; every 5", "number", 20),
    "batch normalization": ("6 -> 8 bn relu -> 3 softmax ; epochs 4 ; every 3", "three", 9),
    "a cosine": ("6 -> 8 relu -> 1 ; epochs 4 ; adam lr cosine 0.05 ; every 5", "number", 10),
    "an exponential": ("6 -> 8 relu -> 1 ; adam lr exp 0.03->0.001/9 ; epochs 4", "number", 14),
    "a plateau": ("6 -> 8 relu -> 1 ; epochs 6 ; adam lr plateau 0.3*0.5/1 ; patience off",
                  "number", 21),
    "patience": ("6 -> 8 relu -> 1 ; epochs 9 ; patience 2 ; adam lr 0.2", "number", 14),
    "images": ("8x8 -> scale / 240 -> conv 4 relu -> 10 softmax ; epochs 4 ; every 2", "images", 8),
    "balanced": ("6 -> 8 relu -> 1 sigmoid ; epochs 4 ; sgd(momentum=0.9) ; weights balanced",
                 "rare", 7),
    "a table": ("table -> 8 relu -> auto ; epochs 4 ; every 6", "table people", 12),
    "a table with an embedding": ("table -> 8 relu -> 1 ; epochs 4 ; target norm ; every 5",
                                  "table towns", 5),
}  # fmt: skip
"""By name: the spec, the data, and the step after which it is stopped, or None: at the end.

A run stops between two calls of compiled steps, of which the evaluation after this step begins one.
"""


def _data(name):
    return table(name.removeprefix("table "))[1:] if name.startswith("table ") else data(name)


def resumed(recorder):
    """Stop runs, save them to a file, load them and resume."""
    import keras

    import densemodel as dm

    for case, (spec, name, step) in RESUMED.items():
        keras.utils.clear_session()
        x, y = _data(name)
        try:
            run = _stopped(spec, x, y, step)
            with tempfile.TemporaryDirectory() as folder:
                dm.ModelStore(folder).save(run, "stopped")
                loaded = dm.ModelStore(folder).load("stopped")
        except Exception as error:  # noqa: BLE001 - an error is a result, too
            recorder.error(case, error)
            continue
        recorder.facet(case, "weights of the file", loaded.model.get_weights)
        recorder.facet(case, "state", lambda one=loaded: [str(one.state), str(one.reason)])
        recorder.facet(case, "sentence of the file", lambda one=loaded: masked(one.sentence))
        recorder.facet(case, "predictions of the file", lambda: dm.predict(loaded, x[:9]))  # noqa: B023
        settings = "" if step else "epochs 4"
        done = recorder.facet(case, "resumed", lambda: _resumed(loaded, x, y, settings) and "yes")  # noqa: B023
        if done:
            recorder.facet(case, "weights", loaded.model.get_weights)
            recorder.facet(case, "history", lambda one=loaded: dict(one.history))
            recorder.facet(case, "sentence", lambda one=loaded: masked(one.sentence))
            recorder.facet(case, "findings", lambda one=loaded: findings(one.findings))
            recorder.facet(case, "spec", lambda one=loaded: str(one.spec))


def _resumed(run, x, y, settings):
    run.resume(x, y, settings=settings).wait()
    return True


def _stopped(spec, x, y, step):
    """A run that was stopped after a step, which a callback counts; None: that has finished."""
    import keras

    import densemodel as dm

    if step is None:
        return dm.train(spec, x, y, jit_compile=False)
    found = []
    is_there = threading.Event()

    class Stop(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.before = self.done = 0

        def on_train_begin(self, logs=None):
            del logs
            is_there.wait(60)

        def on_train_batch_end(self, batch, logs=None):
            del logs
            self.done = self.before + batch + 1  # a call of compiled steps counts once
            if self.done >= step:
                found[0].stop()

        def on_epoch_end(self, epoch, logs=None):
            del epoch, logs
            self.before = self.done

    found.append(dm.train(spec, x, y, jit_compile=False, callbacks=[Stop()], wait=False))
    is_there.set()
    return found[0].wait()


SWEEPS = {
    "grid": ("6 -> {4|8|16} relu -> 3 softmax ; adam lr {0.01|0.001} ; epochs 2", "three", {}),
    "random": ("6 -> {4|8|16} {relu|tanh} -> 1 ; adam lr {0.001..0.1 log/4} ; epochs 2", "number",
               {"search": "random", "trials": 4}),
    "halving": ("6 -> {4|8|16|32} relu -> 3 softmax ; epochs 9", "three", {"halving": True}),
    "repeat": ("6 -> 8 relu -> 3 softmax ; repeat 3 ; epochs 2", "names", {}),
    "a table": ("table -> {4|8} relu -> auto ; epochs 2 ; {category city|without city}",
                "table people", {}),
    "clauses": ("8x8 -> {9 relu|9 tanh} -> 10 ; {adam|sgd lr 0.1} ; batch {32|64} ; epochs 2",
                "images", {"test": 50}),
}  # fmt: skip
CAPACITIES = {
    "capacity of classes": ("6 -> norm -> 8 relu -> 3 softmax ; epochs 2 ; batch 32", "three"),
    "capacity of numbers": ("6 -> 4 tanh -> 1 ; epochs 2 ; batch 32", "number"),
}


def sweeps(recorder):
    """Train sweeps in this process, and two capacities."""
    import densemodel as dm

    for case, (spec, name, given) in SWEEPS.items():
        x, y = _data(name)
        count, options = given.get("test", 0), {k: v for k, v in given.items() if k != "test"}
        if count:
            options["test_data"] = (x[-count:], y[-count:])
            x, y = x[:-count], y[:-count]
        try:
            sweep = dm.sweep(spec, x, y, workers=1, **options)
        except Exception as error:  # noqa: BLE001 - an error is a result, too
            recorder.error(case, error)
            continue
        _record_trials(recorder, case, sweep)
        recorder.facet(case, "best weights", sweep.best.model.get_weights)
        recorder.facet(case, "best", lambda one=sweep: [str(one.best.spec), one.best.history])
        recorder.facet(case, "sentence of best", lambda one=sweep: masked(one.best.sentence))
        recorder.facet(case, "choices", lambda one=spec: list(map(str, dm.parse(one).expand())))
    for case, (spec, name) in CAPACITIES.items():
        try:
            run = dm.train(spec, *_data(name), jit_compile=False)
            _record_trials(recorder, case, dm.capacity(run))
        except Exception as error:  # noqa: BLE001 - an error is a result, too
            recorder.error(case, error)


def _record_trials(recorder, case, experiment):
    def frame():
        found = experiment.frame()
        timed = [name for name in found if "second" in str(name) or "minute" in str(name)]
        return found.drop(columns=timed)

    recorder.facet(case, "frame", frame)
    recorder.facet(case, "sentence", lambda: masked(experiment.sentence))


_RUN = (0, 4, 34, 42)
"The places of the specs whose scripts are run."


def scripts(recorder):
    """Write the Keras scripts of specs without data, and run some of them."""
    import keras

    import densemodel as dm

    for place, (spec, name, _) in enumerate(SPECS):
        text = with_length(spec.replace("auto", "6", 1).replace("auto", "3"))
        case = f"{place + 1}. {text}"
        code = recorder.facet(case, "script", lambda one=text: dm.keras_code(one))
        recorder.facet(case, "spec of its model", lambda one=text: _spec_again(one))
        if code and place in _RUN:
            keras.utils.clear_session()
            x, y = data(name)
            recorder.facet(case, "weights", lambda: _weights_of(code, x, y))  # noqa: B023


def _spec_again(text):
    import densemodel as dm

    return str(dm.spec_of(dm.build(text)))


def _weights_of(code, x, y):
    names = {"x_train": x, "y_train": y, "__name__": "script"}
    exec(code, names)  # noqa: S102 - what densemodel itself wrote
    return names["model"].get_weights()
