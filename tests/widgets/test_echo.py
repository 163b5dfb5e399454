from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec import parse
from densemodel.widgets import Echo

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run


def test_as_text_it_is_the_table_and_the_loss(make_run: Callable[..., Run]) -> None:
    run = make_run()
    said = repr(Echo(run.spec, run.bound, name="digits"))
    assert said.startswith("digits\n")
    assert "8 relu" in said
    assert "Loss: sparse categorical crossentropy, because y holds classes" in said
    assert "Measured: accuracy." in said
    assert "28 rows to train on, 12 to validate" in said


def test_without_data_the_last_layer_decides() -> None:
    said = repr(Echo(parse("4 -> 1"), None, name="price"))
    assert "Loss: mean squared error, because the last layer is" in said
    assert "rows" not in said


def test_what_was_repaired_is_said() -> None:
    spec = parse("28x28 -> 10 softmax")
    assert spec.notes
    assert all(note in repr(Echo(spec)) for note in spec.notes)


def test_every_front_end_finds_its_form(make_run: Callable[..., Run]) -> None:
    run = make_run()
    data, _ = Echo(run.spec, run.bound, name="<b>digits</b>")._repr_mimebundle_()
    assert set(data) >= {
        "application/vnd.jupyter.widget-view+json",
        "text/plain",
        "text/html",
    }
    assert "<b>digits" not in data["text/html"]
    assert "&lt;b&gt;digits" in data["text/html"]
