import numpy as np
import pytest


@pytest.fixture(scope="module")
def rows():
    """Two moons of some kind: 120 rows of two classes that a few units tell apart."""
    generator = np.random.default_rng(0)
    x = generator.normal(size=(120, 4)).astype(np.float32)
    return x, (x[:, 0] * x[:, 1] > 0).astype(int)


@pytest.fixture
def make_rows():
    def make(count):
        generator = np.random.default_rng(1)
        x = generator.normal(size=(count, 4)).astype(np.float32)
        return x, (x[:, 0] > 0).astype(int)

    return make
