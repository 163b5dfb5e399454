from __future__ import annotations

from types import SimpleNamespace

from ipywidgets import Button

from densemodel.widgets._comm_mend import answer_in_subshells


def test_messages_stay_in_the_shell_that_the_front_end_chose() -> None:
    busy = SimpleNamespace(_reply_subshell_for=lambda _data, _default: "the busy shell")
    answer_in_subshells(SimpleNamespace(comm=busy))
    assert busy._reply_subshell_for({"method": "update"}, "a subshell") == "a subshell"


def test_a_kernel_without_that_method_is_left_as_it_is() -> None:
    comm = SimpleNamespace()
    answer_in_subshells(SimpleNamespace(comm=comm), SimpleNamespace(comm=None))
    assert vars(comm) == {}


def test_the_kernels_own_comms_still_take_it() -> None:
    from ipykernel.comm.comm import BaseComm

    comm = BaseComm.__new__(BaseComm)
    if not hasattr(BaseComm, "_reply_subshell_for"):  # before ipykernel 7.4
        return
    answer_in_subshells(SimpleNamespace(comm=comm))
    assert comm._reply_subshell_for({}, "a subshell") == "a subshell"


def test_a_button_without_a_kernel_is_no_error() -> None:
    answer_in_subshells(Button())
