"""Choices in braces: read, counted, written again, and expanded one by one."""

import pickle
from copy import copy, deepcopy
from itertools import islice, permutations

import pytest

from densemodel.errors import SpecError
from densemodel.language import INITIALIZERS, LOSSES, METRICS, parse, parse_cell


def texts(text):
    return [str(spec) for spec in parse(text).expand()]


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("9 -> {3|4} -> 1", ["9 -> 3 -> 1", "9 -> 4 -> 1"]),
        ("9 -> 3 {relu|bn tanh} -> 1", ["9 -> 3 relu -> 1", "9 -> 3 bn tanh -> 1"]),
        ("9 -> {3|4 -> 5|2*(6 relu)}", ["9 -> 3", "9 -> 4 -> 5", "9 -> 2*(6 relu)"]),
        ("9 -> {1|2}*(3 relu) -> 1", ["9 -> 3 relu -> 1", "9 -> 2*(3 relu) -> 1"]),
        ("9 -> 2*({3|4} relu)", ["9 -> 2*(3 relu)", "9 -> 2*(4 relu)"]),
        ("9 -> 3 drop {.1|20%}", ["9 -> 3 drop 0.1", "9 -> 3 drop 0.2"]),
        ("9 -> 3(bias={on|off})", ["9 -> 3(bias=on)", "9 -> 3(bias=off)"]),
        ("9 -> 3(l2={0|1e-4})", ["9 -> 3(l2=0)", "9 -> 3(l2=0.0001)"]),
        ("8x8 -> conv {2|3} {3|5}/{1|2}", None),
        ("9 -> 3 ; {adam|sgd} lr .1", ["9 -> 3 ; adam lr 0.1", "9 -> 3 ; sgd lr 0.1"]),
        ("9 -> 3 ; {batch 3|epochs 4}", ["9 -> 3 ; batch 3", "9 -> 3 ; epochs 4"]),
        ("9 -> 3 ; patience {2|off}", ["9 -> 3 ; patience 2", "9 -> 3 ; patience off"]),
        ("9 -> 3 ; init {ones|tn:.1}", ["9 -> 3 ; init ones", "9 -> 3 ; init tn:0.1"]),
        ("9 -> 3 ; init {tn:.1|ones}", ["9 -> 3 ; init tn:0.1", "9 -> 3 ; init ones"]),
        ("9 -> 3 ; init tn:{.1|.2}", ["9 -> 3 ; init tn:0.1", "9 -> 3 ; init tn:0.2"]),
        (
            "9 -> 3 ; adam lr exp {.3|.1}->0.001/100",
            ["9 -> 3 ; adam lr exp 0.3->0.001/100", "9 -> 3 ; adam lr exp 0.1->0.001/100"],
        ),
        ("9 -> {2..8/4}", ["9 -> 2", "9 -> 4", "9 -> 6", "9 -> 8"]),
        ("9 -> {2..32 log/5}", ["9 -> 2", "9 -> 4", "9 -> 8", "9 -> 16", "9 -> 32"]),
        (
            "9 -> 3 ; lr {.001..1 log/4}",
            [f"9 -> 3 ; lr {r}" for r in ("0.001", "0.01", "0.1", "1")],
        ),
        ("9 -> {2..8/n}", ["9 -> 2", "9 -> 5", "9 -> 8"]),
        ("4x4x1 -> conv 2 {1|3}x{1|2}", None),
        ("4x4x1 -> conv 2 {1|3}x2/{1|2} -> max 2 x {1|2}", None),
        (
            "4x4x1 -> conv 2 3x3 {same|valid}",
            ["4x4x1 -> conv 2 3x3 same", "4x4x1 -> conv 2 3x3 valid"],
        ),
        ("4x4x1 -> max {VALID|same}", ["4x4x1 -> max valid", "4x4x1 -> max same"]),
        ("9 -> auto {relu|tanh}", ["9 -> auto relu", "9 -> auto tanh"]),
        ("9 -> auto -> {relu|tanh drop .1}", ["9 -> auto -> relu", "9 -> auto -> tanh drop 0.1"]),
        (
            "9 -> 3 ; adam ; lr {cosine 1|.1}",
            ["9 -> 3 ; adam lr cosine 1", "9 -> 3 ; adam lr 0.1"],
        ),
        ("9 -> 3 ; {adam|sgd} lr {cosine 1|.1*.5^epoch|exp 1->.1/9}", None),
        ("9 -> 3 ; clip {norm|value} {1|2}", None),
        ("9 -> 3 ; clip {norm 1|value 2}", ["9 -> 3 ; clip norm 1", "9 -> 3 ; clip value 2"]),
        (
            "9 -> 3 ; metrics mae {mse|r2}",
            ["9 -> 3 ; metrics mae mse", "9 -> 3 ; metrics mae r2_score"],
        ),
        ("9 -> 3 ; metrics {mae|mse r2}", None),
        (
            "9 -> 3 ; without a {b|'max'} c",
            ["9 -> 3 ; without a b c", '9 -> 3 ; without a "max" c'],
        ),
        (
            "9 -> 3 ; without {a 'max'|'b c'}",
            ['9 -> 3 ; without a "max"', '9 -> 3 ; without "b c"'],
        ),
        (
            "9 -> 3 ; split .3 by {g|'a b'}",
            ["9 -> 3 ; split 0.3 by g", '9 -> 3 ; split 0.3 by "a b"'],
        ),
        ("9 -> 3 ; split {.2 by 'max'|off}", ['9 -> 3 ; split 0.2 by "max"', "9 -> 3 ; split off"]),
        ("9 -> 3", ["9 -> 3"]),
    ],
)
def test_a_choice_expands(text, expanded):
    spec = parse(text, {"n": 3})
    assert parse(str(spec)) == spec
    found = [str(one) for one in spec.expand()]
    assert spec.trial_count == len(found)
    if expanded is not None:
        assert found == expanded
    for one in spec.expand():
        again = parse(str(one))
        assert not again.choices
        assert again == one
        assert again.settings == one.settings


VALUES = {
    "init": [f"{w}:0.5" if one.needs_number else w for w, one in INITIALIZERS.items()] + ["tn:0.1"],
    "loss": [*LOSSES, "huber(delta=2)", "binary_crossentropy(from_logits=on)"],
    "metrics": list(METRICS),
    "patience": ["2", "off"],
    "split": ["0.3", "25%", "off", "0.3 last"],
    "lr": ["0.1", "1e-3"],
}


@pytest.mark.parametrize("word", VALUES)
def test_any_two_values_of_a_clause_make_a_choice(word):
    for one, other in permutations(VALUES[word], 2):
        plain = [f"9 -> 3 ; {word} {value}" for value in (one, other)]
        found = texts(f"9 -> 3 ; {word} {{{one}|{other}}}")
        assert found == [str(parse(text)) for text in plain]


def test_the_last_choice_changes_fastest():
    assert texts("9 -> {3|4} {relu|tanh}") == [
        "9 -> 3 relu",
        "9 -> 3 tanh",
        "9 -> 4 relu",
        "9 -> 4 tanh",
    ]


def test_expanding_is_lazy():
    spec = parse("784 -> {1..100/100} relu -> {1..100/100} relu -> 10")
    assert spec.trial_count == 10_000
    assert [str(one) for one in islice(spec.expand(), 2)] == [
        "784 -> 1 relu -> 1 relu -> 10",
        "784 -> 1 relu -> 2 relu -> 10",
    ]


def test_a_variant_that_does_not_fit_is_refused_when_it_comes():
    # alone each alternative fits: a kernel of 5 into 8x8, two layers of 3
    spec = parse("8x8x1 -> {1|2}*(conv 2 {3|5} valid) -> 1")
    variants = spec.expand()
    assert [str(next(variants)) for _ in range(3)][-1] == "8x8x1 -> 2*(conv 2 3 valid) -> 1"
    with pytest.raises(SpecError, match="a window of 5x5 does not fit into 4x4"):
        next(variants)


@pytest.mark.parametrize("what", ["layers", "settings", "parameter_count", "output_shape"])
def test_what_only_one_network_has_is_refused_in_words(what):
    with pytest.raises(SpecError, match="this spec holds choices, 6 networks in all"):
        getattr(parse("9 -> {3|4} {relu|tanh|elu}"), what)


def test_a_choice_says_its_kind_and_alternatives():
    spec = parse("9 -> {3|4} {relu|tanh} -> {3 relu|4} ; {batch 3|batch 4}")
    assert [choice.kind for choice in spec.choices] == ["number", "name", "stage", "clause"]
    assert spec.choices[0].alternatives == (3, 4)


def test_shared_clauses_with_choices_give_way_to_own_ones():
    first, second = parse_cell("{batch 3|batch 4}\n9 -> 3\n9 -> 4 ; batch 5")
    assert first.trial_count == 2
    assert str(second) == "9 -> 4 ; batch 5"
    assert str(first.with_settings("batch 7")) == "9 -> 3 ; batch 7"


def test_a_spec_with_choices_is_copied_and_pickled():
    spec = parse("small: 4x4 -> conv 2 {1|3} -> 3 ; adam lr {cosine 1|.1} ; without {a|b} c")
    assert spec.trial_count == 8
    for other in (copy(spec), deepcopy(spec), pickle.loads(pickle.dumps(spec))):  # noqa: S301
        assert other == spec
        assert hash(other) == hash(spec)
        assert repr(other) == repr(spec)
        assert other.choices == spec.choices
