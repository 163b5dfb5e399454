"""Values of the rows about optimizers: brackets, where a rate often stands, and options outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.hints._network_values import number_behind
from densemodel.language.hints._rows import VALUES, value
from densemodel.language.hints._schedule_hints import example_for, example_with
from densemodel.language.syntax_tree._canonical import write_value
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._losses import LOSSES
from densemodel.language.vocabulary._optimizers import OPTIMIZERS
from densemodel.language.vocabulary._schedules import PowerSchedule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.language.hints._rows import PatternMatch
    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._option import Option

_RATE_KEYS = frozenset({"lr", "learning_rate"})

_FAR = 64
"Tokens looked at for a rate in brackets: every option of an optimizer, said once, fits."

OPTION_EXAMPLES = {"momentum": "0.9", "nesterov": "on", "weight_decay": "0.004"}


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


@value
def optimizer_with_rate(found: PatternMatch) -> str | None:
    """`Adam(1e-3)`, `SGD(0.1, 0.9)`."""
    reader, word = found.reader, found["word"]
    reader.place = found.place
    rate, after, momentum = reader.ahead(), reader.ahead(2), reader.ahead(3)
    if rate.kind != "number" or after.kind not in {",", ")"}:
        return None
    options: dict[str, str] = {}
    table = OPTIMIZERS[word].options
    if after.kind == "," and momentum.kind == "number" and reader.ahead(4).kind == ")":
        if any(one.key == "momentum" for one in table):
            options = {"momentum": shortened(momentum.text)}
    elif after.kind == ",":
        options, _ = _options_from(reader, 3, table)
    return f"{word}{_bracketed(options)} lr {shortened(rate.text)}"


@value
def rate_behind(found: PatternMatch) -> str:
    """`learning_rate 0.1`, `learning_rate cosine 0.1`."""
    reader = found.reader
    return example_for(reader, reader.token, reader.place) or number_behind(reader) or "0.001"


@value
def rate_elsewhere(found: PatternMatch) -> str:
    """`adam(lr=0.1)`, `adam(beta_1=0.9, lr=0.1)`."""
    found.reader.place = found["opening"]
    rate, is_alone = _rate_in_brackets(found.reader)
    rate = rate or f"{OPTIMIZERS[found['word']].learning_rate:g}"
    return (
        f"write '{found['word']} lr {rate}'"
        if is_alone
        else f"write 'lr {rate}' after the brackets"
    )


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


@value
def option_in_brackets(found: PatternMatch) -> str | None:
    """`sgd lr 0.1 momentum 0.9`, `loss huber delta=2`."""
    reader, key, given = found.reader, found["key"].lower(), found["given"]
    number = number_behind(reader)
    reader.place = found.place
    owner = OPTIMIZERS.get(given.name) or LOSSES[given.name]
    option = next((one for one in owner.options if one.key == key), None)
    if option is None:
        return None
    outside, end = _options_from(reader, 0, owner.options)
    outside = outside or {key: number or OPTION_EXAMPLES.get(key) or option.example}
    own = {name: write_value(one) for name, one in given.options}
    written = f"{given.name}{_bracketed(own | outside)}"
    if given.name in LOSSES:
        return f"loss {written}"
    if found["rate"]:
        return f"{written} lr {write_value(found['rate'])}"
    if reader.ahead(end).lower == "lr" and reader.ahead(end + 1).kind == "number":
        return f"{written} lr {shortened(reader.ahead(end + 1).text)}"
    return written


VALUES.update(
    power=lambda found: example_with(found.reader, found.place, PowerSchedule),  # 0.01*0.6^epoch
    schedule_here=lambda found: example_for(found.reader, found.reader.before, found.place),
)
