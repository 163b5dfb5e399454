"""`finding.apply_to(spec)` gives the spec with the words that it offers, and no others."""

import numpy as np
import pytest

from densemodel.data import Finding, bind
from densemodel.errors import SpecError
from densemodel.language import parse

DEEP = "64 -> 8*(30 sigmoid) -> 10 softmax"


def offer(accept, severity="offer"):
    return Finding(severity, "training", "something is wrong", accept)


@pytest.mark.parametrize(
    ("spec", "accept", "expected"),
    [
        (DEEP, "30 sigmoid => 30 relu", "64 -> 8*(30 relu) -> 10 softmax"),
        (DEEP, "lr 0.01", f"{DEEP} ; lr 0.01"),
        (DEEP, "lr 0.01 ; patience 9", f"{DEEP} ; lr 0.01 ; patience 9"),
        (DEEP, "sgd(momentum=0.9)", f"{DEEP} ; sgd(momentum=0.9)"),
        (DEEP, "norm", "64 -> norm -> 8*(30 sigmoid) -> 10 softmax"),
        (DEEP, "scale / 255", "64 -> scale / 255 -> 8*(30 sigmoid) -> 10 softmax"),
        (DEEP, "11 softmax", "64 -> 8*(30 sigmoid) -> 11 softmax"),
        (f"deep: {DEEP} ; clip norm 1", "init he_normal",
         f"deep: {DEEP} ; clip norm 1 ; init he_normal"),
        (f"deep: {DEEP} ; lr 1", "30 sigmoid => 30 relu",
         "deep: 64 -> 8*(30 relu) -> 10 softmax ; lr 1"),
        ("auto -> 30 sigmoid -> auto", "30 sigmoid => 30 relu", "auto -> 30 relu -> auto"),
        ("4 -> 30 sigmoid -> 1", "30 sigmoid => 30 relu ; init he_normal",
         "4 -> 30 relu -> 1 ; init he_normal"),
        ("4 -> 64 tanh -> 32 tanh -> 1", "64 tanh => 64 relu ; 32 tanh => 32 relu",
         "4 -> 64 relu -> 32 relu -> 1"),
    ],
)  # fmt: skip
def test_the_words_of_a_finding_change_the_spec(spec, accept, expected):
    written = parse(spec)
    assert offer(accept).apply_to(written) == parse(expected)
    assert written == parse(spec)


@pytest.mark.parametrize("severity", ["repair", "offer", "refuse"])
def test_findings_of_every_severity_can_be_applied(severity):
    assert offer("lr 0.1", severity).apply_to(parse("4 -> 1")) == parse("4 -> 1 ; lr 0.1")


def test_the_text_of_a_spec_will_do():
    assert offer("lr 0.1").apply_to("4 -> 1") == parse("4 -> 1 ; lr 0.1")


def test_a_finding_without_words_says_so():
    with pytest.raises(SpecError) as error:
        offer("").apply_to(parse("4 -> 1"))
    assert str(error.value) == (
        "this finding has only a message, and no change to apply to a spec: something is wrong"
    )


@pytest.mark.parametrize(
    ("spec", "accept"),
    [
        ("4 -> 30 relu -> 1", "30 sigmoid => 30 relu"),
        ("4 -> 130 sigmoid -> 1", "30 sigmoid => 30 relu"),
        ("4 -> 30 sigmoid -> 1", "30 sigmoid => 30 flatten(3)"),
        ("4 -> 1", "check that row"),
    ],
)
def test_words_that_fit_nowhere_in_a_spec_are_refused(spec, accept):
    with pytest.raises(SpecError) as error:
        offer(accept).apply_to(parse(spec))
    assert str(error.value) == f"'{accept}' does not fit into this spec: {spec}"


@pytest.mark.parametrize(
    ("spec", "accept"),
    [
        ("4 -> 1 ; lr 0.1", "lr 0.1"),
        ("4 -> norm -> 1", "norm"),
        ("4 -> scale / 255 -> 1", "scale / 255"),
        ("4 -> 1 sigmoid", "1 sigmoid"),
    ],
)
def test_words_that_a_spec_has_already_are_refused(spec, accept):
    with pytest.raises(SpecError) as error:
        offer(accept).apply_to(parse(spec))
    assert str(error.value) == f"'{accept}' changes nothing in this spec: {spec}"


@pytest.mark.parametrize("accept", ["30 sigmoid => 30 relu", "norm", "lr 0.1", "2 softmax"])
def test_default_epochs_and_patience_do_not_become_explicit(accept):
    x, y = np.zeros((40, 4)), np.arange(40) % 3
    bound = bind("auto -> 30 sigmoid -> auto softmax ; batch 8", x, y)
    changed = offer(accept).apply_to(bound.spec)
    assert bound.spec.from_data == {"epochs", "patience"}
    assert changed.from_data == {"epochs", "patience"}
    assert changed.settings.epochs == bound.spec.settings.epochs
    explicit = {"batch"} | ({"lr"} if accept == "lr 0.1" else set())
    assert changed.explicit_clauses == explicit


def test_relu_is_written_behind_the_options_of_a_layer():
    x = np.random.default_rng(0).normal(size=(60, 4))
    spec = parse("4 -> 20(l2=0.001, bias=off) -> 3 softmax")
    [finding] = [
        one for one in bind(spec, x, np.arange(60) % 3).findings if "no acti" in one.message
    ]
    assert "20(l2=0.001, bias=off) relu -> 3" in str(finding.apply_to(spec))
