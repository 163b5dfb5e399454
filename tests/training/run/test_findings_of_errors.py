"""An error about data carries what it speaks of: `error.findings`."""

import numpy as np
import pytest

import densemodel as dm
from densemodel.errors import DataError
from densemodel.training import prepare

pytestmark = pytest.mark.tensorflow

SPEC = "3 -> 4 relu -> 2 softmax ; epochs 1"


def with_a_gap():
    x = np.random.default_rng(0).normal(size=(40, 3))
    x[7, 1] = np.nan
    return x, np.arange(40) % 2


@pytest.mark.parametrize(
    "use",
    [
        dm.train,
        dm.build,
        lambda spec, x, y: dm.bind(spec, x, y).require(),
        lambda spec, x, y: prepare(spec, x, y).start(),
        lambda spec, x, y: dm.diagnose(prepare(spec, x, y)),
        lambda _, x, y: dm.sweep("3 -> {4|8} relu -> 2 softmax ; epochs 1", x, y),
    ],
)
def test_data_that_are_refused_carry_the_words_that_lead_out(use):
    x, y = with_a_gap()
    with pytest.raises(DataError) as caught:
        use(SPEC, x, y)
    (found,) = caught.value.findings
    assert (found.severity, found.accept, found.others) == (
        "refuse", "missing fill", ("missing drop",)
    )  # fmt: skip
    better = found.apply_to(SPEC)
    assert str(better) == "3 -> 4 relu -> 2 softmax ; epochs 1 ; missing fill"
    assert dm.bind(better, x, y).require()


def test_what_strict_makes_of_an_offer_can_be_applied():
    x = np.random.default_rng(0).integers(0, 256, (40, 64))
    run = prepare("64 -> 4 relu -> 2 softmax", x, np.arange(40) % 2, strict=True)
    with pytest.raises(DataError) as caught:
        run.start()
    (found,) = caught.value.findings
    assert str(found.apply_to(run.spec)).startswith("64 -> scale / 255 -> 4 relu")
