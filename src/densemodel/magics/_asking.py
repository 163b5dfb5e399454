"""A cell whose name still trains: a person chooses between that run and the new one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.magics._registry import Entry, Registry
    from densemodel.training import Run


def ask(
    registry: Registry,
    run: Run,
    bind: Callable[[], Any],
    panel_of: Callable[[Entry], Any],
    refuse_foreign: Callable[[], None],
) -> None:
    """Display the question; nothing is changed until it is answered.

    Args:
        registry: Knows the run that trains under the name.
        run: The new one, ready.
        panel_of: Gives the panel of the run that trains.
        refuse_foreign: Raises if the name holds something that no cell made.
        bind: Gives the name to the new run, once the other has stopped; gives its panel.
    """
    from IPython.display import display

    from densemodel.widgets import CellQuestion, Echo

    def take() -> tuple[Any, Any]:
        refuse_foreign()  # another cell may have given the name away meanwhile
        with suppress(Exception):  # an error of that run is its own affair
            registry.named(run.name).run.stop().wait()
        panel = bind()
        answered()
        return Echo(run.spec, run.bound, name=run.name).widget(), panel

    def keep() -> Any:
        panel = panel_of(registry.named(run.name))
        answered()
        return panel

    def answered() -> None:
        registry.questions.remove(question)
        registry.named(run.name).questions.append(question)

    question = CellQuestion(registry.named(run.name).run, take, keep)
    registry.questions.append(question)
    display(question)
