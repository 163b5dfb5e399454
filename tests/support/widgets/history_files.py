"""Files of saved models with a card and a history, made without Keras."""

from dataclasses import replace

from densemodel.store import DataFacts
from densemodel.store.card._names import new_id
from densemodel.store.contents._history_json import history_bytes
from densemodel.store.readers._archive import CARD as CARD_MEMBER
from densemodel.store.readers._archive import HISTORY, WEIGHTS, composed
from densemodel.training import RunRecord, TrainingHistory
from support.widgets.saved_models import CARD

LOSSES = {"loss": [0.9, 0.5, 0.3], "val_loss": [0.8, 0.6, 0.7]}


def put(store, name="digits", losses=LOSSES, **facts):
    """Save a model as `save` does.

    Args:
        store: Where to.
        name: What it is called.
        losses: Its history; None for a file that has none.
        facts: Of its card; `hour` is when it was saved.
    """
    moment = f"2026-03-01T{facts.pop('hour', 12):02}:00:00+00:00"
    given = {
        "id": new_id(),
        "name": name,
        "saved_at": moment,
        "data": DataFacts(120, ("a", "b"), ("float32",), (120, 784), "ab12"),
        "versions": {"keras": "3.15.1"},
        "machine": "a laptop",
    }
    card = replace(CARD, **given | facts)
    members = {WEIGHTS: b"weights" * 1_000, CARD_MEMBER: card.to_bytes()}
    if losses is not None:
        members[HISTORY] = history_bytes(_run_record(losses))
    return store._files.write(composed(members), card)


def _run_record(losses):
    history = TrainingHistory()
    count = len(next(iter(losses.values()), ()))
    for row in range(count):
        logs = {name: values[row] for name, values in losses.items()}
        history.add(logs, step=4 * (row + 1), place=row + 1)
    return RunRecord(history, past_seconds=12.5)
