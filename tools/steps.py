"""Runs steps in order: print each, run a command, stop with one line if it fails."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import project

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Command = Sequence[str | Path]

_SECONDS_TO_CLEAN_UP = 10


class StepFailedError(Exception):
    """A step failed; the message is one line that says how to fix it."""


class TerminatedError(KeyboardInterrupt):
    """The process got SIGTERM, which its children did not get."""


def say(text: str) -> None:
    """Print what is being done, flushed at once even into a pipe."""
    print(f"* {text}", flush=True)


def call(
    command: Command,
    *,
    folder: Path = project.ROOT,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run a command to the end, show its output, and return its exit status.

    Args:
        command: The program and its arguments.
        folder: The folder to run in.
        environment: The environment variables; by default those of ``.venv``.
    """
    variables = project.variables() if environment is None else environment
    program, *arguments = (str(part) for part in command)
    # Windows itself searches the caller's PATH alone, and there only for npm.exe, not for npm.cmd
    program = shutil.which(program, path=variables.get("PATH")) or program
    process = subprocess.Popen([program, *arguments], cwd=folder, env=variables)
    try:
        return process.wait()
    except KeyboardInterrupt as interrupt:
        # the terminal also sends Ctrl-C to the child: a second signal would cut short its clean-up
        if isinstance(interrupt, TerminatedError):
            process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_SECONDS_TO_CLEAN_UP)
        process.kill()
        raise


def must(command: Command, *, otherwise: str, folder: Path = project.ROOT) -> None:
    """Run a command that has to succeed.

    Args:
        command: The program and its arguments.
        otherwise: The message if it fails, in one line.
        folder: The folder to run in.

    Raises:
        StepFailedError: The command failed or could not be started.
    """
    try:
        status = call(command, folder=folder)
    except FileNotFoundError as error:
        raise StepFailedError(otherwise) from error
    if status != 0:
        raise StepFailedError(otherwise)


def _terminate(_signal: int, _frame: object) -> None:
    raise TerminatedError


def finish(main: Callable[[], int]) -> None:
    """Run ``main`` and exit with its status; a failed step prints one line, no traceback."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        status = main()
    except StepFailedError as error:
        print(f"! {error}", file=sys.stderr, flush=True)
        status = 1
    except KeyboardInterrupt:
        print("\n! interrupted: run the command again to continue", file=sys.stderr, flush=True)
        status = 130
    sys.exit(status)
