"""Figures: an epoch of a run against an epoch of the other sides, without the first epoch."""

from _data import REFERENCE, digits, split
from _figure import ratio_figure
from _measure import take_turns
from _sides import FitSide, JaxSide, RunSide, SklearnSide

from densemodel.data import bind
from densemodel.language import parse
from densemodel.network import build_bound

_UNITS = (784, 50, 50, 10)
_BATCH = 32
_STEPS_AT_ONCE = 100
_ROWS_TO_SCORE = 2_000
_RUNG_BATCH = 100
# network 3.1 of the MNIST ladder, except for its length of training and its evaluations
_RUNG = (
    "28x28x1 -> conv 6 6x6 relu -> conv 12 5x5/2 relu -> conv 24 4x4/2 relu -> "
    "200 relu drop 0.25 -> 10 softmax ; init tn:0.1 ; bias 0.1 ; "
    f"adam lr exp 0.003->0.0001/2000 ; batch {_RUNG_BATCH} ; split off"
)
_ROUND = 20_000


def fit_with_validation(sizes):
    """The usual script: both train, then evaluate the validation rows."""
    return _with_validation(REFERENCE, sizes, at_most=0.2)


def fit_with_large_batches(sizes):
    """The same with batches of 128, where Keras has less overhead per row."""
    return _with_validation(f"{REFERENCE} ; batch 128", sizes, at_most=0.5)


def fit_without_validation(sizes):
    """The usual script, without validation."""
    run, trained, held = _without_validation(sizes)
    fit = FitSide(build_bound(run.run.bound), *trained, batch_size=_BATCH)
    return _race(run, "fit", fit, held, sizes.rounds)


def fit_many_steps_at_once(sizes):
    """Keras's fast mode: many steps in one call, callbacks and stops only between calls."""
    run, trained, held = _without_validation(sizes)
    model = build_bound(run.run.bound)
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=_STEPS_AT_ONCE,
    )
    fit = FitSide(model, *trained, batch_size=_BATCH)
    return _race(run, f"fit, {_STEPS_AT_ONCE} steps at once", fit, held, sizes.rounds)


def scikit_learn(sizes):
    """The same network as an `MLPClassifier`."""
    run, trained, held = _without_validation(sizes)
    other = SklearnSide(_UNITS, *trained, batch_size=_BATCH)
    return _race(run, "scikit-learn", other, held, sizes.rounds, at_most=0.5)


def jax_scan(sizes):
    """A whole epoch in one compiled loop."""
    run, trained, held = _without_validation(sizes)
    other = JaxSide(_UNITS, *trained, batch_size=_BATCH)
    return _race(run, "JAX", other, held, sizes.rounds, at_most=1.3)


def convolution(sizes):
    """Short epochs of a network whose steps are so long that there is little to gain."""
    x, y = digits(sizes.rows)
    x = x.reshape(-1, 28, 28, 1)
    count = _RUNG_BATCH * sizes.rung_steps
    run = RunSide(_RUNG, x[:count], y[:count])
    fit = FitSide(build_bound(run.run.bound), x[:count], y[:count], batch_size=_RUNG_BATCH)
    return _race(run, "fit", fit, (x[count:], y[count:]), sizes.rung_rounds, at_most=1.1)


def beside_a_loop(sizes):
    """Epochs beside a loop in pure Python, against epochs beside an idle main thread."""
    side = RunSide(REFERENCE, *digits(sizes.rows))

    def beside():
        side.begin()
        while side.run.is_busy:
            # about a millisecond of pure Python, which never releases the GIL voluntarily
            sum(number * number for number in range(_ROUND))
        return side.end()

    taken = take_turns({"beside a loop": beside, "alone": side.epoch}, sizes.rounds)
    return ratio_figure(taken, at_most=1.5)


def _with_validation(spec, sizes, *, at_most):
    run = RunSide(spec, *digits(sizes.rows))
    bound = run.run.bound
    trained, held = split(bound)
    batch = bound.spec.settings.batch
    fit = FitSide(build_bound(bound), *trained, batch_size=batch, validation_data=held)
    return _race(run, "fit", fit, held, sizes.rounds, at_most=at_most)


def _without_validation(sizes):
    """A run on only the training rows of the usual split, without validation."""
    trained, held = split(bind(parse(REFERENCE), *digits(sizes.rows)))
    return RunSide(f"{REFERENCE} ; split off", *trained), trained, held


def _race(run, name, other, held, rounds, *, at_most=None):
    taken = take_turns({"run": run.epoch, name: other.epoch}, rounds)
    # reveals a side that is fast because it does not learn
    x, y = (part[:_ROWS_TO_SCORE] for part in held)
    sides = {"run": run, name: other}
    accuracy = {own: float((side.classes_of(x) == y).mean()) for own, side in sides.items()}
    return ratio_figure(taken, at_most, accuracy=accuracy)
