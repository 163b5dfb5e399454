"""Learning rates that change: their texts, their rates, and the sentence about them."""

from math import exp

import pytest

from densemodel.errors import SpecError
from densemodel.language import (
    SCHEDULES,
    KerasCall,
    PlateauSchedule,
    ScheduleStep,
    parse,
    schedule_sentence,
)
from densemodel.language.vocabulary._schedules import (
    CosineSchedule,
    ExpSchedule,
    OneCycleSchedule,
    PowerSchedule,
    WarmupSchedule,
)

TEXTS = {
    "exp 0.03->0.0001/1000": ExpSchedule(0.03, floor=0.0001, length=1000),
    "exp 0.03->0/1000": ExpSchedule(0.03, floor=0.0, length=1000),
    "exp 0.0001->0.03/1000": ExpSchedule(0.0001, floor=0.03, length=1000),
    "0.01*0.6^epoch": PowerSchedule(0.01, factor=0.6),
    "0.01*1^epoch": PowerSchedule(0.01, factor=1.0),
    "cosine 0.01": CosineSchedule(0.01),
    "cosine 0.01/20": CosineSchedule(0.01, length=20),
    "plateau 0.01": PlateauSchedule(0.01),
    "onecycle 0.01": OneCycleSchedule(0.01),
    "warmup 0.01/500": WarmupSchedule(0.01, length=500),
    "plateau 0.01*0.1/5": PlateauSchedule(0.01, factor=0.1, length=5),
}


def settings(clauses):
    return parse(f"784 -> 10 ; {clauses}").settings


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("prefix", ["lr", "adam lr", "sgd(momentum=0.9) lr"])
def test_canonical_text_is_kept(text, prefix):
    spec = parse(f"784 -> 10 ; {prefix} {text}")
    assert str(spec) == f"784 -> 10 ; {prefix} {text}"
    assert parse(str(spec)) == spec
    assert spec.settings.schedule == TEXTS[text]
    assert "lr" in spec.explicit_clauses


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("EXP .03 -> 1e-4 / 1e3", "exp 0.03->0.0001/1000"),
        ("exp 0.03→0.0001/1000", "exp 0.03->0.0001/1000"),
        (".01 * .6 ^ Epoch", "0.01*0.6^epoch"),
        ("Cosine 1/20", "cosine 1/20"),
        ("plateau .1 * .5 / 3", "plateau 0.1*0.5/3"),
        ("exp a->b/n", "exp 0.3->0.01/50"),
        ("a*b^epoch", "0.3*0.01^epoch"),
        ("cosine a/n", "cosine 0.3/50"),
        ("plateau a*b/n", "plateau 0.3*0.01/50"),
    ],
)
def test_other_writings_have_one_canonical_text(written, canonical):
    spec = parse(f"784 -> 10 ; lr {written}", {"a": 0.3, "b": 0.01, "n": 50})
    assert str(spec) == f"784 -> 10 ; lr {canonical}"


def test_a_schedule_stands_on_a_line_of_clauses():
    spec = parse("784 -> 10\nadam lr exp 0.03->0.0001/1000 ; batch 100")
    assert str(spec) == "784 -> 10 ; adam lr exp 0.03->0.0001/1000 ; batch 100"


@pytest.mark.parametrize(
    "name", ["step", "decay", "noam", "schedule"], ids=lambda name: f"variable_{name}"
)
def test_a_variable_wins_over_another_tools_word(name):
    assert parse(f"784 -> 10 ; lr {name}", {name: 0.5}).settings.learning_rate == 0.5


def test_the_optimizer_holds_the_rate_of_the_first_step():
    found = settings("adam lr exp 0.03->0.01/1000")
    assert found.learning_rate == pytest.approx(0.04)
    assert found.optimizer == KerasCall(
        "optimizers", "Adam", (("learning_rate", found.learning_rate),)
    )
    assert settings("lr 0.01*0.6^epoch").learning_rate == 0.01
    assert settings("lr cosine 0.1").learning_rate == 0.1
    assert settings("lr plateau 0.1").learning_rate == 0.1
    assert settings("lr 0.1").schedule is None


def test_rates_of_the_steps():
    falling = settings("lr exp 0.03->0.0001/1000").schedule
    assert falling is not None
    assert falling.rate(ScheduleStep(1000, 0, 1, 1)) == pytest.approx(0.0001 + 0.03 * exp(-1))
    cosine = settings("lr cosine 0.1/4").schedule
    assert cosine is not None
    rates = [cosine.rate(ScheduleStep(step, 0, 10, 300)) for step in (0, 20, 40, 400)]
    assert rates == pytest.approx([0.1, 0.05, 0, 0])
    warmup = settings("lr warmup 0.1/4").schedule
    assert warmup is not None
    rates = [warmup.rate(ScheduleStep(step, 0, 10, 300)) for step in (0, 1, 4, 400)]
    assert rates == pytest.approx([0, 0.025, 0.1, 0.1])
    onecycle = settings("lr onecycle 0.1").schedule
    assert onecycle is not None
    rates = [onecycle.rate(ScheduleStep(step, 0, 10, 100)) for step in (0, 15, 30, 65, 100)]
    assert rates == pytest.approx([0.004, 0.052, 0.1, 0.050005, 0.00001])


@pytest.mark.parametrize(
    "text",
    [
        "exp 0->0.1/10", "exp -1->0.1/10", "exp 0.1->-0.1/10", "exp 0.1->0.01/0",
        "exp 0.1->0.01/1.5", "0.1*0^epoch", "0.1*1.01^epoch", "0*0.5^epoch", "cosine 0/5",
        "cosine 0.1/0", "cosine 0.1/2.5", "plateau 0", "plateau 0.1*1/5", "plateau 0.1*0/5",
        "plateau 0.1*0.5/0", "warmup 0/5", "warmup 0.1/0", "onecycle 0",
    ],
)  # fmt: skip
def test_numbers_out_of_range_are_refused_once(text):
    with pytest.raises(SpecError) as caught:
        settings(f"lr {text}")
    assert len(caught.value.problems) == 1


@pytest.mark.tensorflow
def test_what_keras_takes_for_a_plateau():
    keras = pytest.importorskip("keras")
    keras.callbacks.ReduceLROnPlateau(factor=PlateauSchedule(0.1).reduction[0], patience=1)
    keras.callbacks.ReduceLROnPlateau(factor=0.999, patience=1)
    with pytest.raises(ValueError, match="factor"):
        keras.callbacks.ReduceLROnPlateau(factor=1.0)


def test_every_schedule_of_the_table_can_be_parsed():
    kinds = []
    for word in SCHEDULES.values():
        schedule = settings(f"lr {word.example}").schedule
        assert schedule is not None
        kinds.append(schedule.word)
        assert word.help
    assert kinds == list(SCHEDULES)


@pytest.mark.parametrize(
    ("clauses", "steps_per_epoch", "sentence"),
    [
        ("lr 0.1", None, ""),
        ("adam", 10, ""),
        (
            "lr exp 0.03->0.0001/1000 ; steps 2000",
            None,
            "falls: 0.0301 at first, 0.0111 halfway, 0.00416 at the end.",
        ),
        (
            "lr exp 0.03->0.0001/1000 ; epochs 20",
            100,
            "falls: 0.0301 at first, 0.0111 halfway, 0.00416 at the end.",
        ),
        (
            "lr exp 0.03->0.0001/1000",
            None,
            "falls from 0.0301 towards 0.0001; it is 0.0111 after 1,000 steps.",
        ),
        (
            "lr exp 0.0001->0.03/1000 ; steps 2000",
            None,
            "falls: 0.0301 at first, 0.03 halfway, 0.03 at the end.",
        ),
        (
            "lr 0.01*0.6^epoch ; epochs 5",
            None,
            "falls: 0.01 at first, 0.0036 halfway, 0.0013 at the end.",
        ),
        (
            "lr 0.01*0.6^epoch ; steps 1000",
            300,
            "falls: 0.01 at first, 0.0036 halfway, 0.00216 at the end.",
        ),
        (
            "lr 0.01*0.6^epoch ; steps 1000",
            None,
            "is 0.01 at first, and 0.6 times that after each epoch.",
        ),
        ("lr 0.01*1^epoch", None, "stays at 0.01."),
        ("lr cosine 0.1", None, "falls: 0.1 at first, 0.05 halfway, 0 at the end."),
        ("lr cosine 0.1 ; steps 7", None, "falls: 0.1 at first, 0.05 halfway, 0 at the end."),
        (
            "lr cosine 0.1/40 ; epochs 30",
            None,
            "falls: 0.1 at first, 0.0691 halfway, 0.0146 at the end.",
        ),
        (
            "lr cosine 0.1/20 ; epochs 30",
            469,
            (
                "falls: 0.1 at first, 0.0146 halfway, 0 at the end. "
                "It is 0 after 20 of 30 epochs, and nothing is learned from there on."
            ),
        ),
        ("lr cosine 0.1/20 ; steps 100", None, "falls from 0.1 to 0 over 20 epochs."),
        (
            "lr onecycle 0.1",
            None,
            "rises from 0.004 to 0.1 in 30 % of the steps, and falls to 1e-5 at the end.",
        ),
        ("lr warmup 0.1/500", None, "rises from 0 to 0.1 over 500 steps, then stays."),
        (
            "lr warmup 0.1/500 ; epochs 4",
            100,
            "rises from 0 to 0.1 over 500 steps, then stays. Training ends after 400 of them.",
        ),
        (
            "lr cosine 0.1/20 ; steps 100",
            10,
            "falls: 0.1 at first, 0.0854 halfway, 0.05 at the end.",
        ),
        (
            "lr plateau 0.1 ; patience 2",
            None,
            (
                "is 0.1 at first, and 0.1 times that after each 5 epochs without a better "
                "validation loss. Patience 2 usually ends the training before it falls: "
                "write patience 10."
            ),
        ),
        (
            "lr plateau 0.1 ; patience off",
            None,
            (
                "is 0.1 at first, and 0.1 times that after each 5 epochs without a better "
                "validation loss."
            ),
        ),
        (
            "lr plateau 0.1*0.5/1 ; every 100",
            None,
            (
                "is 0.1 at first, and 0.5 times that after each evaluation without a better "
                "validation loss."
            ),
        ),
    ],
)
def test_the_sentence_about_a_schedule(clauses, steps_per_epoch, sentence):
    text = schedule_sentence(parse(f"784 -> 10 ; {clauses}"), steps_per_epoch)
    assert text == (f"The learning rate {sentence}" if sentence else "")
