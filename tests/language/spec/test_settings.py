"""Clauses and what stands for those that are not said."""

import pytest

from densemodel.language import KerasCall, Settings, parse


def settings(clauses):
    return parse(f"784 -> 10 ; {clauses}").settings


def test_defaults_of_all_settings():
    assert parse("784 -> 10").settings == Settings(
        optimizer=KerasCall("optimizers", "Adam"),
        learning_rate=0.001,
        batch=32,
        epochs=30,
        steps=None,
        patience=2,
        split=0.3,
        seed=0,
        loss=None,
        metrics=None,
    )
    assert parse("784 -> 10").explicit_clauses == frozenset()


def test_every_clause():
    spec = parse(
        "784 -> 10 ; SGD(nesterov=on, momentum=.9) lr 0.1 ; clip value .5 ; batch 1e2 ; steps 2e3"
        " ; patience off ; split off ; seed 7 ; loss huber(delta=2)"
        " ; metrics accuracy mean_absolute_error ; init he_normal ; bias 0.1"
    )
    assert spec.settings == Settings(
        optimizer=KerasCall(
            "optimizers",
            "SGD",
            (("learning_rate", 0.1), ("momentum", 0.9), ("nesterov", True), ("clipvalue", 0.5)),
        ),
        learning_rate=0.1,
        batch=100,
        epochs=None,
        steps=2000,
        patience=None,
        split=None,
        seed=7,
        loss=KerasCall("losses", "Huber", (("delta", 2.0),)),
        metrics=(KerasCall("metrics", "Accuracy"), KerasCall("metrics", "MeanAbsoluteError")),
    )
    assert str(spec) == (
        "784 -> 10 ; init he_normal ; bias 0.1 ; sgd(momentum=0.9, nesterov=on) lr 0.1"
        " ; clip value 0.5 ; loss huber(delta=2) ; metrics accuracy mae ; batch 100"
        " ; steps 2000 ; patience off ; split off ; seed 7"
    )
    assert spec.explicit_clauses == {
        "optimizer", "lr", "clip", "batch", "steps", "patience", "split", "seed", "loss",
        "metrics", "init", "bias",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "share"), [("0.25", 0.25), (".25", 0.25), ("25%", 0.25), ("0.1%", 0.001), ("7%", 0.07)]
)
def test_a_share_is_a_number_or_a_percentage(text, share):
    assert settings(f"split {text}").split == share


def test_a_rate_alone_belongs_to_the_usual_optimizer():
    assert settings("lr 0.5").optimizer == KerasCall(
        "optimizers", "Adam", (("learning_rate", 0.5),)
    )
    assert str(parse("784 -> 10 ; lr 0.5")) == "784 -> 10 ; lr 0.5"
    assert parse("784 -> 10 ; sgd ; lr 0.5") == parse("784 -> 10 ; lr 0.5 ; sgd")
    assert str(parse("784 -> 10 ; lr 0.5 ; batch 5 ; sgd")) == "784 -> 10 ; sgd lr 0.5 ; batch 5"


def test_each_optimizer_has_its_own_rate():
    assert settings("sgd").learning_rate == 0.01
    assert settings("schedulefreeadamw").learning_rate == 0.0025


def test_an_explicit_default_is_another_spec_with_the_same_settings():
    explicit, implicit = parse("784 -> 10 ; patience 2"), parse("784 -> 10")
    assert explicit != implicit
    assert explicit.settings == implicit.settings
    assert explicit.explicit_clauses == {"patience"}


class TestWithSettings:
    def test_clauses_replace_earlier_ones(self):
        spec = parse("784 -> 10 ; adam lr 0.1 ; epochs 5 ; patience 2")
        changed = spec.with_settings("patience 3 ; split 25%")
        assert str(changed) == "784 -> 10 ; adam lr 0.1 ; epochs 5 ; patience 3 ; split 0.25"
        assert str(spec) == "784 -> 10 ; adam lr 0.1 ; epochs 5 ; patience 2"
        assert changed.settings.split == 0.25

    def test_epochs_replaces_steps_and_the_reverse(self):
        spec = parse("784 -> 10 ; epochs 5")
        assert str(spec.with_settings("steps 9")) == "784 -> 10 ; steps 9"
        assert spec.with_settings("steps 9").with_settings("epochs 5") == spec

    def test_a_rate_keeps_its_optimizer_but_an_optimizer_not_the_rate(self):
        spec = parse("784 -> 10 ; sgd(momentum=0.9) lr 0.1")
        assert str(spec.with_settings("lr 0.2")) == "784 -> 10 ; sgd(momentum=0.9) lr 0.2"
        assert str(spec.with_settings("adam")) == "784 -> 10 ; adam"

    def test_layers_follow_init(self):
        spec = parse("784 -> 10").with_settings("init zeros")
        assert ("kernel_initializer", "zeros") in spec.layers[0].call.arguments

    def test_nothing_changes_nothing(self):
        assert parse("784 -> 10 ; adam").with_settings(" ") == parse("784 -> 10 ; adam")
