from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from densemodel.errors import DenseModelError
from densemodel.language import parse
from densemodel.widgets import NetworkDiagram
from densemodel.widgets.network._layer_facts import layer_facts
from densemodel.widgets.network._network_diagram import MOST_LAYERS
from densemodel.widgets.runtime import _style as front_end_module
from densemodel.widgets.runtime._style import front_end
from support.widgets.typescript_names import own_traits, typescript_fields, typescript_names

if TYPE_CHECKING:
    from pathlib import Path

OWN_TRAITS = own_traits(NetworkDiagram)
MNIST = "784 -> 50 relu -> 50 relu -> 10 softmax"


def test_python_and_typescript_name_the_same_traits() -> None:
    assert typescript_fields("network", "NetworkModel") == OWN_TRAITS


def test_python_and_typescript_name_the_same_facts_of_a_layer() -> None:
    (layer,) = parse("2 -> 1").layers
    assert typescript_fields("network", "LayerFacts") == layer_facts(layer).keys()


def test_the_front_end_listens_to_every_trait() -> None:
    assert typescript_names("network", "TRAITS") == OWN_TRAITS


def test_a_diagram_holds_the_network() -> None:
    diagram = NetworkDiagram.of(parse(f"digits: {MNIST}"))
    assert diagram.name == "digits"
    assert diagram.input_shape == [784]
    assert [(layer["head"], layer["under"]) for layer in diagram.layers] == [
        ("50", ["relu"]),
        ("50", ["relu"]),
        ("10", ["softmax"]),
    ]
    assert [layer["parameter_count"] for layer in diagram.layers] == [39_250, 2_550, 510]
    assert diagram.parameter_count == diagram.trainable_count == 42_310
    assert parse(diagram.description).layers == parse(MNIST).layers


def test_the_state_that_is_sent_is_plain_json() -> None:
    state = NetworkDiagram.of(parse("28x28 -> 5*(conv 4 3x3/2 bn relu) -> 1")).get_state()
    sent = {name: state[name] for name in OWN_TRAITS}
    assert json.loads(json.dumps(sent)) == sent


def test_a_very_long_network_sends_its_ends_and_says_how_many_are_missing() -> None:
    spec = parse("8 -> 1000*(8 relu) -> 1")
    diagram = NetworkDiagram.of(spec)
    assert len(diagram.layers) == MOST_LAYERS
    assert diagram.left_out_count == 1001 - MOST_LAYERS
    assert diagram.layers[-1]["head"] == "1"
    assert diagram.parameter_count == spec.parameter_count


def test_a_diagram_is_a_table_where_widgets_are_not_shown() -> None:
    diagram = NetworkDiagram.of(parse(MNIST))
    data, _ = diagram._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "42,310 parameters" in data["text/plain"]
    assert data["text/html"].count("<tr>") == 5
    assert repr(diagram) == data["text/plain"]


def test_a_diagram_carries_the_built_front_end() -> None:
    state = NetworkDiagram.of(parse(MNIST)).get_state()
    assert state["_esm"] == front_end("network.js")
    assert "export{" in state["_esm"]
    assert "--jp-" in state["_css"]


def test_a_source_that_was_never_built_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(front_end_module, "files", lambda _: tmp_path)
    front_end.cache_clear()
    try:
        with pytest.raises(DenseModelError) as caught:
            NetworkDiagram.of(parse(MNIST))
    finally:
        front_end.cache_clear()
    assert str(caught.value) == "the front end is not built: run make build"


def test_importing_the_package_loads_no_widget_library() -> None:
    code = "import sys, densemodel.widgets; print({'anywidget', 'ipywidgets'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
