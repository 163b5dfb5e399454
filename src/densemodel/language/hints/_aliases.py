"""Names that other tools have for words of a network, initializers and losses, and ours."""

from __future__ import annotations

from densemodel.language.syntax_tree._closest_words import by_name
from densemodel.language.vocabulary import _losses, _metrics
from densemodel.language.vocabulary._clause_words import COLUMN_CLAUSES
from densemodel.language.vocabulary._initializers import ALIASES, INITIALIZERS
from densemodel.language.vocabulary._layer_words import ACTIVATIONS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

ACTIVATION_NAMES = by_name(
    {
        "sigmoid": "logistic sigma \N{GREEK SMALL LETTER SIGMA}",
        "linear": "identity",
        "relu": "rectifier relu1",
        "leaky_relu": "lrelu leakyrelu",
        "hard_swish": "hardswish",
        "log_softmax": "logsoftmax",
    }
)
"And ours, by names without underscores."


def activation_named(name: str) -> str:
    """Our word for an activation of any tool; empty if it is none of ours."""
    bare = name.replace("_", "")
    name = ACTIVATION_NAMES.get(name, ACTIVATION_NAMES.get(bare, name))
    return name if name in ACTIVATIONS else ""


_INITIALIZERS = by_name(
    {
        "glorot_uniform": "xavier xavieruniform glorot",
        "glorot_normal": "xaviernormal",
        "he_normal": "he kaiming kaimingnormal",
        "he_uniform": "kaiminguniform",
        "lecun_normal": "lecun",
        "random_normal": "normal gaussian gauss",
        "random_uniform": "uniform random",
        "tn": "truncated truncnormal",
        "zeros": "zero",
        "ones": "one",
        "identity": "eye",
        "constant": "const",
    }
)
"Without underscores."


def our_initializer(word: str, number: str) -> str | None:
    """The initializer that is meant by another tool's name, with the number behind it or none."""
    name = _INITIALIZERS.get(word.replace("_", ""))
    if name is None:
        return None
    entry = INITIALIZERS[name]
    if entry.argument is None:
        return name
    number = number or ("0.1" if entry.needs_number else "")
    return f"{name}:{number}" if number else name


_LOSSES = by_name(
    {
        "mse": "mseloss l2 squarederror",
        "mae": "l1loss l1",
        "huber": "smoothl1loss huberloss",
        "binary_crossentropy": "bceloss bcewithlogitsloss",
        "categorical_crossentropy": "cce",
        "sparse_categorical_crossentropy": "scce",
        "kl_divergence": "kldivloss",
        "cosine_similarity": "cosine cosineloss",
        "poisson": "poissonnllloss",
    }
)
"Names of one loss, without underscores."


OUR_LOSS = {
    **_losses.ALIASES,
    **_LOSSES,
    **{word.replace("_", ""): word for word in _losses.LOSSES},
    **{word: word for word in _losses.LOSSES},
}
"Our name for a loss of any tool."

METRIC_NAMES = {**_metrics.ALIASES, **{word: word for word in _metrics.METRICS}}
"Names of metrics that are read, and ours."

INITIALIZER_NAMES = {**ALIASES, **{word: word for word in INITIALIZERS}}
"Names of initializers that are read, and ours."

PLAIN_INITIALIZERS = {
    name: word for name, word in INITIALIZER_NAMES.items() if INITIALIZERS[word].argument is None
}
"Those that take no number."

TABLE = frozenset(
    {"dataframe", "df", "frame", "columns", "column", "cols", "csv", "tables", "tabular"}
    | {"pandas", "polars", "data", "features", "rows", "excel", "sheet"}
)
"Words for a table as the input of a network."

DENSE = frozenset(
    {"dense", "fc", "fully_connected", "hidden", "layer", "units", "output", "neurons"}
    | {"nodes", "fullyconnected", "classes", "outputs"}
)
INPUT = frozenset({"input", "inputs", "inputlayer", "input_layer", "input_shape", "shape"})

OUR_WORD = by_name(
    {
        "drop": "dropout",
        "bn": "batchnorm batchnorm1d batchnorm2d batchnormalization",
        "ln": "layernorm layernormalization",
        "noise": "gaussiannoise",
        "conv": "conv2d cnn convolution convolution2d convolutional",
        "sepconv": "separableconv2d depthwiseconv2d",
        "max": "maxpool pool pooling maxpooling2d maxpool2d maxpooling",
        "avg": "avgpool avgpool2d avgpooling averagepooling averagepooling2d average mean",
        "gavg": (
            "globalaveragepooling globalaveragepooling2d globalavgpool globalavg gap "
            "adaptiveavgpool2d"
        ),
        "gmax": "globalmaxpool globalmaxpooling globalmaxpooling2d globalmax",
        "scale": "rescaling rescale",
        "norm": "normalization normalize standardscaler standardize standardise",
        "sdrop": "spatialdropout spatialdropout2d dropout2d",
        "flatten": "flat",
        "flip": "randomflip randomhorizontalflip horizontalflip mirror",
        "rotate": "randomrotation rotation",
        "zoom": "randomzoom",
        "shift": "randomtranslation translation translate",
        "contrast": "randomcontrast",
        "brightness": "randombrightness",
    }
)
OUR_WORD |= ACTIVATION_NAMES
"""Words that other tools have for one of ours, without underscores."""

FILLERS = frozenset({"with", "and", "then", "using", "none", "units", "of", "a", "the"})
"Words between layers without a meaning."

NOT_OURS = frozenset(
    {
        "alphadropout", "argmax", "attention", "augment", "augmentation", "averagepooling1d",
        "bidirectional", "categoryencoding", "centercrop", "concat", "concatenate", "conv1d",
        "conv2dtranspose", "conv3d", "convlstm2d", "convtranspose2d", "crop", "cropping2d",
        "deconv", "decoder", "embed", "embedding", "embeddings", "encoder",
        "gaussiandropout", "globalaveragepooling1d", "globalmaxpooling1d", "groupnorm",
        "groupnormalization", "gru", "lambda", "lstm", "masking", "maxout", "maxpooling1d",
        "mobilenet", "multiheadattention", "multiply", "onehot", "pad", "permute", "positional",
        "prelu", "randomcrop",
        "repeatvector", "resblock", "residual", "resize", "resizing", "resnet", "resnet50",
        "rnn", "selfattention", "simplernn", "skip", "text",
        "textvectorization", "timedistributed", "transformer", "unet", "unitnormalization",
        "upsample", "upsampling", "upsampling2d", "vgg16", "zeropad", "zeropadding2d",
    }
)  # fmt: skip
"Layers that the language does not have, without underscores."


WHOLE_NETWORK = frozenset(
    {"sequential", "model", "mlp", "mlpclassifier", "mlpregressor", "network"}
)
"Words for all of a network."


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


_OPTIONS = {option.key for one in OPTIMIZERS.values() for option in one.options}


def is_clause_elsewhere(word: str) -> bool:
    """Whether other tools have a clause or an option of optimizers by a name."""
    return word.replace("_", "") in OUR_CLAUSE or word in _OPTIONS


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


OPTIMIZER_WORDS = frozenset({"optimizer", "optimiser", "solver", "opt"})
"Words for any optimizer, before its name."

OFF = frozenset({"none", "no", "false", "never", "inf", "infinity", "null"})
"Words of other tools for a clause that is switched off."

OUR_VALUE = by_name(
    {
        "balanced": "balance auto",
        "drop": "dropna remove ignore skip",
        "fill": "mean median impute fillna",
        "norm": "normalize normalise normalized standardize standardise scale zscore",
    }
)
"""Words of other tools for what a clause takes, and ours."""

COLUMN_CLAUSE = by_name(
    {
        "category": (
            "categorical categoricals categories cat cats catcols catcolumns catfeatures "
            "categoricalcolumns categoricalfeatures nominal ordinal factor factors enum onehot "
            "onehotencode onehotencoder ohe dummies getdummies embed embedding embeddings "
            "labelencode labelencoder ordinalencoder bool boolean"
        ),
        "number": (
            "numeric numerical numerics numericals numbers num nums numcols numcolumns "
            "numfeatures numericcolumns numericalcolumns numericfeatures numericalfeatures float "
            "floats int ints integer integers continuous real"
        ),
        "date": (
            "dates datetime datetimes datecols datecolumns datefeatures timestamp timestamps time "
            "times day days todatetime parsedates"
        ),
        "text": "texts string strings str object words freetext tfidf textvectorization nlp",
        "without": (
            "drop drops dropcolumn dropcolumns dropcols ignore ignores exclude excludes excluding "
            "omit remove skip discard except leaveout id ids index"
        ),
    }
)
"Words before the names of columns, without underscores, and our clause."

KIND_BEHIND = {
    **{name: word for name, word in COLUMN_CLAUSE.items() if word != "without"},
    **{word: word for word in COLUMN_CLAUSES},
}
"Such words behind the name of a column."

EVERY_COLUMN = frozenset(
    {"columns", "cols", "features", "usecols", "only", "keep", "select", "use"}
)
"Words for the columns that are taken."

UNITS = frozenset(
    {"step", "steps", "batches", "epoch", "epochs", "rows", "minutes", "min", "seconds", "hours"}
    | {"times", "runs"}
)
"Words that other notations write after a number."

ANY_CROSSENTROPY = frozenset(
    {"crossentropy", "ce", "xent", "crossentropyloss", "logloss", "nll", "nllloss", "softmax"}
    | {"softmaxloss", "softmaxcrossentropy", "categorical", "sparse", "logistic", "sigmoid"}
)
"Names of whichever crossentropy fits, without underscores."
