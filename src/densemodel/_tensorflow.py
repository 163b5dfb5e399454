"""Whether TensorFlow is installed, and which version, without importing it.

It is an extra: one package holds it with CUDA, and another, half as large, without.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError, version

MISSING = (
    'TensorFlow is not installed: pip install "densemodel[cpu]", or "densemodel[gpu]" for an '
    "NVIDIA GPU, and restart the kernel"
)
_PACKAGES = ("tensorflow", "tensorflow-cpu")


def has_tensorflow() -> bool:
    """Whether TensorFlow is installed, from whichever package."""
    return "tensorflow" in sys.modules or PathFinder.find_spec("tensorflow") is not None


def tensorflow_version() -> str:
    """The version of TensorFlow; of a build of one's own it is imported."""
    for package in _PACKAGES:
        try:
            return version(package)
        except PackageNotFoundError:
            continue
    import tensorflow as tf

    return str(tf.__version__)
