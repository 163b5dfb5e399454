"""What a cell will do, decided before anything is shown: specs, names, data, what was there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from densemodel.errors import DenseModelError, SpecError
from densemodel.language import parse_cell
from densemodel.magics.cell._arguments import Defaults, parse_arguments
from densemodel.magics.cell._data import cell_data, data_options
from densemodel.magics.cell._folder import base_progress
from densemodel.magics.cell._from_keras import offer_cell
from densemodel.magics.notebook._entries import CellContent, SweepEntry, text_without_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.magics.cell._arguments import Arguments
    from densemodel.magics.cell._data import CellData
    from densemodel.magics.notebook._entries import RunEntry
    from densemodel.magics.notebook._interrupts import Interrupts
    from densemodel.magics.notebook._registry import Registry
    from densemodel.widgets import CellText


class Home(Defaults, Protocol):
    """Where a cell runs: the magics of a notebook."""

    shell: Any
    registry: Registry
    source: str
    "The text of the cell that runs, as the page has it."


@dataclass(frozen=True, slots=True)
class Plan:
    """What a cell will do."""

    arguments: Arguments
    data: CellData
    networks: dict[str, Spec]
    "All of the cell, by the names that they get."
    new: dict[str, Spec]
    "Those that are made; what is registered under the other names is shown again."
    asks: bool
    "Whether a person is asked first, since what has the name of the only one trains."
    has_widgets: bool
    "Whether widgets can be shown: in a kernel, not in a terminal."
    text: CellText | None
    "As the page has it; None where it is no cell of a page."
    sweep_key: Hashable
    "Equal keys show the same sweep; None of networks that are no sweep."
    unused_name: str
    "A sentence on a name that no network gets."

    @property
    def is_several(self) -> bool:
        """Whether the cell holds several networks."""
        return len(self.networks) > 1

    def content(self, spec: Spec, bound: Bound | None) -> CellContent:
        """What the cell says of a network."""
        data = key_of(bound, self.data)
        return CellContent(text_without_name(spec), data, self.arguments.strict)


def plan_cell(line: str, text: str, home: Home, interrupts: Interrupts) -> Plan:
    """Read a cell, and decide what it does.

    Raises:
        DenseModelError: It can't be read, or a name is that of something that stays.
    """
    variables, registry = home.shell.user_ns, home.registry
    has_widgets = hasattr(home.shell, "kernel")
    arguments = parse_arguments(line, variables).with_defaults(home, has_widgets=has_widgets)
    try:
        specs = read_specs(text, variables)
    except SpecError:
        offer_cell(line, text, arguments, home.shell)
        raise
    data = cell_data(arguments, variables, specs, interrupts)
    sweep_key: Hashable = None
    there: Mapping[str, RunEntry | SweepEntry | None]
    if is_sweep(specs):
        networks = {arguments.name or specs[0].name or home.name: specs[0]}
        there = {name: registry.sweeps.get(name) for name in networks}
        with interrupts.at_once(), base_progress():
            sweep_key = _sweep_key(specs[0], data, arguments)
        same = {name for name in networks if _is_same_sweep(registry.sweeps.get(name), sweep_key)}
    else:
        _refuse_sweep_options(arguments)
        networks = named(specs, arguments.name, home.name)
        there = {name: registry.get(name) for name in networks}
        interrupts.names = networks
        with interrupts.at_once(), base_progress():
            same = _same_networks(networks, data, registry, arguments)
    new = {name: spec for name, spec in networks.items() if name not in same}
    can_ask = arguments.panel and not arguments.train and len(networks) == 1
    asks = False
    for name, entry in there.items():
        if name in new:
            asks = can_ask and entry is not None and entry.is_busy
        elif not _is_bound_again(entry, registry):
            continue
        stays = entry if asks or name in same else None
        refuse_busy(name, arguments, registry, except_for=stays)
        registry.refuse_taken(name, replaces=arguments.replace)
    text_of_page = None
    if has_widgets and sweep_key is None:
        from densemodel.widgets import CellText

        text_of_page = CellText.of(home.source, variables, networks)
    return Plan(
        arguments=arguments,
        data=data,
        networks=networks,
        new=new,
        asks=asks,
        has_widgets=has_widgets,
        text=text_of_page,
        sweep_key=sweep_key,
        unused_name=unused_name(arguments.name, specs, networks),
    )


# What the cell says


def read_specs(text: str, names: Mapping[str, Any]) -> tuple[Spec, ...]:
    """All specs of a cell."""
    if not text.strip():
        raise DenseModelError(
            "the cell holds no spec: write a network under the first line, "
            "such as 784 -> 50 relu -> 10 softmax"
        )
    return parse_cell(text, names=names)


def refuse_choices(spec: Spec) -> None:
    """Refuse a spec with choices."""
    if spec.choices:
        which = f"{spec.name} is" if spec.name else "this is"
        raise DenseModelError(
            f"{which} {spec.trial_count:,} networks in one, which need a cell: write "
            f"%%densemodel with {data_options(spec)}, and the spec below it"
        )


def is_sweep(specs: Sequence[Spec]) -> bool:
    """Whether a cell is one spec with choices or `repeat`.

    Raises:
        DenseModelError: There are other specs beside it.
    """
    with_choices = [spec for spec in specs if spec.choices]
    if with_choices and len(specs) > 1:
        which = f"{with_choices[0].name} stands" if with_choices[0].name else "one of them stands"
        raise DenseModelError(
            f"{which} for {with_choices[0].trial_count:,} networks: a spec with choices needs its "
            "own cell"
        )
    if with_choices:
        return True
    return len(specs) == 1 and any(
        clause.word == "repeat" and clause.value != 1 for clause in specs[0].clauses
    )


def _refuse_sweep_options(arguments: Arguments) -> None:
    """Refuse options of a sweep if the spec is one network."""
    if arguments.trials or arguments.halving or arguments.workers:
        raise DenseModelError(
            "--trials, --search, --halving and --workers are for a spec with choices, such as "
            "784 -> {32|64} relu -> 10 softmax"
        )


def named(specs: Sequence[Spec], first_line: str | None, default: str) -> dict[str, Spec]:
    """Give each network its name: its own, or the first line's.

    Several networks without a name are counted from that of the first line: `digits_1`, `digits_2`.
    """
    if len(specs) == 1:
        return {first_line or specs[0].name or default: specs[0]}
    networks: dict[str, Spec] = {}
    unnamed = 0
    for spec in specs:
        unnamed += spec.name is None
        name = spec.name or f"{first_line or default}_{unnamed}"
        if name in networks:
            raise DenseModelError(
                f"two networks of this cell are {name}, since one without a name gets it: "
                "write a name before each, such as small: 784 -> 10"
            )
        networks[name] = spec
    return networks


def unused_name(name: str | None, specs: Sequence[Spec], networks: Mapping[str, Spec]) -> str:
    """Which name is not used: the first line's, or the one before a network."""
    if not name or not all(spec.name for spec in specs):
        return ""
    if len(networks) > 1:
        return f"{name} is not used: the networks have their own names, {', '.join(networks)}."
    if specs[0].name != name:
        return f"{specs[0].name} is not used: the first line names the model {name}."
    return ""


# What was there


def _same_networks(
    networks: Mapping[str, Spec], data: CellData, registry: Registry, arguments: Arguments
) -> set[str]:
    """The networks whose runs are shown again.

    They say the same as when they were run before, of the same data, and train now or have trained
    a model that nobody has changed since. If the cell trains at once, only those that train now.
    The data are bound and hashed only where the text is the same.
    """
    entries = {name: entry for name in networks if (entry := registry.get(name)) is not None}
    is_busy = any(entry.is_busy for entry in entries.values())
    if arguments.train and not is_busy:
        return set()
    same: set[str] = set()
    for name, entry in entries.items():
        content, spec = entry.content, networks[name]
        if content is None or not entry.has_spec(spec):
            continue
        # one that has ended beside others that train is not trained again either
        has_begun = is_busy and entry.run.state != "ready"
        if (has_begun or entry.is_trained) and content == CellContent(
            content.text, _data_key(spec, data), arguments.strict
        ):
            same.add(name)
    if arguments.train and len(same) < len(networks):
        return {name for name in same if entries[name].is_busy}
    return same


def _sweep_key(spec: Spec, data: CellData, arguments: Arguments) -> Hashable:
    # the options that say what is searched, on what data
    asked = replace(
        arguments, name=None, goal=None, train=False, wait=False, replace=False, panel=True
    )
    first = next(iter(spec.expand()))
    return str(spec), _data_key(first, data) or data.identities, asked


def _is_same_sweep(entry: SweepEntry | None, key: Hashable) -> bool:
    return entry is not None and entry.key == key and entry.sweep.state != "failed"


def _data_key(spec: Spec, data: CellData) -> Hashable:
    from densemodel.data import bind
    from densemodel.training import is_stream

    if data.x is None or is_stream(data.x):
        return key_of(None, data)
    pairs = {"validation_data": data.validation, "test_data": data.test}
    try:
        return key_of(bind(spec, data.x, data.y, **pairs), data)
    except DenseModelError:
        return None  # the cell says so when it binds them to make its model


def key_of(bound: Bound | None, data: CellData) -> Hashable:
    """The key that identifies a cell's data, also those that are not bound, such as batches."""
    from densemodel.data import content_of

    content = None if bound is None else content_of(bound)
    return data.identities if content is None else content


def _is_bound_again(entry: RunEntry | SweepEntry | None, registry: Registry) -> bool:
    """Whether a name is bound to its model again, when what it has is shown again."""
    if isinstance(entry, SweepEntry):
        return registry.has_lost_name(entry)
    return entry is not None and not entry.is_busy


def refuse_busy(
    name: str,
    arguments: Arguments,
    registry: Registry,
    *,
    except_for: RunEntry | SweepEntry | None,
) -> None:
    """Refuse the name of a run or a sweep that trains, unless the new one starts to train."""
    there = {name: registry.get(name), f"the sweep of {name}": registry.sweeps.get(name)}
    for words, entry in there.items():
        if entry is None or entry is except_for or not entry.is_busy or arguments.train:
            continue
        raise DenseModelError(
            f"{words} is training: stop it first, in its panel or with "
            f"%densemodel stop {name}, or add --train to stop it and train this"
        )
