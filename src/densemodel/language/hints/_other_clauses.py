"""Names of clauses in other tools, and the clause here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._closest_words import by_name

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        "patience 2": "earlystopping niternochange",
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
        "without id": "dropcolumns exclude",
        "target norm": "normalizey scaley",
        "split 0.3 by patient": "group groups groupby",
    }
)
"""Names that other tools have for a clause, without underscores, and the clause as it is here."""

OPTIMIZER_WORDS = frozenset({"optimizer", "optimiser", "solver", "opt"})
"Words for any optimizer, before its name."

OFF = frozenset({"none", "no", "false", "never", "inf", "infinity", "null"})
"Words of other tools for a clause that is switched off."

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
    "validationfreq": (
        "validation runs at the end of each epoch by default",
        "leave it out, or write 'every 100' to evaluate every 100 steps",
    ),
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
"""What other units of time are in minutes."""

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
