"""Each rule names its illness on a small network, and its words change that network."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from densemodel.data import Finding
from densemodel.training import EpochDone, diagnose, prepare, train
from densemodel.training.diagnosis import _rules, decide
from support.case_files import CaseFile, called
from support.training import made_symptoms
from support.training.made_symptoms import FALLING, FEW, points, random_labels, rare, ring, symptoms

pytestmark = pytest.mark.tensorflow

DEEP = "6 -> 8*(16 sigmoid) -> 2 softmax"
STEADY = "32 relu -> 2 softmax"
RISING = (1.0, 0.6, *np.linspace(0.5, 1.5, 24))
FITTED = tuple(np.linspace(1, 0.01, 26))
CASES = CaseFile(Path(__file__).parent / "cases" / "rules.txt").cases


@pytest.mark.parametrize("name", CASES)
def test_the_first_finding_is_the_cause_and_its_words_apply(name, cases):
    given, expected = CASES[name]
    made = called(given, vars(made_symptoms))
    first, *others = decide(made)
    part = expected.partition("\n")[0]
    message = part if part in first.message else first.message
    cases.check(name, given, f"{message}\n[{first.accept}]")
    assert first.where == "training"
    assert len(first.message) <= 280
    assert not first.accept or first.severity == "offer"
    for finding in (first, *others):
        assert not finding.accept or finding.apply_to(made.spec) != made.spec


def test_validation_rows_are_not_blamed_for_averages_that_have_not_arrived():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 10)) * 30 + 100
    y = x[:, :3].argmax(1)
    run = train("10 -> 32 bn(momentum=0.9999) relu -> 3 softmax ; epochs 6", x, y)
    finding = diagnose(run).findings[0]
    assert "in 84 steps with a momentum of 0.9999" in finding.message
    assert finding.accept == "32 bn(momentum=0.9999) relu => 32 bn(momentum=0.9) relu"
    cured = train(finding.apply_to(run.spec), x, y)
    assert cured.history["val_loss"][-1] < 0.5 * run.history["val_loss"][-1]


@pytest.mark.parametrize("network", ["8 -> 16 relu -> 1", "8 -> 16(l1=0.1) relu -> 1"])
@pytest.mark.parametrize(
    ("rows", "expected"), [(60, "in the 42 training rows"), (2, "in the 1 training row")]
)
def test_where_there_is_nothing_to_learn_nothing_is_blamed(network, rows, expected):
    x = np.random.default_rng(0).normal(size=(rows, 8))
    run = train(f"{network} ; epochs 2 ; split 30% ; batch 1", x, np.full(rows, 3.5))
    assert f"y is the same {expected}" in run.sentence
    assert diagnose(run).findings == ()


def test_what_a_person_overwrites_meanwhile_is_not_diagnosed(blobs):
    x, y = np.array(blobs[0]), blobs[1].astype(np.float32)
    text = "4 -> 8 relu -> 1 ; epochs 30 ; patience off ; batch 8"
    usual = train(text, x.copy(), y.copy())
    run = prepare(text, x, y)

    def overwrite(event):
        if isinstance(event, EpochDone):
            x[:], y[:] = 0, 3

    run.on_event(overwrite)
    run.start().wait(60)
    assert (y == 3).all()
    assert run.sentence == usual.sentence
    assert diagnose(run).sentence == diagnose(usual).sentence


@pytest.mark.parametrize(
    "spec",
    [
        f"6 -> {STEADY}",
        DEEP,
        f"6 -> {STEADY} ; bias -50",
        f"6 -> {STEADY} ; adam lr 0.02",
        "6 -> 2*(32(l2=10) relu drop 0.8) -> 2 softmax ; clip norm 1e-6",
    ],
)
def test_a_network_that_learns_gets_no_offer(spec):
    found = decide(symptoms(spec, points(), skill=0.9, loss=(1.0, 0.1), losses=FALLING))
    assert not any(finding.severity == "offer" for finding in found)


@pytest.mark.parametrize("start", ["", " ; init he_normal", " ; init orthogonal", " ; bias 0.1"])
def test_few_steps_of_a_usual_start_are_too_few(start):
    found = decide(symptoms(f"6 -> 32 relu -> 16 relu -> 2 softmax{start}", points(), **FEW))
    assert [one.accept for one in found] == ["epochs 429"] or "steps" in found[0].accept


def test_a_note_comes_after_what_can_be_changed():
    made = symptoms(f"6 -> {STEADY} ; bias -50", points(), skill=0.95)
    rare_class = Finding("offer", "training", "a class is not found", "weights balanced")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(_rules.RULES, lambda _: rare_class, np.inf)
        first, second = decide(made)
    assert (first, second.severity) == (rare_class, "repair")


def test_dead_units_of_a_network_that_learns_have_no_offer():
    (finding,) = decide(symptoms(f"6 -> {STEADY} ; bias -50", points(), skill=0.95))
    assert finding.message.startswith("all 32 units of hidden layer 1 are dead")
    assert finding.severity == "repair"


def test_dead_units_by_a_rate_that_no_healthy_network_has_are_offered_another():
    spec = f"6 -> {STEADY} ; bias -50 ; adam lr 0.05"
    assert decide(symptoms(spec, points(), skill=0.94))[0].accept == "lr 0.001"
    assert decide(symptoms(spec, points(), skill=0.99))[0].severity == "repair"


@pytest.mark.parametrize(
    ("dead", "state", "severities"),
    [
        (10, {"skill": 0.9}, []),
        (11, {"skill": 0.9}, ["repair"]),  # it does well with the others
        (32, {"skill": 0.9}, ["repair"]),
        (11, {"skill": 0.9, "has_ended": False}, ["repair"]),
        (32, {"skill": 0.9, "steps": 100, "has_ended": False}, []),
        (20, FEW, ["offer", "repair"]),  # that steps are too few
        (32, FEW, ["offer", "offer"]),  # no number of steps helps
    ],
)
def test_dead_units_are_reported_where_they_matter(dead, state, severities):
    made = symptoms(f"6 -> {STEADY}", points(), **state)
    first, last = made.now.layers
    layers = replace(first, dead_units=np.arange(dead)), last
    found = decide(replace(made, now=replace(made.now, layers=layers)))
    assert [finding.severity for finding in found] == severities
    start = f"{'all 32' if dead == 32 else f'{dead} of the 32'} units of hidden layer 1 are dead"
    at = {"offer": 0, "repair": -1}[severities[-1]] if severities else None
    assert at is None or found[at].message.startswith(start)
    assert all(one.accept for one in found)


def test_overfitting_is_reported_from_its_first_epoch_on():
    made = symptoms(
        "6 -> 300 relu -> 300 relu -> 2 softmax",
        points(),
        skill=0.5,
        loss=FITTED,
        val_loss=RISING,
        fitted=0.001,
    )
    first = decide(made)[0]
    assert first.message.startswith(
        "since epoch 3 validation loss has risen, from 0.347 to 1.04, while training loss fell"
    )
    assert first.accept == "300 relu => 300 relu drop 0.3"


def test_a_class_that_is_never_named_but_ranked_is_offered_balance_at_its_price():
    made = symptoms("6 -> 1 sigmoid", rare(), skill=0.0, loss=(1.0, 0.8))
    y = np.asarray(made.probe.y).ravel()
    answers = (0.1 + 0.2 * y + 0.05 * np.sin(np.arange(len(y))))[:, None]
    (finding,) = decide(replace(made, now=replace(made.now, answers=answers)))
    assert finding.message.startswith("no row is predicted as class 1, which 6.2 % of the rows are")
    assert "predicted probabilities then shift" in finding.message
    assert finding.accept == "weights balanced"
    noise = np.full_like(answers, 0.1)
    found = decide(replace(made, now=replace(made.now, answers=noise)))
    assert "weights balanced" not in [one.accept for one in found]


EARLY = {"has_ended": False, "steps": 100, "loss": (1.0, 1.0)}


@pytest.mark.parametrize(
    ("state", "is_found"),
    [
        (EARLY, False),
        (EARLY | {"loss": (1.0,) * 5}, True),
        (EARLY | {"steps": 300}, True),
        (EARLY | {"steps": 300, "losses": FALLING}, False),
    ],
)
def test_a_run_that_trains_has_no_finding_before_there_is_evidence(state, is_found):
    found = decide(symptoms(DEEP, points(), **state))
    assert bool(found) == is_found


@pytest.mark.parametrize(
    ("spec", "accept"),
    [
        (f"6 -> {STEADY} ; bias -50", "bias 0"),
        (f"6 -> {STEADY} ; adam lr 1e-7", "lr 0.001"),
        (f"6 -> {STEADY} ; sgd lr 0.1 ; clip norm 1e-6", "clip norm 1"),
        ("6 -> 2*(32 relu drop 0.95) -> 2 softmax", "32 relu drop 0.95 => 32 relu drop 0.2"),
    ],
)
@pytest.mark.parametrize("state", [EARLY, FEW])
def test_the_first_evaluation_shows_what_no_number_of_steps_cures(spec, accept, state):
    assert decide(symptoms(spec, points(), **state))[0].accept == accept


@pytest.mark.parametrize(
    "spec",
    [
        f"6 -> {STEADY}",
        f"6 -> {STEADY} ; bias -1.5",
        f"6 -> {STEADY} ; adam lr 0.00003",
        f"6 -> {STEADY} ; sgd lr 0.001",
        f"6 -> {STEADY} ; sgd lr 0.1 ; clip norm 0.02",
        "6 -> 4*(20 sigmoid) -> 2 softmax",
        "6 -> 4*(32 relu drop 0.5) -> 2 softmax",
    ],
)
@pytest.mark.parametrize("state", [EARLY, FEW])
def test_the_first_evaluation_shows_nothing_of_a_network_that_learns_slowly(spec, state):
    found = decide(symptoms(spec, points(), **state))
    assert [one.accept for one in found if one.severity == "offer"] in ([], ["epochs 429"])


def test_simple_models_are_asked_once_and_only_of_a_network_that_does_badly(monkeypatch):
    from densemodel.training.diagnosis import _symptoms

    asked = []
    measured = _symptoms._measured
    monkeypatch.setattr(_symptoms, "_measured", lambda b: asked.append(b) or measured(b))
    good = symptoms(f"6 -> {STEADY}", points(), skill=0.9)
    decide(good)
    decide(symptoms(f"6 -> {STEADY}", points(), steps=100, loss=(1.0,), has_ended=False))
    assert not asked
    bad = symptoms(f"6 -> {STEADY}", points())
    decide(bad)
    decide(replace(bad))
    assert len(asked) == 1


def test_simple_models_read_rows_that_stay_in_their_file(tmp_path):
    x, y = points()
    np.save(tmp_path / "x.npy", x)
    file = np.load(tmp_path / "x.npy", mmap_mode="r")
    of_file = symptoms(f"6 -> {STEADY}", (file, y)).reference
    assert of_file is not None
    assert of_file == symptoms(f"6 -> {STEADY}", (x, y)).reference


def test_simple_models_are_not_asked_of_two_rows():
    x, y = points()
    assert symptoms(f"6 -> {STEADY}", (x[:2], y[:2])).reference is None


@pytest.mark.filterwarnings("error::UserWarning")
def test_simple_models_are_not_asked_of_a_class_in_each_row():
    x, _ = points()
    assert symptoms("6 -> 8 relu -> auto softmax", (x, np.arange(len(x)))).reference is None


@pytest.mark.parametrize("seed", range(6))
def test_simple_models_that_win_at_random_are_no_finding(seed):
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(400, 4)).astype(np.float32), rng.integers(0, 2, 400)
    made = symptoms("4 -> 8 relu -> 1 sigmoid", rows, skill=-0.2)
    (finding,) = decide(made)
    assert finding.message.startswith("it seems that x predicts little of y: ")
    assert finding.message.endswith("simple models do not clearly beat the baseline on 120 rows")
    assert not finding.accept
    assert decide(symptoms("4 -> 8 -> 1 sigmoid", rows, skill=-0.2)) == (finding,)


def test_a_curve_is_found_where_a_line_is_worse_beyond_noise():
    reference = symptoms("2 -> 16 -> 2 softmax", ring()).reference
    assert reference is not None
    assert reference.curved > 0
    x, y = points()
    of_lines = symptoms("6 -> 16 -> 2 softmax", (x, y)).reference
    assert of_lines is not None
    assert of_lines.curved < 0


def test_findings_name_the_variables_that_a_person_wrote():
    made = symptoms(f"6 -> {STEADY}", random_labels())
    assert made.bound is not None
    bound = made.bound.with_names({"x": "F", "y": "Y"})
    (finding,) = decide(replace(made, bound=bound))
    assert finding.message.startswith("it seems that F predicts little of Y: accuracy is")
