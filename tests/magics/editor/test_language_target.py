"""A page asks a kernel about a cell."""

from types import SimpleNamespace

import pytest
from jupyter_client.manager import start_new_kernel

from densemodel.magics.editor._language_target import LanguageTarget

TEXT = "%%densemodel\nn_cols -> 50 rellu"


class Comm:
    def __init__(self):
        self.sent, self.is_closed = [], False

    def on_msg(self, handle):
        self.ask = lambda data: handle({"content": {"data": data}})

    def send(self, data):
        self.sent.append(data)

    def close(self):
        self.is_closed = True


class Manager:
    def __init__(self):
        self.targets = {}

    def register_target(self, name, opened):
        self.targets[name] = opened

    def unregister_target(self, name, opened):
        assert self.targets.pop(name) == opened


class Unreadable(dict):
    def __iter__(self):
        raise RuntimeError

    keys = __iter__


@pytest.fixture
def shell():
    return SimpleNamespace(kernel=SimpleNamespace(comm_manager=Manager()), user_ns={"n_cols": 9})


def test_an_answer_has_the_number_of_its_question(shell):
    LanguageTarget(shell)
    comm = Comm()
    shell.kernel.comm_manager.targets["densemodel.language"](comm, {})
    comm.ask({"number": 3, "text": TEXT})
    (answer,) = comm.sent
    assert answer["number"] == 3
    assert [problem["replacement"] for problem in answer["problems"]] == ["relu"]


def test_what_is_no_question_or_can_not_be_answered_is_left_alone(shell):
    LanguageTarget(shell)
    comm = Comm()
    shell.kernel.comm_manager.targets["densemodel.language"](comm, {})
    for data in ({}, None, {"number": 1}, {"number": 1, "text": 5}):
        comm.ask(data)
    shell.user_ns = Unreadable()
    comm.ask({"number": 1, "text": TEXT})
    assert comm.sent == []


def test_unloading_closes_what_pages_have_opened(shell):
    target, comm = LanguageTarget(shell), Comm()
    manager = shell.kernel.comm_manager
    manager.targets["densemodel.language"](comm, {})
    target.close()
    assert comm.is_closed
    assert manager.targets == {}


def test_a_shell_without_a_kernel_has_no_target():
    LanguageTarget(SimpleNamespace()).close()


@pytest.mark.slow
def test_a_question_runs_no_code_and_changes_no_history():
    manager, client = start_new_kernel(startup_timeout=60)
    try:
        client.execute_interactive("%load_ext densemodel\nn_cols = 9", timeout=60)
        opened = {"comm_id": "1", "target_name": "densemodel.language", "data": {}}
        client.shell_channel.send(client.session.msg("comm_open", opened))
        asked = {"comm_id": "1", "data": {"number": 1, "text": f"{TEXT}\n1 / 0"}}
        client.shell_channel.send(client.session.msg("comm_msg", asked))
        while (message := client.get_iopub_msg(timeout=60))["msg_type"] != "comm_msg":
            assert message["msg_type"] != "error"
        assert message["content"]["data"]["problems"]
        reply = client.execute_interactive(
            "", user_expressions={"count": "len(In)"}, store_history=False, timeout=60
        )["content"]
        # the empty one, and the cell that loads
        assert reply["user_expressions"]["count"]["data"]["text/plain"] == "2"
        assert reply["execution_count"] == 1
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
