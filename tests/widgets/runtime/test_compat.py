"""What versions differ in; the older ones, which Google Colab has, are stood in for."""

import ast
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import anywidget
import ipywidgets
import pytest
import traitlets
from ipywidgets import HTML, Button, Dropdown, VBox

from densemodel.charts import GRID, TEXT
from densemodel.widgets.runtime import _compat
from densemodel.widgets.runtime._compat import (
    VIEW,
    ThemeColor,
    answer_in_subshells,
    tab_bar,
    view_data,
    view_metadata,
    with_tooltip,
)
from densemodel.widgets.runtime._static_output import StaticOutput, show_with_static_output
from support.widgets.panel_parts import titles_of

SOURCE = Path(__file__).parents[3] / "src" / "densemodel"
VERSIONS = {"version_info", "__version__", "parse_version", "Version", "version"}


class OldTab(VBox):  # ipywidgets is untyped
    """The tabs of ipywidgets 7: a dictionary of titles, and no trait `titles`."""

    _titles = traitlets.Dict()

    def get_title(self, place):
        return str(self._titles[str(place)])


class Colab:
    """A part of `google.colab.output`: what turns on the manager that shows widgets of others."""

    URL = "https://example.org/manager.js"

    def __init__(self, *, refuses=False):
        self._widgets = SimpleNamespace(_installed_url=None)
        self._refuses = refuses

    def enable_custom_widget_manager(self):
        if self._refuses:
            raise RuntimeError("refused")
        self._widgets._installed_url = self.URL


class OldDropdown(traitlets.HasTraits):
    """A control of ipywidgets 7, which has no `tooltip`."""

    description_tooltip = traitlets.Unicode()


def test_tabs_have_their_titles():
    tabs = tab_bar([HTML(), HTML()], ["Train", "Score"])
    assert titles_of(tabs) == ("Train", "Score")
    assert len(tabs.children) == 2


def test_tabs_of_ipywidgets_7_have_their_titles(monkeypatch):
    monkeypatch.setattr(_compat, "Tab", OldTab)
    tabs = tab_bar([HTML(), HTML()], ["Train", "Score"])
    assert tabs._titles == {"0": "Train", "1": "Score"}
    assert titles_of(tabs) == ("Train", "Score")


def test_a_page_of_ipywidgets_8_finds_the_titles_of_ipywidgets_7(monkeypatch):
    monkeypatch.setattr(_compat, "Tab", OldTab)
    state = tab_bar([HTML(), HTML()], ["Train", "Score"]).get_state(["titles"])
    assert state == {"titles": ["Train", "Score"]}


@pytest.fixture
def colab(monkeypatch):
    """Google Colab's module, whose manager of widgets is off."""
    output = Colab()
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    anywidget._util.enable_custom_widget_manager_once.cache_clear()
    yield output
    anywidget._util.enable_custom_widget_manager_once.cache_clear()


MANAGER = {VIEW: {"colab": {"custom_widget_manager": {"url": Colab.URL}}}}


def test_elsewhere_than_in_colab_nothing_stands_beside_a_widget():
    assert view_metadata() == {}


@pytest.mark.usefixtures("colab")
def test_in_colab_each_of_our_boxes_names_the_manager_that_shows_it(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *_, **options: shown.append(options))
    for _ in range(2):
        show_with_static_output(VBox(), StaticOutput("", ""))
    assert [each["metadata"] for each in shown] == [MANAGER, {}, MANAGER, {}]


@pytest.mark.parametrize("lacks", [None, "get_repr_metadata"])
def test_colabs_manager_is_turned_on_also_where_anywidget_does_not(monkeypatch, colab, lacks):
    if lacks is not None:
        monkeypatch.delattr(anywidget._util, lacks)
    assert view_metadata() == MANAGER
    colab._widgets._installed_url = None  # a person turned it off
    assert view_metadata() == MANAGER


def test_an_unknown_address_of_colabs_manager_is_left_out(colab, capsys):
    del colab._widgets
    colab.enable_custom_widget_manager = lambda: None
    assert view_metadata() == {}
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("output", [Colab(refuses=True), SimpleNamespace()])
def test_where_colab_has_no_manager_a_sentence_says_so(monkeypatch, capsys, output):
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    assert view_metadata() == {}
    printed, errors = capsys.readouterr()
    assert printed.startswith("Google Colab can't show a panel here")
    assert errors == ""


def test_a_control_has_its_tooltip_by_the_name_that_its_version_knows():
    (name,) = with_tooltip(Dropdown, "What is minimised")
    made = Dropdown(**with_tooltip(Dropdown, "What is minimised"))
    assert made.get_state()[name] == "What is minimised"
    assert with_tooltip(Button, "Train") == {"tooltip": "Train"}
    assert with_tooltip(OldDropdown, "What") == {"description_tooltip": "What"}


def test_a_page_gets_the_widget_to_show():
    box = VBox()
    assert view_data(box)[VIEW]["model_id"] == box.model_id


@pytest.fixture
def old_colors(monkeypatch):
    """Colours as ipywidgets 7 takes them: no CSS variables."""

    def refuse(self, obj, value):
        if value is not None and value.startswith("var("):
            self.error(obj, value)
        return value

    monkeypatch.setattr(ipywidgets.Color, "validate", refuse)


@pytest.mark.usefixtures("old_colors")
def test_a_color_may_be_a_css_variable_where_ipywidgets_takes_none():
    from bqplot import LinearScale

    from densemodel.charts import Chart, Line, Words, linear_range, upright
    from densemodel.widgets.charts._figure import LiveChart, OrdinalColorScale, Scatter

    whole = linear_range(0, 1)
    marks = [Line(upright(0.5), TEXT, name="line"), Words((0, 0), "", TEXT, name="words")]
    live = LiveChart(Chart(whole, whole, marks), lambda *_, **__: None)
    assert [mark.colors for mark in live.marks.values()] == [[TEXT], [TEXT]]
    assert live.y_axis.grid_color == GRID
    both = {"x": LinearScale(), "y": LinearScale()}
    points = Scatter(x=[], y=[], scales=both, colors=[TEXT], stroke=GRID)
    assert points.get_state(["colors", "stroke"]) == {"colors": [TEXT], "stroke": GRID}
    assert OrdinalColorScale(colors=[TEXT]).colors == [TEXT]


def test_a_color_that_is_none_is_refused():
    class Mark(traitlets.HasTraits):
        color = ThemeColor(None, allow_none=True)

    for value in ("var(x)", "no color", "url(javascript:1)"):
        with pytest.raises(traitlets.TraitError):
            Mark(color=value)


def test_messages_stay_in_the_shell_that_the_front_end_chose():
    busy = SimpleNamespace(_reply_subshell_for=lambda _data, _default: "the busy shell")
    answer_in_subshells(SimpleNamespace(comm=busy))
    assert busy._reply_subshell_for({"method": "update"}, "a subshell") == "a subshell"


def test_a_kernel_without_that_method_is_left_as_it_is():
    comm = SimpleNamespace()
    answer_in_subshells(SimpleNamespace(comm=comm), SimpleNamespace(comm=None))
    assert vars(comm) == {}


def test_the_comms_of_the_kernel_accept_it():
    comms = pytest.importorskip("ipykernel.comm.comm")
    if not hasattr(getattr(comms, "BaseComm", None), "_reply_subshell_for"):  # before 7.4
        return
    comm = comms.BaseComm.__new__(comms.BaseComm)
    answer_in_subshells(SimpleNamespace(comm=comm))
    assert comm._reply_subshell_for({}, "a subshell") == "a subshell"


def test_a_button_without_a_kernel_is_no_error():
    answer_in_subshells(Button())


def test_no_module_compares_versions():
    """What a version has is looked for, in the two modules named `_compat`."""
    found = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not any(name in text for name in ("version_info", "__version__", "importlib.metadata")):
            continue
        compared = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Compare)]
        found += [
            f"{path.name}:{node.lineno}"
            for node in compared
            for part in ast.walk(node)
            if getattr(part, "attr", getattr(part, "id", "")) in VERSIONS
        ]
    assert found == []


def test_no_module_makes_marks_that_refuse_the_colors_of_a_theme():
    """Those of `_figure.py` take them in each version."""
    refusing = re.compile(r"\bbqplot\.(Axis|GridHeatMap|Label|Lines|OrdinalColorScale|Scatter)\b")
    paths = [path for path in SOURCE.rglob("*.py") if path.name != "_figure.py"]
    assert [p.name for p in paths if refusing.search(p.read_text(encoding="utf-8"))] == []
