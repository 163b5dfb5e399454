"""Makes a sweep from a spec with choices and data."""

from __future__ import annotations

import hashlib
import shutil
import weakref
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from densemodel._tensorflow import tensorflow_version
from densemodel.data import (
    KERAS_DEFAULTS,
    Bound,
    bind,
    digest_of,
    identity_of,
    keras_settings,
    with_copy,
)
from densemodel.errors import DataError, SweepError, with_call_hints
from densemodel.experiments.plan._halving import Halving
from densemodel.experiments.plan._plan import (
    Trial,
    TrialPlan,
    alternatives_of,
    plan_of,
    require_comparable,
)
from densemodel.experiments.plan._planner import SearchPlanner
from densemodel.experiments.plan._searches import search_of
from densemodel.experiments.run._local import pickled
from densemodel.experiments.run._sweep import Sweep
from densemodel.experiments.run._trial_data import RunData, SweepData, folder_of
from densemodel.experiments.run._workers import WorkerPool
from densemodel.language import Spec, as_spec, clauses_of
from densemodel.training import Run, is_stream

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from densemodel.experiments.plan._search import Search


@with_call_hints
def sweep(
    spec: Spec | str,
    x: Any,
    y: Any,
    *,
    validation_data: Any = None,
    test_data: Any = None,
    workers: int | None = None,
    cluster: Any = None,
    search: Search | str = "grid",
    halving: bool = False,
    trials: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    callbacks: Any | Callable[[Trial], Any] = (),
    wait: bool = True,
    **clauses: Any,
) -> Sweep:
    """Train every network of a spec with choices, and find the best.

    Args:
        spec: With choices in braces, `784 -> {32|64} relu -> 10 softmax ; adam lr {0.01|0.001}`,
            with `repeat 5` for five seeds of each, or with both.
        x: Rows, shape (n, ...): an array, a list, a frame.
        y: Their labels, shape (n,) or (n, k).
        validation_data: A pair (x, y) to choose the best by. None: the rows that `split` holds
            out, the same for all trials of one seed.
        test_data: A pair (x, y) to score the best model once, when the sweep has finished.
        workers: Processes that train at the same time. None: as many as fit this machine; 1 trains
            in this process.
        cluster: The address of a dask scheduler, or a client or cluster of dask. All of its
            workers must see `folder`.
        search: "grid" trains every combination, "random" draws `trials` of them, "tpe" lets Optuna
            choose each by the results so far; or a `densemodel.experiments.Search` of your own.
        halving: Train all briefly, then the best third longer, and so on; the others end. A spec
            with `lr find` is trained so in any case, unless "tpe" chooses.
        trials: The number of combinations that "random" or "tpe" draws.
        folder: The folder of the results. The same sweep in the same folder continues where it was,
            also in another process. None: a temporary folder, deleted with the sweep.
        callbacks: Keras callbacks for each trial, or a function that returns those of a `Trial`.
        wait: Return when all trials have ended; False returns at once.
        clauses: Clauses of the language by their words, which replace those of the spec:
            `patience=5, lr=[0.1, 0.01]`; a list is a choice.

    Returns:
        The sweep: `sweep.frame()`, `sweep.best`.

    Raises:
        SpecError: The text is not a spec, or a combination does not fit together.
        DataError: The data cannot be trained on.
        SweepError: The spec is one network, or no worker can be started.
        TypeError: A keyword is neither an argument nor a clause.

    Example:
        >>> sweep = dm.sweep("784 -> {32|64} relu -> 10 softmax ; epochs 5", x_train, y_train)
        >>> sweep.best.model.predict(x_test)
    """
    settings = clauses_of(clauses, "sweep", has_choices=True)
    made = prepare_sweep(
        as_spec(spec).with_settings(settings) if settings else spec,
        x,
        y,
        validation_data=validation_data,
        test_data=test_data,
        workers=workers,
        cluster=cluster,
        search=search,
        halving=halving,
        trials=trials,
        folder=folder,
        callbacks=callbacks,
        starts=True,
    )
    made.start()
    if wait:
        with suppress(KeyboardInterrupt):  # a user who interrupts wants what is trained so far
            made.wait()
    return made


def prepare_sweep(
    spec: Spec | str,
    x: Any,
    y: Any,
    *,
    name: str | None = None,
    validation_data: Any = None,
    test_data: Any = None,
    workers: int | None = None,
    cluster: Any = None,
    search: Search | str = "grid",
    halving: bool = False,
    trials: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    callbacks: Any | Callable[[Trial], Any] = (),
    strict: bool = False,
    starts: bool = False,
    names: Mapping[str, str] | None = None,
) -> Sweep:
    """Like `sweep`, but not started; results in its folder are loaded.

    With `strict`, suggestions prevent it. With `starts`, the caller starts it at once, so the
    workers' packages are loaded meanwhile. Findings name the data as `names` does:
    `{"x": "x_train"}`.
    """
    written = with_copy(as_spec(spec))  # trials start later, and the user may change the base
    pool = WorkerPool(workers, cluster)
    chosen = search_of(search, trials)
    plan = plan_of(written, chosen)
    if x is None or y is None:
        raise DataError("a sweep needs x and y")
    if is_stream(x):
        raise SweepError("x yields batches, which are gone after one trial: give arrays")
    size = chosen.size(written)
    if halving and size is not None:
        raise SweepError(
            "halving compares trials that begin together, and this search draws some once others "
            "have ended: leave one of the two out"
        )
    require_comparable(plan if size is None else alternatives_of(written), validation_data)
    if starts:
        pool.begin_ahead(max(len(plan.cases), size or 0))
    first = plan.cases[0][0]
    bound = bind(first, x, y, validation_data=validation_data, test_data=test_data)
    bound = bound.with_names(names or {})
    bound = (bound.as_strict() if strict else bound).require()
    data = SweepData(_copied(x), _copied(y), _copied_pair(validation_data), callbacks)
    place = folder_of(folder or None, Sweep.kind)
    planner = planner_of(
        written,
        chosen,
        plan,
        halving=halving,
        folder=place,
        bind=data.bind,
        bound=bound,
        callbacks=callbacks,
        validation_data=data.validation,
    )
    name = name or written.name or "model"
    made = Sweep(name, planner, data, place, pool, test=_copied_pair(test_data))
    if folder is None:
        weakref.finalize(made, shutil.rmtree, made.folder, ignore_errors=True)
    made.findings = bound.findings
    return made


def planner_of(
    spec: Spec,
    search: Search,
    plan: TrialPlan,
    *,
    halving: bool,
    bound: Bound,
    callbacks: Any = (),
    **options: Any,
) -> SearchPlanner:
    """The planner of a sweep: with halving if it is asked for, or if the spec finds its rate."""
    given = replace(spec, name=None), search, plan
    options |= {"bound": bound, "key": data_key(bound, callbacks)}
    if spec.finds_rate and not halving and search.size(spec) is None:
        with suppress(SweepError):  # too few epochs, or none but steps
            return Halving(*given, **options)
    return (Halving if halving else SearchPlanner)(*given, **options)


def prepare_rate_sweep(run: Run, spec: Spec) -> Sweep:
    """The sweep `lr find` of a spec on the rows of a run, in this process; not started.

    Each trial trains a network of its own, and the run stays as it is.

    Raises:
        SweepError: Its rows are not in memory, or its model was not built from a spec.
        DataError: The rows cannot be trained on.
    """
    if run.bound is None or not run.can_rebuild:
        raise SweepError(f"{run.name} can't train copies of its network on its data")
    bound = run.bound.with_spec(spec).require()
    written, search = spec.without_lengths().with_settings("lr find"), search_of("grid", None)
    place, plan = folder_of(None, Sweep.kind), plan_of(written, search)
    planner = planner_of(
        written, search, plan, halving=False, bound=bound, folder=place, bind=bound.with_spec
    )
    data = RunData(run, f"the learning rates of {run.name}")
    made = Sweep(run.name, planner, data, place, WorkerPool(1))
    weakref.finalize(made, shutil.rmtree, place, ignore_errors=True)
    return made


def data_key(bound: Bound, callbacks: Any = ()) -> str:
    """The same for the same rows, callbacks, settings of Keras and versions: of a trial's id."""
    identity, base = identity_of(bound), bound.spec.base
    facts: list[object] = [identity.shape, identity.fingerprint]
    facts += [] if base is None else [digest_of(base.model)]
    facts.append(_versions())
    # without those that Keras begins with: results of before they were part of this remain known
    settings = keras_settings()
    facts += [settings] if settings != KERAS_DEFAULTS else []
    if callable(callbacks) or callbacks:
        try:
            facts.append(hashlib.sha256(pickled("callbacks", callbacks)).hexdigest())
        except SweepError:  # they train in this process, and no other knows what they do
            facts.append(uuid4().hex)
    return " ".join(map(str, facts))


def _versions() -> str:
    """The versions that a result depends on, because other versions may compute other numbers."""
    return f"{version('densemodel')} {version('keras')} {tensorflow_version()}"


def _copied(values: Any) -> Any:
    """A copy of the current values, because trials start later and the user may change them."""
    if isinstance(values, (list, tuple)):
        return deepcopy(values)
    if isinstance(values, np.memmap):  # may be larger than the memory
        return values
    copied = getattr(values, "copy", None)  # of an array, a frame, a sparse matrix
    return copied() if callable(copied) else values


def _copied_pair(pair: Any) -> Any:
    if pair is None:
        return None
    x, y = pair
    return _copied(x), _copied(y)
