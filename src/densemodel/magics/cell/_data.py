"""The data of a cell, taken from the notebook's variables."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError
from densemodel.magics.cell._arguments import bare
from densemodel.magics.cell._folder import read_pictures
from densemodel.magics.notebook._variables import layer_instead, lookup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import Pictures
    from densemodel.language import Spec
    from densemodel.magics.cell._arguments import Arguments
    from densemodel.magics.notebook._interrupts import Interrupts


@dataclass(frozen=True, eq=False)
class Same:
    """An object that equals only itself. It is kept, because another may get the id of one gone."""

    value: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


@dataclass(frozen=True)
class CellData:
    """The values of the names on a cell's first line."""

    x: Any = None
    y: Any = None
    validation: Any = None
    "A pair of rows and labels, or what yields both in batches."
    test: Any = None
    names: Mapping[str, str] = field(default_factory=dict)
    "The names that messages use for x, y and the pairs."
    frame: Any = None
    "The frame whose columns x and y are: they are taken anew each time."

    @property
    def others(self) -> dict[str, Any]:
        """What `prepare` and `give` take besides x and y."""
        return {
            "validation_data": self.validation,
            "test_data": self.test,
            "names": self.names,
        }

    @property
    def identities(self) -> tuple[Same, ...]:
        """The data objects: a reassigned variable is other data."""
        rows = (self.x, self.y) if self.frame is None else (self.frame, None)
        others = [
            part
            for data in (self.validation, self.test)
            for part in (data if isinstance(data, tuple) else (data, None))
        ]
        return tuple(map(Same, (*rows, *others)))


def cell_data(
    arguments: Arguments,
    variables: Mapping[str, Any],
    specs: Sequence[Spec],
    interrupts: Interrupts | None = None,
) -> CellData:
    """Look up all variables that the first line names, and read the pictures of a folder.

    Args:
        arguments: Of the first line.
        variables: Those of the notebook.
        specs: The networks that take the data, whose size pictures are scaled to.
        interrupts: Those of the cell; they end the reading of pictures at once.

    Raises:
        DataError: A name is not there, the frame lacks the target column, or the folder has no
            pictures.
    """
    if arguments.folder is not None:
        with nullcontext() if interrupts is None else interrupts.at_once():
            read = read_pictures(arguments.folder, specs, variables)
        return _of_folder(arguments, arguments.folder, variables, read)
    if arguments.frame is not None and arguments.target is not None:
        from densemodel.data import rows_and_labels

        frame = lookup(arguments.frame, variables)
        x, y = rows_and_labels(frame, bare(arguments.target), arguments.frame)
    else:
        frame = None
        _refuse_calculation("-x", arguments.x)
        x = _maybe(arguments.x, variables)
        y, column = arguments.y, (arguments.y or "").strip("\"'")
        if y is not None and y not in variables and column in getattr(x, "columns", ()):
            raise DataError(
                f"{column} is a column of {arguments.x}: write --frame {arguments.x} --target {y} "
                "in place of -x and -y"
            )
        y = _maybe(y, variables)
        if arguments.x is not None and arguments.y is None and y is None:
            from densemodel.training import is_stream

            if not is_stream(x):  # batches bring their labels
                raise DataError("-y is missing: data are given as -x ROWS -y LABELS")
    validation = _pair("--validation", arguments.validation, x, variables)
    test = _pair("--test", arguments.test, x, variables)
    return CellData(x, y, validation, test, arguments.data_names, frame)


def _of_folder(
    arguments: Arguments, folder: str, variables: Mapping[str, Any], read: Mapping[str, Pictures]
) -> CellData:
    from densemodel.data import pairs_of

    training, names = read["training"], dict(arguments.data_names)
    given = {
        "--validation": _pair("--validation", arguments.validation, training.x, variables),
        "--test": _pair("--test", arguments.test, training.x, variables),
    }
    validation, test = pairs_of(bare(folder), read, given)
    for side in read.keys() - {"training"}:
        names |= {
            f"{side}_data[0]": f"the pictures for {side}",
            f"{side}_data[1]": f"the classes for {side}",
        }
    return CellData(training.x, training.y, validation, test, names)


def data_options(spec: Spec) -> str:
    """The options that give data to a cell, as messages name them."""
    if spec.takes_table:
        return "--frame and --target"
    if not spec.has_auto_input and len(spec.input_shape) == 3:
        return "-x and -y, or --folder"
    return "-x and -y"


def _refuse_calculation(option: str, text: str | None) -> None:
    """Refuse `-x x_train / 255`: a layer does it, as part of the model."""
    instead = None if text is None else layer_instead(text)
    if instead is not None:
        name, layer = instead
        raise DataError(
            f"this line takes names, not calculations: write {option} {name}, and {layer} as the "
            f"first layer, such as 784 -> {layer} -> 50 relu"
        )


def _maybe(text: str | None, variables: Mapping[str, Any]) -> Any:
    return None if text is None else lookup(text, variables)


def _pair(option: str, texts: tuple[str, ...] | None, x: Any, variables: Mapping[str, Any]) -> Any:
    """Rows and labels, or a Dataset of both; None without the option."""
    if texts is None:
        return None
    _refuse_calculation(option, texts[0])
    values = tuple(lookup(text, variables) for text in texts)
    if len(values) > 1:
        return values
    from densemodel.training import is_stream

    if not is_stream(values[0]):
        raise DataError(f"{option} needs X Y after it: {option} {texts[0]} Y")
    if x is not None and not is_stream(x):
        raise DataError(
            f"{texts[0]} yields batches, and -x holds rows: give {option} X Y, or a Dataset as -x"
        )
    return values[0]
