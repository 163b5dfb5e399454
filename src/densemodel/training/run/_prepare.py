"""Makes a run from a spec and data: `dm.train`."""

from __future__ import annotations

import re
import sys
import warnings
from contextlib import suppress
from dataclasses import replace
from numbers import Integral
from typing import TYPE_CHECKING, Any

from densemodel.data import IN_PYTHON, pairs_of, picture_shape_of, read_folder, rows_and_labels
from densemodel.errors import (
    DataError,
    DenseModelWarning,
    TrainingError,
    level_outside,
    with_call_hints,
)
from densemodel.language import as_spec, clauses_of
from densemodel.network import spec_of
from densemodel.training.engine._xla_trial import check_jit_compile
from densemodel.training.keras_fit._fit_adapter import callbacks_of
from densemodel.training.run._run import Run
from densemodel.training.run._trained import network_of
from densemodel.training.run._training_data import Given, session_of_model, session_of_spec
from densemodel.training.session._session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from os import PathLike

    from densemodel.data import Bound, Finding
    from densemodel.language import Spec
    from densemodel.training.engine._xla_trial import JitCompile


@with_call_hints
def train(
    spec_or_model: Spec | str | Any,
    x: Any = None,
    y: Any = None,
    *,
    frame: Any = None,
    target: Any = None,
    folder: str | PathLike[str] | None = None,
    epochs: int | None = None,
    settings: str = "",
    validation_data: Any = None,
    test_data: Any = None,
    callbacks: Any = (),
    sample_weight: Any = None,
    class_weight: Mapping[Any, float] | None = None,
    initial_epoch: int = 0,
    jit_compile: JitCompile = "auto",
    start: Run | None = None,
    wait: bool = True,
    **clauses: Any,
) -> Run:
    """Build the network of a spec and train it, or continue to train a Keras model.

    With `wait`, suggestions are issued as warnings of the class `DenseModelWarning`.

    Args:
        spec_or_model: A spec, its text, or a compiled `keras.Model` with one input and one output.
        x: Rows, shape (n, ...): an array, a list, a frame with columns of numbers, or an
            `np.memmap`, of which only some batches are in memory at a time. Or something that
            yields batches (x, y): a `tf.data.Dataset`, a `keras.utils.PyDataset`, a generator.
        y: Their labels, shape (n,) or (n, k): numbers, class names, or one-hot. None where x yields
            them.
        frame: A DataFrame that holds rows and labels, in place of x and y.
        target: The name of its column of labels.
        folder: A folder that has a folder of pictures for each class, in place of x and y; or
            `train`, and with it `val`, `validation` or `test`, which have them. Pictures are
            cropped and scaled to the size that the network takes, as by `dm.read_images`.
        epochs: The number of epochs, as the clause `epochs`.
        settings: Clauses that replace those of the spec, or training settings for a model:
            `"epochs 5 ; batch 64 ; split 20%"`.
        validation_data: A pair (x, y) to validate on, or something that yields such pairs. None:
            the share that `split` holds out, and nothing where x yields batches.
        test_data: The same, scored once, when the run ends.
        callbacks: Keras callbacks: one, or a list of them.
        sample_weight: A weight for each row of x, shape (n,), 0 or above.
        class_weight: A weight for each class, by its name or number.
        initial_epoch: The number of epochs that count as done.
        jit_compile: Whether XLA compiles the training steps, as in `keras.Model.compile`. False:
            the numbers equal those of `fit` to the last bit. "auto": XLA is used if it was measured
            to be faster for this network on this machine. It has no effect on what Keras's own loop
            trains: batches that x yields, and models with a custom `train_step`.
        start: A run of the same network with its base frozen, for one with its base unfrozen: it
            begins with the head that this run has trained.
        wait: Return when the run has ended; False returns at once.
        clauses: Other clauses of the language by their words, which replace those of the spec:
            `patience=5, lr=0.1, batch=64, split=0.2, loss="mae"`; None is `off`.

    Returns:
        The run. Its `model` is a plain compiled `keras.Sequential` with the best weights.

    Raises:
        SpecError: The text is not a spec.
        DataError: The data cannot be trained on.
        TrainingError: Training failed.
        TypeError: A keyword is neither an argument nor a clause.

    Example:
        >>> run = dm.train("784 -> 50 relu -> 10 softmax", x_train, y_train, epochs=5, lr=0.01)
        >>> run.model.predict(x_test)
        >>> run = dm.train("table -> 64 relu -> auto", frame=df, target="price", epochs=5)
    """
    given = {"epochs": epochs} if epochs is not None else {}
    settings = " ; ".join(filter(None, [settings, clauses_of(given | clauses, "train")]))
    values = {"x": x, "y": y, "frame": frame, "target": target, "folder": folder}
    pairs = {"validation_data": validation_data, "test_data": test_data}
    x, y, names = _given_once(spec_or_model, values, pairs)
    run = prepare(
        spec_or_model,
        x,
        y,
        names=names,
        settings=settings,
        **pairs,
        callbacks=callbacks,
        sample_weight=sample_weight,
        class_weight=class_weight,
        initial_epoch=initial_epoch,
        jit_compile=jit_compile,
        start=start,
    )
    if not wait:
        return run.start()  # a panel may follow, which shows the suggestions
    findings = run.findings
    _warn_of(findings)
    run.start()
    # a user who interrupts wants what is trained so far
    with suppress(KeyboardInterrupt):
        run.wait()
    _warn_of(found for found in run.findings if found not in findings)
    return run


_WAYS = (("x", "y"), ("frame", "target"), ("folder",))
"Arguments that give rows and labels, each in another way."


def _given_once(
    spec_or_model: Spec | str | Any, values: Mapping[str, Any], pairs: dict[str, Any]
) -> tuple[Any, Any, dict[str, str]]:
    """x, y and what messages call them; a folder may bring pairs as well."""
    ways = [" and ".join(way) for way in _WAYS if any(values[name] is not None for name in way)]
    if not ways:
        raise DataError("there is nothing to train on: give x and y, frame and target, or folder")
    if len(ways) > 1:
        raise DataError(f"give the data once: either {', or '.join(ways)}")
    x, y, frame, target, folder = (values[name] for way in _WAYS for name in way)
    if ways[0].startswith("x"):
        return x, y, {}
    if folder is None:
        if frame is None or target is None:
            raise DataError("frame and target go together: frame=df, target='price'")
        x, y = rows_and_labels(frame, target, "frame")
        return x, y, {"x": "frame", "y": str(target), IN_PYTHON: f"frame[{target!r}]"}
    read = read_folder(folder, picture_shape_of(spec_or_model))
    pairs |= dict(zip(pairs, pairs_of(folder, read, pairs), strict=True))
    names = {"x": str(folder), "y": f"the classes of {folder}"}
    return read["training"].x, read["training"].y, names


def _warn_of(findings: Iterable[Finding]) -> None:
    """Warn of suggestions at the line that called `train`, each once a line, whatever its numbers.

    Python forgets which warnings it has shown when filters change, as in scikit-learn's checks. The
    user sets the length of training, so too few steps are no warning.
    """
    level = level_outside()
    caller = sys._getframe(level - 1)  # noqa: SLF001 - as warnings.warn finds it
    always = [one[2] for one in warnings.filters if one[0] in ("always", "all", "error")]
    is_always = any(issubclass(DenseModelWarning, kind) for kind in always)
    for found in findings:
        if found.severity != "offer" or found.accept.startswith(("epochs ", "steps ")):
            continue
        words = re.sub(r"[\d.,]+", "", found.message)
        key = caller.f_code.co_filename, caller.f_lineno, words
        if key not in _WARNED or is_always:
            _WARNED.add(key)
            warnings.warn(found.message, DenseModelWarning, stacklevel=level)


_WARNED: set[tuple[str, int, str]] = set()


def prepare(
    spec_or_model: Spec | str | Any,
    x: Any = None,
    y: Any = None,
    *,
    name: str | None = None,
    settings: str = "",
    validation_data: Any = None,
    test_data: Any = None,
    callbacks: Any = (),
    sample_weight: Any = None,
    class_weight: Mapping[Any, float] | None = None,
    initial_epoch: int = 0,
    jit_compile: JitCompile = "auto",
    start: Run | None = None,
    strict: bool = False,
    names: Mapping[str, str] | None = None,
    on_bound: Callable[[Bound], object] = lambda _: None,
) -> Run:
    """Like `train`, but the run is not started; without x and y it only has its model.

    With `strict`, suggestions prevent the start. Findings name the data as `names` does:
    `{"x": "x_train", "test_data[0]": "x_test"}`. `on_bound` is called with the bound rows and
    labels before the model is built.
    """
    if not isinstance(initial_epoch, Integral) or initial_epoch < 0:
        raise TrainingError(
            f"initial_epoch is {initial_epoch!r}: give the number of epochs that are already "
            "done, a whole number of 0 or more"
        )
    check_jit_compile(jit_compile)
    given = Given(
        x,
        y,
        validation_data=validation_data,
        test_data=test_data,
        callbacks=callbacks_of(callbacks),
        sample_weight=sample_weight,
        class_weight=class_weight,
        initial_epoch=initial_epoch,
        jit_compile=jit_compile,
        start=start,
        is_strict=strict,
        names=names or {},
        on_bound=on_bound,
    )
    if hasattr(spec_or_model, "fit"):
        model = spec_or_model
        network = network_of(model)
        known = None if network is model else spec_of(model)
        spec, session = session_of_model(network, given, settings, known)
        return Run(spec, network, session, name=name or spec.name or "model").adopt(model)
    spec = as_spec(spec_or_model)
    return _run_of(spec.with_settings(settings) if settings else spec, given, name)


def _run_of(spec: Spec, given: Given, name: str | None) -> Run:
    sized, model, session = session_of_spec(spec, given)
    name = name or spec.name or "model"
    # batches that were read can't be read again
    can_begin_again = isinstance(session, Session)
    given = replace(given, on_bound=lambda _: None)  # only once

    def again(change: Callable[[Spec], Spec]) -> Run:
        # from the written spec, so that auto sizes are those of the current data
        return _run_of(change(spec), given, name)

    return Run(sized, model, session, name=name, again=again if can_begin_again else None)
