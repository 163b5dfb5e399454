"""Words that other tools have in a network, and ours for them."""

from __future__ import annotations

FIRST_NUMBER = "the first number is the input size: 784 -> 50 relu"

DENSE = frozenset(
    {"dense", "fc", "fully_connected", "hidden", "layer", "units", "output", "neurons"}
)
INPUT = frozenset({"input", "inputs", "inputlayer", "input_layer", "input_shape", "shape"})

OUR_WORD = {
    "dropout": "drop",
    "batchnorm": "bn",
    "batch_norm": "bn",
    "batchnormalization": "bn",
    "batch_normalization": "bn",
    "layernorm": "ln",
    "layer_norm": "ln",
    "layernormalization": "ln",
    "layer_normalization": "ln",
    "gaussiannoise": "noise",
    "gaussian_noise": "noise",
    "leakyrelu": "leaky_relu",
    "lrelu": "leaky_relu",
    "conv2d": "conv",
    "conv1d": "conv",
    "cnn": "conv",
    "convolution": "conv",
    "separableconv2d": "sepconv",
    "depthwiseconv2d": "sepconv",
    "maxpool": "max",
    "max_pool": "max",
    "pool": "max",
    "maxpooling2d": "max",
    "maxpool2d": "max",
    "maxpooling": "max",
    "max_pooling": "max",
    "max_pooling2d": "max",
    "avgpool": "avg",
    "avg_pool": "avg",
    "avgpooling": "avg",
    "averagepooling": "avg",
    "average_pooling": "avg",
    "averagepooling2d": "avg",
    "globalaveragepooling2d": "gavg",
    "global_average_pooling": "gavg",
    "global_average_pooling2d": "gavg",
    "gap": "gavg",
    "globalmaxpool": "gmax",
    "global_max_pooling2d": "gmax",
    "globalmaxpooling2d": "gmax",
    "rescaling": "scale",
    "rescale": "scale",
    "normalization": "norm",
    "normalize": "norm",
    "spatialdropout2d": "sdrop",
    "spatial_dropout": "sdrop",
    "flat": "flatten",
}


NETWORK_HABITS = DENSE | INPUT | frozenset(OUR_WORD)
"Words that other tools have in a network."
