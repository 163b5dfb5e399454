from datetime import UTC, datetime

import pytest

from densemodel.widgets.runtime._style import front_end
from densemodel.widgets.saved_models._model_rows import model_rows
from densemodel.widgets.saved_models._model_table import LONGEST, ON_MODELS, ON_NONE, ModelTable
from support.widgets.saved_models import damaged, saved
from support.widgets.typescript_names import typescript_fields, typescript_names

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
MODELS = [saved("digits", 1), saved("wide", 2), damaged()]
FIRST, SECOND, BROKEN = (model.path.name for model in MODELS)
ACTIONS = {name: {"why": ""} for name in (*ON_MODELS, *ON_NONE)}


@pytest.fixture
def table():
    return ModelTable(rows=model_rows(MODELS, NOW), actions=ACTIONS)


@pytest.fixture
def asked(table):
    """What comes of the messages that are sent."""
    found = []
    table.on_act(lambda *act: found.append(act))
    return found


def send(table, act, keys=(), values=None):
    content = {
        "type": "act",
        "act": act,
        "keys": list(keys) if isinstance(keys, tuple) else keys,
        "values": values or {},
    }
    table._handle_custom_msg(content, [])


def test_python_and_typescript_name_the_same_things():
    assert typescript_names("saved_models", "ON_MODELS") == set(ON_MODELS)
    assert typescript_names("saved_models", "ON_NONE") == set(ON_NONE)
    assert typescript_names("saved_models", "VALUES") == set(LONGEST)
    assert typescript_fields("saved_models", "Status") == set(ModelTable().status)


def test_the_table_carries_its_script(table):
    assert table.get_state()["_esm"] == front_end("saved_models.js")


def test_an_act_comes_with_its_keys_and_texts(table, asked):
    send(table, "rename", [FIRST], {"name": "new"})
    send(table, "delete", [SECOND, BROKEN, SECOND])
    send(table, "save", [], {"name": "digits"})
    send(table, "refresh")
    assert asked == [
        ("rename", [FIRST], {"name": "new"}),
        ("delete", [SECOND, BROKEN], {}),
        ("save", [], {"name": "digits"}),
        ("refresh", [], {}),
    ]


def test_a_model_that_is_gone_hinders_the_others_not(table, asked):
    send(table, "delete", [FIRST, "gone.keras"])
    assert asked == [("delete", [FIRST], {})]


@pytest.mark.parametrize(
    ("act", "keys", "values"),
    [
        ("explode", [FIRST], {}),
        (None, [FIRST], {}),
        (["delete"], [FIRST], {}),
        ("delete", [], {}),
        ("delete", ["gone.keras"], {}),
        ("delete", [1, None, [FIRST]], {}),
        ("delete", FIRST, {}),
        ("delete", [FIRST] * 4, {}),
        ("rename", [FIRST], {"name": 1}),
        ("rename", [FIRST], {"path": "/"}),
        ("rename", [FIRST], {"name": "x" * 501}),
        ("rename", [FIRST], ["name"]),
        ("restore", [FIRST], {}),
        ("restore", [""], {}),
    ],
)
def test_anything_else_is_left_alone(table, asked, act, keys, values):
    send(table, act, keys, values)
    assert asked == []


@pytest.mark.parametrize("content", ["delete", None, {}, {"type": "act"}, {"act": "refresh"}])
def test_other_messages_are_not_for_it(table, asked, content):
    table._handle_custom_msg(content, [])
    assert asked == []


def test_what_the_table_does_not_offer_is_not_done(table, asked):
    table.actions = {"rename": {"why": "the folder is read-only"}}
    send(table, "rename", [FIRST], {"name": "new"})
    send(table, "delete", [FIRST])
    send(table, "refresh")
    assert asked == []


def test_undo_sends_back_what_the_status_held(table, asked):
    table.status = {"words": "deleted digits", "kind": "done", "undo": "trash/1"}
    send(table, "restore", ["trash/2"])
    send(table, "restore", ["trash/1"])
    assert asked == [("restore", ["trash/1"], {})]


def test_a_callback_can_be_ended(table):
    found = []
    cancel = table.on_act(lambda act, *_: found.append(act))
    send(table, "refresh")
    cancel()
    cancel()
    send(table, "refresh")
    assert found == ["refresh"]


def test_ticks_and_the_open_row_stay_while_their_rows_do(table):
    table.chosen, table.opened = [FIRST, SECOND, FIRST, "gone.keras"], SECOND
    assert table.chosen == [FIRST, SECOND]
    table.rows = model_rows([*MODELS[:1], saved("more", 3)], NOW)
    assert (table.chosen, table.opened) == ([FIRST], "")


def test_a_page_opens_no_row_that_is_not_there(table):
    table.set_state({"opened": "gone.keras", "chosen": [BROKEN, "gone.keras"]})
    assert (table.opened, table.chosen) == ("", [BROKEN])
