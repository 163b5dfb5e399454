"""No text makes the parser crash or hang, and the canonical text is stable."""

import os
import random
import time
from collections import Counter
from itertools import islice, product
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from densemodel.errors import SpecError
from densemodel.language import ACTIVATIONS, LOSSES, METRICS, OPTIMIZERS, parse, parse_cell
from densemodel.language.reading._problems import Problems
from densemodel.language.reading._tokens import tokenize
from densemodel.language.reading._words import WORDS
from densemodel.language.vocabulary import _losses as losses
from densemodel.language.vocabulary import _metrics as metrics
from densemodel.language.vocabulary._initializers import INITIALIZERS
from support.language.random_specs import random_spec

WHOLE_SPECS = [
    "784 -> 50 relu -> 50 relu -> 10 softmax ; adam lr 0.001 ; batch 32 ; epochs 30 ; split 0.3",
    "small: 28x28 -> 3*(100(l2=1e-4, bias=off) bn(scale=off) relu drop 20%) -> 2*5 -> 1 sigmoid",
    "sgd(momentum=.9) lr 0.1\n784 -> 2*(3*(5 -> 4) -> ln)\n -> 10 ; init tn:0.1 ; bias 0.1\nseed 3",
    "9 -> 5 leaky_relu(negative_slope=.1) -> 1; loss mse; metrics mae; clip norm 1",
    "28x28x1 -> conv 4 5x5/2 same relu -> {32|64} -> 10 ; lr exp 0.1->0.01/100 ; every 100",
    "9 -> 5 -> 1 ; lr 0.01*0.6^epoch ; split 0.3 by 'patient id' ; without id \"max\" ; repeat 5",
    "9 -> 5 -> 1 ; adam lr plateau 0.1*0.5/3 ; minutes 5 ; missing fill ; target norm\nevery 10",
    "28x28 -> scale / 255 -> sepconv 8 3(l2=.1) bn relu sdrop .2 -> max 2 -> avg 3/2 same -> gavg",
    "auto -> {50 relu|2*(50 relu) -> ln} drop {0.1..0.4/3} -> auto ; {adam|sgd} lr {.1|.01 }",
    "table -> norm -> 5 -> 1 ; target norm ; missing fill ; without id 'a b' ; split .3 by 'a b'",
    "table -> 8 relu -> auto ; category zip {area|'a b'} ; number n ; {date d|date e} ; without id",
    "category number\ntable -> date -> 1\ntable -> number relu -> 1\ndate x ; without 'a' date",
    "784 -> reshape 28x28x1 -> conv 3 -> gmax -> 9 ; lr 0.01*0.6^epoch ; minutes 5; repeat 3",
    "9 -> 5 {relu|tanh} -> 3 ; {batch 5|batch 6} ; lr plateau 0.1*0.5/3 ; weights balanced",
]

PIECES = [
    *sorted(WORDS), "784", "50", "0.5", "1e3", "28x28", "->", "→", ";", "(", ")", "*", "3*(",
    ",", "=", ":", "%", "{", "}", "|", "..", "^epoch", "/", "\n", "\r\n", "#", "'", '"', "-", "=>",
    "l2=0.1", "bias=off", "small:", "dense", "Dense(50)", "dropout", "init=tn:0.1", "\u00d7",
    "\u00a0", "{32|64}", "{relu|tanh}", "{1..9/3}", "{0.1..1 log/3}", "conv 4 3x3/2", "max 2",
    "3x3", "reshape 28x28x1", "scale / 255", "exp 0.03->0.0001/1000", "0.01*0.6^epoch", "\u00b2",
    "global_clipnorm", "momentum", "delta", "{0: 1}", "//", "Adam(1e-3)", "SGD(0.1, 0.9)",
    "roc_auc", "(100, 50) relu", "optimizer", "{tn:0.1|ones}", "n*", "2*n", "loss huber", "units",
    "category", "number", "date", "category zip", "date 'a b'", "table", "category {zip|area}",
    "9" * 31, "1e999", "5.", "\u0663", "x", "norm", "tn:0.1", "n", "arr",
]  # fmt: skip

NAMES = {"n": 7, "p": 0.5, "arr": [1, 2], "number": 3, "date": 5}


ALIASES = losses.ALIASES | metrics.ALIASES | {"truncated_normal": "tn"}


def words(text):
    """The words of a text, variables left out."""
    tokens = tokenize(text, Problems(text))
    # the canonical text takes the quotes of a column away where it can
    found = [
        token.lower.strip("\"'")
        for token in tokens
        if token.kind in {"word", "string"} and token.text.strip("\"'") not in {*NAMES, "x"}
    ]
    # Python reads some letters of a name as others, and so does the language
    plain = [normalize("NFKC", word) if word.isidentifier() else word for word in found]
    return Counter(ALIASES.get(word, word) for word in plain)


def check(text):
    """The one rule for any text: specs whose canonical text is stable, or a SpecError."""
    specs = ()
    error = None
    try:
        specs = parse_cell(text, NAMES)
    except SpecError as caught:
        error = caught
    if error is not None:
        assert error.problems
        assert str(error)
        return
    assert specs
    for spec in specs:
        written = str(spec)
        assert "\n" not in written
        again = parse(written)
        assert again == spec
        assert hash(again) == hash(spec)
        assert str(again) == written
        for one, other in zip(islice(spec.expand(), 3), islice(again.expand(), 3), strict=True):
            assert other == one
            assert other.settings == one.settings
            if "table" not in one.needs and "auto" not in one.needs:
                assert other.layers == one.layers
        if "\n" not in text and "\r" not in text:
            assert words(written) == words(text)  # no word is ever skipped


MANY = int(os.environ.get("DENSEMODEL_TEXTS", "2000")) // 5
"Texts for each of five tests: `make fuzz` tries 100,000 in all."


@given(st.text(max_size=200))
@settings(max_examples=MANY, deadline=None)
def test_random_text(text):
    check(text)


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=MANY, deadline=None)
def test_random_pieces_of_the_language(pieces, blank):
    check(blank.join(pieces))


@st.composite
def mutated(draw):
    text = draw(st.sampled_from(WHOLE_SPECS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        piece = draw(st.one_of(st.just(""), st.sampled_from(PIECES), st.text(max_size=3)))
        text = text[:start] + piece + text[end:]
    return text


@given(mutated())
@settings(max_examples=MANY, deadline=None)
def test_mutated_specs(text):
    check(text)


NUMBERS = st.one_of(
    st.integers(1, 300).map(str),
    st.floats(1e-12, 0.99).map(repr),
    st.floats(1e-30, 1e30).map(repr),
    st.sampled_from(["1e2", "25%", "n", "p"]),
)


def stages():
    size = st.one_of(
        st.integers(1, 300).map(str),
        st.sampled_from(["{32|64}", "{8..32 log/3}", "conv 4", "conv {2|3} 3x3/2 valid"]),
        st.sampled_from(["sepconv 4 3x2 same", "conv n n x n/n"]),
    )
    options = st.sampled_from(["", "(l2=0.01)", "(bias=on, init=tn:0.2)", "(l1=.5, bias=off)"])
    word = st.sampled_from(
        [*ACTIVATIONS, "bn", "ln", "bn(offset=0.1)", "flatten", "{relu|bn tanh}", "scale / 255"]
    )
    share = st.floats(0, 0.99).map(lambda rate: f"drop {rate!r}")
    noise = NUMBERS.map(lambda number: f"noise {number}")
    item = st.one_of(word, share, noise)
    sized = st.tuples(size, options, st.lists(item, max_size=3)).map(
        lambda parts: f"{parts[0]}{parts[1]} {' '.join(parts[2])}"
    )
    pool = st.sampled_from(["max 2", "avg 3/2 same", "gavg", "gmax", "max", "sdrop 10%", "norm"])
    stage = st.one_of(sized, pool, st.lists(item, min_size=1, max_size=3).map(" ".join))
    return st.recursive(
        stage,
        lambda inner: st.tuples(st.integers(1, 3), st.lists(inner, min_size=1, max_size=3)).map(
            lambda parts: f"{parts[0]}*({' -> '.join(parts[1])})"
        ),
        max_leaves=6,
    )


CLAUSES = st.one_of(
    st.tuples(st.sampled_from(sorted(OPTIMIZERS)), NUMBERS).map(lambda c: f"{c[0]} lr {c[1]}"),
    st.sampled_from(sorted(OPTIMIZERS)),
    st.tuples(
        st.sampled_from(["batch", "epochs", "steps", "patience", "split", "seed", "bias", "lr"]),
        NUMBERS,
    ).map(" ".join),
    st.sampled_from(sorted(LOSSES)).map(lambda loss: f"loss {loss}"),
    st.lists(st.sampled_from(sorted(METRICS)), min_size=1, max_size=3).map(
        lambda metrics: "metrics " + " ".join(metrics)
    ),
    st.tuples(st.sampled_from(sorted(INITIALIZERS)), NUMBERS).map(lambda c: f"init {c[0]}:{c[1]}"),
    st.sampled_from(["patience off", "split off", "clip norm .5", "clip value 1e-3"]),
    st.tuples(st.sampled_from(["every", "minutes", "repeat"]), NUMBERS).map(" ".join),
    st.tuples(NUMBERS, NUMBERS, NUMBERS).map(lambda n: f"lr exp {n[0]}->{n[1]}/{n[2]}"),
    st.tuples(NUMBERS, NUMBERS).map(lambda n: f"lr {n[0]}*{n[1]}^epoch"),
    st.tuples(NUMBERS, NUMBERS).map(lambda n: f"lr cosine {n[0]}/{n[1]}"),
    st.tuples(NUMBERS, NUMBERS, NUMBERS).map(lambda n: f"lr plateau {n[0]}*{n[1]}/{n[2]}"),
    st.sampled_from(["weights balanced", "missing fill", "target norm", "split .5 last"]),
    st.lists(st.sampled_from(["id", "'max'", '"two words"', "Age"]), min_size=1, unique=True).map(
        lambda columns: "without " + " ".join(columns)
    ),
    st.sampled_from(["split 0.3 last", "split 0.3 by 'a b'", "weights balanced", "target norm"]),
    st.sampled_from(["missing drop", "without a 'max'", "every 100", "minutes 0.5", "repeat 3"]),
    st.sampled_from(["{adam|sgd} lr {.1|.2}", "{batch 3|batch 5}", "loss {mse|mae}"]),
    st.tuples(NUMBERS, st.integers(1, 99)).map(lambda c: f"lr exp {c[0]}->1e-5/{c[1]}"),
    st.sampled_from(["lr cosine .1", "lr cosine .1/9", "lr plateau 1*.1/5", "lr .1*.6^epoch"]),
)


@given(st.lists(stages(), min_size=1, max_size=4), st.lists(CLAUSES, max_size=4))
@settings(max_examples=MANY, deadline=None)
def test_texts_of_the_grammar(network, clauses):
    check(" ; ".join(["28x28 -> " + " -> ".join(network), *clauses]))


@given(st.integers(0, 2**32))
@settings(max_examples=MANY, deadline=None)
def test_specs_that_are_valid_by_construction(seed):
    text = random_spec(random.Random(seed))  # noqa: S311
    assert parse(text).layers
    check(text)


UNUSUAL = ["0", "0.0", "-1", "1", "3", "0.5", "50%", "1e-300", "1e300", "1e-999", "1e999", "9" * 29]
UNUSUAL += ["9" * 40, "\u00b2", "n", "arr"]
PLACES = [
    "784 -> {a}/{b} relu -> 1", "784 -> {a}*{b} relu", "784 -> {a},{b}", "784 -> scale / {a}/{b}",
    "784 -> {a}* -> {b}", "784 -> {{{a}*|{b}}}", "784 -> {b} -> {a}*", "784 -> {a}*(-> {b})",
    "{a}/{b} -> 1", "{a}*{b} -> 1", "784 -> 5 drop {a}/{b}", "784 -> 5(l2={a}/{b})",
    "28x28x1 -> conv {a} {b}x{a}/{b}", "28x28x1 -> max {a}/{b}", "784 -> {{{a}..{b}/3}}",
    "784 -> 1 ; lr {a}/{b}", "784 -> 1 ; lr {a}*{b}^epoch", "784 -> 1 ; lr cosine {a}/{b}",
    "784 -> 1 ; lr exp {a}->{b}/3", "784 -> 1 ; lr plateau {a}*{b}/2", "784 -> 1 ; lr {a} {b}",
    "784 -> 1 ; lr {{{a}..{b} log/3}}", "784 -> 1 ; split {a}/{b}", "784 -> 1 ; split {a} {b}",
    "784 -> 1 ; Adam({a}, {b})", "784 -> 1 ; {a} epochs {b}", "784 -> 1 ; init tn {a}/{b}",
    "784 -> 1 ; seconds {a} {b}", "784 -> 1 ; minutes {a}/{b}", "784 -> 1 ; batch {a},{b}",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_unusual_numbers_in_every_place(place):
    for a, b in product(UNUSUAL, repeat=2):
        check(place.format(a=a, b=b))


OWNERS = {f"loss {word}": one for word, one in LOSSES.items()} | dict(OPTIMIZERS.items())
BEHIND = ["", " 1", "=1", "=x", "=True", "(", " ;", " {1|2}"]


@pytest.mark.parametrize("owner", OWNERS)
def test_options_outside_their_brackets(owner):
    for option in OWNERS[owner].options:
        for separator, behind in product((" ", " ; ", "("), BEHIND):
            check(f"784 -> 10 softmax ; {owner}{separator}{option.key}{behind}")


@pytest.mark.parametrize("clause", [*OPTIMIZERS, "loss mse", "metrics mae", "init tn:0.1"])
@pytest.mark.parametrize("word", [*ACTIVATIONS, "bn(offset=0.1)", "ln", "drop 0.5", "noise p"])
def test_texts_of_the_grammar_are_specs(word, clause):
    text = f"28x28 -> 2*(3(l2=0.01) {word} -> 4) -> 2 ; {clause} ; split 25%"
    assert len(parse(text, NAMES).layers) >= 6
    check(text)


IS_WHOLE = "DENSEMODEL_FUZZ" in os.environ
MOST_SECONDS = 15 if IS_WHOLE else 4
"""Much more than is needed: a text whose time grew with the square would take minutes."""


def long(count):
    """A length near the longest text that is read; a sixteenth of it outside of `make fuzz`."""
    return count if IS_WHOLE else count // 16


@pytest.mark.parametrize(
    "text",
    [
        "784" + " -> 50 relu drop 0.2" * long(5_000),
        "784 -> 10*(10*(100*(50 relu)))",
        "(" * long(100_000),
        "784 -> " + "2*(" * long(60_000),
        "a" * long(199_999),
        "1" * long(199_999),
        "784" + " -> 5 rellu" * long(15_000),
        "784 -> 5 ; " + "btch 5 ; " * long(20_000),
        "784 -> 5 ; metrics " + "acuracy " * long(20_000),
        "{" * long(100_000),
        "784 -> 50(" + "l3=1," * long(39_000),
        "\n" * long(199_999),
        "a:" * long(99_000),
        "784\n" * long(49_000),
        "784 -> 5\n" * long(20_000),
        "x x " * long(49_000),
        "-> " * long(66_000),
        "@" * long(199_999),
        "784 -> 50 (" * long(18_000),
        "784 -> 3*(5\n" * long(15_000),
        "\nadm" * long(45_000),
        "Dense(" * long(33_000),
        "784 -> " + "Dense(" * long(33_000),
        "784,50," * long(28_000),
        "28*" * long(66_000),
        "784 -> {" + "1|" * long(99_000) + "2}",
        "784 -> {" * long(22_000),
        "784 -> 50" + " {relu|tanh}" * long(16_000),
        "784 -> " + "{1|2} -> " * long(20_000) + "3",
        "784 -> 5 ; {" + "batch 3|" * long(20_000) + "batch 4}",
        "784 -> 5 ; lr {" + ",".join(map(str, range(1, long(30_000)))) + "}",
        "784 -> 5 ; lr {" + "|".join(map(str, range(1, long(10_001)))) + "}",
        "784 -> {" + "|".join(map(str, range(1, long(10_001)))) + "}" + " -> 50 relu" * long(8_000),
        "28x28 -> " + "conv(" * long(33_000),
        "28x28 -> " + "conv 3 3x3/2 -> " * long(12_000) + "10",
        "28x28 -> conv 3 " + "3x" * long(60_000),
        "784 -> 5 ; lr exp " * long(11_000),
        "784 -> 5 ; without " + "a " * long(90_000),
        "auto -> " * long(25_000),
        "784 -> auto -> " * long(13_000),
        "{" * long(90_000) + "}" * long(90_000),
        "\N{EN DASH}" * long(199_999),
        "=" * long(199_999),
        "784 ->" + "-" * long(199_990),
        "28x" * long(60_000) + "1 -> 10",
        "784 -> reshape " + "999x" * long(40_000) + "1 -> 10",
        "1x" * long(60_000) + "1 -> conv 3 -> reshape 2 -> 3",
    ],
    ids=lambda text: text[:24].strip(),
)
def test_time_grows_in_proportion_to_length(text):
    start = time.thread_time()
    check(text)
    assert time.thread_time() - start < MOST_SECONDS


@pytest.mark.parametrize(
    "clause",
    [
        "without " + " ".join(f"a{i}" for i in range(long(15_000))),
        "{" + "|".join(f"batch {i}" for i in range(1, long(6_000))) + "}",
        "batch {" + "|".join(map(str, range(1, long(10_000)))) + "}",
    ],
    ids=lambda text: text[:24].strip(),
)
def test_a_shared_clause_is_not_parsed_again_for_each_network(clause):
    start = time.thread_time()
    assert len(parse_cell(clause + "\n9 -> 3" * long(10_000))) == long(10_000)
    assert time.thread_time() - start < MOST_SECONDS
