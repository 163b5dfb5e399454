"""Names that other tools have for activations, initializers and losses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._activations import ACTIVATIONS
from densemodel.language.syntax_tree._closest_words import by_name, shortened
from densemodel.language.vocabulary import _losses, _metrics
from densemodel.language.vocabulary._initializers import ALIASES, INITIALIZERS

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
    """The initializer that is meant by another tool's name; None if it is no such name.

    Args:
        word: In lower case.
        number: What stands behind it; empty if nothing does.
    """
    name = _INITIALIZERS.get(word.replace("_", ""))
    if name is None:
        return None
    entry = INITIALIZERS[name]
    if entry.argument is None:
        return name
    number = number or ("0.1" if entry.needs_number else "")
    return f"{name}:{number}" if number else name


def initializer_hint(reader: Reader) -> PlacedAdvice | None:
    """`init tn 0.1`, `tn=0.1`, `tn(0.1)`: a number that stands without its colon.

    Args:
        reader: Behind the name.
    """
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

_FOCAL = frozenset({"focal", "focalloss"})


def our_loss(name: str) -> str | None:
    """Our name for a loss of any tool; None if it is none, or may be several."""
    bare = name.replace("_", "")
    found = next((word for word in _losses.LOSSES if word.replace("_", "") == bare), None)
    return found or _LOSSES.get(bare) or _losses.ALIASES.get(name)


def several_losses(reader: Reader, token: Token, place: int) -> tuple[str, str] | None:
    """What is said of a name that more than one loss goes by; None if it is no such name.

    Args:
        reader: Anywhere.
        token: The name.
        place: Of the name, behind the network.
    """
    name = token.text.strip("\"'")
    bare = name.lower().replace("_", "")
    if bare in _FOCAL:
        last = _last_activation(reader, place)
        loss = "binary" if last == "sigmoid" else "categorical"
        return "there is more than one focal loss", f"write '{loss}_focal_crossentropy'"
    if bare not in _ANY_CROSSENTROPY:
        return None
    loss_of_last = _losses.CROSSENTROPY_OF.get(_last_activation(reader, place))
    message = f"there is more than one crossentropy, and '{name}' does not say which"
    if loss_of_last is None:
        return message, "leave 'loss' out: the last layer and the labels choose it"
    return message, f"write '{loss_of_last}', or leave 'loss' out: the labels choose it"


def _last_activation(reader: Reader, place: int) -> str:
    """The last activation before a place, in its last stage; empty if there is none."""
    while place > 0 and reader.tokens[place].kind != "arrow":
        place -= 1
        if reader.tokens[place].lower in _losses.CROSSENTROPY_OF:
            return reader.tokens[place].lower
    return ""


def loss_as_a_clause(reader: Reader, token: Token) -> tuple[str, str] | None:
    """`; mse`, `; CrossEntropyLoss()`, `; accuracy`: a name without the word of its clause.

    Args:
        reader: Behind it.
        token: The name.
    """
    word = token.lower
    metric = _metrics.ALIASES.get(word, word)
    loss = our_loss(word)
    if loss is not None:
        return "a loss goes after 'loss'", f"write 'loss {loss}'"
    if metric in _metrics.METRICS:
        return "a metric goes after 'metrics'", f"write 'metrics {metric}'"
    several = several_losses(reader, token, reader.place)
    if several is None:
        return None
    return several[0], several[1].replace("write '", "write 'loss ")
