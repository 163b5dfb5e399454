import json

import pytest

from densemodel.data import bind
from densemodel.language import parse
from densemodel.widgets import NetworkDiagram
from densemodel.widgets.network._network_diagram import MOST_LAYERS, network_table
from densemodel.widgets.network._picture_columns import picture_columns
from densemodel.widgets.runtime._style import front_end
from support.widgets.table_parts import flats
from support.widgets.typescript_names import own_traits, typescript_fields, typescript_names

OWN_TRAITS = own_traits(NetworkDiagram)
MNIST = "784 -> 50 relu -> 50 relu -> 10 softmax"


def test_python_and_typescript_name_the_same_facts_of_a_column():
    first, *_ = NetworkDiagram.of(parse("2 -> 1")).columns
    assert typescript_fields("network", "Column") == first.keys()


def test_the_front_end_listens_to_every_trait():
    assert typescript_names("network", "TRAITS") == OWN_TRAITS


def test_a_diagram_holds_the_network():
    diagram = NetworkDiagram.of(parse(f"digits: {MNIST}"))
    name, _, network = diagram.description.partition(": ")
    assert name == "digits"
    assert parse(network).layers == parse(MNIST).layers
    assert diagram.summary == "digits · 3 layers · 42,310 parameters · 169 kB"
    assert [[text for text, _ in column["words"]] for column in diagram.columns] == [
        ["784", "input"],
        ["50", "relu"],
        ["50", "relu"],
        ["10", "softmax"],
    ]
    assert diagram.fold == {}


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("1 -> 1", "1 layer · 2 parameters · 8 bytes"),
        ("8 -> 4 bn -> 1", "3 layers · 53 parameters · 212 bytes (45 trainable)"),
    ],
)
def test_a_summary_counts_trainable_parameters_where_they_differ(text, summary):
    assert NetworkDiagram.of(parse(text)).summary == summary


def test_a_network_is_sent_whole_and_folded_if_it_is_too_long_for_a_glance():
    assert NetworkDiagram.of(parse("8 -> 23*(8) -> 1")).fold == {}
    diagram = NetworkDiagram.of(parse("8 -> 24*(8) -> 1"))
    assert len(diagram.columns) == 1 + 25
    assert (diagram.fold["first"], diagram.fold["last"]) == (9, 4)
    assert diagram.fold["gap"]["sentence"] == "13 more layers, 936 parameters"


def test_the_state_that_is_sent_is_plain_json():
    state = NetworkDiagram.of(parse("28x28 -> 5*(conv 4 3x3/2 bn relu) -> 1")).get_state()
    sent = {name: state[name] for name in OWN_TRAITS}
    assert json.loads(json.dumps(sent)).keys() == sent.keys()


def test_a_very_long_network_sends_its_ends_and_says_how_many_are_missing():
    diagram = NetworkDiagram.of(parse("8 -> 1000*(8 relu) -> 1"))
    assert len(diagram.columns) == 1 + MOST_LAYERS + 1
    gap = diagram.columns[1 + MOST_LAYERS // 2]
    assert (gap["role"], gap["words"][0][0]) == ("gap", f"… {1001 - MOST_LAYERS} more")
    assert diagram.fold["gap"]["words"][0][0] == "… 989 more"
    assert diagram.summary.startswith("1,001 layers")
    assert diagram.columns[-1]["words"][0][0] == "1"


def test_a_diagram_is_a_table_where_widgets_are_not_shown():
    diagram = NetworkDiagram.of(parse(MNIST))
    data, _ = diagram._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "42,310 parameters" in data["text/plain"]
    assert data["text/html"].count("<tr>") == 5
    assert repr(diagram) == data["text/plain"]


def test_a_diagram_carries_the_built_front_end():
    state = NetworkDiagram.of(parse(MNIST)).get_state()
    assert state["_esm"] == front_end("network.js")
    assert "export{" in state["_esm"]
    assert "--jp-" in state["_css"]


def test_a_table_is_drawn_with_its_columns_and_what_they_become():
    x, y = flats(400)
    x["district"] = [f"district {number % 40}" for number in range(len(x))]
    spec = bind("table -> 4 relu -> auto", x, y).spec
    first, columns, *_ = picture_columns(spec)
    assert [text for text, _ in first.words] == ["table", "5 columns"]
    assert first.sentence == f"Input: table of 5 columns, encoded as {spec.input_shape[0]} numbers"
    assert columns.words[0][0] == "columns"
    words = [text for text, _ in columns.words[1:]]
    assert words[1].endswith(" embedded")
    # the box adds up to what the layer gives
    (given,) = spec.layers[0].output_shape
    assert sum(int(text.split()[0].replace(",", "")) for text in words) == given
    assert columns.parameters == f"{spec.layers[0].parameter_count:,}"
    table = network_table(spec)
    assert "table, 5 columns" in table
    assert " embedded, " in table
    assert f"{spec.parameter_count:,} parameters" in table
