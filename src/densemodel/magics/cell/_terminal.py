"""Waits for runs; where no panel is seen, lines tell of their epochs meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from densemodel.training import Run


def wait_for(
    runs: Sequence[Run], *, tells: bool, said: Container[str] = (), in_a_file: bool = False
) -> None:
    """Block until all runs have ended, and print how each did; an interrupt stops them all.

    Args:
        runs: In the order in which they were started.
        tells: Print a line after an epoch.
        said: Names of those whose end is said elsewhere.
        in_a_file: The lines stay in a notebook, so that there are few of them.

    Raises:
        Exception: What failed in the first run that failed, once the others have ended.
    """
    errors: list[Exception] = []
    is_interrupted = False
    for run in runs:
        if is_interrupted:
            run.stop()
        elif tells and run.is_busy:
            _tell(run, in_a_file=in_a_file)
        try:
            run.wait()
        except KeyboardInterrupt:
            is_interrupted = True
        except Exception as error:  # noqa: BLE001 - it is raised again after the other runs
            errors.append(error)
            continue
        whose = f"{_whose(run, runs)}: " if len(runs) > 1 else ""
        if run.name not in said:
            print(f"{whose}{run.sentence}")  # noqa: T201
    if errors:
        raise errors[0]


def _tell(run: Run, *, in_a_file: bool) -> None:
    # here, since %load_ext reads this module and must stay light
    from densemodel.widgets import IN_A_FILE_SECONDS, tell_epochs

    if in_a_file:
        tell_epochs(run, least_seconds=IN_A_FILE_SECONDS)
        return
    print(f"Training {run.name}: Ctrl-C stops it and keeps the model.")  # noqa: T201
    tell_epochs(run)


def _whose(run: Run, runs: Sequence[Run]) -> str:
    """Its name; of several that have it the seed as well."""
    is_one = sum(other.name == run.name for other in runs) == 1
    return run.name if is_one else f"{run.name}, seed {run.spec.settings.seed}"
