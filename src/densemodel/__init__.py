"""Write a neural network in one line of a notebook cell; get a Keras model with a training panel.

    %load_ext densemodel

    %%densemodel digits -x x_train -y y_train
    784 -> 50 relu -> 50 relu -> 10 softmax

Everything below also works without a notebook; slow libraries load when they are first needed.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from densemodel.data import bind as bind
    from densemodel.data import check as check
    from densemodel.data import read_images as read_images
    from densemodel.errors import DataError as DataError
    from densemodel.errors import DenseModelError as DenseModelError
    from densemodel.errors import DenseModelWarning as DenseModelWarning
    from densemodel.errors import SpecError as SpecError
    from densemodel.errors import StoreError as StoreError
    from densemodel.errors import SweepError as SweepError
    from densemodel.errors import TrainingError as TrainingError
    from densemodel.experiments import Sweep as Sweep
    from densemodel.experiments import capacity as capacity
    from densemodel.experiments import sweep as sweep
    from densemodel.language import Spec as Spec
    from densemodel.language import parse as parse
    from densemodel.language import parse_cell as parse_cell
    from densemodel.network import build as build
    from densemodel.network import keras_code as keras_code
    from densemodel.network import spec_of as spec_of
    from densemodel.scoring import evaluate as evaluate
    from densemodel.scoring import plane as plane
    from densemodel.scoring import predict as predict
    from densemodel.store import ModelStore as ModelStore
    from densemodel.store import load as load
    from densemodel.training import Run as Run
    from densemodel.training import diagnose as diagnose
    from densemodel.training import train as train
    from densemodel.widgets import ModelBrowser as ModelBrowser
    from densemodel.widgets import TrainingPanel as TrainingPanel

_HOMES = {
    name: home
    for home, names in {
        "data": ("bind", "check", "read_images"),
        "errors": (
            *("DataError", "DenseModelError", "DenseModelWarning", "SpecError", "StoreError"),
            *("SweepError", "TrainingError"),
        ),
        "experiments": ("Sweep", "capacity", "sweep"),
        "language": ("Spec", "parse", "parse_cell"),
        "network": ("build", "keras_code", "spec_of"),
        "scoring": ("evaluate", "plane", "predict"),
        "store": ("ModelStore", "load"),
        "training": ("Run", "diagnose", "train"),
        "widgets": ("ModelBrowser", "TrainingPanel"),
    }.items()
    for name in names
}

__all__ = [*_HOMES, "__version__", "load_ipython_extension", "unload_ipython_extension"]  # noqa: PLE0604 - names of other packages, loaded at first use


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("densemodel")
    if name not in _HOMES:
        from densemodel.errors import missing_in_module

        raise missing_in_module(name)
    value = getattr(importlib.import_module(f"densemodel.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell: Any) -> None:
    """Register the magics; `%load_ext densemodel` calls it."""
    from densemodel.magics import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Stop runs, close panels and remove the magics; `%unload_ext densemodel` calls it."""
    from densemodel.magics import unload

    unload(shell)
