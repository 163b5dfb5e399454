"""The tab Importance: how much of the score's variance each choice alone explains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.charts import TableCell, TextTable, Words
from densemodel.charts._static import (
    DRAWING,
    TEXT,
    WIDTH,
    axes_at,
    empty_figure,
    font,
    plain,
    png_of,
    say,
    write,
)
from densemodel.experiments import importances
from densemodel.widgets.experiments._experiment_view import (
    COLOURS,
    SEED,
    ExperimentContext,
    ExperimentView,
    shown,
)
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML
from densemodel.wording import element, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.experiments import Importance
    from densemodel.widgets.experiments._experiment_view import ExperimentState

TOO_FEW = "too few trials"
_TOO_FEW_WHOLE = "Too few trials trained to their end to say."
_ONE_OF_EACH = "One trial of each says nothing about noise: add ; repeat 3."
_MOST_FAILED = 3
_WHAT_IT_IS = (
    "The share of the score's variance that the mean by each alternative explains. "
    "What only a combination of choices decides is in none of the bars."
)


class ImportanceView(ExperimentView):
    """A bar for each choice, the longest first, and a sentence."""

    title: ClassVar[str] = "Importance"

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        self.begin(styled(HTML(), "dm-importance"))

    def state(self) -> dict[str, Any]:
        words = importance_words(self.moment)
        return {"value": importance_html(found_in(self.moment), words)}


def found_in(moment: ExperimentState) -> list[Importance]:
    """The choices, the most important first; those with too few trials last."""
    found = importances(moment.variables, moment.trials, moment.results)
    shown_importances = []
    for variable, one in zip(moment.variables, found, strict=True):
        failed = tuple(shown(variable, text) for text in one.failed)
        shown_importances.append(replace(one, best=shown(variable, one.best), failed=failed))
    return sorted(shown_importances, key=lambda one: (one.share is None, -(one.share or 0.0)))


def importance_words(moment: ExperimentState) -> str:
    is_over = moment.state == "finished"
    return importance_sentence(found_in(moment), moment.loss_name, is_over=is_over)


def importance_html(found: Sequence[Importance], sentence: str) -> str:
    table = TextTable((), [_row(one) for one in found], has_names=True).html('class="dm-bars"')
    return element("p", sentence, "dm-sentence") + table + element("p", _WHAT_IT_IS, "dm-note")


def importance_sentence(
    found: Sequence[Importance], loss_name: str, *, is_over: bool = False
) -> str:
    choices = [one for one in found if one.name != SEED]
    if any(one.share is None for one in found) or not choices:
        return _why_unsaid(choices, is_over=is_over)
    first = choices[0]
    share = first.share or 0.0
    if share < 0.05:
        return f"No choice alone explains as much as 5 % of the {loss_name}'s variance."
    sentence = (
        f"{first.name} matters most: it alone explains {number(share, 'share')} of the variance of "
        f"the {loss_name}, which on average is lowest with {first.name} {first.best}."
    )
    noise = next((one.share for one in found if one.name == SEED and one.share is not None), None)
    if noise is not None and noise >= share:
        sentence += f" The seed explains {number(noise, 'share')}, so this may be noise."
    return sentence


def _why_unsaid(choices: Sequence[Importance], *, is_over: bool) -> str:
    failed = [f"{one.name} {text}" for one in choices for text in one.failed]
    if failed:
        more = f" and {len(failed) - _MOST_FAILED} more" if len(failed) > _MOST_FAILED else ""
        return f"All trials with {' or '.join(failed[:_MOST_FAILED])}{more} failed."
    if not choices:
        return "Only the seed differs: there is no choice to compare."
    if not is_over:
        return "Too few trials to say yet: every alternative needs a result, and some of them two."
    return _ONE_OF_EACH if any(one.is_single for one in choices) else _TOO_FEW_WHOLE


def _row(one: Importance) -> list[str | TableCell]:
    if one.share is None:
        return [one.name, "", TableCell(TOO_FEW, 'class="dm-few"'), ""]
    bar = f'<i style="width:{100 * one.share:.1f}%" aria-hidden="true"></i>'
    best = "" if one.name == SEED else f"lowest with {one.best}"
    return [one.name, TableCell("", 'class="dm-bar-cell"', bar), number(one.share, "share"), best]


def importance_picture(moment: ExperimentState) -> bytes | None:
    """The bars as they stay in the file, below the sentence; None with too few trials."""
    found = found_in(moment)
    if all(one.share is None for one in found):
        return None
    height = 26 * len(found)
    with DRAWING:
        figure = empty_figure(56 + height)
        axes = axes_at(figure, (150, 38, WIDTH - 230, 10 + height))
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.5, len(found) - 0.5)
        names = [plain(one.name, 20) for one in reversed(found)]
        axes.set_yticks(range(len(found)), names, color=TEXT, **font("".join(names), 11))
        axes.tick_params(which="both", length=0, pad=5)
        for place, one in enumerate(reversed(found)):
            share = one.share or 0.0
            axes.barh(place, share, height=0.5, color="#0277bd")
            words = TOO_FEW if one.share is None else number(one.share, "share")
            say(axes, Words((share, place), words, TEXT, (6, 0)), zorder=6)
        write(figure, 14, 8, plain(importance_words(moment), 132), 11.5)
        return png_of(figure, (COLOURS,))
