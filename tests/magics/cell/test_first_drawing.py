"""A cell's drawing comes before its data are bound, Keras is loaded and the model is built."""

import pytest

from densemodel.training.run import _training_data

pytestmark = pytest.mark.tensorflow

WIDGET = "application/vnd.jupyter.widget-view+json"


class Outputs:
    """What a kernel sends to a cell: outputs in their order, and the newest of each display id."""

    def __init__(self):
        self.widgets = []
        self.files = {}

    def publish(self, data, **options):
        key = (options.get("transient") or {}).get("display_id")
        if WIDGET in data:
            self.widgets.append(data[WIDGET]["model_id"])
        elif key is not None:
            self.files[key] = data.get("text/html", "")

    @property
    def drawings(self):
        """What stays of drawings in the file."""
        return [html for html in self.files.values() if "data:image/svg+xml" in html]


@pytest.fixture
def outputs(notebook, monkeypatch):
    sent = Outputs()
    monkeypatch.setattr(notebook.shell.display_pub, "publish", sent.publish)
    return sent


@pytest.fixture
def in_kernel(notebook):
    notebook.shell.kernel = object()
    yield
    del notebook.shell.kernel


def seen_at(step, outputs, monkeypatch):
    """The widgets and the drawings in the file each time before a step."""
    real, seen = getattr(_training_data, step), []

    def do(*arguments, **options):
        seen.append((len(outputs.widgets), outputs.drawings))
        return real(*arguments, **options)

    monkeypatch.setattr(_training_data, step, do)
    return seen


@pytest.mark.usefixtures("in_kernel")
def test_the_drawing_comes_before_the_data_are_bound(notebook, outputs, monkeypatch):
    bound = seen_at("bind", outputs, monkeypatch)
    built = seen_at("build_bound", outputs, monkeypatch)
    notebook.run("%%densemodel digits -x x_train -y y_train\n4 -> 3 softmax")
    [(widgets, [early])] = bound
    assert widgets == 1
    assert "15" in early
    assert "Loss:" not in early
    [(widgets, [with_data])] = built
    assert widgets == 1
    assert "Loss: sparse categorical" in with_data
    assert "rows to train on" in with_data
    assert len(outputs.widgets) == 2  # the panel is the other
    assert outputs.drawings == [with_data]


@pytest.mark.usefixtures("in_kernel")
def test_sizes_that_the_data_say_are_drawn_before_the_model_is_built(
    notebook, outputs, monkeypatch
):
    bound = seen_at("bind", outputs, monkeypatch)
    built = seen_at("build_bound", outputs, monkeypatch)
    notebook.run("%%densemodel digits -x x_train -y y_train\nauto -> auto softmax")
    assert bound == [(0, [])]
    [(widgets, [drawing])] = built
    assert widgets == 1
    assert "rows to train on" in drawing
    assert outputs.drawings == [drawing]


@pytest.mark.usefixtures("in_kernel")
def test_several_networks_are_drawn_in_their_order(notebook, outputs):
    notebook.run(
        "%%densemodel -x x_train -y y_train\n"
        "one: 4 -> 3 softmax\ntwo: 4 -> auto softmax\nthree: 4 -> 5 relu -> 3 softmax"
    )
    names = ["one", "two", "three"]
    drawn = [next(name for name in names if f"<b>{name}</b>" in html) for html in outputs.drawings]
    assert drawn == names
    assert len(outputs.widgets) == 4


@pytest.mark.usefixtures("in_kernel")
@pytest.mark.parametrize("options", ["", "--train", "--no-panel"])
def test_the_drawing_of_refused_data_stays_with_the_error_below(notebook, outputs, options):
    shown = notebook.fail(f"%%densemodel wrong -x x_train -y y_train {options}\n4 -> 2 softmax")
    assert shown == "labels go up to 2, so the last layer needs 3 units (0 is a class, too)"
    assert len(outputs.widgets) == 2  # the bar is the other
    [drawing] = outputs.drawings
    assert "Loss" not in drawing
    # where the page shows the bar, it hides the error
    assert ["dm-before-error" in html for html in outputs.files.values()] == [False, True]
    assert "wrong" not in notebook.variables


@pytest.mark.usefixtures("in_kernel")
def test_a_drawing_goes_if_something_else_is_wrong(notebook, outputs):
    notebook.fail("%%densemodel wrong -x x_train -y y_train --goal 98\n4 -> 3 softmax")
    assert not outputs.drawings


@pytest.mark.usefixtures("in_kernel")
def test_without_data_the_drawing_is_complete_at_once(notebook, outputs):
    notebook.run("%%densemodel digits\n4 -> 3 softmax")
    [drawing] = outputs.drawings
    assert "Loss: sparse categorical" in drawing
    assert len(outputs.widgets) == 2


def test_in_a_terminal_it_is_printed_once_when_the_model_is_there(notebook):
    assert notebook.run("%%densemodel digits\n4 -> 3 softmax").count("15 parameters") == 1
    assert "parameters" not in notebook.fail(
        "%%densemodel other -x x_train -y y_train --train\n4 -> 2 softmax"
    )
