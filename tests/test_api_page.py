"""docs/api.md lists every public name and every public member of the classes that users meet.

A new member without an underscore is listed there, which is a promise, or among `INNER` here.
"""

import ast
import inspect
import re
import textwrap
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

import densemodel as dm
from densemodel.experiments import ExperimentEvent
from densemodel.training import EpochDone, Event

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
LISTED = {
    name: set(re.findall(r"\w+", members or ""))
    for name, members in re.findall(
        r"^\.\. auto\w+:: (\S+)(?:\n   :members: (.+))?", PAGE, re.MULTILINE
    )
}
OF_WIDGETS = "children comm is_closed is_pending model_id open send_state"
INNER = {
    "Run": (
        "adopt ask_newest brought came_trained can_rebuild can_recompile cause checkpoint diagnosed"
        " differs_from follow_base has_row_weights leaked_rows let_change newest_at newest_sound"
        " race record request_checkpoint revived say settle terms waiting_for"
    ),
    "Spec": (
        "base combination from_data frozen has_auto_input has_auto_output needs own_notes"
        " sized_base table takes_table with_base with_kind with_sizes with_table"
    ),
    "Sweep": "kind totals",
    "TrainingPanel": f"{OF_WIDGETS} add_static_output update_static_output",
    "ModelBrowser": f"{OF_WIDGETS} store",
    "densemodel.experiments.Capacity": "kind next_words run_of words_of",
    "densemodel.scoring.Plane": (
        "column_names first_labels first_values held_words newest points predictions terms units"
        " words_at"
    ),
    "densemodel.scoring.Report": "explainer",
    "densemodel.store.Comparison": "has_one_loss",
    "densemodel.store.SavedModel": "cell is_copy require_card",
    "densemodel.training.TrainingHistory": "add copied",
}

EVENTS = {*get_args(Event), EpochDone, *get_args(ExperimentEvent)}
"Their fields stand in their signatures."


def found(name):
    """What a directive of the page names."""
    home, _, own = name.rpartition(".")
    return getattr(import_module(home) if home else dm, own)


def members_of(kind):
    """The members without an underscore that our classes give it, also in `__init__`."""
    names = set()
    for each in (one for one in kind.__mro__ if one.__module__.startswith("densemodel.")):
        names |= {*vars(each), *vars(each).get("__annotations__", {})}
        source = ast.parse(textwrap.dedent(inspect.getsource(each)))
        inits = [node for node in source.body[0].body if getattr(node, "name", "") == "__init__"]
        names |= {
            node.attr
            for init in inits
            for node in ast.walk(init)
            if isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and ast.unparse(node.value) == "self"
        }
    return {name for name in names if not name.startswith("_")}


def test_every_public_name_is_listed():
    assert set(dm.__all__) - LISTED.keys() == {"__version__"}
    assert "`dm.__version__`" in PAGE
    assert all(found(name).__doc__ for name in LISTED)


CLASSES = [name for name in LISTED if inspect.isclass(found(name)) and found(name) not in EVENTS]


def listed_of(name):
    """The members that the page lists; an error has those of the error above it, too."""
    is_error = issubclass(found(name), dm.DenseModelError)
    return LISTED[name] | (LISTED["DenseModelError"] if is_error else set())


@pytest.mark.parametrize("name", CLASSES)
def test_every_member_of_a_class_is_listed_or_inner(name):
    inner = set(INNER.get(name, "").split())
    assert listed_of(name) | inner == members_of(found(name))
    assert listed_of(name).isdisjoint(inner)


def test_every_event_is_listed():
    assert {found(name) for name in LISTED} >= EVENTS
