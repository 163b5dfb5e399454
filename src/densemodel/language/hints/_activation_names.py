"""Names that other tools have for an activation."""

from __future__ import annotations

from densemodel.language.tree._activations import ACTIVATIONS

ACTIVATION_NAMES = {
    "logistic": "sigmoid",
    "sigma": "sigmoid",
    "\N{GREEK SMALL LETTER SIGMA}": "sigmoid",
    "identity": "linear",
    "rectifier": "relu",
    "relu1": "relu",
    "lrelu": "leaky_relu",
    "leakyrelu": "leaky_relu",
    "hardswish": "hard_swish",
    "logsoftmax": "log_softmax",
}
"And ours, by names without underscores."


def activation_named(name: str) -> str:
    """Our word for an activation of any tool; empty if it is none of ours."""
    bare = name.replace("_", "")
    name = ACTIVATION_NAMES.get(name, ACTIVATION_NAMES.get(bare, name))
    return name if name in ACTIVATIONS else ""
