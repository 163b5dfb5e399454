"""Words of other tools in a network, and ours."""

from __future__ import annotations

from densemodel.language.hints._aliases import ACTIVATION_NAMES
from densemodel.language.syntax_tree._activations import ACTIVATIONS
from densemodel.language.syntax_tree._closest_words import by_name
from densemodel.language.vocabulary._layer_words import LAYERS

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
        "multiheadattention", "multiply", "onehot", "pad", "permute", "positional", "prelu",
        "randomcontrast", "randomcrop", "randomflip", "randomrotation", "randomzoom",
        "repeatvector", "resblock", "residual", "resize", "resizing", "resnet", "resnet50",
        "rnn", "rotate", "rotation", "selfattention", "simplernn", "skip", "textvectorization",
        "timedistributed", "transformer", "unet", "unitnormalization", "upsample", "upsampling",
        "upsampling2d", "vgg16", "zeropad", "zeropadding2d", "zoom",
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
        return f"the language has no layer '{word}'", "%densemodel help lists the layers"
    if bare in _WHOLE:
        return "a network is written as its layers", "write '784 -> 50 relu -> 10 softmax'"
    return None


def network_example(word: str, number: str) -> str:
    """The place for a word of the network that was written after it.

    Args:
        word: Ours.
        number: Its number; empty without.
    """
    if word in ACTIVATIONS:
        return f"write it after a size, before the first ';': '50 {word}'"
    said = f" {number or LAYERS[word].example.split()[-1]}" if LAYERS[word].argument else ""
    written = LAYERS[word].example if word == "scale" else f"{word}{said}"
    if word in {"drop", "bn", "ln", "noise"}:
        return f"write it after a hidden layer, before the first ';': '50 relu {written}'"
    return f"write it between two arrows, before the first ';': '-> {written} ->'"
