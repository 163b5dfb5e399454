"""Finished files of saved models, made without Keras."""

import json
from dataclasses import replace

from densemodel.store import Card, DataFacts
from densemodel.store.card._names import file_name, new_id
from densemodel.store.readers._archive import CARD as MEMBER
from densemodel.store.readers._archive import Archive, composed

WEIGHTS = b"weights" * 1_000
CARD = Card(
    id="00c0ffee00c0ffee",
    name="digits",
    spec="784 -> 50 relu -> 10 softmax ; epochs 30",
    saved_at="2026-03-01T12:00:00.000001+00:00",
    training_rows=100,
    validation_rows=20,
    test_rows=0,
    metrics={"training": {"loss": 0.25, "accuracy": 0.9}, "validation": {"loss": None}},
    baseline={"accuracy": 0.1},
    best_epoch=3,
    epochs=10,
    seconds=12.5,
    parameters=39_760,
    monitored="val_loss",
    seed=42,
    curve=(0.5, None, 0.25),
    notes="the first\nthat works",
    tags=("baseline",),
    parent="1234567812345678",
    data=DataFacts(120, ("a", "b"), ("float32",), (120, 784), "ab12"),
    class_names=("cat", "dog"),
    versions={"keras": "3.15.1"},
    machine="a laptop",
)


def card(name="digits", **facts):
    """A card of a new model; those made later were saved later, by as many seconds as `at` says."""
    at = facts.pop("at", 0)
    moment = f"2026-03-{1 + at // 86_400:02}T{at // 3600 % 24:02}:{at // 60 % 60:02}:{at % 60:02}"
    return replace(CARD, **{"id": new_id(), "name": name, "saved_at": f"{moment}+00:00"} | facts)


def file_of(of_card, weights=WEIGHTS):
    return composed({"model.weights.h5": weights, MEMBER: of_card.to_bytes()})


def put(store, name="digits", **facts):
    """Save a model as `save` does."""
    saved_card = card(name, **facts)
    return store._files.write(file_of(saved_card), saved_card)


def lay(folder, name="digits", **facts):
    """Put a file into a folder, as if it had been copied there."""
    saved_card = card(name, **facts)
    path = folder / file_name(saved_card.name, saved_card.id)
    path.write_bytes(file_of(saved_card))
    return path


def leave_in_trash(store, count, name="digits"):
    """Put files into the trash by hand, also more than its limits allow."""
    folder = store.folder / ".trash"
    folder.mkdir(parents=True)
    for at in range(count):
        lay(folder, name, at=at)


def card_in(path):
    """The card of a file that is whole."""
    with Archive(path) as archive:
        assert archive.read("model.weights.h5", 10**9)
        return Card.from_bytes(archive.read(MEMBER, 10**6))


def changed(**facts):
    """A card's bytes in which some facts are others, or are missing where they are ...."""
    table = json.loads(CARD.to_bytes()) | facts
    return json.dumps({k: v for k, v in table.items() if v is not ...}).encode()
