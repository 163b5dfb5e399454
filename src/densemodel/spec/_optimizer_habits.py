"""Habits from Keras in the brackets of an optimizer, where a learning rate often stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec._near import shortened
from densemodel.spec._optimizers import OPTIMIZERS
from densemodel.spec._schedule_habits import example_for

if TYPE_CHECKING:
    from densemodel.spec._reader import Reader

_RATE_KEYS = frozenset({"lr", "learning_rate"})

_OPTION_ELSEWHERE = {
    "clipnorm": "write a clause: '; clip norm 1'",
    "clipvalue": "write a clause: '; clip value 0.5'",
    "decay": "write it as a factor of each epoch: 'lr 0.01*0.9^epoch'",
}
"""Options of an optimizer in Keras that are said in another way here."""

_FAR = 64
"""Tokens looked at for a rate in brackets: every option of an optimizer, said once, fits."""


def option_elsewhere(reader: Reader, optimizer: str) -> dict[str, str]:
    """Hints for the options that begin here and are said in another way, with the rate given."""
    rate, alone = _rate_in_brackets(reader)
    rate = rate or f"{OPTIMIZERS[optimizer].learning_rate:g}"
    hint = f"write '{optimizer} lr {rate}'" if alone else f"write 'lr {rate}' after the brackets"
    return _OPTION_ELSEWHERE | dict.fromkeys(_RATE_KEYS, hint)


def _rate_in_brackets(reader: Reader) -> tuple[str, bool]:
    """The rate in `adam(lr=0.03)`, empty if there is none; whether it stands there alone."""
    place = reader.place
    for ahead in range(1, _FAR):
        token = reader.ahead(ahead)
        if token.kind in {")", "newline", "end", ";"}:
            break
        if token.lower not in _RATE_KEYS or reader.ahead(ahead + 1).kind not in {"=", ":"}:
            continue
        value = reader.ahead(ahead + 2)
        schedule = example_for(reader, value, place + ahead + 2)
        if schedule is not None:  # adam(lr=CosineDecay(0.1, 1000))
            return schedule, ahead == 1
        reader.place += ahead + 2
        number, last = reader.decimal_comma(), 5
        reader.place = place
        if number is None:
            number, last = value.text.strip("\"'"), 3
        if value.kind not in {"number", "word", "string"}:
            break
        return shortened(number), ahead == 1 and reader.ahead(ahead + last).kind == ")"
    return "", reader.ahead(2).kind == ")"
