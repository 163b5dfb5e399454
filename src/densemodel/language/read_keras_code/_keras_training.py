"""The calls `compile` and `fit` of Keras code, as clauses of the language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from densemodel.language.read_keras_code._python_values import (
    Call,
    LoopValues,
    Unknown,
    only,
    option_value,
    plain_number,
    word_of,
)
from densemodel.language.syntax_tree._canonical import write_number, write_options
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._losses import LOSSES
from densemodel.language.vocabulary._metrics import METRICS, word_named
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from densemodel.language.syntax_tree._option import Option

_FIT: tuple[str, ...] = ("x", "y", "batch_size", "epochs", "verbose", "callbacks")
_FIT += ("validation_split", "validation_data")
_SILENT = frozenset(
    {"x", "y", "verbose", "validation_data", "workers", "use_multiprocessing", "max_queue_size"}
)
"Arguments of `fit` that a spec does not hold, and that change no model."
_COMPILE = ("optimizer", "loss", "loss_weights", "metrics")
_QUIET_CALLBACKS = frozenset(
    {"History", "ProgbarLogger", "TensorBoard", "ModelCheckpoint", "CSVLogger", "LambdaCallback"}
)
"Callbacks that only observe."
_STOPPING = ("monitor", "min_delta", "patience", "verbose", "mode")


@dataclass(slots=True)
class Training:
    """The training settings of the code, as clauses."""

    clauses: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    "What the clauses leave out."
    usual: list[str] = field(default_factory=list)
    "Clauses that are missing in the code, but on by default in a spec."


def training_of(compiled: Call | None, fitted: Call | None, seed: Any) -> Training:
    """The clauses for the calls `compile` and `fit`, and the argument of `set_random_seed`."""
    made = Training()
    if compiled is not None:
        _compile(compiled, made)
    if fitted is not None:
        _fit(fitted, made)
    number = plain_number(seed)
    if isinstance(number, int) and number >= 0:
        made.clauses.append(f"seed {number}")
    return made


def _compile(call: Call, made: Training) -> None:
    given = dict(zip(_COMPILE, call.args, strict=False)) | call.keywords
    made.clauses += _optimizer(given.pop("optimizer", "rmsprop"), made.lost)
    if (loss := given.pop("loss", None)) is not None:
        made.clauses += _loss(loss, made.lost)
    if isinstance(given.get("loss_weights"), tuple):  # metrics stood in this place in Keras 2
        given.setdefault("metrics", given.pop("loss_weights"))
    if (metrics := given.pop("metrics", None)) is not None:
        made.clauses += _metric_clause(metrics, made.lost)
    for key in ("jit_compile", "run_eagerly", "steps_per_execution"):
        given.pop(key, None)  # how it is calculated, not what
    made.lost += [f"{shortened(key)} of compile" for key, value in given.items() if value]


def _optimizer(value: Any, lost: list[str]) -> list[str]:
    name = word_of(value)
    entry = OPTIMIZERS.get(name.lower())
    if entry is None:
        lost.append(f"the optimizer {shortened(name or str(value))}")
        return []
    if not isinstance(value, Call):
        return [entry.word]
    places = ("learning_rate", *(option.argument for option in entry.options))
    given = dict(zip(places, value.args, strict=False)) | value.keywords
    rate = given.pop("learning_rate", given.pop("lr", None))
    clips = [
        f"{words} {write_number(number)}"
        for key, words in (("clipnorm", "clip norm"), ("clipvalue", "clip value"))
        if (number := plain_number(given.pop(key, None)))
    ]
    options = write_options([*_options(entry.options, given, entry.name, lost)])
    return [f"{entry.word}{options}{_rate(rate, lost)}", *clips]


def _rate(value: Any, lost: list[str]) -> str:
    if value is None:
        return ""
    if isinstance(value, LoopValues) and min(value.numbers) > 0:
        return f" lr {{{'|'.join(map(write_number, dict.fromkeys(value.numbers)))}}}"
    number = plain_number(value)
    if number is None and isinstance(value, Call):
        lost.append(f"the schedule {shortened(value.name)}")
        number = plain_number(value.argument("initial_learning_rate", 0))
    elif number is None:
        lost.append(f"the learning rate {shortened(str(value))}")
    return f" lr {write_number(number)}" if number is not None and number > 0 else ""


def _options(
    options: Iterable[Option], given: Mapping[str, Any], whose: str, lost: list[str]
) -> Iterator[tuple[str, str | float]]:
    known = {option.argument: option for option in options}
    for key, value in given.items():
        option = known.get(key)
        if value is None or key in {"name", "reduction", "dtype"}:
            continue
        if option is not None and value == option.default:
            continue
        text = None if option is None else option_value(option, value)
        if option is None or text is None:
            lost.append(f"{shortened(key)} of {whose}")
        else:
            yield option.key, text


def _loss(value: Any, lost: list[str]) -> list[str]:
    value = only(value)
    word = word_named(word_of(value), LOSSES)
    if not word:
        lost.append(f"the loss {_named(value)}")
        return []
    entry = LOSSES[word]
    given = value.keywords if isinstance(value, Call) else {}
    return [f"loss {word}{write_options([*_options(entry.options, given, entry.name, lost)])}"]


def _metric_clause(value: Any, lost: list[str]) -> list[str]:
    words: dict[str, None] = {}
    for one in (value if isinstance(value, tuple) else (value,))[:20]:
        word = word_named(word_of(one), METRICS)
        given = one.keywords if isinstance(one, Call) else {}
        if word and not set(given) - {"name", "dtype"}:
            words[word] = None
        else:
            lost.append(f"the metric {_named(one)}")
    return [f"metrics {' '.join(words)}"] if words else []


def _named(value: Any) -> str:
    if isinstance(value, Unknown | str):
        return shortened(str(value))
    return shortened(word_of(value)) or "of this kind"


def _fit(call: Call, made: Training) -> None:
    given = dict(zip(_FIT, call.args, strict=False)) | call.keywords
    for key, words in (("batch_size", "batch"), ("epochs", "epochs")):
        value = given.pop(key, None)
        number = plain_number(value)
        if isinstance(number, int) and number > 0:
            made.clauses.append(f"{words} {number}")
        elif value is not None:
            made.lost.append(f"{key} {shortened(str(value))}")
    share = given.pop("validation_split", None)
    stopping = _callbacks(given.pop("callbacks", None), made)
    number = plain_number(share)
    if share is None:
        made.usual += ["split"] if given.get("validation_data") is None else []
    elif number is not None and 0 <= number < 1:  # Keras takes the last rows
        made.clauses.append(f"split {write_number(number)} last" if number else "split off")
    else:
        made.lost.append(f"validation_split {shortened(str(share))}")
    if stopping:
        made.clauses.append(stopping)
    elif "split off" not in made.clauses:
        made.usual.append("patience")
    if given.get("class_weight") == "balanced":
        made.clauses.append("weights balanced")
        del given["class_weight"]
    if given.get("shuffle") is True:
        del given["shuffle"]
    made.lost += [
        f"{shortened(key)} of fit"
        for key, value in given.items()
        if key not in _SILENT and value is not None
    ]


def _callbacks(value: Any, made: Training) -> str:
    """The clause `patience` for an EarlyStopping; empty if there is none."""
    clause = ""
    for one in value if isinstance(value, tuple) else () if value is None else (value,):
        name = word_of(one)
        if name in _QUIET_CALLBACKS:
            continue
        if name != "EarlyStopping" or not isinstance(one, Call):
            made.lost.append(f"the callback {_named(one)}")
            continue
        given = dict(zip(_STOPPING, one.args, strict=False)) | one.keywords
        patience = plain_number(given.get("patience", 0))
        if isinstance(patience, int) and patience >= 0:
            clause = f"patience {patience}"
        else:
            made.lost.append(f"patience {shortened(str(given.get('patience')))}")
        if given.get("monitor", "val_loss") != "val_loss":
            made.lost.append(f"monitor {_named(given['monitor'])} of EarlyStopping")
        if plain_number(given.get("min_delta", 0)):
            made.lost.append("min_delta of EarlyStopping")
    return clause
