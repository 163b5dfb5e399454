"""The tab Importance: how much of the score's variance each choice alone explains."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ipywidgets import HTML

from densemodel.sweeps import importances
from densemodel.widgets._last_put import LastPut
from densemodel.widgets._sweep_moment import SEED
from densemodel.widgets._sweep_scene import SweepScene, SweepView
from densemodel.widgets._text import element, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.sweeps import Importance
    from densemodel.widgets._sweep_moment import SweepMoment

TOO_FEW = "too few trials"
_WHY_TOO_FEW = "Too few trials to say yet: every alternative needs a result, and some of them two."
_WHAT_IT_IS = (
    "The share of the score's variance that the mean by each alternative explains. "
    "What only a combination of choices decides is in none of the bars."
)
_LITTLE = 0.05


class ImportanceView(SweepView):
    """A bar for each choice, the longest first, and a sentence."""

    title: ClassVar[str] = "Importance"

    def __init__(self, scene: SweepScene) -> None:
        super().__init__(scene)
        self._put_new = LastPut(scene.writer.put)
        self._drawn: object = None
        self.widget = HTML()
        self.widget.add_class("dm-importance")

    def draw(self, moment: SweepMoment) -> None:
        """Write the bars anew where a trial has ended."""
        if self._drawn != moment.ranked:
            self._drawn = moment.ranked
            self._put_new(self.widget, value=importance_html(found_in(moment), moment.loss_name))


def found_in(moment: SweepMoment) -> list[Importance]:
    """The choices, the one that tells most first; those of too few trials last."""
    found = importances(moment.variables, moment.trials, moment.results)
    return sorted(found, key=lambda one: (one.share is None, -(one.share or 0.0)))


def importance_html(found: Sequence[Importance], loss_name: str) -> str:
    """The bars, with the sentence above them."""
    rows = "".join(_row(one) for one in found)
    said = element("p", importance_sentence(found, loss_name), "dm-sentence")
    note = element("p", _WHAT_IT_IS, "dm-note")
    return f'{said}<table class="dm-bars">{rows}</table>{note}'


def importance_sentence(found: Sequence[Importance], loss_name: str) -> str:
    """What the bars say, in words."""
    known = [one for one in found if one.share is not None and one.name != SEED]
    if not known:
        return _WHY_TOO_FEW
    first = known[0]
    share = first.share or 0.0
    if share < _LITTLE:
        return f"No choice alone explains as much as 5 % of the {loss_name}'s variance."
    said = (
        f"{first.name} matters most: it alone explains {percent(share)} of the variance of the "
        f"{loss_name}, which on average is lowest with {first.name} {first.best}."
    )
    noise = next((one.share for one in found if one.name == SEED and one.share is not None), None)
    if noise is not None and noise >= share:
        said += f" The seed explains {percent(noise)}, so this may be noise."
    return said


def percent(share: float) -> str:
    """`81 %`, `under 1 %`."""
    if 0 < share < 0.01:  # noqa: PLR2004 - one percent
        return "under 1 %"
    return f"{100 * share:.0f} %"


def _row(one: Importance) -> str:
    name = element("th", one.name)
    if one.share is None:
        return f"<tr>{name}<td></td>{element('td', TOO_FEW, 'dm-few')}<td></td></tr>"
    bar = f'<i style="width:{100 * one.share:.1f}%" aria-hidden="true"></i>'
    best = "" if one.name == SEED else f"best mean: {one.best}"
    return (
        f'<tr>{name}<td class="dm-bar-cell">{bar}</td>{element("td", percent(one.share))}'
        f"<td>{escaped(best)}</td></tr>"
    )
