"""What a panel says once its kernel is gone: it is written beforehand, and hidden until then.

A page that has lost its kernel gets no more words from it. So each update brings both what is so
now and what is so if it was the last one; css/ended.css shows the one or the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.training import best_so_far
from densemodel.wording import element

if TYPE_CHECKING:
    from densemodel.training import Run

_ALIVE, _GONE = "dm-while-alive", "dm-if-gone"
_IDLE = "The kernel is gone: run the cell again for a new panel."


def gone_words(run: Run) -> str:
    """Where a run was when its kernel ended: `Ended at epoch 14: the kernel is gone.`."""
    progress = run.progress
    if not run.is_busy:
        return _IDLE
    if run.state == "waiting" or progress is None or not progress.total_steps:
        return "Ended before its first step: the kernel is gone."
    if progress.epochs is None:
        return f"Ended at step {progress.total_steps:,}: the kernel is gone."
    epoch = min(progress.epoch + 1, progress.epochs)
    return f"Ended at epoch {epoch:,}: the kernel is gone."


def progress_markup(run: Run, words: list[str]) -> str:
    """The words of the progress line, and what stands in their place once the kernel is gone."""
    if not run.is_busy:
        return "".join(element("span", word) for word in words)
    now = "".join(element("span", word, _ALIVE) for word in words)
    return now + element("b", gone_words(run), _GONE)


def sentence_markup(run: Run, said: str) -> str:
    """A run's sentence, and what stands in its place, or below it, once the kernel is gone."""
    if not run.is_busy:
        css = "dm-sentence dm-failed" if run.state == "failed" else "dm-sentence"
        now, then = element("p", said, css), _IDLE
    else:
        now = element("p", said, f"dm-sentence {_ALIVE}")
        then = " ".join(part for part in (gone_words(run), best_so_far(run)) if part)
    # each epoch read aloud would drown everything else: only what begins and ends is
    role = "" if run.state == "running" else ' role="status"'
    gone = element("p", then, f"dm-sentence {_GONE}")
    return f'<div{role}>{now}</div><div role="status">{gone}</div>'
