"""`lr find` as a sweep: halved where it is long enough, and on copies of a run."""

import pytest

import densemodel as dm
from densemodel.errors import SpecError, SweepError
from densemodel.experiments import prepare_rate_sweep, prepare_sweep
from densemodel.training import prepare

pytestmark = pytest.mark.tensorflow

SPEC = "4 -> 3 relu -> 2 softmax ; epochs 9 ; patience off ; batch 16"


@pytest.fixture(scope="module")
def run(rows):
    return prepare(SPEC, *rows, name="moons")


@pytest.fixture(scope="module")
def made(run):
    return prepare_rate_sweep(run, run.spec).start().wait()


def test_nine_rates_train_a_ninth_of_the_epochs_and_the_best_all_of_them(made):
    assert (
        str(made.spec)
        == f"{SPEC.partition(' ; ')[0]} ; lr find ; batch 16 ; epochs 9 ; patience off"
    )
    assert sorted(result.epochs for result in made.results.values()) == [1] * 6 + [3] * 2 + [9]
    assert made.round == (3, 3)
    assert made.sentence.startswith("9 of 9 trials done, 8 eliminated by halving. Best is trial ")


def test_its_numbers_are_those_of_train_and_the_run_stays_as_it_is(rows, run, made):
    trained = dm.train(made.trials[made.best_number - 1].spec, *rows)
    assert trained.history == made.results[made.best_number].history
    assert made.best.history == trained.history
    assert run.state == "ready"
    assert run.spec == dm.parse(SPEC)
    weights = prepare(SPEC, *rows).network.get_weights()
    for ours, new in zip(run.network.get_weights(), weights, strict=True):
        assert (ours == new).all()


def test_it_tries_the_rates_of_the_optimizer_that_is_to_come(run):
    sweep = prepare_rate_sweep(run, run.spec.with_settings("sgd"))
    rates = [trial.spec.settings.learning_rate for trial in sweep.trials]
    assert (rates[0], rates[-1]) == (0.001, 10)


@pytest.mark.parametrize(
    ("clauses", "rounds"), [("epochs 9", 3), ("epochs 2", 1), ("steps 100", 1), ("repeat 2", 3)]
)
def test_a_cell_that_finds_a_rate_is_halved_where_it_can_be(rows, tmp_path, clauses, rounds):
    sweep = prepare_sweep(f"4 -> 2 softmax ; lr find ; {clauses}", *rows, folder=tmp_path)
    assert sweep.round == (1, rounds)


def test_with_trials_drawn_by_results_it_is_not_halved(rows, tmp_path):
    pytest.importorskip("optuna")
    options = {"search": "tpe", "trials": 5, "folder": tmp_path}
    assert prepare_sweep("4 -> 2 softmax ; lr find", *rows, **options).round == (1, 1)


def test_train_refuses_it_as_any_choice(rows):
    with pytest.raises(SpecError, match="9 networks in all"):
        dm.train("4 -> 2 softmax ; lr find", *rows)


def test_a_model_of_the_user_has_no_copies(rows):
    model = dm.build("4 -> 2 softmax")
    theirs = prepare(model, *rows)
    with pytest.raises(SweepError, match="can't train copies of its network"):
        prepare_rate_sweep(theirs, theirs.spec)
