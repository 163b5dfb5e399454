"""`norm` learns from rows in a file what it learns from rows in memory."""

import numpy as np
import pytest

from densemodel.data import bind
from densemodel.network import build_bound

pytestmark = pytest.mark.tensorflow

ROWS = 9000
X = np.random.default_rng(5).normal(50, 20, (ROWS, 6)).astype(np.float32)
Y = np.arange(ROWS) % 3


@pytest.mark.small_training
@pytest.mark.parametrize("text", ["6 -> norm -> 3 softmax", "6 -> scale / 9 -> norm -> 3 softmax"])
def test_norm_learns_the_same_from_rows_in_a_file(text, tmp_path):
    np.save(tmp_path / "x.npy", X)
    in_memory = build_bound(bind(text, X, Y))
    stored = build_bound(bind(text, np.load(tmp_path / "x.npy", mmap_mode="r"), Y))
    for ours, theirs in zip(stored.get_weights(), in_memory.get_weights(), strict=True):
        assert np.allclose(ours, theirs, rtol=1e-6, atol=1e-6)
