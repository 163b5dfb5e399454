"""What decides the numbers of a trial besides its task: a worker has the same as the kernel."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.data import keras_settings
from densemodel.network import load_keras

if TYPE_CHECKING:
    from typing import Self

_DECIDING = ("CUDA_", "KERAS_", "MKL_", "OMP_", "OPENBLAS_", "TF_", "XLA_")
"How environment variables of numeric libraries begin."


@dataclass(frozen=True, slots=True)
class KernelSettings:
    """Settings of a process that its results depend on."""

    threads: tuple[int, int]
    "TensorFlow's within an operation and between operations; 0 for as many as it likes."
    keras: tuple[tuple[str, str], ...]
    variables: tuple[tuple[str, str], ...]
    "Environment variables."
    folder: str

    @classmethod
    def of_this_process(cls) -> Self:
        """The present settings; TensorFlow is not loaded for them."""
        tensorflow = sys.modules.get("tensorflow")
        threading = getattr(getattr(tensorflow, "config", None), "threading", None)
        threads = (0, 0)
        if threading is not None:
            threads = (
                threading.get_intra_op_parallelism_threads(),
                threading.get_inter_op_parallelism_threads(),
            )
        deciding = {name: value for name, value in os.environ.items() if name.startswith(_DECIDING)}
        keras = keras_settings().items()
        return cls(threads, tuple(keras), tuple(sorted(deciding.items())), os.getcwd())  # noqa: PTH109

    def set_variables(self) -> None:
        """Set the environment and the folder, before TensorFlow starts."""
        for name in [name for name in os.environ if name.startswith(_DECIDING)]:
            del os.environ[name]
        os.environ.update(self.variables)
        os.chdir(self.folder)

    def set_libraries(self) -> None:
        """Load TensorFlow, with these threads and Keras's settings."""
        import keras
        import tensorflow as tf

        within, between = self.threads
        tf.config.threading.set_intra_op_parallelism_threads(within)
        tf.config.threading.set_inter_op_parallelism_threads(between)
        load_keras()  # which starts the threads
        settings = dict(self.keras)
        if settings:
            keras.config.set_floatx(settings["floatx"])
            keras.config.set_epsilon(float(settings["epsilon"]))
            keras.config.set_image_data_format(settings["image_data_format"])
            keras.config.set_dtype_policy(settings["dtype_policy"])
