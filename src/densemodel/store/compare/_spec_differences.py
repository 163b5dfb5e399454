"""The differences between specs, as text: layers, settings and losses."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING

from densemodel.data import choose_task
from densemodel.errors import DataError, SpecError, StoreError
from densemodel.language import CLAUSES, LOSSES, optimizer_words, write_clauses, write_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.language import KerasCall, Spec
    from densemodel.training import Run

ARROW = " -> "

_NOT_GIVEN = {
    "init": "glorot_uniform",
    "bias": "0",
    "metrics": "the usual",
    "every": "once an epoch",
    "split": "off",
    "patience": "off",
}
"The text for a clause without a default, or one that is off."
_LOSS_WORDS: Mapping[str, str] = {loss.name: loss.word for loss in LOSSES.values()}
_WITHOUT_WORD = frozenset({"layers", "loss", "optimizer"})
"Their texts say what they are."


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer of each network; empty where a network has none."""

    texts: tuple[str, ...]
    "The layer as it is written, for each network; empty where there is none."

    @property
    def differs(self) -> bool:
        """Whether the layers differ."""
        return len(set(self.texts)) > 1


def layer_texts(spec: Spec) -> list[str]:
    """The text of every layer, with repeats unrolled, and inserted layers by name."""
    return [layer.text or layer.kind.lower() for layer in spec.layers]


def layer_rows(networks: Sequence[Sequence[str]]) -> tuple[LayerRow, ...]:
    """Align the layers of networks, equal ones beside each other."""
    rows: list[tuple[str, ...]] = [(text,) for text in networks[0]]
    for width, texts in enumerate(networks[1:], 1):
        rows = _joined(rows, list(texts), width)
    return tuple(map(LayerRow, rows))


def _joined(rows: list[tuple[str, ...]], texts: list[str], width: int) -> list[tuple[str, ...]]:
    """The rows with one more network."""
    keys = [next(filter(None, row)) for row in rows]
    none = ("",) * width
    start = _alike(keys, texts)
    end = _alike(keys[start:][::-1], texts[start:][::-1])
    # deep networks are alike at most places: what is left to look through is short
    middle = SequenceMatcher(None, keys[start : len(keys) - end], texts[start : len(texts) - end])
    joined = [(*row, text) for row, text in zip(rows[:start], texts[:start], strict=True)]
    for _, low, high, first, last in middle.get_opcodes():
        pairs = zip_longest(
            rows[start + low : start + high], texts[start + first : start + last], fillvalue=None
        )
        joined += [(*(row or none), text or "") for row, text in pairs]
    tail = zip(rows[len(rows) - end :], texts[len(texts) - end :], strict=True)
    return [*joined, *((*row, text) for row, text in tail)]


def _alike(ones: Sequence[str], others: Sequence[str]) -> int:
    """The length of the common prefix."""
    pairs = zip(ones, others, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def setting_texts(spec: Spec) -> dict[str, str]:
    """The value of each clause of a spec without choices, by its word."""
    given = {
        clause.word: write_clauses([clause])[0].removeprefix(f"{clause.word} ")
        for clause in spec.clauses
    }
    texts = {word: given.get(word, _usual(spec, word)) for word in CLAUSES}
    texts["optimizer"] = optimizer_words(spec)
    if "steps" in given:
        texts["epochs"] = f"{given['steps']} steps"
    # the loss has its own entry, and steps are another way to write epochs
    return {word: text for word, text in texts.items() if word not in ("loss", "steps")}


def _usual(spec: Spec, word: str) -> str:
    if word == "lr":
        return write_number(spec.settings.learning_rate)
    default = CLAUSES[word].default
    return _NOT_GIVEN.get(word, "none") if default is None else write_number(default)


def run_differences(runs: Sequence[Run]) -> tuple[str, ...]:
    """For each run, the parts of its spec that not all specs have: `50 relu ; epochs 5`.

    The specs hold no `auto`.

    Raises:
        StoreError: A network waits for data.
    """
    specs = [run.spec for run in runs]
    differences = spec_differences(specs, _layers(specs), [loss_of_run(run) for run in runs])
    # what nobody said in any of them follows from the rest
    from_data = frozenset.intersection(*(spec.from_data for spec in specs))
    columns = [
        values if what in _WITHOUT_WORD else [f"{what} {value}" for value in values]
        for what, values in differences.items()
        if what not in from_data
    ]
    return tuple(" ; ".join(parts) for parts in zip(*columns, strict=True)) or ("",) * len(runs)


def spec_differences(
    specs: Sequence[Spec], layers: Sequence[str], losses: Sequence[str]
) -> dict[str, Sequence[str]]:
    """What is not the same in all specs: input, layers, loss, and clauses by their word."""
    settings = [setting_texts(spec) for spec in specs]
    texts = {
        "input": [spec.network_text.partition(ARROW)[0] for spec in specs],
        "layers": layers,
        "loss": losses,
        **{word: [texts[word] for texts in settings] for word in settings[0]},
    }
    return {what: values for what, values in texts.items() if len(set(values)) > 1}


def _layers(specs: Sequence[Spec]) -> list[str]:
    """The layers of each spec that are not the same in all."""
    rows = [row for row in layer_rows([layer_texts(spec) for spec in specs]) if row.differs]
    if not rows:
        return [""] * len(specs)
    columns = zip(*(row.texts for row in rows), strict=True)
    return [ARROW.join(filter(None, texts)) or "no layer there" for texts in columns]


def loss_words(loss: KerasCall) -> str:
    """A loss with the options that change its values: `huber(delta=2)`."""
    unseen = ("from_logits", "name")
    options = [f"{key}={value}" for key, value in loss.arguments if key not in unseen]
    word = _LOSS_WORDS.get(loss.name, loss.name)
    return f"{word}({', '.join(options)})" if options else word


def loss_of_run(run: Run) -> str:
    """The loss of a run, in words.

    Raises:
        StoreError: Its network waits for data.
    """
    spec, terms = run_spec(run), run.terms
    return loss_words(choose_task(spec).loss if terms is None else terms.task.loss)


def run_spec(run: Run) -> Spec:
    """The spec of a run with all its sizes; a StoreError if its network waits for data."""
    try:
        terms = run.terms
        spec = run.spec if terms is None else terms.spec.with_clauses(run.spec.clauses)
        _ = spec.parameter_count
    except (SpecError, DataError) as error:
        reason = str(error).splitlines()[0]
        raise StoreError(f"{run.name} can't be compared: {reason}") from None
    return spec
