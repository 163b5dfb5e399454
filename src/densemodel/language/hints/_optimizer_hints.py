"""Habits from Keras in the brackets of an optimizer, where a learning rate often stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.grammar._option_grammar import example_value
from densemodel.language.hints._schedule_hints import example_for
from densemodel.language.hints._sign_hints import number_after
from densemodel.language.syntax_tree._canonical import write_value
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._losses import LOSSES, Loss
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.syntax_tree._tree import Named
    from densemodel.language.vocabulary._optimizers import Optimizer

_RATE_KEYS = frozenset({"lr", "learning_rate"})

_FAR = 64
"""Tokens looked at for a rate in brackets: every option of an optimizer, said once, fits."""


def positional_rate(reader: Reader, optimizer: str) -> str:
    """What says `Adam(1e-3)` and `SGD(0.1, 0.9)` here; empty if no number stands alone first."""
    if not reader.at("(") or reader.ahead().kind != "number":
        return ""
    rate, after = reader.ahead(), reader.ahead(2)
    options = ""
    momentum = reader.ahead(3)
    if after.kind == "," and momentum.kind == "number" and reader.ahead(4).kind == ")":
        has_momentum = any(one.key == "momentum" for one in OPTIMIZERS[optimizer].options)
        options = f"(momentum={shortened(momentum.text)})" if has_momentum else ""
    elif after.kind == ",":
        options = _bracketed(_options_from(reader, 3, OPTIMIZERS[optimizer].options)[0])
    elif after.kind != ")":
        return ""
    return f"{optimizer}{options} lr {shortened(rate.text)}"


def _options_from(
    reader: Reader, ahead: int, table: Sequence[Option]
) -> tuple[dict[str, str], int]:
    """The options so many tokens ahead, `momentum 0.9, nesterov=True`, and where they end."""
    known = {option.key: option for option in table}
    found: dict[str, str] = {}
    while ahead < _FAR:
        key = reader.ahead(ahead).lower
        ahead_of_value = ahead + 1 + (reader.ahead(ahead + 1).kind in {"=", ":"})
        value = reader.ahead(ahead_of_value)
        if key not in known or value.kind not in {"number", "word"}:
            break
        is_switch = known[key].kind == "switch"
        number = value.text if value.kind == "number" else ""
        switch = {"true": "on", "on": "on", "false": "off", "off": "off"}.get(value.lower, "")
        text = switch if is_switch else number
        if not text:
            break
        found[key] = shortened(text)
        ahead = ahead_of_value + 1
        ahead += reader.ahead(ahead).kind == ","
    return found, ahead


def _bracketed(options: Mapping[str, str]) -> str:
    inside = ", ".join(f"{key}={value}" for key, value in options.items())
    return f"({inside})" if inside else ""


def option_elsewhere(reader: Reader, optimizer: str) -> dict[str, str]:
    """Hints for the options that begin here and are said in another way, with the rate given."""
    rate, alone = _rate_in_brackets(reader)
    rate = rate or f"{OPTIMIZERS[optimizer].learning_rate:g}"
    hint = f"write '{optimizer} lr {rate}'" if alone else f"write 'lr {rate}' after the brackets"
    return {
        "clipnorm": "write a clause: '; clip norm 1'",
        "clipvalue": "write a clause: '; clip value 0.5'",
        "decay": "write it as a factor of each epoch: 'lr 0.01*0.9^epoch'",
        **dict.fromkeys(_RATE_KEYS, hint),
    }


def _rate_in_brackets(reader: Reader) -> tuple[str, bool]:
    """The rate in `adam(lr=0.03)`, empty if there is none; whether it stands there alone."""
    place = reader.place
    for ahead in range(1, _FAR):
        token = reader.ahead(ahead)
        if token.kind in {")", "newline", "end", ";"}:
            break
        if token.lower not in _RATE_KEYS:
            continue
        if reader.ahead(ahead + 1).kind == "number":  # adam(lr 0.1)
            alone = ahead == 1 and reader.ahead(ahead + 2).kind == ")"
            return shortened(reader.ahead(ahead + 1).text), alone
        if reader.ahead(ahead + 1).kind not in {"=", ":"}:
            continue
        value = reader.ahead(ahead + 2)
        schedule = example_for(reader, value, place + ahead + 2)
        if schedule is not None:  # adam(lr=CosineDecay(0.1, 1000))
            return schedule, ahead == 1
        reader.place += ahead + 2
        number, last = reader.decimal_comma(), 5
        reader.place = place
        if number is None:
            number, last = value.text.strip("\"'"), 3
        if value.kind not in {"number", "word", "string"}:
            break
        return shortened(number), ahead == 1 and reader.ahead(ahead + last).kind == ")"
    return "", reader.ahead(2).kind == ")"


_EXAMPLES = {"momentum": "0.9", "nesterov": "on", "weight_decay": "0.004"}


def option_outside(reader: Reader, given: Named, rate: str = "") -> tuple[str, str] | None:
    """`sgd lr 0.1 momentum 0.9`, `loss huber delta=2`: an option without its brackets."""
    key = reader.token.lower if reader.at("word") else ""
    table: dict[str, Optimizer | Loss] = {**OPTIMIZERS, **LOSSES}
    option = next((one for one in table[given.name].options if one.key == key), None)
    if option is None:
        return None
    found, end = _options_from(reader, 0, table[given.name].options)
    if not found:
        reader.place += 1
        number = number_after(reader)
        reader.place -= 1
        found = {key: number or _EXAMPLES.get(key) or example_value(option)}
    own = {name: write_value(value) for name, value in given.options}
    written = f"{given.name}{_bracketed(own | found)}"
    if isinstance(table[given.name], Loss):
        written = f"loss {written}"
    elif rate:
        written += f" {rate}"
    elif reader.ahead(end).lower == "lr" and reader.ahead(end + 1).kind == "number":
        written += f" lr {shortened(reader.ahead(end + 1).text)}"
    return f"the options of '{given.name}' are written in brackets", f"write '{written}'"


def option_as_a_clause(word: str, number: str) -> tuple[str, str] | None:
    """`; momentum 0.9`: an option of some optimizer, and its number or none, as a clause."""
    first = ("adamw",) if word == "weight_decay" else ()  # it is made for that
    names = [*first, "sgd", "adam", "adamw", "rmsprop", *OPTIMIZERS]
    having = [name for name in names if word in {one.key for one in OPTIMIZERS[name].options}]
    if not having:
        return None
    value = number or _EXAMPLES.get(word, "on")
    return f"'{word}' is an option of an optimizer", f"write '{having[0]}({word}={value})'"
