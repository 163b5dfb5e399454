"""Names that other tools have for words of a network, initializers and losses, and ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._closest_words import by_name, shortened
from densemodel.language.vocabulary import _losses, _metrics
from densemodel.language.vocabulary._initializers import ALIASES, INITIALIZERS
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS

if TYPE_CHECKING:
    from densemodel.language.reading._problems import PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token

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


def initializer_hint(reader: Reader) -> PlacedAdvice | None:
    """`init tn 0.1`, `tn=0.1`, `tn(0.1)`: a number without its colon; the name is read already."""
    word = reader.before.lower
    entry = INITIALIZERS.get(ALIASES.get(word, word))
    number = reader.ahead(0 if reader.at("number") else 1)
    if entry is None or number.kind != "number" or not reader.at("number", "=", "("):
        return None
    closes = reader.at("(") and reader.ahead(2).kind == ")"
    span = reader.before.span.to(reader.ahead(2).span if closes else number.span)
    if entry.argument is None:
        return span, f"'{entry.word}' takes no number", f"write only '{entry.word}'"
    written = f"{entry.word}:{shortened(number.text)}"
    return span, "the number of an initializer goes after a colon", f"write '{written}'"


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

_ANY_CROSSENTROPY = frozenset(
    {"crossentropy", "ce", "xent", "crossentropyloss", "logloss", "nll", "nllloss", "softmax"}
    | {"softmaxloss", "softmaxcrossentropy", "categorical", "sparse", "logistic", "sigmoid"}
)
"Names of whichever crossentropy fits, without underscores."


def our_loss(name: str) -> str | None:
    """Our name for a loss of any tool; None if it is none, or may be several."""
    bare = name.replace("_", "")
    found = next((word for word in _losses.LOSSES if word.replace("_", "") == bare), None)
    return found or _LOSSES.get(bare) or _losses.ALIASES.get(name)


def several_losses(reader: Reader, token: Token) -> tuple[str, str] | None:
    """What is said of a name that more than one loss goes by; None if it is no such name.

    The last activation before it in the text decides which one the hint names.
    """
    name = token.text.strip("\"'")
    bare = name.lower().replace("_", "")
    if bare in {"focal", "focalloss"}:
        last = _last_activation(reader)
        loss = "binary" if last == "sigmoid" else "categorical"
        return "there is more than one focal loss", f"write '{loss}_focal_crossentropy'"
    if bare not in _ANY_CROSSENTROPY:
        return None
    loss_of_last = _losses.CROSSENTROPY_OF.get(_last_activation(reader))
    message = f"there is more than one crossentropy, and '{name}' does not say which"
    if loss_of_last is None:
        return message, "leave 'loss' out: the last layer and the labels choose it"
    return message, f"write '{loss_of_last}', or leave 'loss' out: the labels choose it"


def _last_activation(reader: Reader) -> str:
    """The last activation before here, in its last stage; empty if there is none."""
    place = reader.place
    while place > 0 and reader.tokens[place].kind != "arrow":
        place -= 1
        if reader.tokens[place].lower in _losses.CROSSENTROPY_OF:
            return reader.tokens[place].lower
    return ""


def loss_as_a_clause(reader: Reader, token: Token) -> tuple[str, str] | None:
    """`; mse`, `; CrossEntropyLoss()`, `; accuracy`: a name without the word of its clause."""
    word = token.lower
    metric = _metrics.ALIASES.get(word, word)
    loss = our_loss(word)
    if loss is not None:
        return "a loss goes after 'loss'", f"write 'loss {loss}'"
    if metric in _metrics.METRICS:
        return "a metric goes after 'metrics'", f"write 'metrics {metric}'"
    several = several_losses(reader, token)
    if several is None:
        return None
    return several[0], several[1].replace("write '", "write 'loss ")


FIRST_NUMBER = "the first number is the input size: 784 -> 50 relu"

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
        "deconv", "decoder", "embed", "embedding", "embeddings", "encoder", "flip",
        "gaussiandropout", "globalaveragepooling1d", "globalmaxpooling1d", "groupnorm",
        "groupnormalization", "gru", "lambda", "lstm", "masking", "maxout", "maxpooling1d",
        "mobilenet", "multiheadattention", "multiply", "onehot", "pad", "permute", "positional",
        "prelu", "randomcontrast", "randomcrop", "randomflip", "randomrotation", "randomzoom",
        "repeatvector", "resblock", "residual", "resize", "resizing", "resnet", "resnet50",
        "rnn", "rotate", "rotation", "selfattention", "simplernn", "skip", "text",
        "textvectorization", "timedistributed", "transformer", "unet", "unitnormalization",
        "upsample", "upsampling", "upsampling2d", "vgg16", "zeropad", "zeropadding2d", "zoom",
    }
)  # fmt: skip
"Layers that the language does not have, without underscores."


def our_word(word: str) -> str | None:
    """Our word for one of another tool; None if there is none."""
    return OUR_WORD.get(word, OUR_WORD.get(word.replace("_", "")))


_WHOLE = frozenset({"sequential", "model", "mlp", "mlpclassifier", "mlpregressor", "network"})
"Words for all of a network."


def is_of_a_network(word: str) -> bool:
    """Whether other tools have a word in a network."""
    bare = word.replace("_", "")
    return word in DENSE | INPUT or our_word(word) is not None or bare in NOT_OURS | _WHOLE


def missing_layer(word: str) -> tuple[str, str] | None:
    """The message about a word of other tools without a meaning here; None for others."""
    bare = word.replace("_", "")
    if word in FILLERS:
        return f"'{word}' has no meaning here", f"leave '{word}' out"
    if bare in NOT_OURS:
        fix = "see %densemodel help; a Keras model of your own trains with dm.train"
        return f"the language has no layer '{word}'", fix
    if bare in _WHOLE:
        return "a network is written as its layers", "write '784 -> 50 relu -> 10 softmax'"
    return None


def network_example(word: str, number: str) -> str:
    """The place for a word of ours, and its number or none, that was written after the network."""
    if word in ACTIVATIONS:
        return f"write it after a size, before the first ';': '50 {word}'"
    argument = f" {number or LAYERS[word].example.split()[-1]}" if LAYERS[word].argument else ""
    written = LAYERS[word].example if word == "scale" else f"{word}{argument}"
    if word in {"drop", "bn", "ln", "noise"}:
        return f"write it after a hidden layer, before the first ';': '50 relu {written}'"
    return f"write it between two arrows, before the first ';': '-> {written} ->'"
