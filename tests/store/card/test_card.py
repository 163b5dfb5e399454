import json
import math
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from densemodel.errors import StoreError
from densemodel.store import Card
from support.store.small_models import CARD, changed

WRONG = {
    "no JSON": b"{",
    "no UTF-8": b'{"name": "\xff"}',
    "a list": b"[]",
    "very deep": b"[" * 100_000,
    "a number of a million digits": b'{"format": 1' + b"0" * 900_000 + b"}",
    "2 MB": b" " * 2_000_000,
    "no format": changed(format=...),
    "format 2": changed(format=2),
    "no id": changed(id=...),
    "id ../x": changed(id="../../../../../x"),
    "name of two lines": changed(name="a\nb"),
    "spec is a list": changed(spec=["784 -> 10"]),
    "saved yesterday": changed(saved_at="yesterday"),
    "saved in Berlin": changed(saved_at="2026-03-01T12:00:00+01:00"),
    "notes too long": changed(notes="x" * 10_001),
    "notes with half a character": changed(notes="\ud800"),
    "51 tags": changed(tags=["x"] * 51),
    "a long tag": changed(tags=["x" * 41]),
    "tags is text": changed(tags="baseline"),
    "parent is a name": changed(parent="digits"),
    "data is a list": changed(data=[]),
    "data without rows": changed(data={"columns": None, "fingerprint": "ab"}),
    "fingerprint is no hex": changed(data=asdict(CARD.data) | {"fingerprint": "<b>"}),
    "rows below 0": changed(training_rows=-1),
    "rows are true": changed(validation_rows=True),
    "rows are a float": changed(test_rows=1.5),
    "rows are endless": changed(test_rows=2**64),
    "metrics are numbers": changed(metrics={"training": 1}),
    "a metric is text": changed(metrics={"training": {"loss": "low"}}),
    "a metric is infinite": changed(metrics={"training": {"loss": math.inf}}),
    "a metric is too large": changed(metrics={"training": {"loss": 10**400}}),
    "300 metrics": changed(baseline={str(n): 0.5 for n in range(300)}),
    "a metric with a long name": changed(baseline={"m" * 501: 0.5}),
    "seconds are none": changed(seconds=None),
    "seconds below 0": changed(seconds=-1),
    "61 points": changed(curve=[0.5] * 61),
    "versions are numbers": changed(versions={"keras": 3}),
    "class names are numbers": changed(class_names=[1, 2]),
}


def test_a_card_comes_back_as_it_was_written():
    assert Card.from_bytes(CARD.to_bytes()) == CARD
    bare = replace(CARD, data=None, class_names=None, parent=None, best_epoch=None)
    assert Card.from_bytes(bare.to_bytes()) == bare


def test_what_is_no_number_is_null():
    invalid = replace(
        CARD, metrics={"test": {"loss": math.nan, "mae": -math.inf}}, curve=(math.nan,)
    )
    read = Card.from_bytes(invalid.to_bytes())
    assert read.metrics == {"test": {"loss": None, "mae": None}}
    assert read.curve == (None,)


def test_numbers_of_numpy_are_written():
    numbers = {"loss": np.float32(0.5), "mae": np.float64("nan")}
    written = replace(CARD, metrics={"training": numbers}, seed=np.int64(7))
    read = Card.from_bytes(written.to_bytes())
    assert (read.metrics, read.seed) == ({"training": {"loss": 0.5, "mae": None}}, 7)


def test_keys_that_are_not_known_are_left_out():
    assert Card.from_bytes(changed(colour="red")) == CARD
    sides = dict(CARD.metrics) | {"tomorrow": {"loss": 0}}
    assert Card.from_bytes(changed(metrics=sides)) == CARD


def test_wrong_cards_are_refused_with_the_field(cases):
    messages = []
    for what, data in WRONG.items():
        with pytest.raises(StoreError) as caught:
            Card.from_bytes(data)
        messages.append(f"{what}: {caught.value}")
    assert all("\n" not in line and len(line) < 160 for line in messages)
    cases.check("saved_cards", "cards that are wrong", "\n".join(messages))
    cases.check_names(["saved_cards"])


def test_a_card_that_could_not_be_read_is_not_written():
    for facts in ({"notes": "x" * 10_001}, {"id": "x"}, {"machine": "\ud800"}, {"seed": -1}):
        with pytest.raises(StoreError, match=next(iter(facts))):
            replace(CARD, **facts).to_bytes()
    with pytest.raises(StoreError, match="bytes"):
        replace(CARD, class_names=tuple("x" * 500 for _ in range(3_000))).to_bytes()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(asdict(CARD))), JSON)
def test_any_value_of_a_field_is_read_or_refused(field, value):
    try:
        read = Card.from_bytes(json.dumps(json.loads(CARD.to_bytes()) | {field: value}).encode())
    except StoreError:
        return
    assert Card.from_bytes(read.to_bytes()) == read
