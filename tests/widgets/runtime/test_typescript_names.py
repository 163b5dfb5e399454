"""What a widget's Python declares is what its TypeScript declares."""

import pytest

from densemodel.widgets.charts._figure import CurveCursor, FigurePlace
from densemodel.widgets.columns._column_table import ColumnTable
from densemodel.widgets.draw._draw_view import Pad
from densemodel.widgets.experiments._sweep_rows import SweepTable
from densemodel.widgets.images._images_view import Wall
from densemodel.widgets.inside._inside_view import WeightFans
from densemodel.widgets.network._network_diagram import NetworkDiagram
from densemodel.widgets.plane._plane_view import PlanePicture
from densemodel.widgets.runtime._give_button import CellButton, GiveButton
from densemodel.widgets.runtime._page_link import PageLink
from densemodel.widgets.runtime._style import PageWidget
from densemodel.widgets.saved_models._model_table import ModelTable
from densemodel.widgets.saved_models._save_as import AskName
from densemodel.widgets.score._score_confusion import ConfusionMatrix
from densemodel.widgets.score._score_examples import ExampleList
from densemodel.widgets.training_controls._epochs_view import EpochsTable
from densemodel.widgets.training_panel._big_view import BigViewButton
from support.widgets.typescript_names import own_traits, typescript_fields

INTERFACES = {
    AskName: ("save_as", "AskNameModel"),
    BigViewButton: ("big_view", "BigViewModel"),
    CellButton: ("cell_button", "CellModel"),
    ColumnTable: ("columns", "ColumnsModel"),
    ConfusionMatrix: ("confusion", "ConfusionModel"),
    CurveCursor: ("curves", "CursorModel"),
    EpochsTable: ("epochs", "EpochsModel"),
    ExampleList: ("examples", "ExamplesModel"),
    FigurePlace: ("figure", "PlaceModel"),
    GiveButton: ("export_button", "GiveModel"),
    ModelTable: ("saved_models", "ModelsModel"),
    NetworkDiagram: ("network", "NetworkModel"),
    Pad: ("draw", "PadModel"),
    PageLink: ("page_link", "TakenModel"),
    PlanePicture: ("plane", "PlaneModel"),
    SweepTable: ("experiments", "SweepModel"),
    Wall: ("images", "WallModel"),
    WeightFans: ("weights", "InsideModel"),
}


@pytest.mark.parametrize("widget", INTERFACES, ids=lambda widget: widget.__name__)
def test_python_and_typescript_name_the_same_traits(widget):
    assert typescript_fields(*INTERFACES[widget]) == own_traits(widget)


def test_no_widget_of_a_page_is_missing():
    ours = {one for one in PageWidget.__subclasses__() if one.__module__.startswith("densemodel")}
    assert ours <= set(INTERFACES)
