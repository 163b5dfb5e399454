import gc
import time
from itertools import groupby, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from densemodel.errors import SpecError
from densemodel.language import (
    ACTIVATIONS,
    CLAUSES,
    COLUMN_KINDS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    Completion,
    completions_at,
    parse_cell,
)
from densemodel.language.reading._problems import Problems
from densemodel.language.reading._tokens import tokenize
from densemodel.language.vocabulary._losses import ALIASES

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


def at(text):
    """Completions at the mark in the text."""
    cursor = text.index("¦")
    return list(completions_at(text.replace("¦", ""), cursor, NAMES))


def texts(text):
    return [word.text for word in at(text)]


@pytest.mark.parametrize("spec", SPECS)
def test_every_word_of_a_spec_is_offered_where_it_stands(spec):
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


def test_a_stage_begins_with_variables_layers_a_repeat_and_activations():
    found = texts("28x28 -> ¦")
    assert found[:2] == ["n_in", "relu_units"]
    assert set(found) >= {*set(LAYERS) - {"dense"}, *ACTIVATIONS, "2*(", "auto"}
    assert "dense" not in found


def test_after_a_size_stands_no_size_and_no_convolution():
    found = texts("784 -> 50 ¦")
    assert found[0] == "relu"
    assert {"conv", "sepconv", "n_in"}.isdisjoint(found)
    assert {"bn", "ln", "drop", *ACTIVATIONS} <= set(found)


def test_each_word_has_its_line_of_help():
    (first, *_) = at("784 -> 50 re¦")
    assert first == Completion("relu", ACTIVATIONS["relu"].help, 10, "activation")
    assert all(word.help for text in SPECS for word in at(text + " ¦"))


def test_brackets_take_the_options_of_the_word_before_them():
    assert texts("784 -> 50 bn(¦") == [f"{o.key}=" for o in LAYERS["bn"].options]
    assert texts("784 -> 50 bn(scale=off, ¦") == ["offset=", "momentum=", "epsilon="]
    assert texts("784 -> 50(¦") == [f"{o.key}=" for o in LAYERS["dense"].options]
    assert texts("784 -> 50 relu bn(scale=¦") == ["on", "off"]
    assert texts("784 -> 10 ; loss huber(¦") == ["delta="]
    assert "nesterov=" in texts("784 -> 10 ; sgd(¦")
    assert [word.rstrip(":") for word in texts("784 -> 50(init=¦")] == list(INITIALIZERS)


def test_clauses_already_written_and_their_rivals_are_left_out():
    found = texts("784 -> 10 ; adam lr 0.1 ; epochs 5 ; ¦ ; batch 3")
    of_networks = set(CLAUSES) - {"optimizer", *COLUMN_KINDS}
    assert set(found) == of_networks - {"lr", "epochs", "steps", "batch"}
    assert set(texts("784 -> 10 ; ¦")) == {*of_networks, *OPTIMIZERS}
    assert texts("784 -> 10 ; ¦")[0] == "adam"


def test_only_the_clauses_of_the_same_network_count():
    cell = "batch 9\nsmall: 784 -> 10 ; epochs 3\n¦\nlarge: 784 -> 10 ; seed 3"
    found = texts(cell)
    assert "epochs" not in found
    assert {"batch", "seed"} <= set(found)


def test_what_a_clause_takes():
    assert texts("9 -> 1 ; adam ¦") == ["lr"]
    assert texts("9 -> 1 ; adam lr ¦")[:5] == [
        "0.001",
        "exp",
        "0.01*0.6^epoch",
        "cosine",
        "plateau",
    ]
    assert set(texts("9 -> 1 ; metrics mae ¦")) == set(METRICS) - {"mae"}
    assert texts("9 -> 1 ; patience ¦") == ["2", "off", "n_in", "relu_units"]
    assert texts("9 -> 1 ; split 0.3 ¦") == ["last", "by"]
    assert texts("9 -> 1 ; clip ¦") == ["norm", "value"]
    assert texts("9 -> 1 ; missing ¦") == ["drop", "fill"]


def test_an_alternative_of_a_choice_is_offered_what_stands_in_its_place():
    assert texts("9 -> 1 ; {adam|sg¦") == ["sgd"]
    assert texts("9 -> 1 ; {adam|sgd} ¦") == ["lr"]
    assert texts("9 -> 1 ; missing {drop|f¦") == ["fill"]
    assert texts("9 -> 1 ; metrics mae {mse|ma¦") == texts("9 -> 1 ; metrics mae ma¦")
    assert texts("8x8x1 -> conv 8 {same|v¦} relu") == ["valid"]
    assert "relu" in texts("784 -> 50 {tanh|¦")


def test_what_is_wrong_before_the_cursor_does_not_hide_what_is_due():
    assert texts("9 -> 1 ; batch none ; seed 3 x ; ad¦")[0] == "adam"
    assert texts("9 -> , 5 relu -> 3 sig¦")[0] == "sigmoid"
    assert texts("9 ->\nlarge: 9 -> 1 ; split 0.3 ¦") == ["last", "by"]


def test_variables_stand_where_a_number_is_due_with_their_value():
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
def test_what_nothing_begins_with_gets_its_near_matches(typed, meant):
    assert meant in texts(typed)


def test_words_are_found_in_any_case():
    assert texts("784 -> 50 RE¦") == texts("784 -> 50 re¦")


@pytest.mark.parametrize(
    "text",
    ["784 -> 50¦", "784 -> # re¦", "9 -> 1 ; without 'r¦", '9 -> 1 ; without "re¦lu"'],
)
def test_nothing_is_offered_behind_a_number_in_a_comment_or_in_a_string(text):
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
                "reshape",
                "auto",
                "max",
                "3*(",
                "loss",
                "8x8x1",
                "softmax",
            ]
        )
        | st.text(max_size=4),
        max_size=30,
    ),
    st.integers(-2, 200),
)
def test_no_text_makes_it_raise_and_what_it_replaces_ends_at_the_cursor(parts, cursor):
    text = " ".join(parts)
    for word in completions_at(text, cursor, NAMES):
        assert 0 <= word.start <= max(0, min(cursor, len(text)))
        assert word.text


@pytest.mark.parametrize(
    "text",
    [
        "auto -> auto ¦",
        "64 -> auto -> auto ¦",
        "64 -> auto reshape ¦",
        "64 -> 3*(auto -> ¦",
        "64 -> auto relu ; loss ¦",
        "64 -> {auto|3} -> ¦",
        "64 -> reshape 0x¦",
        "64 -> reshape reshape ¦",
        "64 -> {9|{3|¦",
        "64 -> 2*3*(¦",
        "64 -> ; init ¦",
        "64x -> reshape ¦",
        "{3|¦",
        "0 -> ¦",
        "-> ¦",
    ],
)
def test_an_invalid_network_does_not_make_it_raise(text):
    assert isinstance(texts(text), list)


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
def test_a_long_cell_is_answered_fast(text):
    gc.disable()  # what other tests have left is looked through at a moment of its own
    try:
        began = time.process_time()
        completions_at(text, len(text))
        took = time.process_time() - began
    finally:
        gc.enable()
    assert took < 1  # near 0.05 s; it would take minutes if it grew with the square


# what makes a whole text of one that ends in a word, for the test below
ENDINGS = ["", " -> 1", " 2", " 0.5", "0.5", "2", "->0.01/5", "*0.5^epoch", "^epoch", "\n784 -> 1"]
ENDINGS += [f" {word}" for word in ("norm 1", "balanced", "drop", "norm", "mse", "mae", "zeros")]
ENDINGS += [
    " 0.1->0.01/5",
    " 0.1/5",
    "on",
    "zeros",
    " / 255",
    " 28x28x1",
    "4",
    " 28x28",
    " id",
    "50",
]
ENDINGS += [
    ": 9 -> 1",
    " -> reshape 1x1x3",
    " -> reshape 1x1x32",
    " -> reshape 32x32x32",
    " lr 0.7",
]
OTHERS = [
    "|7",
    "|0.7",
    "|selu",
    "|7 tanh",
    "|ftrl",
    "|seed 77",
    "|msle",
    "|r2_score",
    "|lecun_normal",
]
OTHERS += ["|exp 0.2->0.01/5", "|cosine 0.7", "|sgd lr 0.7", "|off", "|value 3", "|fill", "|on"]


ENDINGS += [" relu", " 32x32x32", " 16x16x64", " -> reshape 1x1x64", " -> reshape 16x16x64"]


TAILS = ("", " -> 1", "\n784 -> 1")
WAYS = list(product(ENDINGS, ["", *OTHERS], TAILS))
"What to put behind a text, another alternative for its braces, and what ends it all."


def can_go_on(text):
    """Whether something can be written behind a text so that the whole is read."""
    sizes = []
    if text.endswith("reshape"):
        sizes = [f" {word.text}" for word in completions_at(f"{text} ", len(text) + 1, NAMES)]
    for way in [*WAYS, *product(sizes, ["", *OTHERS], TAILS)]:
        ending, other, tail = way
        opened = open_brackets(text + ending)
        if other and "{" not in opened:
            continue
        close = "".join({"(": ")", "{": f"{other}}}"}[bracket] for bracket in reversed(opened))
        if is_read(text + ending + close + tail):
            if way in WAYS:  # it often fits the next text too, so it is tried first
                WAYS.remove(way)
                WAYS.insert(0, way)
            return True
    return False


def open_brackets(text):
    opened = ""
    for character in text:
        opened = (
            opened + character
            if character in "({"
            else opened[:-1]
            if character in ")}"
            else opened
        )
    return opened


def is_read(text):
    try:
        parse_cell(text, NAMES)
    except SpecError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("784 -> 50 ¦", ["activation", "arrow", "layer", "activation"]),
        ("784 -> 50 relu ¦", ["arrow", "layer", "activation"]),
        ("784 -> n¦", ["variable", "layer"]),
        ("784 -> ¦", ["variable", "number", "layer", "number", "word", "activation"]),
        ("784 -> 10 ; ¦", ["optimizer", "clause", "optimizer"]),
        ("784 -> 50(¦", ["option"]),
        ("784 -> 50(bias=¦", ["value"]),
        ("784 -> 10 ; loss ¦", ["loss"]),
        ("784 -> 10 ; metrics ¦", ["metric"]),
        ("784 -> 10 ; init ¦", ["initializer"]),
        ("784 -> 10 ; lr c¦", ["schedule"]),
    ],
)
def test_each_word_is_of_a_kind(text, kinds):
    assert [kind for kind, _ in groupby(word.kind for word in at(text))] == kinds


def test_an_arrow_is_offered_behind_a_whole_layer():
    assert texts("784 -> 50 relu ¦")[0] == "->"
    assert "->" in texts("784 -> 50 ¦")
    assert "->" not in texts("784 -> ¦")


def test_a_table_is_offered_as_an_input_alone():
    assert "table" in texts("¦")
    assert texts("tab¦") == texts("small: t¦") == ["table"]
    assert "table" not in texts("9 -> ¦")
    # images, and what a table does itself
    assert {"conv", "max", "gavg", "norm"}.isdisjoint(texts("table -> ¦"))
    assert {"bn", "relu", "drop"} <= set(texts("table -> ¦"))


def test_keras_models_are_offered_as_the_beginning_of_a_network():
    model = type("Model", (), {"__module__": "keras.src.models.model"})
    names = {"vgg": model(), "_hidden": model(), "table": model(), "Model": model, "size": 9}
    assert [one.text for one in completions_at("vg", 2, names)] == [
        "vgg frozen",
        "vgg unfrozen",
    ]
    assert "Model frozen" not in [one.text for one in completions_at("", 0, names)]
    assert "vgg frozen" not in [one.text for one in completions_at("9 -> ", 5, names)]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("vgg ", ["frozen", "unfrozen"]),
        ("a: vgg un", ["unfrozen"]),
        ("vgg fr¦ -> 3", ["frozen"]),
        ("9 -> vgg fr", []),
        ("size fr", []),
    ],
)
def test_after_the_name_of_a_model_its_words_are_offered(text, due):
    model = type("Model", (), {"__module__": "keras.src.models.model"})
    cursor = text.find("¦") if "¦" in text else len(text)
    found = completions_at(text.replace("¦", ""), cursor, {"vgg": model(), "size": 9})
    assert [one.text for one in found] == due
    assert {cursor - one.start for one in found} <= {len(text[:cursor].split(" ")[-1])}


def test_kinds_of_columns_are_offered_for_tables():
    for text in ("table -> 10 ; ¦", "table -> 10\n¦", "a: table -> 10 ; adam\nseed 3 ; ¦"):
        assert set(COLUMN_KINDS) <= set(texts(text))
    for text in ("auto -> 10 ; ¦", "9 -> 10 ; ca¦", "table -> 10\nb: 9 -> 10\n¦"):
        assert set(COLUMN_KINDS).isdisjoint(texts(text))
    assert set(COLUMN_KINDS) & set(texts("table -> 10 ; date sold ; ¦")) == {
        "category",
        "number",
        "order",
        "text",
    }
    # before a network they are offered once their beginning is typed
    assert set(COLUMN_KINDS).isdisjoint(texts("¦"))
    assert texts("cate¦") == ["category"]
    assert texts("table -> 10 ; categorical¦") == ["category"]
    assert [word.kind for word in at("table -> 10 ; numb¦")] == ["clause"]


def test_a_column_is_offered_for_one_clause_alone():
    columns = dict.fromkeys(("zip", "rooms", "date", "a b"), "object")

    def offered(text):
        cursor = text.index("¦")
        return [word.text for word in completions_at(text.replace("¦", ""), cursor, {}, columns)]

    assert offered("table -> 1 ; category ¦") == ["zip", "rooms", "date", '"a b"']
    assert offered("table -> 1 ; date date ¦") == ["zip", "rooms", '"a b"']
    assert offered("table -> 1\nnumber rooms {zip|¦") == ["zip", "date", '"a b"']
    assert offered("table -> 1 ; category zip ; without 'a b' ; number ¦") == ["rooms", "date"]
    assert offered("category zip\ndate r¦") == ["rooms"]
    assert offered("table -> 1 ; category zip ; split 0.3 by ¦")[0] == "zip"


@pytest.mark.parametrize("spec", SPECS)
def test_what_is_offered_can_be_written_there(spec):
    for token in tokenize(spec, Problems(spec)):
        found = completions_at(spec[: token.start], token.start, NAMES)
        for kind in {word.help: word for word in found[:5] + found[-1:]}.values():
            whole = spec[: kind.start] + kind.text
            assert can_go_on(whole), whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("784 -> 50 drop {0.1..¦", ["rate"]),
        ("784 -> {8..¦", ["n_in", "relu_units"]),
        ("784 -> {8..64 ¦", ["/5", "log/5"]),
        ("784 -> {8..64 log ¦", ["/5"]),
        ("784 -> {8..64 log/¦", ["n_in", "relu_units", "5"]),
        ("784 -> {8..64/4 ¦", []),
        ("784 -> 10 ; lr plateau 0.01*¦", ["rate", "0.1"]),
        ("784 -> 10 ; lr 0.01*¦", ["rate", "0.6"]),
        ("t¦", ["table", "text", "target"]),
    ],
)
def test_a_range_a_factor_and_an_input_take_what_fits(text, expected):
    assert texts(text) == expected


IMAGES_ALONE = {"sdrop"} | {word for word, one in LAYERS.items() if one.axes == 3}
IMAGES_ALONE -= {"contrast", "brightness"}  # of a layer's numbers


@pytest.mark.parametrize(
    "text",
    [
        "784 -> ¦",
        "n_in -> ¦",
        "net: 784 -> ¦",
        "784 -> 50 relu ¦",
        "784 -> n_in -> ¦",
        "28x28x1 -> conv 3 -> flatten -> ¦",
        "28x28x1 -> conv 3(l2=2) relu -> gavg ¦",
        "28x28x1 -> 3*(conv 3) -> 50 -> ¦",
        "28x28x1 -> {50|60} ¦",
        "8x8 -> 3\n9 -> ¦",
    ],
)
def test_no_layer_for_images_is_offered_to_rows(text):
    assert IMAGES_ALONE.isdisjoint(texts(text))


@pytest.mark.parametrize(
    "text",
    [
        "28x28 -> ¦",
        "auto -> ¦",
        "784 -> reshape 28x28x1 -> ¦",
        "28x28x1 -> conv 3 5x5/2(l2=2) relu ¦",
        "28x28x1 -> 3*(¦",
        "28x28x1 -> 3*(conv {4|5} relu -> ¦",
        "28x28x1 -> drop {0.1|0.2} bn -> ¦",
        "784 -> 5\n8x8 -> ¦",
    ],
)
def test_images_are_offered_their_layers(text):
    assert set(texts(text)) >= IMAGES_ALONE - {"conv", "sepconv"}


def test_norm_stands_before_what_learns_alone():
    assert "norm" in texts("784 -> scale / 255 -> ¦")
    assert all("norm" not in texts(f"28x28x1 -> {one} ¦") for one in ("50", "conv 3", "bn ->"))


def test_a_repeat_takes_no_second_one_and_no_size_that_the_labels_say():
    for text in ("784 -> 3*¦", "784 -> 3*(¦", "784 -> 3*(50 -> ¦", "784 -> {50|¦"):
        assert "auto" not in texts(text)
    assert "2*(" not in texts("784 -> 3*¦")
    assert {"auto", "2*("} <= set(texts("784 -> 3*(50) -> ¦"))


def test_a_variable_named_as_a_hinted_word_is_an_input():
    assert parse_cell("units -> 10", {"units": 9})[0].input_shape == (9,)


def test_columns_of_the_data_stand_where_columns_are_due():
    columns = {"id": "int64", "max": "float64", "a b": "float64", 'it\'s "it"': "bool", "": ""}

    def offered(text):
        cursor = text.index("¦")
        return [word.text for word in completions_at(text.replace("¦", ""), cursor, {}, columns)]

    assert offered("9 -> 1 ; without ¦") == ["id", '"max"', '"a b"']
    assert offered("9 -> 1 ; without id 'a b' ¦") == ['"max"']
    assert offered("9 -> 1 ; without 'a¦") == ["'a b'"]
    assert offered("9 -> 1 ; split 0.3 by i¦") == ["id"]
    assert offered("9 -> 1 ; split 0.3 by id ¦") == []
    assert offered("9 -> 5¦") == offered("9 -> 'i¦") == []


# what a word takes that cannot stand alone
TAKES = {"conv": " 6", "sepconv": " 6", "drop": " 0.2", "sdrop": " 0.2", "noise": " 0.1"}
TAKES |= {word: " 10%" for word, one in LAYERS.items() if one.is_augmentation and one.argument}
TAKES |= {"scale": " / 255", "2*(": "relu)", "->": " relu", "lr": " 0.1", "by": " id"}
TAKES |= {word: one.example.removeprefix(word) for word, one in SCHEDULES.items()}
TAKES |= {"constant:": "0.1"}
TAKES |= {"init": " zeros", "clip": " norm 1", "norm": " 1", "value": " 1", "loss": " mse"}
TAKES |= {"metrics": " mse", "weights": " balanced", "missing": " drop", "without": " id"}
TAKES |= {"category": " a", "number": " b", "date": " c", "order": " d low high", "text": " e"}
TAKES |= {"target": " norm", "minutes": " 5", "bias": " 0.1", "split": " 0.3"}
TAKES |= {"scale=": "on", "offset=": "on", "l1=": "1", "l2=": "1", "bias=": "on", "init=": "zeros"}
TAKES |= {"momentum=": "0.9", "epsilon=": "0.1"}
TAKES |= {"alpha=": "1", "(alpha=": "1)", "(l2=": "1)"} | dict.fromkeys(
    ("batch", "epochs", "steps", "every", "patience", "seed", "repeat"), " 5"
)

PLACES = [
    "64 ¦",
    "8x8x1 ¦",
    "n_in ¦",
    "64 -> 3*(50 relu) ¦",
    "64 -> ¦",
    "64 -> ¦ -> 10 softmax",
    "64 -> ¦ -> reshape 8x8x1 -> conv 3 -> 10",
    "8x8x1 -> ¦ -> 10 softmax",
    "8x8x1 -> ¦ -> conv 3 -> 10",
    "8x8x1 -> ¦",
    "8x8 -> ¦ -> 10",
    "1x1x3 -> ¦",
    "2x2x1 -> ¦ -> max 2 -> 5",
    "8x8x1 -> conv 3 ¦ -> 10",
    "8x8x1 -> conv 1 ¦ -> 10",
    "2x2x1 -> conv 3 ¦ -> 10",
    "8x8x1 -> conv 3 5x5 ¦ -> conv 3 5x5 valid -> 10",
    "8x8x1 -> max ¦ -> 10",
    "8x8x1 -> max 3 same ¦ -> 10",
    "1x1x3 -> max ¦ -> 10",
    "8x8x1 -> 50 ¦ -> 10",
    "64 -> 1 ¦",
    "64 -> 50 ¦",
    "64 -> 50 relu ¦ -> 10",
    "64 -> 50 relu drop 0.1 ¦ -> 10",
    "64 -> 50 bn ¦ -> 10",
    "64 -> norm ¦ -> 10",
    "64 -> norm -> ¦ -> 10",
    "64 -> scale / 255 -> ¦ -> 10",
    "64 -> reshape ¦",
    "64 -> reshape ¦ -> conv 3 -> 10",
    "48 -> reshape ¦ -> 10",
    "7 -> reshape ¦ -> 10",
    "8x8x4 -> reshape ¦ -> 10",
    "64 -> reshape 8x¦ -> 10",
    "64 -> reshape 8x8x¦ -> 10",
    "64 -> reshape relu_units x ¦ -> 10",
    "8x8x1 -> conv ¦ -> 10",
    "8x8x1 -> conv 3 3x¦ -> 10",
    "8x8x1 -> max 2x¦ -> 10",
    "8x8x1 -> max 2/¦ -> 10",
    "64 -> 3*¦ -> 10",
    "8x8x3 -> 3*¦ -> 10",
    "64 -> 3*(¦) -> 10",
    "8x8x3 -> 2*(¦ -> bn) -> 10",
    "64 -> 3*(50 -> ¦) -> 10",
    "64 -> {50 tanh|¦} -> 10",
    "8x8x1 -> {conv 3|¦} -> 10",
    "64 -> 50 {relu|tanh|¦} -> 10",
    "64 -> {50|60} ¦ -> 10",
    "auto -> ¦ -> 10",
    "auto -> 50 -> ¦ -> 10",
    "table -> ¦ -> 10",
    "table -> norm -> ¦",
    "table -> 10 ; ¦",
    "table -> 10 ; category zip ; ¦ ; number rooms",
    "n_in -> ¦ -> auto softmax",
    "64 -> 50(¦) -> 10",
    "64 -> 50(init=¦) -> 10",
    "8x8x1 -> conv 3(init=¦) -> 10",
    "64 -> bn(¦) -> 10",
    "64 -> 50 elu(¦) -> 10",
    "small: 64 -> ¦ -> 10\nlarge: 64 -> 90 -> 10",
    "64 -> 10 ; init ¦",
    "8x8x1 -> conv 3 -> 10 ; init ¦",
    "64 -> 10 ; ¦",
    "64 -> 10 softmax ; epochs 3 ; ¦ ; batch 3",
    "64 -> 10 ; lr ¦",
    "64 -> 10 ; split ¦",
    "64 -> 10 ; split 0.3 ¦",
    "64 -> 10 ; patience ¦",
    "64 -> 10 ; clip ¦",
    "64 -> 10 ; missing ¦",
    "64 -> 10 softmax ; loss ¦",
    "64 -> 10 softmax ; metrics ¦",
    "64 -> 10 softmax ; metrics accuracy ¦",
]


def is_whole(word, place):
    """Whether a word that takes something elsewhere stands alone here."""
    return (word == "norm" and "clip" not in place) or (word == "drop" and "missing" in place)


@pytest.mark.parametrize("place", PLACES)
def test_every_offer_is_accepted_where_it_is_put(place):
    refused = {}
    before, after = place.split("¦")
    for offer in at(place):
        if offer.text == "reshape":
            continue  # its sizes are offered behind it
        ends = "" if "->" in place or ";" in place or offer.text == "->" else " -> 1"
        takes = TAKES.get(offer.text, "") if not is_whole(offer.text, place) else ""
        text = f"{before}{offer.text}{takes}{after}{ends}"
        try:
            parse_cell(text, NAMES)
        except SpecError as error:
            refused[text] = error.problems[0].message
    assert not refused


@pytest.mark.parametrize("place", [place for place in PLACES if " -> 10" in place[3:]])
def test_most_places_have_an_offer(place):
    if place not in {"1x1x3 -> max ¦ -> 10", "64 -> reshape relu_units x ¦ -> 10"}:
        assert at(place)


@pytest.mark.parametrize("text", ["64 -> max ¦", "64 -> sdrop ¦", "64 -> conv ¦", "8x8 -> max 9 ¦"])
def test_nothing_is_offered_behind_a_layer_that_does_not_fit(text):
    assert texts(text) == []


def test_what_is_wrong_in_another_stage_hides_nothing():
    assert {"conv", "relu"} <= set(texts("64 -> conv 3 -> ¦"))
    assert "relu" in texts("64 -> rellu -> 50 ¦")


@pytest.mark.parametrize("typed", ["con", "Conv2D", "sep", "max", "MaxPool", "gavg", "sdr"])
def test_a_layer_that_does_not_fit_says_what_is_missing_once_it_is_typed(typed):
    for place in ("64 -> ¦", "64 -> ¦ -> 10 softmax", "3072 -> norm -> ¦ relu -> 10"):
        (found, *_) = at(place.replace("¦", f"{typed}¦"))
        sizes = "32x32x3" if place.startswith("3072") else "8x8x1"
        assert found.help == f"after reshape {sizes}: {LAYERS[found.text].help}"
        assert found.text not in texts(place)


def test_other_words_that_do_not_fit_say_so_behind_those_that_do():
    found = {word.text: word.help for word in at("64 -> 50 -> no¦ -> 10")}
    assert list(found) == ["noise", "norm"]
    assert found["norm"].startswith("right after the input: ")
    (*_, last) = at("8x8x1 -> so¦ -> 10")
    assert last.text == "softmax"
    assert last.help.startswith("over 2 units or more: ")
    (auto,) = at("64 -> au¦ -> 10")
    assert auto.help.startswith("as the last size alone: ")
    (gavg,) = at("8x8x1 -> gav¦ -> conv 3 -> 10")
    assert gavg.help.startswith("not before what follows: ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("64 -> reshape ¦", ["8x8x1", "8x8"]),
        ("3072 -> reshape ¦", ["32x32x3", "48x64"]),
        ("8x8x4 -> reshape ¦", ["16x16x1", "64x4", "16x16", "256"]),
        ("64 -> reshape 8x¦", ["8x1", "2x4", "8"]),
        ("64 -> reshape 9x¦", []),
        ("18 -> reshape 2x¦", ["n_in", "3x3", "9x1", "9"]),
        ("64 -> 5 -> reshape ¦", ["5x1"]),
        ("auto -> reshape ¦", ["n_in", "relu_units", "28x28x1"]),
    ],
)
def test_reshape_takes_the_sizes_that_hold_as_many_numbers(text, expected):
    assert texts(text) == expected


def test_a_variable_that_sizes_may_begin_with_is_offered_once_it_is_typed():
    (found,) = at("18 -> reshape n¦")
    assert (found.text, found.help) == ("n_in", "= 9; sizes of 2 follow")
    assert texts("18 -> reshape relu_u¦") == []


def test_only_what_leads_on_to_the_text_behind_is_offered():
    assert texts("64 -> ¦ -> conv 3") == ["reshape"]
    assert "2*(" not in texts("64 -> ¦ relu -> 10")
    assert "n_in" not in texts("64 -> {9|¦} -> 10")
    for text in ("64 -> ¦ -> 10 softmax", "auto -> ¦ -> reshape 8x8x1 -> 10"):
        assert "auto" not in texts(text)
    assert "auto" in texts("64 -> ¦ -> drop 0.1")
    assert {"gavg", "flatten", "n_in"}.isdisjoint(texts("8x8x1 -> ¦ -> conv 3 -> 10"))


@pytest.mark.parametrize(
    ("network", "first", "refused"),
    [
        (
            "10 softmax",
            ["sparse_categorical_crossentropy", "categorical_crossentropy"],
            {"circle"},
        ),
        ("10", ["sparse_categorical_crossentropy", "categorical_crossentropy", "mse"], {"poisson"}),
        ("1", ["mse", "mae", "huber"], {"categorical_crossentropy", "poisson"}),
        ("1 sigmoid", ["binary_crossentropy"], {"categorical_crossentropy"}),
        ("3 sigmoid", ["binary_crossentropy"], {"categorical_generalized_cross_entropy"}),
        ("10 relu", ["mse"], {"binary_crossentropy"}),
        ("reshape 8x8", ["mse"], {"binary_crossentropy", "hinge"}),
        ("auto softmax", ["sparse_categorical_crossentropy"], {"circle"}),
        ("{10|20} softmax", ["sparse_categorical_crossentropy"], {"circle"}),
    ],
)
def test_the_losses_that_fit_the_last_layer_come_first(network, first, refused):
    found = texts(f"64 -> {network} ; adam ; loss ¦")
    assert found[: len(first)] == first
    assert refused.isdisjoint(found)
    for loss in refused:
        assert loss in texts(f"64 -> {network} ; loss {loss}¦")


@pytest.mark.parametrize(
    "last",
    [
        *("10", "1", "10 softmax", "2 log_softmax", "1 sigmoid", "3 sigmoid", "4 hard_sigmoid"),
        *("1 relu", "5 tanh", "5 exponential", "reshape 8x8", "reshape 8x8 sigmoid", "1 bn"),
    ],
)
def test_the_losses_offered_are_those_that_binding_accepts(last):
    from densemodel.data.findings._finding import Findings
    from densemodel.data.labels._head import head_of

    accepted = set()
    for loss in LOSSES:
        findings = Findings()
        head_of(parse_cell(f"64 -> {last} ; loss {loss}")[0], findings)
        accepted |= set() if list(findings) else {loss}
    assert set(texts(f"64 -> {last} ; loss ¦")) == accepted


def test_the_metrics_that_fit_the_last_layer_come_first():
    assert texts("64 -> 10 softmax ; metrics ¦")[0] == "accuracy"
    assert texts("64 -> 1 ; metrics ¦")[:3] == ["mae", "mse", "r2_score"]
    assert texts("64 -> 1 sigmoid ; metrics ¦")[:2] == ["accuracy", "auc"]
    assert texts("a: 64 -> 1 ; metrics ¦\nb: 64 -> 10 softmax")[:2] == ["mae", "mse"]
    assert texts("64 -> 1 ; metrics rms¦") == ["root_mean_squared_error"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("64 -> 10 ; weight_d¦", ["adamw(weight_decay="]),
        ("64 -> 10 ; adam ; weight_d¦", []),
        ("64 -> 10 ; nest¦", ["sgd(nesterov="]),
        ("64 -> Dens¦", ["50"]),
        ("64 -> fc¦", ["50"]),
        ("64 -> 50 logis¦", ["sigmoid"]),
        ("64 -> 50 l2¦", ["(l2="]),
        ("8x8x1 -> conv 3 sa¦", ["same"]),
        ("8x8x1 -> conv 3(l2=1) sa¦", []),
        ("8x8x1 -> ma¦ 2 relu -> 10", ["max"]),
        ("64 -> {50 tanh|resh¦} -> 10", ["reshape"]),
        ("64 -> {50|60} -> resh¦ -> 10", ["reshape"]),
        ("64 ¦", ["->"]),
        ("64¦", []),
        ("64 ¦ -> 10", []),
        ("28 ¦x28 -> 10", []),
        ("n_in ¦", ["->"]),
        ("64 -> 3*(50) ¦", ["->"]),
        ("64 -> reshape n_in x ¦", []),
    ],
)
def test_words_of_other_tools_and_arrows_get_what_is_due(text, expected):
    assert texts(text) == expected


def test_the_word_for_a_kind_offers_its_members():
    assert texts("64 -> 10 ; opt¦")[:2] == ["adam", "sgd"]
    assert set(texts("64 -> 10 ; optimizer¦")) == set(OPTIMIZERS)
    assert texts("64 -> 50 activ¦")[:2] == ["relu", "sigmoid"]
    assert texts("64 -> 10 softmax ; loss cross¦")[0] == "sparse_categorical_crossentropy"


def test_off_says_what_it_does():
    (off,) = at("64 -> 10 ; patience o¦")
    assert off.help == "train to the end, without watching the validation loss"
    (off,) = at("64 -> 10 ; split o¦")
    assert off.help == "hold out no rows"
