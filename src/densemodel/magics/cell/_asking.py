"""A cell whose name still trains: a person chooses between that run and the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.magics.notebook._registry import Registry


def ask(
    registry: Registry, name: str, take: Callable[[], tuple[Any, ...]], keep: Callable[[], Any]
) -> None:
    """Display the question; nothing is changed until it is answered.

    Args:
        registry: Knows the run that trains under the name.
        name: Of both runs.
        take: Stops it, and gives the name to the new one; gives what is then shown, the panel last.
        keep: Gives the panel of the run that trains.
    """
    from IPython.display import display

    from densemodel.widgets import CellQuestion

    def answered(shown: Any) -> Any:
        registry.questions.remove(question)
        registry.named(name).questions.append(question)
        return shown

    question = CellQuestion(
        registry.named(name).run, lambda: answered(take()), lambda: answered(keep())
    )
    registry.questions.append(question)
    display(question)
