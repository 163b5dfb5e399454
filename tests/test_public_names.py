import pytest

import densemodel as dm

NAMES = {
    "DataError",
    "DenseModelError",
    "DenseModelWarning",
    "ModelBrowser",
    "ModelStore",
    "Run",
    "Spec",
    "SpecError",
    "StoreError",
    "Sweep",
    "SweepError",
    "TrainingError",
    "TrainingPanel",
    "bind",
    "build",
    "capacity",
    "check",
    "diagnose",
    "evaluate",
    "keras_code",
    "load",
    "parse",
    "parse_cell",
    "plane",
    "predict",
    "read_images",
    "spec_of",
    "sweep",
    "train",
}


def test_the_public_names_are_these():
    assert (
        set(dm.__all__) - {"__version__", "load_ipython_extension", "unload_ipython_extension"}
        == NAMES
    )
    assert all(getattr(dm, name).__doc__ for name in NAMES)


def test_all_errors_descend_from_one():
    errors = (dm.SpecError, dm.DataError, dm.TrainingError, dm.StoreError, dm.SweepError)
    assert all(issubclass(error, dm.DenseModelError) for error in errors)


@pytest.mark.tensorflow
def test_every_function_that_takes_a_spec_takes_its_text():
    text = "2 -> 3 softmax"
    x, y = [[0.5, 1.5]] * 6, [0, 1, 2] * 2
    assert dm.build(text).count_params() == 9
    assert dm.keras_code(text) == dm.keras_code(dm.parse(text))
    assert dm.check(text, x, y) == dm.check(dm.parse(text), x, y)
    assert dm.bind(text, x, y).spec.without_lengths() == dm.parse(text)
