"""Frames of numbers and tables have the same checks of their columns."""

import numpy as np
import pandas as pd
import pytest

from densemodel.data import check

RNG = np.random.default_rng(3)
ROWS = 5_000
FRAME = pd.DataFrame({"a": RNG.normal(size=ROWS), "z": RNG.normal(size=ROWS)})
PRICE = pd.Series(RNG.normal(size=ROWS))


@pytest.mark.parametrize("spec", ["auto -> 4 relu -> 1", "table -> 4 relu -> 1"])
class TestColumnsWithNames:
    def messages(self, spec, x, y=PRICE):
        return "\n".join(found.message for found in check(spec, x, y))

    def test_two_that_are_the_same_are_named(self, spec):
        assert "'a' and 'copy' of x hold the same" in self.messages(
            spec, FRAME.assign(copy=FRAME["a"])
        )

    def test_a_sum_of_others_is_named(self, spec):
        x = FRAME.assign(sum=FRAME["a"] + FRAME["z"])
        assert "column 'sum' of x is the sum of 'a' and 'z'" in self.messages(spec, x)

    def test_y_in_another_unit_is_named(self, spec):
        x = FRAME.assign(cents=100 * PRICE)
        assert "column 'cents' of x is y itself in another unit" in self.messages(spec, x)

    def test_the_parts_of_y_are_named(self, spec):
        x = FRAME.assign(other=PRICE)
        found = self.messages(spec, x, FRAME["a"] + FRAME["z"])
        assert "y is the sum of columns 'a' and 'z'" in found

    def test_what_holds_for_a_sample_alone_is_not_reported(self, spec):
        wrong = np.arange(ROWS) == 1  # the sample has every third row
        x = FRAME.assign(
            copy=np.where(wrong, 7, FRAME["a"]),
            sum=np.where(wrong, 7, FRAME["a"] + FRAME["z"]),
            cents=np.where(wrong, 7, 100 * PRICE),
        )
        found = self.messages(spec, x)
        assert "the same values" not in found
        assert "is the sum" not in found
        assert "y itself" not in found
