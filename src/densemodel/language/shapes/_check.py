"""Checks of the whole network: its size, layers that do not fit, `auto` in a wrong place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.shapes._layers_of import (
    Unrolling,
    count_layers,
    items_in,
    last_size,
    with_units,
)
from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._canonical import write_count, write_item
from densemodel.language.syntax_tree._tree import AUTO, MISPLACED_AUTO, Named, Repeat, each_once
from densemodel.language.vocabulary._clause_words import COLUMN_KINDS
from densemodel.language.vocabulary._find import written_out
from densemodel.language.vocabulary._layer_makers import MisfitError
from densemodel.language.vocabulary._layer_words import NORMALISED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language.reading._problems import Problems
    from densemodel.language.spec._spec import Spec
    from densemodel.language.syntax_tree._tree import Clause, Network


def check(spec: Spec, problems: Problems) -> bool:
    """Check a network, with its choices as in `each_once`; True without problems."""
    before = len(problems.found)
    clipping = tuple(one for one in spec.clauses if not one.words.isdisjoint(_CLIPPING))
    for clauses in each_once(clipping):
        if _clips_twice(clauses, problems):
            break
    if not spec.takes_table:
        _check_kinds(spec.clauses, problems)
    if spec.finds_rate:
        _check_optimizer(spec.clauses, problems)
    choices = spec.choices
    if spec.trial_count > _limits.TRIALS:
        problems.add(
            choices[0].span,
            f"a sweep of {write_count(spec.trial_count)} trials: at most {_limits.TRIALS:,}",
            also=tuple(choice.span for choice in choices[1:8]),
        )
        return False
    checked, known = 0, len(problems.found)
    table = spec.table
    row = table.outputs if table is not None and table.is_fitted else None
    first = next(each_once(spec.clauses))
    init = next((clause.value for clause in first if clause.word == "init"), None)
    for network in each_once(spec.network):
        stray = next((one for one in items_in(network.stages) if one.base), None)
        if stray is not None and spec.network.base is None:
            message = f"'{write_item(stray)}' begins a network: it can't be repeated or in braces"
            problems.add(stray.span, message)
            break
        own_init = init if isinstance(init, Named) else None
        checked += _check_network(network, own_init, problems, row)
        # so that time grows with the length of the text alone
        if len(problems.found) > known or checked > 2 * _limits.LAYERS:
            break
    return len(problems.found) == before


_CLIPPING = frozenset({"optimizer", "clip"})


def _clips_twice(clauses: Iterable[Clause], problems: Problems) -> bool:
    """Whether gradients are clipped in two ways, which Keras refuses."""
    by_word = {clause.word: clause for clause in clauses}
    optimizer, clip = by_word.get("optimizer"), by_word.get("clip")
    if optimizer is None or clip is None or not isinstance(optimizer.value, Named):
        return False
    if "global_clipnorm" not in dict(optimizer.value.options):
        return False
    message = "'global_clipnorm' and 'clip' contradict each other"
    problems.add(clip.span, message, "write one of them", (optimizer.span,))
    return True


def _check_kinds(clauses: Iterable[Clause], problems: Problems) -> None:
    """Only the columns of a table have kinds."""
    known = {(found.span, found.message) for found in problems.found}
    for clause in clauses:
        word = next((word for word in COLUMN_KINDS if word in clause.words), None)
        message = f"'{word}' says which columns of a table are {_KINDS_OF.get(word or '')}"
        # a clause that all networks share is refused once
        if word is not None and (clause.span, message) not in known:
            problems.add(clause.span, message, "begin the network with table: table -> 64 relu")


_KINDS_OF = {
    "category": "categories",
    "number": "numbers",
    "date": "dates",
    "text": "free text",
    "order": "ordered",
}


def _check_optimizer(clauses: Iterable[Clause], problems: Problems) -> None:
    """The rates of `lr find` are those of one optimizer."""
    for clause in clauses:
        if clause.choices and "optimizer" in clause.words:
            message = "'lr find' takes one optimizer, since others need other rates"
            problems.add(clause.span, message, f"write the rates: lr {written_out()}")


def _check_network(
    network: Network, init: Named | None, problems: Problems, row: int | None
) -> int:
    """Check the layers, and count them; `row` are the numbers in a row of a known table."""
    last = last_size(network.stages)
    autos = [item for item in items_in(network.stages) if item.number == AUTO]
    for item in autos:
        if item is not last:
            problems.add(item.span, *MISPLACED_AUTO)
    count = count_layers(network.stages)
    if autos and autos != [last]:
        return count
    if count > _limits.LAYERS:
        repeats = (stage.span for stage in network.stages if isinstance(stage, Repeat))
        message = f"a network of {write_count(count)} layers: at most {_limits.LAYERS:,}"
        problems.add(next(repeats, network.span), message)
        return count
    shape = network.input_shape
    if shape == AUTO:
        return count  # shapes are known when the data is
    is_table = shape == "table"
    # 97 is a placeholder: its product with nothing is a usual size
    first = (row or 97,) if isinstance(shape, str) else shape
    unrolling = Unrolling(first, init, is_table=is_table)
    sized = with_units(network, 2) if autos else network
    if not check_layers(sized, unrolling, problems) and is_table:  # table -> norm
        hint = "write an arrow and a layer: table -> 10 softmax"
        problems.add(network.span, "a network needs a layer after its input", hint)
    return count


def check_layers(network: Network, unrolling: Unrolling, problems: Problems) -> int:
    """Check the layers, from the shape of the unrolling on; how many there are."""
    first = unrolling.shape
    try:
        return _check_layers(network, unrolling, problems)
    except MisfitError as misfit:
        advice = misfit.message, misfit.hint
        if unrolling.is_table and unrolling.shape == first:
            advice = _row_advice(misfit.item.word)
        problems.add(misfit.item.span, *advice)
        return 1


def _row_advice(word: str) -> tuple[str, str]:
    """What does not fit the row of a table, whose length only the data say."""
    if word == "reshape":
        message = "'reshape' needs a row of known size, and the data decide that of a table"
        return message, "put a layer size before it: 64 relu -> reshape 8x8x1"
    return (
        f"'{word}' takes images, and a table gives rows of numbers",
        "begin with a layer size: table -> 64 relu",
    )


def _check_layers(network: Network, unrolling: Unrolling, problems: Problems) -> int:
    parameters = count = 0
    seen: set[int] = set()
    for count, (layer, item) in enumerate(unrolling.layers(network), 1):
        if count > _limits.LAYERS:  # each added Flatten is one too
            message = f"a network of over {_limits.LAYERS:,} layers, added ones included"
            problems.add(item.span, f"{message}: that is the limit")
            break
        parameters += layer.parameter_count
        if parameters > _limits.PARAMETERS:
            problems.add(
                item.span,
                f"the layers up to here have {parameters:,} parameters, "
                f"{parameters * 4 / 1e9:,.0f} GB of weights",
                f"at most {_limits.PARAMETERS:,} can be built: write smaller layers",
            )
            break
        is_constant = layer.output_shape[-1] == 1 and layer.activation in NORMALISED
        if is_constant and id(item) not in seen:  # once for all rounds of a repeat
            seen.add(id(item))
            message = f"'{layer.activation}' over a single unit always gives the same output"
            hint = "write '1 sigmoid' for yes or no, or 'auto softmax' for classes"
            problems.add(item.span, message, hint)
    return count
