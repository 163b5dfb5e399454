"""CLAUSES: the words that begin a clause, in the order of the canonical text."""

from __future__ import annotations

from dataclasses import dataclass

from densemodel.spec import _limits
from densemodel.spec._option import ANY, COUNT, OPEN_SHARE, POSITIVE, WHOLE, Quantity


@dataclass(frozen=True, slots=True)
class ClauseWord:
    """One clause that says how a network is trained."""

    word: str
    help: str
    example: str
    quantity: Quantity | None = None
    "The number it takes, where it takes just one."
    can_be_off: bool = False
    default: int | float | None = None
    "What stands for it where it is not said."


_ALL = (
    ClauseWord("init", "how every kernel starts", "init he_normal"),
    ClauseWord("bias", "start value of every bias but the last layer's", "bias 0.1", ANY),
    # the optimizer is said by its own name; it stands here for its place in the order
    ClauseWord("optimizer", "the optimizer, by its name", "adam lr 0.001"),
    ClauseWord("lr", "learning rate", "lr 0.001", POSITIVE),
    ClauseWord("clip", "largest gradient, by norm or value", "clip norm 1"),
    ClauseWord("loss", "what training makes small", "loss mse"),
    ClauseWord("metrics", "what else is measured", "metrics accuracy"),
    ClauseWord("batch", "rows in one step", "batch 32", COUNT, default=32),
    ClauseWord("epochs", "passes over the training rows", "epochs 30", COUNT, default=30),
    ClauseWord("steps", "batches in all, in place of epochs", "steps 2000", COUNT),
    ClauseWord(
        "patience",
        "epochs without a better validation loss until it stops",
        "patience 2",
        WHOLE,
        can_be_off=True,
        default=2,
    ),
    ClauseWord(
        "split",
        "share of the rows held back for validation",
        "split 0.3",
        OPEN_SHARE,
        can_be_off=True,
        default=0.3,
    ),
    ClauseWord(
        "seed",
        "start of all randomness",
        "seed 0",
        Quantity(kind="whole", low=0, high=_limits.SEED),
        default=0,
    ),
)

CLAUSES: dict[str, ClauseWord] = {word.word: word for word in _ALL}

RIVALS = {"epochs": "steps", "steps": "epochs"}
"Clauses that say the same thing in two ways: only one may be said."
