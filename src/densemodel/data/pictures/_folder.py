"""Which pictures a folder holds: a folder for each class, perhaps below train, val and test."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from densemodel.data.pictures._picture import SUFFIXES
from densemodel.errors import DataError
from densemodel.wording import counted

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

Source: TypeAlias = "str | os.PathLike[str]"

SIDES = {
    "training": ("train", "training"),
    "validation": ("val", "validation", "valid"),
    "test": ("test",),
}
"The names of folders whose pictures are used as such; without one of the first all are classes."


@dataclass(frozen=True)
class PictureFiles:
    """The files of one folder that has a folder for each class."""

    folder: Path
    files: tuple[tuple[Path, str], ...]
    "Each with its class: a class after the other, by name, and so its files."
    classes: tuple[str, ...]
    "The names of the folders, also of those without pictures."
    others: tuple[Path, ...]
    "Files that are no pictures by their names."
    links: tuple[Path, ...]
    "Links to somewhere outside the folder, which are not followed."


def sides_of(source: Source) -> dict[str, PictureFiles]:
    """The pictures for training, and those for validation and test if they have their folders.

    Raises:
        DataError: There is no such folder, or it has no folder with pictures for each class.
    """
    folder = _folder(source)
    names = {one.name.lower(): one for one in _folders_in(folder)}
    found = {
        side: next((names[name] for name in known if name in names), None)
        for side, known in SIDES.items()
    }
    if found["training"] is None:
        return {"training": files_in(folder)}
    return {side: files_in(path) for side, path in found.items() if path is not None}


def files_in(folder: Path) -> PictureFiles:
    """The pictures of a folder that has a folder for each class.

    Raises:
        DataError: It has none, or there are no pictures.
    """
    classes = _folders_in(folder)
    alone = [path for path in _visible(folder) if _is_picture(path)]
    if not classes:
        what = f"holds {counted(len(alone), 'picture')}" if alone else "is empty"
        raise DataError(
            f"{folder} {what}, and no folder for each class: put the pictures of each class into "
            "a folder with its name, such as cat and dog"
        )
    files: list[tuple[Path, str]] = []
    others: list[Path] = [path for path in _visible(folder) if path.is_file()]
    links: list[Path] = []
    for one in classes:
        for path in _files_below(one):
            if not _is_inside(path, folder):
                links.append(path)
            elif _is_picture(path):
                files.append((path, one.name))
            else:
                others.append(path)
    if not files:
        raise DataError(f"no folder in {folder} holds a JPEG, PNG, GIF, BMP or WebP picture")
    names = tuple(one.name for one in classes)
    return PictureFiles(folder, tuple(files), names, tuple(others), tuple(links))


def has_classes(source: Source) -> bool:
    """Whether it is a folder that has folders."""
    path = Path(source).expanduser()
    return path.is_dir() and bool(_folders_in(path))


def pictures_at(source: Source) -> list[Path]:
    """A picture, or all of a folder, also in folders below it, by name.

    Raises:
        DataError: There is nothing there.
    """
    path = Path(source).expanduser()
    if path.is_dir():
        found = [one for one in _files_below(path) if _is_picture(one) and _is_inside(one, path)]
        if not found:
            raise DataError(f"{path} holds no JPEG, PNG, GIF, BMP or WebP picture")
        return found
    if not path.is_file():
        raise DataError(f"there is no file {path}{_here(path)}")
    return [path]


def _folder(source: Source) -> Path:
    path = Path(source).expanduser()
    if path.is_file():
        raise DataError(f"{path} is a file: give the folder that holds a folder for each class")
    if not path.is_dir():
        beside = [one.name for one in _folders_in(path.parent)] if path.parent.is_dir() else []
        near = get_close_matches(path.name, beside, n=1)
        hint = f": did you mean {path.with_name(near[0])}?" if near else ""
        raise DataError(f"there is no folder {path}{_here(path)}{hint}")
    return path


def _here(path: Path) -> str:
    return "" if path.is_absolute() else f" in {Path.cwd()}"


def _visible(folder: Path) -> list[Path]:
    """What is in a folder, by name, without hidden files and folders."""
    try:
        found = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise DataError(f"{folder} can't be read: {error.strerror or error}") from None
    return [path for path in found if not path.name.startswith((".", "__MACOSX"))]


def _folders_in(folder: Path) -> list[Path]:
    return [path for path in _visible(folder) if path.is_dir() and _is_inside(path, folder)]


def _files_below(folder: Path) -> Iterator[Path]:
    for path in _visible(folder):
        if path.is_dir() and not path.is_symlink():
            yield from _files_below(path)
        elif path.is_file():
            yield path


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and path.is_file()


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a file is in the folder, also where it is a link."""
    return not path.is_symlink() or path.resolve().is_relative_to(folder.resolve())
