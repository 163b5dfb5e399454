"""Messages of their own for numbers out of range, where a slip has a likely meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.tree._number_text import write_number

if TYPE_CHECKING:
    from collections.abc import Callable

    Advice = Callable[[float], tuple[str, str] | None]

_HUNDRED = 100


def advice_for(word: str) -> Advice | None:
    """The message and hint for a value that this word does not take."""
    return _ADVICE.get(word)


def _share(word: str, value: float, instead: str) -> str:
    if 1 < value <= _HUNDRED:
        share = float(f"{value / _HUNDRED:.12g}")
        if share < 1:
            return f"write '{word} {write_number(share)}' or '{word} {write_number(value)}%'"
    return instead


def _drop(value: float) -> tuple[str, str]:
    hint = _share("drop", value, "write a share from 0 to below 1: 'drop 0.2'")
    return "'drop' takes the share that is dropped", hint


def _split(value: float) -> tuple[str, str]:
    message = "'split' takes the share of the rows that is held back"
    if value == 0:
        return "a split of 0 holds nothing back", "write 'split off'"
    return message, _share("split", value, "write a share between 0 and 1: 'split 0.3'")


def _patience(value: float) -> tuple[str, str] | None:
    if value < 0:
        return "'patience' counts epochs: 0 or more", "to train on to the end write 'patience off'"
    return None


_ADVICE: dict[str, Advice] = {"drop": _drop, "split": _split, "patience": _patience}
