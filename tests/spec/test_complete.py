from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from densemodel.spec import (
    ACTIVATIONS,
    CLAUSES,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    Completion,
    completions_at,
)
from densemodel.spec._losses import ALIASES
from densemodel.spec._problems import Problems
from densemodel.spec._tokens import tokenize

NAMES = {"n_in": 9, "rate": 0.25, "flag": True, "rows": [1, 2], "_hidden": 3, "relu_units": 50}

SPECS = [
    "784 -> 10 softmax ; init zeros ; sgd lr 0.5 ; batch 100 ; steps 2000",
    "784 -> 200 sigmoid -> 10 softmax ; init tn:0.1 ; adam lr 0.003 ; steps 10000",
    "28x28x1 -> conv 4 5x5 relu -> conv 12 4x4/2 valid relu -> 200 relu -> 10 softmax",
    "784 -> 200 bn sigmoid -> 10 softmax ; adam lr exp 0.03->0.0001/1000",
    "784 -> 200 bn(scale=off, offset=0.1) relu drop 25% -> 10 ; adam lr 0.01*0.6^epoch",
    "784 -> reshape 28x28x1 -> conv 12 3x3 relu -> flatten -> 10 softmax",
    "784 -> 3*(100 relu drop 0.2) -> 10 softmax ; lr cosine 0.01/20 ; every 100 ; minutes 5",
    "28x28x1 -> conv 6 5x5 same tanh -> avg 2 -> max 3x3/2 same -> gavg -> 120 tanh ln -> 10",
    "32x32x3 -> 2*(conv 32 relu) -> max 2 -> 2*(sepconv 64(l2=1e-4, bias=off) relu) -> gmax -> 1",
    "n_in -> 50(init=he_normal) relu -> 1 ; sgd(momentum=.9, nesterov=on) lr plateau 0.1",
    "784 -> {32|64|128} relu -> {50 tanh|20 relu -> 30 elu} -> 10 ; adam lr {0.1|0.01}",
    "784 -> 50 {relu|tanh} -> 10 ; {adam|sgd lr 0.1} ; clip norm 1 ; repeat 5 ; seed 1",
    "auto -> scale / 255 -> norm -> noise 0.1 -> 10 ; loss huber(delta=2) ; metrics mae r2_score",
    "9 -> 1 ; split 0.3 last ; missing fill ; target norm ; weights balanced ; patience off",
    "adam lr 0.1 ; epochs 3\nsmall: 784 -> 20 relu\n  -> 10 softmax\nbatch 64 ; split off",
]


def at(text: str) -> list[Completion]:
    """Completions at the mark in the text."""
    cursor = text.index("¦")
    return list(completions_at(text.replace("¦", ""), cursor, NAMES))


def texts(text: str) -> list[str]:
    return [word.text for word in at(text)]


@pytest.mark.parametrize("spec", SPECS)
def test_every_word_of_a_spec_is_offered_where_it_stands(spec: str) -> None:
    for token in tokenize(spec, Problems(spec)):
        if token.kind != "word" or token.text == "small":
            continue
        for typed in (0, 1):
            before = spec[: token.start + typed]
            assert token.text in [word.rstrip("=:") for word in texts(before + "¦")], before
            # what is written behind the cursor makes no difference, but for what it says already
            if token.lower not in {*CLAUSES, *OPTIMIZERS, *METRICS}:
                assert token.text in [
                    word.rstrip("=:") for word in texts(before + "¦" + spec[token.end :])
                ]


def test_a_stage_begins_with_variables_layers_a_repeat_and_activations() -> None:
    found = texts("784 -> ¦")
    assert found[:2] == ["n_in", "relu_units"]
    assert set(found) >= {*set(LAYERS) - {"dense"}, *ACTIVATIONS, "2*(", "auto"}
    assert "dense" not in found


def test_after_a_size_stands_no_size_and_no_convolution() -> None:
    found = texts("784 -> 50 ¦")
    assert found[0] == "relu"
    assert {"conv", "sepconv", "n_in"}.isdisjoint(found)
    assert {"bn", "ln", "drop", *ACTIVATIONS} <= set(found)


def test_each_word_has_its_line_of_help() -> None:
    (first, *_) = at("784 -> 50 re¦")
    assert first == Completion("relu", ACTIVATIONS["relu"].help, 10)
    assert all(word.help for text in SPECS for word in at(text + " ¦"))


def test_brackets_take_the_options_of_the_word_before_them() -> None:
    assert texts("784 -> 50 bn(¦") == [f"{o.key}=" for o in LAYERS["bn"].options]
    assert texts("784 -> 50 bn(scale=off, ¦") == ["offset=", "momentum=", "epsilon="]
    assert texts("784 -> 50(¦") == [f"{o.key}=" for o in LAYERS["dense"].options]
    assert texts("784 -> 50 relu bn(scale=¦") == ["on", "off"]
    assert texts("784 -> 10 ; loss huber(¦") == ["delta="]
    assert "nesterov=" in texts("784 -> 10 ; sgd(¦")
    assert [word.rstrip(":") for word in texts("784 -> 50(init=¦")] == list(INITIALIZERS)


def test_clauses_said_already_and_their_rivals_are_left_out() -> None:
    found = texts("784 -> 10 ; adam lr 0.1 ; epochs 5 ; ¦ ; batch 3")
    assert set(found) == set(CLAUSES) - {"optimizer", "lr", "epochs", "steps", "batch"}
    assert set(texts("784 -> 10 ; ¦")) == {*CLAUSES, *OPTIMIZERS} - {"optimizer"}
    assert texts("784 -> 10 ; ¦")[0] == "adam"


def test_only_the_clauses_of_the_same_network_are_said() -> None:
    cell = "batch 9\nsmall: 784 -> 10 ; epochs 3\n¦\nlarge: 784 -> 10 ; seed 3"
    found = texts(cell)
    assert "epochs" not in found
    assert {"batch", "seed"} <= set(found)


def test_what_a_clause_takes() -> None:
    assert texts("9 -> 1 ; adam ¦") == ["lr"]
    assert texts("9 -> 1 ; adam lr ¦")[:3] == ["exp", "cosine", "plateau"]
    assert set(texts("9 -> 1 ; loss ¦")) == set(LOSSES)
    assert set(texts("9 -> 1 ; metrics mae ¦")) == set(METRICS) - {"mae"}
    assert texts("9 -> 1 ; patience ¦") == ["off", "n_in", "relu_units", "2"]
    assert texts("9 -> 1 ; split 0.3 ¦") == ["last", "by"]
    assert texts("9 -> 1 ; clip ¦") == ["norm", "value"]
    assert texts("9 -> 1 ; missing ¦") == ["drop", "fill"]


def test_variables_stand_where_a_number_is_due_with_their_value() -> None:
    assert ("rate", "= 0.25") in [(word.text, word.help) for word in at("9 -> 50 drop ¦")]
    assert "n_in" not in texts("9 -> 50 drop ¦")  # 9 is no share
    assert "rate" not in texts("9 -> 1 ; batch ¦")
    for hidden in ("flag", "rows", "_hidden"):
        assert hidden not in texts("¦") + texts("9 -> 1 ; lr ¦")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("784 -> 50 rellu¦", "relu"),
        ("784 -> 50 dropot¦", "drop"),
        ("784 -> 50 dropout¦", "drop"),
        ("784 -> 50 batchn¦", "bn"),
        ("28x28 -> conv2d¦", "conv"),
        ("784 -> 50 LeakyReLU¦", "leaky_relu"),
        ("784 -> n_inn¦", "n_in"),
        ("784 -> 10 ; adma¦", "adam"),
        ("784 -> 10 ; learning_r¦", "lr"),
        ("784 -> 10 ; loss mean_squared_err¦", ALIASES["mean_squared_error"]),
        ("784 -> 50 bn(moment=¦".replace("=", ""), "momentum="),
    ],
)
def test_what_nothing_begins_with_gets_its_near_matches(typed: str, meant: str) -> None:
    assert meant in texts(typed)


def test_words_are_found_in_any_case() -> None:
    assert texts("784 -> 50 RE¦") == texts("784 -> 50 re¦")


@pytest.mark.parametrize(
    "text",
    ["784 -> 50¦", "784 -> # re¦", "9 -> 1 ; without 'r¦", '9 -> 1 ; without "re¦lu"', "784 ¦"],
)
def test_nothing_is_offered_behind_a_number_in_a_comment_or_in_a_string(text: str) -> None:
    assert at(text) == []


@given(
    st.lists(
        st.sampled_from(
            [
                "784",
                "->",
                "relu",
                "(",
                ")",
                "{",
                "|",
                "}",
                ";",
                "\n",
                "adam",
                "lr",
                "exp",
                "=",
                ",",
                ":",
                "x",
                "*",
                "/",
                "conv",
                "init",
                "tn",
                "#",
                "'",
                "\u2028",
                "é",
                "split",
                "n_in",
                "^",
            ]
        )
        | st.text(max_size=4),
        max_size=30,
    ),
    st.integers(-2, 200),
)
def test_no_text_makes_it_raise_and_what_it_replaces_ends_at_the_cursor(
    parts: list[str], cursor: int
) -> None:
    text = " ".join(parts)
    for word in completions_at(text, cursor, NAMES):
        assert 0 <= word.start <= max(0, min(cursor, len(text)))
        assert word.text


@pytest.mark.parametrize(
    "text",
    [
        "784 -> " + "50 relu -> " * 20_000,
        "784 -> 10 ; adam\n" * 13_000 + "784 -> ",
        "{" * 100_000,
        "(" * 200_000,
        "zz " * 60_000,
        "\n" * 199_000 + "784 -> ",
        "784" + "\n" * 199_000 + "-> ",
    ],
)
def test_a_long_cell_is_answered_fast(text: str) -> None:
    began = time.perf_counter()
    completions_at(text, len(text))
    assert time.perf_counter() - began < 1  # near 0.05 s; the rest is for a busy machine
