"""A cell with choices: its sweep, its panel, and the best model under its name."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError, DenseModelError
from densemodel.magics.cell._made_sweep import MadeSweep

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from pathlib import Path

    from densemodel.experiments import Sweep
    from densemodel.language import Spec
    from densemodel.magics.cell._arguments import Arguments
    from densemodel.magics.cell._data import CellData
    from densemodel.magics.notebook._config import Defaults
    from densemodel.magics.notebook._registry import Registry

_SECONDS_TO_STOP = 5.0


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


class SweepCells:
    """The sweeps of a notebook, by name.

    Args:
        shell: IPython's.
        registry: Where the best of a sweep is remembered as a model.
        defaults: The settings of the magic.
        folder: Gives the folder of saved models; sweeps keep their results in it.
    """

    def __init__(
        self, shell: Any, registry: Registry, defaults: Defaults, folder: Callable[[], Path]
    ) -> None:
        self._shell = shell
        self._registry = registry
        self._defaults = defaults
        self._folder = folder
        self._made: dict[str, MadeSweep] = {}
        self._questions: list[Any] = []
        "The open questions."
        registry.why_missing = self._why_no_model

    def get(self, name: str) -> Sweep | None:
        """The sweep of a name; None if a cell made none."""
        made = self._made.get(name)
        return None if made is None else made.sweep

    def names(self) -> list[str]:
        """All of them."""
        return list(self._made)

    def _why_no_model(self, name: str) -> str:
        if name not in self._made:
            return ""
        sweep = self._made[name].sweep
        fix = "wait for it" if sweep.is_busy else f"%densemodel resume {name} trains it"
        return f"{name} is a sweep, and has no model before a trial has ended: {fix}"

    def run(
        self,
        spec: Spec,
        arguments: Arguments,
        data: CellData,
        claim: Callable[[str, Arguments], object],
    ) -> None:
        """Run a cell whose spec has choices."""
        name = arguments.name or spec.name or self._defaults.name
        asked = (arguments.search, arguments.strict)
        key = (str(spec), arguments.data_text, data.identities, asked)
        made = self._made.get(name)
        if made is None or made.key != key or made.sweep.state == "failed":
            claim(name, arguments)
            if self._can_ask(name, arguments):
                new = self._prepared(name, spec, arguments, data)
                self._ask(new, key, lambda: claim(name, arguments))
                return
            self.refuse_busy(name, arguments)
            made = self._take(self._prepared(name, spec, arguments, data), key)
        elif not made.holds_its_name:
            claim(name, arguments)
            made.bind_best(again=True)
        trains = self._trains(arguments)
        if trains and not made.sweep.is_busy and made.sweep.state != "finished":
            made.sweep.start()  # before its panel: the processes begin while that is made
        has_panel = self._has_panel(arguments)
        if has_panel:
            self._show(made)
        waits = arguments.wait or self._defaults.wait or not hasattr(self._shell, "kernel")
        if trains and waits:
            self._wait(made, tells=not has_panel)
        elif not has_panel:
            is_over = trains or made.sweep.state == "finished"
            begin = "" if is_over else f" Start it with %densemodel resume {name}"
            print(f"{made.sweep.sentence}{begin}")  # noqa: T201

    @staticmethod
    def refuse_options(arguments: Arguments) -> None:
        """Refuse options of a sweep if the spec is one network.

        Raises:
            DenseModelError: There is one.
        """
        if any(arguments.search):
            raise DenseModelError(
                "--trials, --halving and --workers are for a spec with choices, such as "
                "784 -> {32|64} relu -> 10 softmax"
            )

    def resume(self, name: str) -> None:
        """Start or continue a sweep."""
        made = self._made[name]
        made.sweep.start()
        if not hasattr(self._shell, "kernel"):
            self._wait(made, tells=True)

    def stop(self, name: str) -> None:
        """Stop a sweep and bind the best so far."""
        made = self._made[name]
        _has_stopped(made.sweep)
        made.bind_best()
        print(made.sweep.sentence)  # noqa: T201

    def wait(self, name: str) -> None:
        """Wait for a sweep to end."""
        self._wait(self._made[name], tells=False)

    def close(self) -> None:
        """Stop all sweeps and close their panels."""
        for made in self._made.values():
            made.sweep.stop()
        for made in self._made.values():
            if made.sweep.is_busy:
                with suppress(DenseModelError):
                    made.sweep.wait(_SECONDS_TO_STOP)
            made.close()
        for question in self._questions:
            question.close()
        self._questions.clear()
        if self._made:
            from densemodel.experiments import close_workers

            close_workers()
        self._made.clear()

    def _trains(self, arguments: Arguments) -> bool:
        return arguments.train or self._defaults.train or self._defaults.wait

    def _has_panel(self, arguments: Arguments) -> bool:
        return arguments.panel and self._defaults.panel and hasattr(self._shell, "kernel")

    def _can_ask(self, name: str, arguments: Arguments) -> bool:
        """Whether a person can be asked about the sweep that is in the way."""
        sweep = self.get(name)
        is_busy = sweep is not None and sweep.is_busy
        return is_busy and self._has_panel(arguments) and not self._trains(arguments)

    def _ask(self, new: Sweep, key: Hashable, claim: Callable[[], object]) -> None:
        """Display the question; nothing changes until it is answered."""
        from IPython.display import display

        from densemodel.widgets import CellQuestion

        def take() -> tuple[Any]:
            claim()  # another cell may have given the name away meanwhile
            if (old := self.get(new.name)) is not None:
                _has_stopped(old)
            made = self._take(new, key)
            self._questions.remove(question)
            made.questions.append(question)
            return (made.shown_panel(),)

        def keep() -> Any:
            made = self._made[new.name]
            self._questions.remove(question)
            made.questions.append(question)
            return made.shown_panel()

        question = CellQuestion(self._made[new.name].sweep, take, keep)
        self._questions.append(question)
        display(question)

    def _prepared(self, name: str, spec: Spec, arguments: Arguments, data: CellData) -> Sweep:
        from densemodel.experiments import prepare_sweep

        if data.x is None:
            raise DataError(f"there is nothing to train {name} on: add -x and -y")
        sweep = prepare_sweep(
            spec,
            data.x,
            data.y,
            name=name,
            validation_data=data.validation,
            test_data=data.test,
            folder=self._folder() / ".sweeps" / name,
            strict=arguments.strict,
            names=arguments.data_names,
            starts=self._trains(arguments),
            **arguments.search_options,
        )
        for finding in sweep.findings:
            print(finding.message)  # noqa: T201
        return sweep

    def _take(self, sweep: Sweep, key: Hashable) -> MadeSweep:
        """Register a sweep under its name."""
        self.let_go(sweep.name)
        made = MadeSweep(sweep, key, self._shell.user_ns, self._registry)
        self._made[sweep.name] = made
        return made

    def refuse_busy(self, name: str, arguments: Arguments) -> None:
        """Refuse a name whose sweep is training, unless the new one starts to train.

        Raises:
            DenseModelError: It does.
        """
        sweep = self.get(name)
        if sweep is not None and sweep.is_busy and not (arguments.train or self._defaults.train):
            raise DenseModelError(
                f"the sweep of {name} is training: stop it first, in its panel or with "
                f"%densemodel stop {name}, or add --train to stop it and train this"
            )

    def let_go(self, name: str) -> None:
        """Stop the sweep of a name that is taken over, and say so; its results stay on disk."""
        old = self._made.pop(name, None)
        if old is None:
            return
        if _has_stopped(old.sweep):
            print(f"The earlier sweep of {name} was stopped.")  # noqa: T201
        old.close()

    def _show(self, made: MadeSweep) -> None:
        from IPython.display import display

        display(made.shown_panel())

    def _wait(self, made: MadeSweep, *, tells: bool) -> None:
        from densemodel.magics.cell._sweep_lines import print_trials

        end: Callable[[], None] | None = print_trials(made.sweep) if tells else None
        try:
            # an interrupt stops it, and what it has is kept
            with suppress(KeyboardInterrupt):
                made.sweep.wait()
        finally:
            if end is not None:
                end()
            made.bind_best()
            if made.panel is not None:
                made.panel.update_static_output()
        if tells or made.panel is None:
            print(made.sweep.sentence)  # noqa: T201


def _has_stopped(sweep: Sweep) -> bool:
    """Stop a running sweep, and wait until it has ended; an error is in its sentence."""
    if not sweep.is_busy:
        return False
    with suppress(DenseModelError):
        sweep.stop().wait()
    return True
