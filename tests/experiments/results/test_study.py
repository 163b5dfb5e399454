"""A sweep as an Optuna study."""

import pytest

import densemodel as dm
from densemodel.experiments import prepare_sweep

pytestmark = pytest.mark.tensorflow

SPEC = "4 -> {2|3} {relu|tanh} -> 2 softmax ; epochs 2 ; adam lr {0.1|0.01|0.001}"


@pytest.fixture(scope="module")
def sweep(rows):
    return dm.sweep(SPEC, *rows, workers=1)


def test_a_study_has_the_trials_of_the_sweep(sweep):
    study, frame = sweep.study(), sweep.frame().set_index("trial")
    assert len(study.trials) == len(frame) == 12
    for trial in study.trials:
        row = frame.loc[trial.user_attrs["trial"]]
        assert trial.state.name == "COMPLETE"
        assert trial.value == row["val_loss"]
        assert trial.params == {name: row[name] for name in ("units", "activation", "lr")}
        assert trial.intermediate_values[row["best_epoch"]] == row["val_loss"]
        assert trial.duration.total_seconds() == pytest.approx(row["seconds"], abs=1e-3)
    assert study.best_trial.user_attrs["trial"] == sweep.best_number
    assert study.trials[0].distributions["lr"].log


def test_optuna_computes_importances(sweep):
    import optuna

    found = optuna.importance.get_param_importances(sweep.study())
    assert set(found) == {"units", "activation", "lr"}


def test_trials_without_a_result_are_left_out(rows):
    assert prepare_sweep(SPEC, *rows, workers=1).study().trials == []


def test_those_left_behind_are_pruned(rows):
    sweep = dm.sweep(SPEC.replace("epochs 2", "epochs 9"), *rows, workers=1, halving=True)
    states = [trial.state.name for trial in sweep.study().trials]
    assert sweep.study().best_trial.user_attrs["trial"] == sweep.best_number
    outcomes = sweep.frame()["state"].tolist()
    assert states.count("PRUNED") == outcomes.count("left behind") > 0
    assert states.count("COMPLETE") == outcomes.count("finished")


def test_a_study_is_kept_once_in_a_storage(sweep, tmp_path):
    import optuna

    storage = f"sqlite:///{tmp_path / 'study.db'}"
    sweep.study(storage, name="digits")
    stored = optuna.load_study(study_name="digits", storage=storage)
    assert stored.best_value == sweep.study().best_value
    with pytest.raises(dm.SweepError, match="has a study named digits already: give another name"):
        sweep.study(storage, name="digits")
