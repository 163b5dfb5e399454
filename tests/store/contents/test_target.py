"""What `target norm` learned is a finite number for each answer, or the file is refused."""

import base64
import json

import numpy as np
import pytest

import densemodel as dm
from densemodel.store.contents._pack import packed
from densemodel.store.readers._archive import LAST, Archive, rewritten

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(60, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def good():
    run = dm.train("3 -> 4 relu -> 1 ; target norm ; epochs 1", X, 9 * X[:, 0] + 40)
    return packed(run, name="prices", id="0123456789abcdef")[0]


@pytest.mark.parametrize(
    "target",
    [
        None,
        [[None], [1.0]],
        [[0.0], [None]],
        [[0.0]],
        [[], []],
        [[0.0], [0.0]],
        [[0.0], [-1.0]],
        [[1e308], [1.0]],
        [[0.0], [1e-320]],
    ],
)
def test_a_target_that_is_no_number_is_refused(good, target):
    with Archive(good) as archive:
        last = json.loads(archive.read(LAST, 1_000_000))
    changed = rewritten(good, {LAST: json.dumps({**last, "target": target}).encode()})
    with pytest.raises(dm.StoreError, match="can't be read"):
        dm.load(changed)


def test_marks_for_rows_that_nobody_trained_on_are_refused(good):
    with Archive(good) as archive:
        last = json.loads(archive.read(LAST, 1_000_000))
    place = {**last["place"], "trained_rows": base64.b64encode(b"\xff" * 1_000).decode()}
    changed = rewritten(good, {LAST: json.dumps({**last, "place": place}).encode()})
    with pytest.raises(dm.StoreError, match="trained_rows"):
        dm.load(changed)
