"""The way of a `%%densemodel` cell: text, spec, data, network, run, panel."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError, DenseModelError
from densemodel.magics._arguments import parse_arguments
from densemodel.magics._data import cell_data
from densemodel.magics._registry import Entry
from densemodel.magics._terminal import tell_epochs
from densemodel.spec import parse_cell

if TYPE_CHECKING:
    from collections.abc import Hashable

    from densemodel.magics._arguments import Arguments
    from densemodel.magics._config import Defaults
    from densemodel.magics._data import CellData
    from densemodel.magics._registry import Registry
    from densemodel.spec import Spec
    from densemodel.training import Run


class Cell:
    """One `%%densemodel` cell, from its text to what it shows."""

    def __init__(self, shell: Any, registry: Registry, defaults: Defaults) -> None:
        self._shell = shell
        self._registry = registry
        self._defaults = defaults

    def run(self, line: str, text: str) -> None:
        """Do what the cell says; an error leaves every name as it was."""
        arguments = parse_arguments(line)
        spec = self._one_spec(text)
        name = arguments.name or spec.name or self._defaults.name
        data = cell_data(arguments, self._shell.user_ns)
        key = (str(spec), arguments.data_text, data.identities)
        old = self._registry.get(name)
        is_training = old is not None and old.run.is_busy
        if old is not None and is_training and old.key == key:
            self._attach(old, arguments)
            return
        if is_training and not self._trains(arguments):
            raise DenseModelError(
                f"{name} is training: stop it first, in its panel or with "
                f"%densemodel stop {name}, or add --train to stop it and train this"
            )
        self._refuse_foreign(name, arguments)
        run = self._prepare(spec, name, data, arguments)
        if old is not None and is_training:
            _stop_earlier(old.run)
        self._show(run, key, arguments)
        self._train(run, arguments)

    def _one_spec(self, text: str) -> Spec:
        from densemodel.network import warm_up

        if not text.strip():
            raise DenseModelError(
                "the cell holds no spec: write a network under the first line, "
                "such as 784 -> 50 relu -> 10 softmax"
            )
        specs = parse_cell(text, names=self._shell.user_ns)
        warm_up()
        if len(specs) != 1:
            raise DenseModelError(
                f"this cell holds {len(specs)} networks, and several in one cell "
                "cannot be compared yet: write each in a cell of its own"
            )
        return specs[0]

    def _attach(self, entry: Entry, arguments: Arguments) -> None:
        """The same cell again while it trains: show the same run."""
        self._display_panel(entry)
        if arguments.wait or self._defaults.wait:
            self._wait(entry.run)

    def _refuse_foreign(self, name: str, arguments: Arguments) -> None:
        variables = self._shell.user_ns
        if arguments.replace or name not in variables or self._registry.owns(variables[name]):
            return
        kind = type(variables[name]).__name__
        article = "an" if kind[0].lower() in "aeiou" else "a"
        raise DenseModelError(f"{name} is {article} {kind}: choose another name or add --replace")

    def _prepare(self, spec: Spec, name: str, data: CellData, arguments: Arguments) -> Run:
        from densemodel.training import prepare

        run = prepare(
            spec,
            data.x,
            data.y,
            name=name,
            validation_data=data.validation,
            test_data=data.test,
        )
        run.takes_turns = not self._defaults.parallel
        if run.bound is not None and self._trains(arguments):
            run.bound.require()
        if arguments.strict:
            _refuse_offers(run)
        _check_goal(run, arguments.goal)
        if run.bound is None and self._trains(arguments):
            raise DataError(f"there is nothing to train {name} on: add -x and -y")
        return run

    def _show(self, run: Run, key: Hashable, arguments: Arguments) -> None:
        from densemodel.widgets import Echo

        entry = Entry(run, key)
        self._registry.put(run.name, entry)
        self._shell.user_ns[run.name] = run.model
        _display(Echo(run.spec, run.bound, name=run.name))
        if arguments.panel and self._defaults.panel and self._has_widgets():
            from densemodel.widgets import TrainingPanel

            entry.panel = TrainingPanel(run, goal=arguments.goal)
            self._display_panel(entry)
        elif run.bound is not None and not run.bound.refusals and not self._trains(arguments):
            print(f"{run.sentence} Start it with %densemodel resume {run.name}")  # noqa: T201

    def _display_panel(self, entry: Entry) -> None:
        if entry.panel is not None:
            _display(entry.panel)

    def _train(self, run: Run, arguments: Arguments) -> None:
        if not self._trains(arguments):
            return
        run.start()
        if arguments.wait or self._defaults.wait or not self._has_widgets():
            if not self._has_widgets():
                tell_epochs(run)
            self._wait(run)

    def _wait(self, run: Run) -> None:
        """Block until the run ends; an interrupt stops it and keeps the model."""
        with suppress(KeyboardInterrupt):
            run.wait()
        print(run.sentence)  # noqa: T201 - the result stays in the cell when the panel is gone

    def _trains(self, arguments: Arguments) -> bool:
        return arguments.train or self._defaults.train or self._defaults.wait

    def _has_widgets(self) -> bool:
        """A kernel shows widgets; IPython in a terminal does not."""
        return hasattr(self._shell, "kernel")


def _stop_earlier(run: Run) -> None:
    """Stop a run whose name another cell takes, and say what became of it."""
    # an error of that run is its own affair: its sentence says it
    with suppress(Exception):
        run.stop().wait()
    print(f"The earlier run of {run.name} was stopped. {run.sentence}")  # noqa: T201


def _check_goal(run: Run, goal: float | None) -> None:
    """A goal in percent would flatten the curve at the foot of its axis."""
    is_share = run.bound is not None and run.bound.task.kind != "regression"
    if is_share and goal is not None and not 0 <= goal <= 1:
        raise DenseModelError(
            f"--goal {goal:g} lies outside 0 to 1, where accuracy is: "
            f"write --goal {goal / 100:g} or --goal {goal:g}%"
        )


def _refuse_offers(run: Run) -> None:
    offers = [finding for finding in run.findings if finding.severity == "offer"]
    if offers:
        raise DataError(offers[0].message, findings=offers)


def _display(shown: Any) -> None:
    from IPython.display import display

    display(shown)
