"""Values of the rows about clauses: texts of the language for other notations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from densemodel.language.hints import _aliases
from densemodel.language.hints._network_values import number_behind
from densemodel.language.hints._optimizer_values import OPTION_EXAMPLES
from densemodel.language.hints._rows import VALUES, value
from densemodel.language.hints._schedule_hints import example_for, schedule_word
from densemodel.language.reading._words import CLAUSE_WORDS
from densemodel.language.syntax_tree._closest_words import near, shortened
from densemodel.language.vocabulary import _losses
from densemodel.language.vocabulary._clause_words import CLAUSES, COLUMN_KINDS
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language.hints._rows import PatternMatch
    from densemodel.language.reading._reader import Reader


def _number(reader: Reader) -> str:
    """The number that comes next: `epoch 5`, `epoch=5`, `EarlyStopping(patience=3)`; or empty."""
    for ahead in range(16 if reader.at("(") else 2):
        token = reader.ahead(ahead)
        if token.kind in {";", "newline", "end", ")"}:
            break
        if token.kind == "number":
            return shortened(token.text)
    return ""


@value
def optimizer_named(found: PatternMatch) -> str:
    """`optimizer adam`, `optimizer=Adam(learning_rate=0.01)`."""
    reader = found.reader
    ahead = 1 if reader.at("=", ":") else 0
    name = reader.ahead(ahead).text.strip("\"'").lower()
    if name not in OPTIMIZERS:
        return "adam"
    rate = reader.ahead(ahead + 2)
    if reader.ahead(ahead + 1).kind == "(" and rate.kind == "number":
        return f"{name} lr {shortened(rate.text)}"
    # few tokens, so that time grows with the length alone
    for place in range(ahead + 1, ahead + 17):
        token, rate = reader.ahead(place), reader.ahead(place + 2)
        if token.kind in {")", ";", "newline", "end"}:
            break
        if token.lower in {"lr", "learning_rate"} and rate.kind == "number":
            return f"{name} lr {shortened(rate.text)}"
    return name


@value
def our_clause(found: PatternMatch) -> str | None:
    """`n_epochs 5`, `learning rate 0.1`, `EarlyStopping(patience=3)`."""
    reader = found.reader
    ours = _aliases.our_clause(found["name"].ours, _number(reader))
    if ours == "patience 2" and reader.at_word("off", *_aliases.OFF):
        return "patience off"
    is_rate = ours is not None and ours.startswith("lr ")
    schedule = example_for(reader, reader.token, reader.place) if is_rate else None
    return f"lr {schedule}" if schedule else ours


@value
def minutes(found: PatternMatch) -> str:
    """`hours 1`, `seconds=30`."""
    minutes = 60 if found["unit"].lower().startswith("hour") else 1 / 60
    try:
        return f"{float(_number(found.reader)) * minutes:.3g}"
    except ValueError:  # without a number, or one that was cut
        return "5"


@value
def option_of_optimizer(found: PatternMatch) -> str | None:
    """`; momentum 0.9`: an option of some optimizer as a clause."""
    word = found["name"].ours
    first = ("adamw",) if word == "weight_decay" else ()  # it is made for that
    for name in (*first, "sgd", "adam", "adamw", "rmsprop", *OPTIMIZERS):
        if word in {option.key for option in OPTIMIZERS[name].options}:
            return f"{name}({word}={_number(found.reader) or OPTION_EXAMPLES.get(word, 'on')})"
    return None


@value
def place_in_network(found: PatternMatch) -> str:
    """`; drop 0.2`: where a word of ours goes that was written after the network."""
    word, number = found["name"].ours, number_behind(found.reader)
    if word in ACTIVATIONS:
        return f"write it after a size, before the first ';': '50 {word}'"
    argument = f" {number or LAYERS[word].example.split()[-1]}" if LAYERS[word].argument else ""
    written = LAYERS[word].example if word == "scale" else f"{word}{argument}"
    if word in {"drop", "bn", "ln", "noise"}:
        return f"write it after a hidden layer, before the first ';': '50 relu {written}'"
    return f"write it between two arrows, before the first ';': '-> {written} ->'"


@value
def near_clause(found: PatternMatch) -> Callable[[], str]:
    """The clause that was probably meant; only looked for if the problem is shown."""
    return partial(_near_clause, found["name"].first, _number(found.reader))


def _near_clause(word: str, number: str) -> str:
    match = near(word, [*CLAUSE_WORDS, *COLUMN_KINDS, *_aliases.OUR_CLAUSE])
    if match is None:
        return "clauses are such as 'adam lr 0.001' or 'batch 32'"
    return f"did you mean '{_aliases.our_clause(match, number) or match}'?"


def _last_activation(found: PatternMatch) -> str:
    """The last activation before here, in its last stage, that has a crossentropy; or empty."""
    place = found.place
    while place > 0 and found.reader.tokens[place].kind != "arrow":
        place -= 1
        if found.reader.tokens[place].lower in _losses.CROSSENTROPY_OF:
            return found.reader.tokens[place].lower
    return ""


@value
def focal_loss(found: PatternMatch) -> str:
    kind = "binary" if _last_activation(found) == "sigmoid" else "categorical"
    return f"{kind}_focal_crossentropy"


_COUNTS = {
    "every": "steps",
    "patience": "epochs",
    "batch": "rows",
    "epochs": "epochs",
    "steps": "steps",
    "minutes": "minutes",
    "repeat": "times",
}


@value
def same_unit(found: PatternMatch) -> str | None:
    counts, unit = _COUNTS.get(found["word"], ""), found["unit"].lower()
    is_same = unit.rstrip("s") == counts.rstrip("s") or (counts, unit) == ("minutes", "min")
    return counts if is_same else None


@value
def our_value(found: PatternMatch) -> str | None:
    """`missing impute`, `target standardize`."""
    ours = _aliases.OUR_VALUE.get(found["value"].lower(), "")
    return ours if ours in CLAUSES[found["word"]].words else None


def _shares(found: PatternMatch) -> tuple[float, float]:
    first, second = (found[name].tokens[0].value for name in ("first", "second"))
    return float(first or 0), float(second or 0)


@value
def fraction(found: PatternMatch) -> str | None:
    """`1/3`, not `80/20` or `0.8/0.2`."""
    first, second = _shares(found)
    is_fraction = 0 < first < second and first + second not in (1, 100)
    return f"{first / second:.3g}" if is_fraction else None


@value
def second_share(found: PatternMatch) -> str:
    """`80/20`, which is of a hundred, or `0.8/0.2`."""
    return f"{found['second']}%" if 1 < _shares(found)[1] < 100 else str(found["second"])


@value
def value_without_quotes(found: PatternMatch) -> str | None:
    """`metrics=['accuracy']`, `patience=None`: what stands behind `=`, as it is written here."""
    raw, word = found["raw"], found["word"]
    if raw.startswith(("[", '"', "'")):
        plain = shortened(" ".join(raw.translate(dict.fromkeys(map(ord, "[]\"',"), " ")).split()))
    else:
        is_off = raw.lower() in _aliases.OFF and CLAUSES[word].can_be_off
        plain = "off" if is_off else shortened(raw)
    return None if found["is_refused"] and plain == raw else plain


@value
def our_initializer(found: PatternMatch) -> str | None:
    """`xavier`, `normal(0.1)`."""
    numbers = [token.text for token in found["given"].tokens if token.kind == "number"]
    number = shortened(numbers[0]) if numbers else ""
    return _aliases.our_initializer(found["name"].lower(), number)


@value
def word_of_a_number(found: PatternMatch) -> str | None:
    """The word of the clause, if it takes a number."""
    clause = CLAUSES.get(found["word"])
    return clause.word if clause is not None and clause.quantity is not None else None


VALUES.update(
    word_of_our_clause=lambda found: (our_clause(found) or "").partition(" ")[0],
    name_of_our_initializer=lambda found: (our_initializer(found) or "").partition(":")[0],
    schedule_as_clause=lambda found: schedule_word(found.reader, found.reader.before),
    crossentropy=lambda found: _losses.CROSSENTROPY_OF.get(_last_activation(found)),
    unit_of_clause=lambda found: _COUNTS.get(found["word"]),
)
