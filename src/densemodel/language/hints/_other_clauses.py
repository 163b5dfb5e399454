"""Names of clauses in other tools, and the clause here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OUR_CLAUSE = {
    "batchsize": "batch 32",
    "minibatch": "batch 32",
    "minibatchsize": "batch 32",
    "bs": "batch 32",
    "learningrate": "lr 0.001",
    "learningrateinit": "lr 0.001",
    "rate": "lr 0.001",
    "eta": "lr 0.001",
    "\N{GREEK SMALL LETTER ETA}": "lr 0.001",
    "epoch": "epochs 30",
    "nepochs": "epochs 30",
    "numepochs": "epochs 30",
    "nbepoch": "epochs 30",
    "maxepochs": "epochs 30",
    "maxiter": "epochs 30",
    "step": "steps 2000",
    "maxsteps": "steps 2000",
    "numsteps": "steps 2000",
    "stepsperepoch": "steps 2000",
    "iterations": "steps 2000",
    "iters": "steps 2000",
    "validationsplit": "split 0.3",
    "validationfraction": "split 0.3",
    "testsize": "split 0.3",
    "valsize": "split 0.3",
    "valsplit": "split 0.3",
    "validation": "split 0.3",
    "val": "split 0.3",
    "holdout": "split 0.3",
    "earlystopping": "patience 2",
    "niternochange": "patience 2",
    "randomstate": "seed 0",
    "randomseed": "seed 0",
    "metric": "metrics accuracy",
    "criterion": "loss mse",
    "kernelinitializer": "init he_normal",
    "weightinit": "init he_normal",
    "initializer": "init he_normal",
    "clipnorm": "clip norm 1",
    "clipvalue": "clip value 0.5",
    "gradientclip": "clip norm 1",
    "gradclip": "clip norm 1",
    "gradientclipping": "clip norm 1",
    "gradientclipval": "clip value 0.5",
    "maxgradnorm": "clip norm 1",
    "maxnorm": "clip norm 1",
    "validateevery": "every 100",
    "valevery": "every 100",
    "evalevery": "every 100",
    "evalsteps": "every 100",
    "time": "minutes 5",
    "timelimit": "minutes 5",
    "timeout": "minutes 5",
    "maxtime": "minutes 5",
    "minute": "minutes 5",
    "min": "minutes 5",
    "repeats": "repeat 5",
    "runs": "repeat 5",
    "ninit": "repeat 5",
    "classweight": "weights balanced",
    "classweights": "weights balanced",
    "balanced": "weights balanced",
    "balance": "weights balanced",
    "dropna": "missing drop",
    "fillna": "missing fill",
    "impute": "missing fill",
    "imputer": "missing fill",
    "nan": "missing drop",
    "dropcolumns": "without id",
    "exclude": "without id",
    "normalizey": "target norm",
    "scaley": "target norm",
    "group": "split 0.3 by patient",
    "groups": "split 0.3 by patient",
    "groupby": "split 0.3 by patient",
    "shufflesplit": "split 0.3",
}
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

OUR_VALUE = {
    "balance": "balanced",
    "auto": "balanced",
    "dropna": "drop",
    "remove": "drop",
    "ignore": "drop",
    "skip": "drop",
    "mean": "fill",
    "median": "fill",
    "impute": "fill",
    "fillna": "fill",
    "normalize": "norm",
    "normalise": "norm",
    "normalized": "norm",
    "standardize": "norm",
    "standardise": "norm",
    "scale": "norm",
    "zscore": "norm",
}
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
