"""The folder of a sweep: results, models, and flags that ask its workers to stop."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from densemodel.errors import SweepError

if TYPE_CHECKING:
    from densemodel.experiments.plan._plan import Trial


@dataclass(frozen=True, slots=True)
class SweepFolder:
    """The folder that one start of a sweep writes to, the same for all of its workers."""

    folder: Path
    token: str
    "Identifies this start, so that flags of an earlier one that was killed have no effect."

    @property
    def results(self) -> Path:
        """The folder of the records."""
        return self.folder / "results"

    @property
    def models(self) -> Path:
        """The folder of the models."""
        return self.folder / "models"

    def model_of(self, trial: Trial) -> Path:
        """The file of a trial's model."""
        return self.models / f"{trial.id}.keras"

    def ask_to_stop(self, number: int | None = None) -> None:
        """Write a flag, which workers look for between two chunks of steps.

        Args:
            number: The trial to stop; None for all.
        """
        with suppress(OSError):  # without a flag the trials train to their end
            self._flag(number).touch()

    def is_asked_to_stop(self, number: int | None = None) -> bool:
        """Whether there is a flag, for one trial or for all of them."""
        return self._flag(number).exists()

    def clear(self) -> None:
        """Remove the flags of this start."""
        for flag in self.folder.glob(f"stop-{self.token}*"):
            with suppress(OSError):
                flag.unlink()

    def _flag(self, number: int | None) -> Path:
        which = "" if number is None else f"-{number}"
        return self.folder / f"stop-{self.token}{which}"


def folder_of(folder: str | PathLike[str]) -> Path:
    """The folder, created if necessary.

    Raises:
        SweepError: It can't be created or written to, or is not a path.
    """
    if not isinstance(folder, str | PathLike):
        raise SweepError(f"folder is {folder!r}: it is the path of a folder, such as 'sweeps'")
    path = Path(folder).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / ".probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SweepError(
            f"{path} can't hold the results of a sweep: {(error.strerror or str(error)).lower()}; "
            "name another folder"
        ) from None
    return path
