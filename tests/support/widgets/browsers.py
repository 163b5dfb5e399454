"""A browser of saved models, and what a page asks of it."""

import re
import threading

import numpy as np

from densemodel.errors import DataError
from densemodel.widgets.saved_models._model_table import ModelTable
from support.widgets.panel_parts import every, wait_for

X = np.random.default_rng(0).normal(size=(40, 4)).astype(np.float32)

Y = (X[:, 0] > 0).astype(int)


class Book:
    """A notebook of some names."""

    def __init__(self):
        self.names = {"x": X, "y": Y, "other": X + 1}
        self.bound = {}

    def suggest(self, name):
        return re.split(r"\W", name)[0]

    def refusal(self, name):
        return "" if name.isidentifier() else f"{name} can't be a name: write a word"

    def bind(self, name, run):
        self.bound[name] = run

    def value(self, text):
        if text not in self.names:
            raise DataError(f"there is no {text}: write the name of a variable")
        return self.names[text]

    def runs(self):
        return self.bound


def threads(name):
    return [thread for thread in threading.enumerate() if thread.name == name]


def table(browser):
    (found,) = (widget for widget in every(browser) if isinstance(widget, ModelTable))
    return found


def key(browser, name):
    return str(next(row["key"] for row in table(browser).rows if row["name"] == name))


def ask(browser, act, *names, **values):
    """As the page does: the act, and what the table says when it is done."""
    keys = [key(browser, name) for name in names]
    return send(browser, act, keys, values)


def send(browser, act, keys, values):
    content = {"type": "act", "act": act, "keys": keys, "values": values}
    table(browser)._handle_message(None, content, [])
    wait_for(lambda: not threads("densemodel-models"))
    assert browser._writer.flush()
    return dict(table(browser).status)


def names(browser):
    assert browser._writer.flush()
    return [row["name"] for row in table(browser).rows]
