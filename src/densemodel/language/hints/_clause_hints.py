"""Names of clauses in other tools and other notations of a clause, each with its hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.reading._token_reader import at_end
from densemodel.language.syntax_tree._closest_words import by_name, shortened
from densemodel.language.vocabulary._clause_words import CLAUSES
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language.reading._problems import PlacedAdvice
    from densemodel.language.reading._reader import Reader

OUR_CLAUSE = by_name(
    {
        "batch 32": "batchsize minibatch minibatchsize bs",
        "lr 0.001": "learningrate learningrateinit rate eta \N{GREEK SMALL LETTER ETA}",
        "epochs 30": "epoch nepochs numepochs nbepoch maxepochs maxiter",
        "steps 2000": "step maxsteps numsteps stepsperepoch iterations iters",
        "split 0.3": (
            "validationsplit validationfraction testsize valsize valsplit validation val "
            "holdout shufflesplit"
        ),
        "patience 2": "earlystopping earlystop niternochange",
        "seed 0": "randomstate randomseed",
        "metrics accuracy": "metric",
        "loss mse": "criterion",
        "init he_normal": "kernelinitializer weightinit initializer",
        "clip norm 1": "clipnorm gradientclip gradclip gradientclipping maxgradnorm maxnorm",
        "clip value 0.5": "clipvalue gradientclipval",
        "every 100": "validateevery valevery evalevery evalsteps",
        "minutes 5": "time timelimit timeout maxtime minute min",
        "repeat 5": "repeats runs ninit",
        "weights balanced": "classweight classweights balanced balance",
        "missing drop": "dropna nan",
        "missing fill": "fillna impute imputer",
        "category zip": "categorical categories cat nominal onehot",
        "number rooms": "numeric numerical numbers",
        "date sold": "datetime dates timestamp",
        "without id": "dropcolumns exclude ignore omit",
        "target norm": "normalizey scaley",
        "split 0.3 by patient": "group groups groupby",
    }
)
"""Names that other tools have for a clause, without underscores, and the clause as it is here."""

OPTIMIZER_WORDS = frozenset({"optimizer", "optimiser", "solver", "opt"})
"Words for any optimizer, before its name."

OFF = frozenset({"none", "no", "false", "never", "inf", "infinity", "null"})
"Words of other tools for a clause that is switched off."

EVERY_EPOCH = (
    "validation runs at the end of each epoch by default",
    "leave it out, or write 'every 100' to evaluate every 100 steps",
)

NO_CLAUSE = {
    "hiddenlayersizes": (
        "the layers are written in the network",
        "write them between arrows: 784 -> 100 relu -> 10 softmax",
    ),
    "activation": ("an activation goes after its size", "write it in the network: '50 relu'"),
    "alpha": ("a penalty on the weights is an option of a size", "write '50(l2=0.0001)'"),
    "regularization": ("a penalty on the weights is an option of a size", "write '50(l2=0.01)'"),
    "regularizer": ("a penalty on the weights is an option of a size", "write '50(l2=0.01)'"),
    "kernelregularizer": ("a penalty on the weights is an option of a size", "write '50(l2=0.01)'"),
    "tol": (
        "any improvement of the validation loss counts, however small",
        "leave it out, or write 'patience 2'",
    ),
    "trainsize": ("'split' sets the share that is held out", "write 'split 0.3'"),
    "callbacks": (
        "a spec has no callbacks",
        "for early stopping write 'patience 2'; dm.train takes other callbacks",
    ),
    "device": ("a spec does not choose the device", "leave it out"),
    "test": ("data go on the first line of the cell", "write '--test x_test y_test' there"),
    "fit": ("a spec says how to train, but does not start it", "add --train to the first line"),
    "train": ("a spec says how to train, but does not start it", "add --train to the first line"),
    "compile": ("a model is compiled automatically", "leave it out"),
    "validationfreq": EVERY_EPOCH,
    "stratify": ("a split holds out the same share of each class by default", "leave it out"),
    "stratified": ("a split holds out the same share of each class by default", "leave it out"),
    "shuffle": (
        "rows are always shuffled, by the seed",
        "leave 'shuffle' out; another seed gives another order: 'seed 1'",
    ),
    "verbose": (
        "a spec has no 'verbose'",
        "leave it out: a spec says how to train, not what to show",
    ),
}
"""Words of Keras's `fit` without a clause here: the message and the hint."""

_MINUTES = {"hours": 60, "hour": 60, "seconds": 1 / 60, "second": 1 / 60}

OUR_VALUE = by_name(
    {
        "balanced": "balance auto",
        "drop": "dropna remove ignore skip",
        "fill": "mean median impute fillna",
        "norm": "normalize normalise normalized standardize standardise scale zscore",
    }
)
"""Words of other tools for what a clause takes, and ours."""


def our_clause(word: str, number: str) -> str | None:
    """The clause for another tool's name, with the given number."""
    clause = OUR_CLAUSE.get(word.replace("_", ""))
    if clause is None or not number:
        return clause
    ours, _, last = clause.rpartition(" ")
    takes_number = bool(ours) and last.replace(".", "").isdecimal()
    if ours == "split" and number.isdecimal() and number != "0":  # 20 was meant as 20 %
        number += "%"
    return f"{ours} {number}" if takes_number else clause


def no_clause(word: str, numbers: Sequence[str]) -> tuple[str, str] | None:
    """A word without a clause here, or with another number."""
    bare = word.replace("_", "")
    if bare not in _MINUTES:
        return NO_CLAUSE.get(bare)
    try:
        minutes = f"{float(numbers[0]) * _MINUTES[bare]:.3g}" if numbers else "5"
    except ValueError:
        minutes = "5"
    return "the time of training is given in minutes", f"write 'minutes {minutes}'"


OFF_UNSAID = frozenset({"every", "minutes", "repeat"})
"""Clauses with a number that are off by default."""

_COUNTS = {
    "every": "steps",
    "patience": "epochs",
    "batch": "rows",
    "epochs": "epochs",
    "steps": "steps",
    "minutes": "minutes",
    "repeat": "times",
}
"""The unit of the number of a clause."""

_UNITS = frozenset(
    {"step", "steps", "batches", "epoch", "epochs", "rows", "minutes", "min", "seconds", "hours"}
    | {"times", "runs"}
)
"""Words that other notations write after a number."""


def number_first(reader: Reader) -> str | None:
    """`20 epochs`: the clause as it is written, if its number comes next and then its word."""
    number, word, after = reader.token, reader.ahead(), reader.ahead(2)
    clause = CLAUSES.get(word.lower if word.kind == "word" else "")
    if number.kind != "number" or clause is None or clause.quantity is None:
        return None
    if after.kind in {"number", "=", ":", "%"} or (
        after.kind == "word" and not after.begins_clause
    ):
        return None  # the word has its own number
    return f"{clause.word} {shortened(number.text)}"


def plain_value(reader: Reader, word: str, start: int) -> str:
    """The value before, as the language writes it: `['accuracy']` is accuracy, None is off.

    It begins at the token `start`; the text is empty if there is none.
    """
    if start >= reader.place:
        return ""
    raw = reader.problems.text[reader.tokens[start].start : reader.before.end]
    if raw.startswith(("[", '"', "'")):
        raw = " ".join(raw.translate(_WITHOUT).split())
    elif raw.lower() in OFF and CLAUSES[word].can_be_off:
        raw = "off"
    return shortened(raw)


_WITHOUT = str.maketrans(dict.fromkeys("[]\"',", " "))


def off_hint(reader: Reader, word: str) -> PlacedAdvice | None:
    """`patience none`: the word for that is `off`."""
    token = reader.token
    if not reader.at_word(*OFF) or reader.holds_number() or not CLAUSES[word].can_be_off:
        return None
    return token.span, f"'{token.text}' is written 'off' here", f"write '{word} off'"


def one_value_hint(reader: Reader, word: str) -> tuple[str, str] | None:
    """`batch 32 64`, `loss mse mae`: a second value where a clause takes one."""
    clause, token, first = CLAUSES.get(word), reader.token, reader.before
    takes = "name" if word == "loss" else "number"
    kind = "word" if word == "loss" else "number"
    if clause is None or token.begins_clause or {token.kind, first.kind} != {kind}:
        return None
    if word == "split":
        return "'split' takes one share, the part held out", f"write 'split {reader.token.text}'"
    if kind == "number" and clause.quantity is None:
        return None
    return f"'{word}' takes one {takes}", f"write '{word} {shortened(first.text)}'"


def clause_unit_hint(reader: Reader, word: str) -> PlacedAdvice | None:
    """`every 100 steps`: a unit after the number of a clause, where no clause begins."""
    token = reader.token
    if not reader.at_word(*_UNITS) or not at_end(reader, 1) or reader.before.kind != "number":
        return None
    counts = _COUNTS.get(word)
    if counts is None:
        return None
    if token.lower.rstrip("s") == counts.rstrip("s") or (word, token.lower) == ("minutes", "min"):
        return token.span, f"'{word}' already counts {counts}", f"leave '{token.text}' out"
    if word == "every" and token.lower in {"epoch", "epochs"}:
        return token.span, "'every' counts steps, not epochs", EVERY_EPOCH[1]
    hint = f"leave '{token.text}' out, or write ';' between clauses"
    return token.span, f"'{word}' counts {counts}, not {token.lower}", hint


def optimizer_prefix(reader: Reader) -> str | None:
    """`optimizer adam` and `optimizer=adam`: the optimizer that is named after the word."""
    ahead = 1 if reader.ahead(0).kind in {"=", ":"} else 0
    name = reader.ahead(ahead).text.strip("\"'").lower()
    if name not in OPTIMIZERS:
        return None
    opening, rate = reader.ahead(ahead + 1), reader.ahead(ahead + 2)
    if opening.kind == "(" and rate.kind == "number":  # Adam(0.01)
        return f"{name} lr {shortened(rate.text)}"
    # few tokens, so that time grows with the length alone
    for place in range(ahead + 1, ahead + 17):  # Adam(learning_rate=0.01)
        token, value = reader.ahead(place), reader.ahead(place + 2)
        if token.kind in {")", ";", "newline", "end"}:
            break
        if token.lower in {"lr", "learning_rate"} and value.kind == "number":
            return f"{name} lr {shortened(value.text)}"
    return name
