"""A sweep as an Optuna study, for Optuna's pictures and its dashboard."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib.util import find_spec
from math import isfinite
from typing import TYPE_CHECKING, Any

from densemodel.errors import SweepError
from densemodel.experiments.results._result import value_of

if TYPE_CHECKING:
    import optuna

    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._sweep import Sweep
    from densemodel.language import Variable


def study_of(sweep: Sweep, storage: str | None, name: str) -> optuna.Study:
    """The trials that have ended, as `Sweep.study` says."""
    if find_spec("optuna") is None:
        raise SweepError("a study needs a package: pip install optuna, or densemodel[search]")
    import optuna

    verbosity = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)  # it logs that a study was made
    try:
        study = optuna.create_study(storage=storage, study_name=name, direction="minimize")
    except optuna.exceptions.DuplicatedStudyError:
        raise SweepError(
            f"the storage has a study named {name} already: give another name, "
            f"sweep.study({storage!r}, name={name + '_2'!r})"
        ) from None
    finally:
        optuna.logging.set_verbosity(verbosity)
    space = {variable.name: _distribution(variable) for variable in sweep.variables}
    results = sweep.results
    for trial in sweep.trials:
        if (result := results.get(trial.number)) is None:
            continue
        pairs = zip(sweep.variables, trial.values, strict=True)
        params = {one.name: value_of(one.values, one.numbers, text) for one, text in pairs}
        attributes = {"trial": trial.number, "spec": str(trial.spec)}
        study.add_trial(_trial(result, params, space, attributes))
    return study


def _distribution(variable: Variable) -> optuna.distributions.BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    values = [value_of(variable.values, variable.numbers, text) for text in variable.values]
    if variable.numbers is None:
        return CategoricalDistribution(values)
    low, high = min(variable.numbers), max(variable.numbers)
    is_log = variable.is_log and low > 0
    if all(isinstance(value, int) for value in values):
        return IntDistribution(int(low), int(high), log=is_log)
    return FloatDistribution(low, high, log=is_log)


def _trial(
    result: Result, params: dict[str, Any], space: dict[str, Any], attributes: dict[str, Any]
) -> optuna.trial.FrozenTrial:
    from optuna.trial import TrialState, create_trial

    has_score = isfinite(result.score)
    state = TrialState.COMPLETE if has_score else TrialState.FAIL
    if has_score and result.outcome == "left behind":
        state = TrialState.PRUNED
    losses = result.history.get("val_loss", result.history.get("loss", []))
    attributes |= {
        "outcome": result.outcome,
        "sentence": result.sentence,
        "epochs": result.epochs,
        "best_epoch": result.best_epoch,
        "parameters": result.parameters,
        "seconds": result.seconds,
        **{key: value for key, value in result.metrics.items() if isfinite(value)},
    }
    made = create_trial(
        state=state,
        value=result.score if has_score else None,
        params=params,
        distributions=space,
        user_attrs=attributes,
        intermediate_values={i: loss for i, loss in enumerate(losses, 1) if isfinite(loss)},
    )
    # results keep how long a trial trained, and not when
    made.datetime_complete = datetime.now()  # noqa: DTZ005 - Optuna's times have no zone
    made.datetime_start = made.datetime_complete - timedelta(seconds=result.seconds)
    return made
