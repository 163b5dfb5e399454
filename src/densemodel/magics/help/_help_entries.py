"""The help on each word, made from the tables of the language and the magics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from textwrap import fill, indent, wrap
from typing import TYPE_CHECKING

from densemodel.language import (
    ACTIVATIONS,
    CLAUSES,
    FIND,
    FIND_HELP,
    FROZEN,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    UNFROZEN,
    WORDS,
    written_out,
)
from densemodel.magics.cell._arguments import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language import ClauseWord, Option


WIDTH = 80
_WIDEST_LEFT = 28
_LONGEST_NAME = 40


def columns(rows: list[tuple[str, str]]) -> str:
    """Two columns; the right one wraps, and long words of the left one get their own line."""
    fitting = [len(left) for left, _ in rows if len(left) <= _WIDEST_LEFT]
    start = max(fitting, default=0) + 4
    lines: list[str] = []
    for left, right in rows:
        first, *others = wrap(right, WIDTH - start) or [""]
        if len(left) > _WIDEST_LEFT:
            lines += [f"  {left}", f"{'':<{start}}{first}"]
        else:
            lines.append(f"  {left:<{start - 2}}{first}".rstrip())
        lines += [f"{'':<{start}}{other}" for other in others]
    return "\n".join(lines)


def paragraph(text: str) -> str:
    """Wrapped text."""
    return fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def named(word: str) -> str:
    """A word in quotes, for messages."""
    return word if len(word) <= _LONGEST_NAME else f"{word[:_LONGEST_NAME]}..."


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """The help on one word."""

    word: str
    kind: str
    "The kind of the word: `a layer`, `a clause`."
    help: str
    examples: tuple[str, ...]
    keras: str = ""
    "The class or function in Keras; empty if it is none."
    facts: tuple[str, ...] = ()
    "Sentences: ranges, defaults."
    options: tuple[Option, ...] = ()
    names: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    "The possible forms, each with its line of help."
    also: tuple[str, ...] = ()
    "Words that it contains, such as `norm` in `clip norm 1`."

    @property
    def text(self) -> str:
        """The whole entry."""
        parts = [paragraph(f"{self.word} ({self.kind}): {self.help}")]
        parts.append("\n".join(f"  {example}" for example in self.examples))
        parts += [paragraph(fact) for fact in self.facts]
        if self.options:
            parts.append("Options, in brackets, with their defaults:")
            parts.append(columns([(written(one), meaning(one)) for one in self.options]))
        if self.rows:
            parts.append(columns(list(self.rows)))
        if self.names:
            parts.append(indent(fill(", ".join(self.names), WIDTH - 2), "  "))
        if self.keras:
            parts.append(f"In Keras: {self.keras}")
        return "\n\n".join(part for part in parts if part)

    def example_with(self, word: str) -> str:
        """The first example that contains a word, else the first one."""
        return next((one for one in self.examples if word in one.split()), self.examples[0])


def written(option: Option) -> str:
    """An option with its default: `momentum=0.99`."""
    if option.default is None:
        return f"{option.key}=..."
    if isinstance(option.default, bool):
        return f"{option.key}={'on' if option.default else 'off'}"
    return f"{option.key}={option.default:g}"


def meaning(option: Option) -> str:
    """The meaning of an option and its values."""
    kinds = {
        "switch": "on or off",
        "offset": "on, off or a number",
        "initializer": "a name, as after 'init'",
    }
    kind = kinds.get(option.kind, option.quantity.description)
    return f"{option.help}; {kind}" if option.kind != "offset" else f"{option.help}; on or off"


_LISTS = {
    "optimizer": ("optimizers", tuple(OPTIMIZERS)),
    "loss": ("losses", tuple(LOSSES)),
    "metrics": ("metrics", tuple(METRICS)),
    "init": ("initialisers", tuple(INITIALIZERS)),
}
"""Clauses whose names have their own table."""

_MORE_EXAMPLES = {
    "score": (
        "%densemodel score digits -x x_test -y y_test",
        "%densemodel score digits --frame df --target kind",
        "%densemodel score digits --beside trees",
    ),
    "capacity": ("%densemodel capacity digits --minutes 5",),
}
"""Commands that can be written in other ways than their line of help shows."""


@cache
def entries() -> tuple[HelpEntry, ...]:
    """All entries; made at first use."""
    return (
        *_layers(),
        *_activations(),
        *_clauses(),
        *_optimizers(),
        *_schedules(),
        *_losses_and_metrics(),
        *_initializers(),
        *_in_values(),
        *_of_the_magic(),
    )


def options_with(key: str) -> list[tuple[str, str]]:
    """The words that have an option of this name, each with its meaning there."""
    return [
        (f"{'50' if entry.word == 'dense' else entry.word}({written(option)})", meaning(option))
        for entry in entries()
        for option in entry.options
        if option.key == key
    ]


def _layers() -> Iterator[HelpEntry]:
    yield HelpEntry(
        "auto",
        "a size",
        "as the input, the size of a row of x; as the last size, the number that the labels need",
        ("auto -> 50 relu -> auto softmax",),
    )
    yield HelpEntry(
        "table",
        "an input",
        "the columns of a frame as they come from a file, of any kinds",
        (
            "table -> 64 relu -> auto",
            "table -> 64 relu -> auto ; category zip ; date sold ; without id",
        ),
        facts=(
            (
                "The values decide the kind of each column: numbers are scaled, categories become "
                "one number per value or are embedded, dates become parts. Missing values are "
                "filled and marked. Ids, constant columns and text with a value per row are left "
                "out."
            ),
            "The clauses category, number, date and without correct this, column by column.",
        ),
    )
    for word, does in (
        (FROZEN, "a trained Keras model, whose outputs are computed once; what follows is trained"),
        (UNFROZEN, "a trained Keras model, of which all is trained on, but batch normalization"),
    ):
        yield HelpEntry(
            word,
            "a base",
            does,
            (f"base {word} -> drop 20% -> auto softmax",),
            "keras.applications.MobileNetV2(include_top=False), for example",
        )
    for word, layer in LAYERS.items():
        facts = [f"Its number is {layer.quantity.description}."] if layer.quantity else []
        if layer.kernel:
            facts.append(
                f"The kernel is {layer.kernel}x{layer.kernel} and the padding {layer.padding} "
                f"by default; {word} ... 5x5/2 same has kernel 5x5 and stride 2."
            )
        also = ("same", "valid") if layer.has_stride else tuple(filter(None, [layer.mode]))
        yield HelpEntry(
            word,
            "a layer",
            layer.help,
            (f"784 -> {layer.example}" if word == "dense" else layer.example,),
            f"keras.layers.{layer.name}",
            tuple(facts),
            layer.options,
            also=also,
        )


def _activations() -> Iterator[HelpEntry]:
    for word, activation in ACTIVATIONS.items():
        examples = [f"784 -> 50 {word}"]
        if activation.options:
            examples.append(f"784 -> 50 {word}({activation.options[0].key}=0.1)")
        keras = f"keras.activations.{word}"
        if activation.layer:
            keras += f"; with options keras.layers.{activation.layer}"
        yield HelpEntry(
            word,
            "an activation",
            activation.help,
            tuple(examples),
            keras,
            options=activation.options,
        )


def _clauses() -> Iterator[HelpEntry]:
    rates = tuple((f"; lr {one.example}", one.help) for one in SCHEDULES.values())
    rates += ((f"; lr {FIND}", FIND_HELP),)
    for word, clause in CLAUSES.items():
        heading, table = _LISTS.get(word, ("", ()))
        facts = []
        if clause.quantity is not None:
            off = ", or off" if clause.can_be_off else ""
            facts.append(f"It takes {clause.quantity.description}{off}.")
        if clause.default_text:
            facts.append(f"Default: {word} {clause.default_text}.")
        if table:
            facts.append(f"The {heading}, by Keras's names:")
        yield HelpEntry(
            word,
            "a clause",
            clause.help,
            tuple(f"; {form}" for form in _forms(clause)),
            facts=tuple(facts),
            rows=rates if word == "lr" else (),
            names=table,
            also=_words_in(clause),
        )


def _forms(clause: ClauseWord) -> tuple[str, ...]:
    if clause.word == "lr":
        return (clause.example,)
    off = (f"{clause.word} off",) if clause.can_be_off else ()
    return (clause.example, *clause.forms, *off)


def _words_in(clause: ClauseWord) -> tuple[str, ...]:
    """The words of the language that a clause contains besides its own."""
    if clause.word == "lr":  # learning rate schedules have their own entries
        return ()
    pieces = " ".join(_forms(clause)).split() if clause.word not in _LISTS else []
    words = {piece for piece in pieces if piece in WORDS and piece != clause.word}
    return tuple(sorted({*words, *clause.words}))


def _optimizers() -> Iterator[HelpEntry]:
    for word, optimizer in OPTIMIZERS.items():
        key = optimizer.options[0]
        default = "0.1" if not key.default else f"{key.default:g}"
        yield HelpEntry(
            word,
            "an optimizer",
            optimizer.help,
            (f"; {word} lr {optimizer.learning_rate:g}", f"; {word}({key.key}={default}) lr 0.01"),
            f"keras.optimizers.{optimizer.name}",
            (f"Default learning rate: {optimizer.learning_rate:g}.",),
            optimizer.options,
        )


def _schedules() -> Iterator[HelpEntry]:
    for word, schedule in SCHEDULES.items():
        yield HelpEntry(
            word,
            "how the learning rate changes",
            schedule.help,
            (f"; adam lr {schedule.example}", f"; lr {schedule.example}"),
            also=("epoch",) if "^epoch" in schedule.example else (),
        )
    yield HelpEntry(
        FIND,
        "a learning rate to be found",
        FIND_HELP,
        (f"; lr {FIND}", f"; sgd lr {FIND}"),
        facts=(f"It stands for {written_out()}, with sgd for {written_out('sgd')}.",),
    )


def _losses_and_metrics() -> Iterator[HelpEntry]:
    for word, loss in LOSSES.items():
        keras = f"keras.losses.{loss.name}"
        yield HelpEntry(word, "a loss", loss.help, (f"; loss {word}",), keras, options=loss.options)
    for word, metric in METRICS.items():
        # the class of that name compares floats; Keras finds the kind that fits by the text alone
        keras = f"keras.metrics.{metric.name}" if word != "accuracy" else 'metrics=["accuracy"]'
        yield HelpEntry(word, "a metric", metric.help, (f"; metrics {word}",), keras)


def _initializers() -> Iterator[HelpEntry]:
    for word, one in INITIALIZERS.items():
        number = f"{one.default:g}" if one.default is not None else "0.1"
        written = f"{word}:{number}" if one.argument else word
        facts = [f"The number after ':' is {one.quantity.description}."] if one.argument else []
        if one.default is not None:
            facts.append(f"Default: {one.default:g}.")
        yield HelpEntry(
            word,
            "an initialiser",
            one.help,
            (f"; init {written}", f"784 -> 50(init={written})"),
            f"keras.initializers.{one.name}",
            tuple(facts),
        )


def _in_values() -> Iterator[HelpEntry]:
    yield HelpEntry(
        "log",
        "in a range of numbers",
        "spaces the numbers by equal ratios instead of equal differences; their count is after '/'",
        ("784 -> {16..128 log/4} relu -> 10 softmax", "784 -> 10 ; lr {0.0001..0.1 log/4}"),
    )
    yield HelpEntry(
        "on",
        "the value of an option",
        "on: with it; off: without it",
        ("50(bias=off) bn(scale=on)",),
    )


def _of_the_magic() -> Iterator[HelpEntry]:
    from densemodel.magics.commands._commands import COMMANDS  # it imports the help

    for option, (values, help_) in OPTIONS.items():
        example = f"%%densemodel digits {option} {values}".rstrip()
        yield HelpEntry(
            option, "an option of the cell", help_, (example,), also=(option.lstrip("-"),)
        )
    for command, (example, help_) in COMMANDS.items():
        examples = (f"%densemodel {example}", *_MORE_EXAMPLES.get(command, ()))
        yield HelpEntry(command, "a command", help_, examples)
