"""Lets a background thread import while no other thread starts an import.

Python locks one module at a time. Keras and TensorFlow import each other, so two threads that
import them can wait for each other. Python detects that, and lets one of them continue with a
partly loaded module. So while a background thread imports, other threads wait before they import a
module that is not loaded yet. Everything else runs.
"""

from __future__ import annotations

import atexit
import builtins
import importlib
import inspect
import os
import sys
import threading
from contextlib import contextmanager, nullcontext
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import FrameType, ModuleType

_MOST_SECONDS = 60.0
"""The longest wait of an import, because an import may wait for a thread that it started."""
_POLL_SECONDS = 0.05
_SECONDS_TO_END = 5.0
_EXECUTES = ("pty", "ptyprocess._fork_pty", "subprocess")
"""Modules that fork only to run another program."""

_OF_THE_KERNEL = frozenset(
    ("IPython", "asttokens", "executing", "ipykernel", "jedi", "parso", "pure_eval", "stack_data")
)
"""Packages that run cells, complete names and show errors; background imports don't need them."""

_changed = threading.Condition()
_alone: int | None = None
"The thread that imports alone; None if there is none."
_others = 0
"Imports of other threads that are running, or waiting for that thread."
_coming: frozenset[str] = frozenset()
"Packages that this thread will import."
_is_ending = False
_restorers: list[Callable[[], None]] = []
_users = 0
"Threads that import alone, or wait for it."
_of_thread = threading.local()


@contextmanager
def about_to_import(*packages: str) -> Iterator[None]:
    """Stop other threads from importing these packages: this thread imports them later."""
    global _coming  # noqa: PLW0603 - there is one set of modules in a process
    with _waiting_imports():
        _coming = frozenset(packages)
        try:
            yield
        finally:
            with _changed:
                _coming = frozenset()
                _changed.notify_all()


@contextmanager
def importing_alone() -> Iterator[None]:
    """Import in a background thread, once no other thread is within an import.

    When the process ends, the thread's next import raises SystemExit, so that no partly loaded
    module runs while Python shuts down.
    """
    global _alone  # noqa: PLW0603 - the same
    with _waiting_imports():
        with _changed:
            while _alone is not None or _others or _is_any_importing():
                _end_if_asked()
                _changed.wait(_POLL_SECONDS)
            _end_if_asked()
            _alone = threading.get_ident()
        try:
            yield
        finally:
            with _changed:
                _alone = None
                _changed.notify_all()


@contextmanager
def importing(name: str) -> Iterator[None]:
    """Import in any thread; waits while another one imports alone, or is about to import this."""
    global _others  # noqa: PLW0603 - the same
    package = name.partition(".")[0]
    if (
        package in _OF_THE_KERNEL
        # the standard library imports no such package, and few of its modules import each other
        or name in sys.stdlib_module_names
        or _alone == threading.get_ident()
        or getattr(_of_thread, "is_importing", False)
        or is_importing(inspect.currentframe())
    ):
        yield
        return
    with _changed:
        _changed.wait_for(lambda: package not in _coming, _MOST_SECONDS)
        _others += 1
        _of_thread.is_importing = True
    try:
        with _changed:
            _changed.wait_for(lambda: _alone is None, _MOST_SECONDS)
        yield
    finally:
        with _changed:
            _of_thread.is_importing = False
            _others -= 1
            _changed.notify_all()


@contextmanager
def _waiting_imports() -> Iterator[None]:
    """Make the imports of other threads wait for their turn."""
    global _users  # noqa: PLW0603 - the same
    _follow_the_process()
    with _changed:
        _users += 1
        if _users == 1:
            _restorers[:] = [_replace_import(), _replace_import_module()]
    try:
        yield
    finally:
        with _changed:
            _users -= 1
            if _users == 0:
                for restore in _restorers:
                    restore()


def _is_any_importing() -> bool:
    """Whether another thread is within an import that it started before this check."""
    frames = sys._current_frames()  # noqa: SLF001 - documented; there is no other way
    me = threading.get_ident()
    return any(is_importing(frame) for thread, frame in frames.items() if thread != me)


def is_importing(frame: FrameType | None) -> bool:
    """Whether this frame, or one that called it, is within an import."""
    while frame is not None:
        code = frame.f_code
        if code.co_name == "_find_and_load" and "importlib._bootstrap" in code.co_filename:
            return True
        frame = frame.f_back
    return False


def _end_if_asked() -> None:
    if _is_ending:
        raise SystemExit


def _replace_import() -> Callable[[], None]:
    """Make `import` wait; returns the function that undoes this."""
    real = builtins.__import__

    @wraps(real)
    def import_in_turn(
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - Python's own names
        locals: Mapping[str, Any] | None = None,  # noqa: A002 - the same
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        __tracebackhide__ = True  # IPython hides this frame in a user's traceback
        if _alone == threading.get_ident():
            _end_if_asked()
        elif not _is_there(whole := _whole_name(name, globals, level), fromlist or ()):
            with importing(whole):
                return real(name, globals, locals, fromlist, level)
        return real(name, globals, locals, fromlist, level)

    return _replace(builtins, "__import__", import_in_turn)


def _replace_import_module() -> Callable[[], None]:
    """Make `importlib.import_module` wait; returns the function that undoes this."""
    real = importlib.import_module

    @wraps(real)
    def import_module_in_turn(name: str, package: str | None = None) -> Any:
        __tracebackhide__ = True
        with nullcontext() if _is_whole(name) else importing(name):
            return real(name, package)

    return _replace(importlib, "import_module", import_module_in_turn)


def _replace(module: ModuleType, name: str, function: Callable[..., Any]) -> Callable[[], None]:
    real = getattr(module, name)
    setattr(module, name, function)

    def restore() -> None:
        if getattr(module, name) is function:  # otherwise another wrapper encloses this one
            setattr(module, name, real)

    return restore


def _whole_name(name: str, variables: Mapping[str, Any] | None, level: int) -> str:
    """The full name of a module imported by `from ..name import`; empty if unknown."""
    if not level:
        return name
    package = (variables or {}).get("__package__")
    if not isinstance(package, str):
        return ""
    stem = package.rsplit(".", level - 1)[0]
    return f"{stem}.{name}" if name else stem


def _is_there(name: str, names: Sequence[str]) -> bool:
    """Whether everything that an `import` names is loaded, as far as can be seen from outside."""
    if not _is_whole(name):
        return False
    module = sys.modules[name]
    is_package = hasattr(module, "__path__")
    # if a package lacks a name, or creates it on request, Python's own import decides
    return not is_package or all(one != "*" and hasattr(module, one) for one in names)


def _is_whole(name: str) -> bool:
    """Whether a module and its parent packages are completely loaded."""
    parts = name.split(".")
    stems = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    modules = (sys.modules.get(stem) for stem in stems)
    return all(
        module is not None
        and not getattr(getattr(module, "__spec__", None), "_initializing", False)
        for module in modules
    )


@cache
def _follow_the_process() -> None:
    """End background imports when the process ends, and reset the locks in forked processes."""
    atexit.register(_end)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_before_fork, after_in_child=_in_child)


def _end() -> None:
    global _is_ending  # noqa: PLW0603 - the same
    with _changed:
        _is_ending = True
        _changed.notify_all()
        _changed.wait_for(lambda: _alone is None, _SECONDS_TO_END)


def _before_fork() -> None:
    """Wait for imports, because a fork would have modules that are never completed."""
    frame = inspect.currentframe()
    caller = frame.f_back if frame else None
    executes = caller is not None and caller.f_globals.get("__name__") in _EXECUTES
    if not executes and _alone != threading.get_ident():
        with importing(""):
            pass


def _in_child() -> None:
    global _changed, _alone, _others  # noqa: PLW0603 - the same
    _changed = threading.Condition()
    _alone, _others = None, int(getattr(_of_thread, "is_importing", False))
