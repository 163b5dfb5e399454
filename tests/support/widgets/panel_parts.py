"""What a person finds on a panel, by its label."""

import time

from ipywidgets import HTML, Button, ToggleButton
from ipywidgets.widgets import widget as widgets_of_kernel

from densemodel.widgets.charts._figure import FigurePlace
from densemodel.widgets.runtime._parts import HIDDEN

LONG = "4 -> 8 relu -> 2 softmax ; epochs 100000 ; patience off ; batch 8"
"""Trains until it is stopped."""


def open_widgets():
    """Those of this process, by their id."""
    found = getattr(widgets_of_kernel, "_instances", None)
    # ipywidgets 7
    return widgets_of_kernel.Widget.widgets if found is None else found


def every(widget):
    yield widget
    for child in _children(widget):
        yield from every(child)


def is_hidden(widget):
    return HIDDEN in getattr(widget, "_dom_classes", ())


def seen(widget):
    if is_hidden(widget):
        return
    yield widget
    for child in _children(widget):
        yield from seen(child)


def _children(widget):
    return (widget.figure,) if isinstance(widget, FigurePlace) else getattr(widget, "children", ())


def control(panel, description):
    """The one that is seen, else the one that is folded away; never the switch of a line."""
    for widgets in (seen(panel), every(panel), _unfolded(panel)):
        found = [w for w in _described(widgets, description) if not _is_switch(w)]
        if found:
            assert len(found) == 1
            return found[0]
    raise AssertionError(f"no control {description}")


def _unfolded(panel):
    """Those that stand behind a button, once it was pressed."""
    for unfold in (w for w in every(panel) if "dm-unfold" in getattr(w, "_dom_classes", ())):
        unfold.value = True
        more = by_class(panel, "dm-more-settings")
        wait_for(lambda more=more: more.children)
    yield from every(panel)


def line_switch(panel, name):
    (found,) = (w for w in _described(every(panel), name) if _is_switch(w))
    return found


def _described(widgets, description):
    return (w for w in widgets if getattr(w, "description", None) == description)


def _is_switch(widget):
    return isinstance(widget, ToggleButton) and "dm-unfold" not in widget._dom_classes


def buttons(panel):
    """Those that drive the run; Save as… is always there, and advice comes when a run is ill."""
    advice = [w for w in every(panel) if "dm-advice" in getattr(w, "_dom_classes", ())]
    apart = {id(w) for one in advice if one is not panel for w in every(one)}
    shown = [w for w in seen(panel) if isinstance(w, Button) and id(w) not in apart]
    return [w.description for w in shown if "dm-save-as" not in w._dom_classes]


def by_class(panel, css):
    (found,) = (w for w in every(panel) if css in getattr(w, "_dom_classes", ()))
    return found


def texts(panel):
    return "\n".join(
        w.value for w in seen(panel) if isinstance(w, HTML) and "<style>" not in w.value
    )


def press(panel, label):
    assert panel._writer.flush()  # a person presses what they see
    control(panel, label).click()


def press_and_wait(panel, label):
    """Press a button of a run, and wait until it has ended and is shown."""
    press(panel, label)
    panel.run.wait()
    assert panel._writer.flush()


def set_by_person(panel, writer, description, value):
    control(panel, description).value = value
    assert writer.flush()


def wait_for(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def titles_of(tabs):
    """Give the titles of tabs, in order, by what each version of ipywidgets has."""
    return tuple(tabs.get_title(place) for place in range(len(tabs.children)))
