"""Exports a model to another format, and removes the export if its outputs differ.

Each format writes the model, and predicts with what was written.
"""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import tempfile
import warnings
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from densemodel._array import Array
from densemodel.errors import DenseModelError, StoreError
from densemodel.network import load_keras, log_lines_hidden, trained_code, without_preprocessing
from densemodel.store.card._names import new_id, require_plain, slug_of
from densemodel.store.contents._pack import packed
from densemodel.store.export import COLUMNS_SUFFIX, EXPORTS
from densemodel.store.export._table_rows import columns_text, keras_rows, random_rows, table_of
from densemodel.store.folder._files import why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from densemodel.training import Run

Rows = Array | dict[str, Array]
"Rows of numbers, or the raw columns of a table by the names of the inputs."

ROWS = 100
# a second process would take the memory of the GPU from this one
_PLAIN = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
_ASK = """
import runpy, sys
import numpy as np
model = runpy.run_path(sys.argv[1])["model"]
import tensorflow as tf
rows = np.load(sys.argv[2])
if not isinstance(rows, np.ndarray):
    rows = {name: tf.constant(rows[name]) for name in rows}
np.save(sys.argv[3], np.asarray(model(rows, training=False)))
"""
_ONNX_INPUT = "x"
_PUT_INTO_NUMPY = "object"
"A name that Keras gives back to NumPy for a converter, and leaves there."


def export(
    load: Callable[[], Run], kind: str, to: str | os.PathLike[str] | None, beside: Path
) -> Path:
    """Load a model, export it to a path, a folder, or `beside` others, and compare the outputs."""
    key = str(kind).casefold().replace("_", "").replace(" ", "")
    for name, words in EXPORTS:
        if key in (name.replace("_", ""), words.casefold().replace(" ", "")):
            format_ = _FORMATS[name]
            break
    else:
        known = ", ".join(repr(name) for name, _ in EXPORTS)
        raise StoreError(
            f"there is no format {str(kind)[:40]!r} to export to: write one of {known}"
        )
    lacking = format_.lacking()
    if lacking:
        raise StoreError(f"{format_.words} needs {lacking}")
    run = load()
    format_ = format_.of(run)
    place = _place(to, beside, slug_of(run.name), format_)
    try:
        with tempfile.TemporaryDirectory(prefix=".exporting-", dir=place.parent) as folder:
            _write(format_, run, Path(folder), place)
    except OSError as error:
        raise StoreError(f"{place.name} can't be written in {place.parent}: {why(error)}") from None
    return place


def _write(format_: ExportFormat, run: Run, folder: Path, place: Path) -> None:
    """Write to a temporary folder, check, and then move all files to their place, or none."""
    table = table_of(run)
    given: Rows
    rows: Rows
    if table is None:
        rows = given = rows_for(run.model)
    else:
        raw = random_rows(table, ROWS)
        given = keras_rows(table, raw)
        rows = table.encode(raw) if format_.takes_encoded else given
    due = answers_of(run.model, given)
    try:
        format_.write(run, folder / place.name)
        found = format_.answers(folder / place.name, rows)
    except (OSError, DenseModelError):
        raise
    except Exception as error:  # noqa: BLE001 - converters raise what they like
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise StoreError(f"'{run.name}' can't be written as {format_.words}: {reason}") from None
    require_same(found, due, f"'{run.name}' as {format_.words}")
    moved: list[Path] = []
    try:
        for path in format_.files(place):
            (folder / path.name).rename(path)
            moved.append(path)
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        raise


def _place(
    to: str | os.PathLike[str] | None, beside: Path, slug: str, format_: ExportFormat
) -> Path:
    """The target path, which must not exist."""
    if to is None:
        return _free(beside, slug, format_)
    require_plain(os.fspath(to), "the place of an export")
    path = Path(to).expanduser().absolute()
    if path.is_dir():
        return _free(path, slug, format_)
    if format_.suffix and path.suffix != format_.suffix:
        path = path.with_name(path.name + format_.suffix)
    if not path.parent.is_dir():
        raise StoreError(f"there is no folder {path.parent}: make it first")
    if not _is_free(path, format_):
        raise StoreError(f"{path} is there already: delete it first, or write to another name")
    return path


def _free(folder: Path, slug: str, format_: ExportFormat) -> Path:
    for number in range(1, 10_000):
        path = folder / f"{slug}{'' if number == 1 else f'-{number}'}{format_.suffix}"
        if _is_free(path, format_):
            return path
    raise StoreError(f"{folder} has too many exports called {slug}: write to another name")


def _is_free(path: Path, format_: ExportFormat) -> bool:
    return not any(map(os.path.lexists, format_.files(path)))


def rows_for(model: Any) -> Array:
    """Random rows in the range that the first layers scale to about 1.

    `scale` or `norm` at the start of a model tell what its rows are like.
    """
    shape = tuple(model.input_shape[1:])
    rows = np.random.default_rng(0).normal(size=(ROWS, *shape))
    first = model.layers[0]
    if type(first).__name__ == "Rescaling" and isinstance(first.scale, float) and first.scale:
        rows = np.abs(rows) / first.scale
    elif type(first).__name__ == "Normalization":
        mean, variance = np.asarray(first.mean), np.asarray(first.variance)
        rows = rows * np.sqrt(variance.reshape(mean.shape)) + mean
        rows = rows.reshape(ROWS, *shape)
    return rows.astype(np.float32)


def answers_of(model: Any, rows: Rows) -> Array:
    """The model's outputs, computed on the CPU: a GPU may round to fewer digits."""
    import tensorflow as tf

    with tf.device("CPU"):
        return np.asarray(model(_tensors(rows), training=False))


def _tensors(rows: Rows) -> Any:
    import tensorflow as tf

    if isinstance(rows, dict):
        return {name: tf.constant(values) for name, values in rows.items()}
    return tf.constant(rows)


def require_same(found: Array, due: Array, what: str) -> None:
    """Refuse outputs that differ from those due by more than rounding; `what` begins messages."""
    if found.shape != due.shape:
        raise StoreError(
            f"{what} was not written: its output has the shape {found.shape[1:]}, and the model in "
            f"{due.shape[1:]}"
        )
    finite = np.isfinite(due)
    size = float(np.abs(due[finite]).max(initial=0.0))
    apart = float(np.abs(found[finite] - due[finite]).max(initial=0.0))
    alike = np.array_equal(found[~finite], due[~finite], equal_nan=True)
    # programs add the same float32 numbers in another order; refused also if it is no number
    if not alike or not apart <= 1e-4 * size:
        raise StoreError(
            f"{what} was not written: its answers are not the model's, they differ by {apart:.2g} "
            f"where the largest is {size:.2g}"
        )


class ExportFormat(Protocol):
    """A format that a model is exported to."""

    suffix: str
    "How the name of what it writes ends; empty for a folder."
    words: str
    "Its name in messages."

    takes_encoded: bool = False
    "Whether it takes the rows of a table as numbers."

    def files(self, path: Path) -> tuple[Path, ...]:
        """All that is written for a path, the main one last."""
        return (path,)

    def lacking(self) -> str:
        """What it needs and this environment lacks, in words; empty if nothing."""
        return ""

    def of(self, run: Run) -> ExportFormat:  # noqa: ARG002 - others may need it
        """The format for a run."""
        return self

    def write(self, run: Run, path: Path) -> None:
        """Write the model. The run is of the export alone, and may be changed."""

    def answers(self, path: Path, rows: Rows) -> Array:
        """The outputs of what was written for some rows."""


class KerasFile(ExportFormat):
    """A `.keras` file that Keras and `dm.load` open, as the store has it."""

    suffix = ".keras"
    words = "a Keras file"

    def write(self, run: Run, path: Path) -> None:
        path.write_bytes(packed(run, name=run.name, id=new_id())[0])

    def answers(self, path: Path, rows: Rows) -> Array:
        return answers_of(load_keras().saving.load_model(path, compile=False), rows)


class KerasScript(ExportFormat):
    """A Keras script, with the weights in a file beside it."""

    suffix = ".py"
    words = "a Keras script"

    def files(self, path: Path) -> tuple[Path, ...]:
        return path.with_name(f"{path.stem}.weights.h5"), path

    def write(self, run: Run, path: Path) -> None:
        rows = run.record().rows
        weights, _ = self.files(path)
        spec = rows.terms.spec.with_clauses(run.spec.clauses)
        code = trained_code(spec, rows.terms.task, rows.target_scale, weights=weights.name)
        base = run.spec.base
        model = run.model if base is None else without_preprocessing(run.model, base)
        # the script's optimizer starts from scratch, and Keras warns of numbers without a place
        model.optimizer = None
        model.save_weights(weights)
        if rows.class_names is not None:
            lines = "".join(f"    {name!r},\n" for name in rows.class_names)
            code += f"\n\n# what the outputs stand for, in their order\nclass_names = [\n{lines}]\n"
        path.write_text(code, encoding="utf-8")

    def answers(self, path: Path, rows: Rows) -> Array:
        """Run the script in another process, and predict with its model."""
        with tempfile.TemporaryDirectory(prefix="densemodel-") as folder:
            found = Path(folder) / "answers.npy"
            if isinstance(rows, dict):
                given = Path(folder) / "rows.npz"
                np.savez(given, **cast("Any", rows))
            else:
                given = Path(folder) / "rows.npy"
                np.save(given, rows)
            done = subprocess.run(  # noqa: S603 - our own script
                [sys.executable, "-c", _ASK, str(path), str(given), str(found)],
                env=os.environ | _PLAIN,
                capture_output=True,
                text=True,
                timeout=600,
                check=False,
            )
            if done.returncode or not found.exists():
                reason = (done.stderr.strip().splitlines() or ["it made no model"])[-1]
                raise StoreError(
                    f"the Keras script was not written, since it does not run: {reason[:200]}"
                )
            answered: Array = np.load(found)
            return answered


class SavedModelFolder(ExportFormat):
    """TensorFlow's SavedModel."""

    suffix = ""
    words = "a SavedModel"

    def write(self, run: Run, path: Path) -> None:
        with quiet():
            run.model.export(path, format="tf_saved_model", verbose=False)

    def answers(self, path: Path, rows: Rows) -> Array:
        """Load it like TensorFlow Serving, and predict."""
        import tensorflow as tf

        with quiet(), tf.device("CPU"):
            # kept by a name: its variables live as long as it does
            loaded = tf.saved_model.load(str(path))
            return np.asarray(loaded.serve(_tensors(rows)))


class OnnxFile(ExportFormat):
    """A file for ONNX Runtime and others. It takes numbers: of a table, as they are encoded."""

    suffix = ".onnx"
    words = "ONNX"
    takes_encoded = True

    def lacking(self) -> str:
        are_there = find_spec("onnx") and find_spec("tf2onnx")
        return "" if are_there else "two packages: pip install onnx tf2onnx"

    def of(self, run: Run) -> ExportFormat:
        return self if table_of(run) is None else OnnxOfTable()

    def write(self, run: Run, path: Path) -> None:
        import keras
        from keras import activations, ops

        model = run.model if table_of(run) is None else run.network
        # the converter knows erf, and not the erfc of gelu; exp, and not the expm1 of celu; and it
        # takes what `norm` learned for inputs of the model, if it is not plain numbers
        root = np.sqrt(2.0, dtype=np.float32)
        formulas = {
            activations.gelu: lambda x: 0.5 * x * (1.0 + ops.erf(x / root)),
            activations.celu: lambda x: ops.maximum(x, 0.0) + ops.exp(ops.minimum(x, 0.0)) - 1.0,
        }
        for layer in model._flatten_layers():  # noqa: SLF001 - those of a table or a base, too
            if type(layer).__name__ == "Normalization":
                layer.mean, layer.variance = np.asarray(layer.mean), np.asarray(layer.variance)
            formula = formulas.get(getattr(layer, "activation", None))
            if formula is not None:
                layer.activation = formula
        shape = (None, *model.input_shape[1:])
        with quiet():
            model.export(
                path,
                format="onnx",
                verbose=False,
                input_signature=[keras.InputSpec(shape=shape, dtype="float32", name=_ONNX_INPUT)],
            )

    def answers(self, path: Path, rows: Rows) -> Array:
        """Predict with ONNX Runtime, or with ONNX's reference evaluator if that is missing."""
        if find_spec("onnxruntime"):
            from onnxruntime import InferenceSession

            session = InferenceSession(path, providers=["CPUExecutionProvider"])
        else:
            from onnx.reference import ReferenceEvaluator

            session = ReferenceEvaluator(str(path))
        (found,) = session.run(None, {_ONNX_INPUT: rows})
        return np.asarray(found)


class OnnxOfTable(OnnxFile):
    """ONNX can't look texts up as Keras does: a file beside it says what the numbers are."""

    def files(self, path: Path) -> tuple[Path, ...]:
        return path.with_name(f"{path.stem}{COLUMNS_SUFFIX}"), path

    def write(self, run: Run, path: Path) -> None:
        table = table_of(run)
        assert table is not None  # noqa: S101 - see `of`
        columns, _ = self.files(path)
        columns.write_text(columns_text(table), encoding="utf-8")
        super().write(run, path)


class LiteRTFile(ExportFormat):
    """A file for LiteRT, once called TensorFlow Lite, as on phones."""

    suffix = ".tflite"
    words = "LiteRT"

    def lacking(self) -> str:
        given = version("keras")
        is_enough = tuple(map(int, given.split(".")[:2])) >= (3, 13)
        return (
            "" if is_enough else f"Keras 3.13 or later, and this is {given}: pip install -U keras"
        )

    def write(self, run: Run, path: Path) -> None:
        with quiet():
            run.model.export(path, format="litert", verbose=False)

    def answers(self, path: Path, rows: Rows) -> Array:
        """Predict with TensorFlow's interpreter, without a delegate, which would print a line."""
        import tensorflow as tf

        plain = tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        with quiet():
            runner = tf.lite.Interpreter(
                str(path), experimental_op_resolver_type=plain
            ).get_signature_runner()
        if not isinstance(rows, dict):
            (name,) = runner.get_input_details()
            rows = {name: rows}
        (found,) = runner(**rows).values()
        return np.asarray(found)


_FORMATS: dict[str, ExportFormat] = {
    "keras": KerasFile(),
    "script": KerasScript(),
    "saved_model": SavedModelFolder(),
    "onnx": OnnxFile(),
    "litert": LiteRTFile(),
}


@contextmanager
def quiet() -> Iterator[None]:
    """Hide log lines, warnings and progress; errors are still raised."""
    with ExitStack() as stack:
        stack.enter_context(log_lines_hidden())
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(redirect_stdout(io.StringIO()))
        stack.enter_context(redirect_stderr(io.StringIO()))
        for logger in map(logging.getLogger, ("tensorflow", "tf2onnx", "absl")):
            stack.callback(logger.setLevel, logger.level)
            logger.setLevel(logging.CRITICAL + 1)
        if _PUT_INTO_NUMPY not in vars(np):
            stack.callback(vars(np).pop, _PUT_INTO_NUMPY, None)
        yield
