from __future__ import annotations

import densemodel as dm

NAMES = {
    "DataError",
    "DenseModelError",
    "Run",
    "Spec",
    "SpecError",
    "StoreError",
    "SweepError",
    "TrainingError",
    "TrainingPanel",
    "bind",
    "build",
    "check",
    "keras_code",
    "parse",
    "parse_cell",
    "train",
}


def test_the_public_names_are_these() -> None:
    assert (
        set(dm.__all__) - {"__version__", "load_ipython_extension", "unload_ipython_extension"}
        == NAMES
    )
    assert all(getattr(dm, name).__doc__ for name in NAMES)


def test_all_errors_descend_from_one() -> None:
    errors = (dm.SpecError, dm.DataError, dm.TrainingError, dm.StoreError, dm.SweepError)
    assert all(issubclass(error, dm.DenseModelError) for error in errors)
