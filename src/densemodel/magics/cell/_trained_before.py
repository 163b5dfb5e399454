"""Finds what a cell has trained before, in this kernel or an earlier one, and shows it again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError, DenseModelError, StoreError
from densemodel.magics.cell._data import cell_data
from densemodel.magics.cell._plan import key_of
from densemodel.magics.notebook._entries import RunEntry, load_command, time_text
from densemodel.store import default_store
from densemodel.wording import capitalised, enumerated, metric_words, rounded, score_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from densemodel.magics.cell._arguments import Arguments
    from densemodel.magics.cell._plan import Plan
    from densemodel.magics.notebook._entries import CellContent, Replaced
    from densemodel.magics.notebook._registry import Registry
    from densemodel.store import CellRuns, SavedModel
    from densemodel.training import Run, RunGroup
    from densemodel.widgets import Outcome, TrainedBefore


@dataclass(frozen=True, slots=True)
class _Target:
    """A run that is shown again, and the name that it gets."""

    name: str
    saved: SavedModel
    content: CellContent | None = None
    "What its cell said, if not the same as the cell that shows it."


_Row = tuple[str, tuple[_Target, ...]]
"A sentence, and the runs that its button shows: without any, it has none."


def offer(
    plan: Plan,
    registry: Registry,
    groups: Mapping[str, RunGroup],
    contents: Mapping[str, CellContent],
    replaced: Mapping[str, Replaced | None],
) -> TrainedBefore | None:
    """Lines about runs of a cell that were trained before, and about replaced ones.

    In a terminal they are printed. The cell's data are looked up at the click, so an offer keeps no
    data in memory.

    Args:
        plan: What the cell does.
        registry: What holds the names.
        groups: The new runs of the cell, by name.
        contents: What the cell says of each network.
        replaced: The trained runs whose names it takes. A cell that is run again, untrained,
            offers them again.

    Returns:
        To be displayed above the panel; None if there is nothing to say.
    """
    arguments, has_buttons = plan.arguments, plan.has_widgets
    registry.earlier |= {name: one for name, one in replaced.items() if one is not None}
    before = {name: registry.earlier[name] for name in groups if name in registry.earlier}
    rows: list[_Row] = []
    with suppress(StoreError):  # a folder that can't be read says so when it is used
        rows = _saved_rows(groups, contents, before, is_training=arguments.train)
    for name, one in before.items():
        is_kept = one.saved is not None and one.saved.path.exists()
        if (is_kept and has_buttons) or replaced.get(name) is one:
            targets = (_Target(name, one.saved, one.content),) if is_kept and one.saved else ()
            rows.append((one.words, targets))
    for name in groups:
        registry.close_offer(name)
    if not rows:
        return None
    if not has_buttons or not any(targets for _, targets in rows):
        print("\n".join(_line(*row) for row in rows))
        return None
    return _lines(rows, groups, arguments, registry)


def _lines(
    rows: Sequence[_Row], groups: Mapping[str, RunGroup], arguments: Arguments, registry: Registry
) -> TrainedBefore:
    from densemodel.training import EvaluationDone
    from densemodel.widgets import ButtonOffer, TrainedBefore

    tooltip = "Its weights and history, and its data if this cell has the same"
    lines = [
        ButtonOffer(
            words,
            ("Show it" if len(targets) == 1 else "Show them") if targets else "",
            tooltip,
            partial(_show_all, targets, arguments, registry),
        )
        for words, targets in rows
    ]
    shown = TrainedBefore(lines)
    registry.offers |= dict.fromkeys(groups, shown)
    registry.questions.append(shown)

    def hide(event: object) -> None:
        if isinstance(event, EvaluationDone):
            shown.hide()

    # with --train nobody could read it before
    for group in () if arguments.train else groups.values():
        for run in group.runs:
            run.on_event(hide)
    return shown


# What a click does


def _show_all(targets: Sequence[_Target], arguments: Arguments, registry: Registry) -> Outcome:
    """Show runs under their names, in place of those that have them.

    Raises:
        DenseModelError: A name has a run that trains, or something that no cell made.
        StoreError: A file is gone or damaged.
    """
    from densemodel.widgets import ButtonOffer, Outcome

    for target in targets:
        entry = registry.get(target.name)
        if entry is not None and entry.is_busy:
            raise DenseModelError(f"{target.name} is training: stop it, then show the other run")
        registry.refuse_taken(target.name, replaces=arguments.replace)
    # all are loaded before anything changes
    loaded = [(target, default_store().load(target.saved)) for target in targets]
    outcome = Outcome("")
    for target, run in loaded:
        run.name = target.name
        entry = registry.get(target.name)
        if entry is not None and (one := entry.replaced(target.content)) is not None:
            registry.earlier[target.name] = one
        problem = _give_same_data(run, arguments, registry)
        panel = _show(run, target.content, arguments, registry, has_its_data=not problem)
        when = time_text(target.saved.saved_at.astimezone())
        words = f"{target.name} is the model trained {when}. {problem}".rstrip()
        use = None
        if problem and (arguments.x is not None or arguments.frame is not None):
            names = arguments.frame or f"{arguments.x} and {arguments.y}"
            use = ButtonOffer(
                "",
                f"Use {names}",
                f"Continue training {target.name} with this data",
                partial(_use_other_data, run, arguments, registry),
            )
        outcome = Outcome(
            f"{outcome.words} {words}".lstrip(), panel or outcome.panel, use or outcome.offer
        )
    return outcome


def _give_same_data(run: Run, arguments: Arguments, registry: Registry) -> str:
    """Give the run the data of the cell if it is the same; else return why not."""
    gives = f"%densemodel resume {run.name} -x X -y Y gives it its data."
    try:
        data = cell_data(arguments, registry.variables, (run.spec,))
        if data.x is None:
            return f"This cell names no data: {gives}"
        differs = run.differs_from(data.x, data.y, validation_data=data.validation)
        if differs:
            return f"It was trained on other data than this cell's: {differs}."
        run.give(data.x, data.y, **data.others)
    except DataError as error:
        return f"The data of this cell can't be used: {error.message}."
    return ""


def _use_other_data(run: Run, arguments: Arguments, registry: Registry) -> Outcome:
    from densemodel.widgets import Outcome, show_instead

    data = cell_data(arguments, registry.variables, (run.spec,))
    run.give(data.x, data.y, **data.others)
    show_instead(run, run)  # its panel was drawn without data
    return Outcome(f"{run.name} has the data of this cell: Resume continues.")


def _show(
    run: Run,
    content: CellContent | None,
    arguments: Arguments,
    registry: Registry,
    *,
    has_its_data: bool,
) -> Any:
    """Bind the name and its panel to this run; returns a panel if there was none."""
    from densemodel.widgets import show_instead

    entry = registry.get(run.name)
    if entry is None:
        entry = RunEntry(run)
        registry.put(entry)
    else:
        seed = run.spec.settings.seed
        old = next((o for o in entry.runs if o.spec.settings.seed == seed), entry.run)
        is_same = has_its_data and str(old.spec) == str(run.spec)
        if content is not None and has_its_data:
            data = cell_data(arguments, registry.variables, (run.spec,))
            entry.content = replace(content, data=key_of(run.bound, data))
        elif not is_same:
            entry.content = None  # the cell as it is would make another run
        show_instead(old, run)
        if run not in entry.runs:  # no panel shows it
            if entry.group is not None:
                entry.group = entry.group.with_run(old, run)
            registry.set_run(run)
    if len(entry.runs) == 1:
        registry.variables[run.name] = run.model
    if entry.panel is not None or not arguments.panel:
        return None
    return registry.panel_of(entry, arguments.goal)


# What the folder holds


def _saved_rows(
    groups: Mapping[str, RunGroup],
    contents: Mapping[str, CellContent],
    before: Mapping[str, Replaced],
    *,
    is_training: bool,
) -> list[_Row]:
    """What the folder holds of these networks, except for the replaced runs."""
    replaced = {one.saved.path for one in before.values() if one.saved is not None}
    keys = [(name, contents[name].key(run)) for name, group in groups.items() for run in group.runs]
    of_keys = default_store().runs_of({key for _, key in keys if key is not None})
    found = [(name, of_keys[key]) for name, key in keys if key is not None]
    for _, runs in found:
        runs.ended[:] = [model for model in runs.ended if model.path not in replaced]
    if is_training:  # from new weights; what was cut off is not hidden by that
        cut_off = [(name, one) for name, runs in found for one in runs.ended[:1]]
        words = "{} was cut off when its kernel ended, {}."
        return [
            (_line(words.format(name, _trained(one)), (_Target(name, one),)), ())
            for name, one in cut_off
            if one.was_cut_off
        ]
    if len(keys) > 1:
        return _rows_of_several([(name, runs.ended[0]) for name, runs in found if runs.ended])
    return [row for name, runs in found for row in _rows_of_one(name, runs, replaced)]


def _line(words: str, targets: Iterable[_Target]) -> str:
    """A row as a line of text, with the command in place of the button."""
    loads = enumerated([load_command(one.saved, one.name) for one in targets])
    return f"{words} {loads} loads it." if loads else words


def _rows_of_one(name: str, runs: CellRuns, replaced: Iterable[Any]) -> Iterator[_Row]:
    """The newest run of a cell, then older ones that were better or longer."""
    if runs.training is not None and runs.training.card is not None:
        when = time_text(runs.training.saved_at.astimezone())
        epoch = runs.training.card.epochs
        yield f"This network is training in another kernel: epoch {epoch:,} {when}.", ()
    if runs.ended:
        newest, *older = runs.ended
        yield f"{capitalised(_trained(newest))}.", (_Target(name, newest),)
        best = min(older, key=_loss, default=newest)
        longest = max(older, key=_epochs, default=newest)
        was = {best.path: "better"} if _loss(best) < _loss(newest) else {}
        if _epochs(longest) > _epochs(newest):
            also = was.get(longest.path)
            was[longest.path] = "better and longer" if also else "longer"
        for one in older:
            if one.path in was:
                yield f"An earlier run was {was[one.path]}, {_trained(one)}.", (_Target(name, one),)
    other = runs.on_other_data
    if other is not None and not runs.ended and other.path not in replaced:
        when = time_text(other.saved_at.astimezone())
        base = None if other.card is None else other.card.base
        which = (
            "on other rows: a split without a fixed seed is the usual cause"
            if base is None
            else f"with other weights of {base.name}, or on other rows"
        )
        load = f"%densemodel load {other.id[:8]} loads that model"
        yield f"This network was trained {when} {which}. {load}.", ()


def _rows_of_several(newest: Sequence[tuple[str, SavedModel]]) -> list[_Row]:
    """One row for all networks of a cell that were trained before."""
    if not newest:
        return []
    names = list(dict.fromkeys(name for name, _ in newest))
    when = time_text(max(model.saved_at for _, model in newest).astimezone())
    targets = tuple(_Target(name, model) for name, model in newest)
    were = "was" if len(names) == 1 else "were"
    return [(f"{enumerated(names)} {were} trained {when}.", targets)]


def _epochs(model: SavedModel) -> int:
    return 0 if model.card is None else model.card.epochs


def _loss(model: SavedModel) -> float:
    """The loss of the best epoch on validation rows, else on training rows."""
    value = next((side["loss"] for side in _sides(model) if "loss" in side), None)
    return float("inf") if value is None else value


def _sides(model: SavedModel) -> list[Mapping[str, float | None]]:
    sides = (model.metrics.get("validation"), model.metrics.get("training"))
    return [side for side in sides if side]


def _trained(model: SavedModel) -> str:
    """When and how far it was trained, and what came of it."""
    from densemodel.widgets import shown_metric

    card = model.require_card()
    best = card.best_epoch if card.best_epoch not in (None, card.epochs) else None
    done = f"to epoch {card.epochs:,}" if card.epochs else "for part of an epoch"
    side = "validation" if model.metrics.get("validation") else "training"
    numbers = [f"{side} loss {rounded(_loss(model))}"] if _sides(model) else []
    name = shown_metric(model.metrics)
    value = _sides(model)[0].get(name) if numbers and name != "loss" else None
    if value is not None:
        numbers.append(f"{metric_words(name)} {score_text(name, value)}")
    when = time_text(model.saved_at.astimezone())
    return f"trained {when} {done}{f' (best {best:,})' if best else ''}: {', '.join(numbers)}"
