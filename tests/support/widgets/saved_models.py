"""Saved models without files, as the list of a store gives them."""

from dataclasses import replace
from pathlib import Path

from densemodel.store import Card, SavedModel

CARD = Card(
    id="00c0ffee00c0ffee",
    name="digits",
    spec="784 -> 50 relu -> 10 softmax ; adam lr 0.001 ; epochs 30",
    saved_at="2026-11-26T10:05:00+00:00",
    training_rows=100,
    validation_rows=20,
    test_rows=0,
    metrics={
        "training": {"loss": 0.1, "accuracy": 0.99},
        "validation": {"loss": 0.2, "accuracy": 0.969},
        "test": {"loss": 0.2, "accuracy": 0.9715},
    },
    baseline={"accuracy": 0.1},
    best_epoch=3,
    epochs=10,
    seconds=12.5,
    parameters=39_760,
    monitored="val_loss",
    seed=42,
    curve=(0.5, None, 0.25, 0.3),
    notes="the first",
    tags=("baseline", "<b>"),
)


def saved(name="digits", number=0, size=690_123, **facts):
    """A model whose id and file are told by its number."""
    given = {"name": name, "id": f"{number:016x}"} | facts
    card = replace(CARD, **given)
    return SavedModel(Path(f"models/model-{card.id}.keras"), size, 0, card)


def damaged(name="broken.keras", why="it is no zip file"):
    return SavedModel(Path("models") / name, 123, 1_764_000_000 * 10**9, None, why)
