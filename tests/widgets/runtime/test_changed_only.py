import numpy as np
from ipywidgets import HTML

from densemodel.widgets.runtime._writer import ChangedOnly


def test_only_what_differs_is_put():
    sent = []
    put, widget, other = ChangedOnly(lambda _, **values: sent.append(values)), HTML(), HTML()
    put(widget, x=np.array([1.0, np.nan]), y=1)
    put(widget, x=np.array([1.0, np.nan]), y=1)
    assert len(sent) == 1
    put(widget, x=np.array([1.0, np.nan]), y=2)
    assert sent[1:] == [{"y": 2}]
    put(other, y=2)
    assert sent[2:] == [{"y": 2}]


def test_arrays_of_different_texts_kinds_and_lengths_are_different():
    sent = []
    put, widget = ChangedOnly(lambda _, **values: sent.append(values)), HTML()
    arrays = [
        np.array(["training"]),
        np.array(["test"]),
        np.empty(0),
        np.array([1.0]),
        np.array([1.0], np.float32),
        np.array([1.0, 1.0], np.float32),
    ]
    for array in arrays:
        put(widget, text=array)
        put(widget, text=array.copy())
    assert [values["text"].tolist() for values in sent] == [array.tolist() for array in arrays]
