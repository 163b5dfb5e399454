"""The view Networks of a race: the curves of all on shared axes, and a row for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.experiments import Race
from densemodel.widgets.experiments._compared_curves import compared_curves
from densemodel.widgets.experiments._compared_words import table_html
from densemodel.widgets.experiments._experiment_view import ExperimentContext, ExperimentView
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, VBox

if TYPE_CHECKING:
    from densemodel.experiments import Capacity, Sweep


class NetworksView(ExperimentView):
    """Curves and table, of which a person sees both."""

    title: ClassVar[str] = "Networks"

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        self.curves = compared_curves(lambda: context.experiment.groups, self.writer)
        self.at_close(self.curves.close)
        table = styled(HTML(), "dm-compared-rows")
        whole = styled(VBox([self.curves.widget, table]), "dm-compared-shown")
        self.begin(whole, curves=self.curves, table=table)

    @classmethod
    def available(cls, experiment: Sweep | Capacity | Race) -> bool:
        return isinstance(experiment, Race)

    def state(self) -> dict[str, Any]:
        groups = self.context.experiment.groups
        return {"curves": self.curves.state(), "table": {"value": table_html(groups)}}
