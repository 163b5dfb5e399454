"""The options on the line of a magic: of a cell, and of a command."""

from __future__ import annotations

import keyword
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from densemodel.errors import DenseModelError
from densemodel.language import CLAUSES, OPTIMIZERS, clause_like
from densemodel.magics.cell._misplaced_words import misplaced_words, option_of
from densemodel.magics.notebook._variables import LineError, words
from densemodel.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


OPTIONS = {
    "-x": ("X", "the rows to train on: an array, a list or a frame"),
    "-y": ("Y", "their labels"),
    "--frame": ("DF", "a frame that holds rows and labels"),
    "--target": ("COL", "the column of the frame that is the label"),
    "--folder": ("DIR", "pictures: a folder that has a folder for each class"),
    "--validation": ("X Y", "rows and labels to validate on, instead of a split; or a Dataset"),
    "--test": ("X Y", "rows and labels that are scored once, at the end; or a Dataset"),
    "--goal": ("NUM", "a line in the picture of the metric"),
    "--train": ("", "start to train at once"),
    "--wait": ("", "train, and let the cell end when training has ended"),
    "--trials": ("NUM", "of a sweep: number of combinations that are drawn"),
    "--search": ("HOW", "of a sweep: draw them at random, or by tpe from earlier results"),
    "--halving": ("", "of a sweep: train all briefly, then the best third longer"),
    "--workers": ("NUM", "of a sweep: number of processes that train at the same time"),
    "--strict": ("", "refuse to train while there are hints about the data"),
    "--replace": ("", "replace a variable that has the model's name"),
    "--no-panel": ("", "show no panel"),
}
"""Each option with the values it takes and a line of help."""


def values_of(option: str) -> Mapping[str, str]:
    """What completion offers after an option, each with a line of help."""
    if option == "--search":
        from densemodel.experiments import SEARCHES

        return {name: help_line for name, (_, help_line) in SEARCHES.items()}
    if option == "--folder":
        folders = sorted(path.name for path in Path().iterdir() if path.is_dir())
        return {f"{name}/": "folder" for name in folders if not name.startswith(".")}
    return {"0.98": "a share, or 98%"} if option == "--goal" else {}


PAIRS = frozenset({"--validation", "--test"})
"""Options that take rows and labels, or one variable that yields both in batches."""


_WAYS = (("-x", "-y"), ("--frame", "--target"), ("--folder",))
"""Options that give rows and labels, each in another way."""


class Defaults(Protocol):
    """The settings of `%config DenseModel`."""

    name: str
    panel: bool
    parallel: bool
    train: bool
    wait: bool


@dataclass(frozen=True, slots=True)
class Arguments:
    """The options on the first line of a cell."""

    name: str | None = None
    x: str | None = None
    y: str | None = None
    frame: str | None = None
    target: str | None = None
    folder: str | None = None
    validation: tuple[str, ...] | None = None
    "The names of rows and labels, or that of what yields both in batches."
    test: tuple[str, ...] | None = None
    goal: float | None = None
    train: bool = False
    wait: bool = False
    trials: int | None = None
    "None: all that the choices stand for."
    search: str = "random"
    halving: bool = False
    workers: int | None = None
    "None: as many as fit the machine."
    strict: bool = False
    replace: bool = False
    panel: bool = True

    def with_defaults(self, defaults: Defaults, *, has_widgets: bool) -> Arguments:
        """The options, with the settings of the magic for what the line does not say."""
        wait = self.wait or defaults.wait
        return replace(
            self,
            train=self.train or defaults.train or wait,
            wait=wait,
            panel=self.panel and defaults.panel and has_widgets,
        )

    @property
    def data_names(self) -> dict[str, str]:
        """The names that messages use for x, y and the pairs."""
        x, y = self.frame or self.x, self.target if self.frame else self.y
        if self.folder:
            x = self.folder.strip("\"'")
            y = f"the classes of {x}"
        names = {name: text for name, text in (("x", x), ("y", y)) if text}
        if self.frame and self.target:
            from densemodel.data import IN_PYTHON  # here, since %load_ext reads this module

            column = self.target.strip("\"'")
            names[IN_PYTHON] = f"{self.frame}[{column!r}]"
        pairs = (("validation_data", self.validation), ("test_data", self.test))
        for name, texts in pairs:
            if texts is not None:
                rows, labels = texts[0], texts[-1]  # a Dataset is both
                names |= {f"{name}[0]": rows, f"{name}[1]": labels, name: labels}
        return names


def parse_arguments(line: str, variables: Mapping[str, Any] | None = None) -> Arguments:
    """Read the first line of a cell.

    The variables of the notebook are for messages alone.

    Raises:
        LineError: An option is unknown, lacks its value or contradicts another.
    """
    if "->" in line or "→" in line:
        raise LineError(
            "put the spec on the next line: the first line holds the name and the options, "
            "such as %%densemodel digits -x x_train -y y_train",
            "->" if "->" in line else "→",
        )
    given: dict[str, list[str]] = {}
    names: list[str] = []
    rest = _joined(words(line))
    while rest:
        word = rest.pop(0)
        if not word.startswith("-"):
            names.append(word)
            continue
        option, rest = _option(word, rest)
        if option in given:
            raise LineError(f"{option} is given twice: leave one of them out", option)
        count = len(OPTIONS[option][0].split())
        is_alone = len(rest) == 1 or (len(rest) > 1 and rest[1].partition("=")[0] in OPTIONS)
        if option in PAIRS and is_alone:  # rows and labels are two values, a Dataset is one
            count = 1
        if rest[:1] and rest[0].endswith(",") and count:
            raise LineError(
                "options are written without commas: write "
                f"{option} {rest[0].rstrip(',') or '...'}",
                rest[0],
            )
        given[option], rest = rest[:count], rest[count:]
        if len(given[option]) < count or any(value in OPTIONS for value in given[option]):
            wanted = OPTIONS[option][0]
            raise LineError(f"{option} needs {wanted} after it: {option} {wanted}", option)
    if (error := misplaced_words(names, OPTIONS, variables or {})) is not None:
        raise error
    return _checked(names, given)


def _joined(found: list[str]) -> list[str]:
    """The words, with a calculation as one: `x_train / 255` in `-x x_train / 255`.

    It is refused then in words that help.
    """
    joined: list[str] = []
    for word in found:
        goes_on = joined and (joined[-1][-1] in "/*+" or joined[-1].endswith(" -"))
        is_path = joined[-2:-1] == ["--folder"]
        if (
            joined
            and not is_path
            and not joined[-1].startswith("-")
            and (goes_on or word[0] in "/*+" or word == "-")
        ):
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return joined


def _option(word: str, rest: list[str]) -> tuple[str, list[str]]:
    # --test=X is split in two
    option, equals, value = word.partition("=")
    if option in OPTIONS:
        return option, [value, *rest] if equals else rest
    harmless = [name for name in OPTIONS if name != "--replace"]
    near = get_close_matches(option.lower(), harmless, n=1, cutoff=0.7)
    clause = option.lstrip("-").lower()
    if option in ("--help", "-h"):
        hint = "%densemodel help shows all options"
    elif clause in CLAUSES or clause in OPTIMIZERS:
        example = value or next(iter(rest), "...")
        hint = f"it is written in the cell, after the network: ; {clause} {example}"
    elif ours := clause_like(clause.replace("-", "_"), value or next(iter(rest), "")):
        hint = f"it is written in the cell, after the network: ; {ours}"
    elif instead := option_of(clause.replace("-", "_")):
        hint = f"write {instead} {OPTIONS[instead][0]}"
    elif clause in ("data", "dataset"):
        hint = "data are given as -x ROWS -y LABELS"
    elif near:
        hint = f"did you mean {near[0]}?"
    elif len(clause) == 1 and (alike := [name for name in harmless if name[2:3] == clause]):
        hint = f"did you mean {' or '.join(alike)}?"
    else:
        hint = f"the options are {' '.join(OPTIONS)}"
    raise LineError(f"unknown option {option}: {hint}", option)


def _checked(names: list[str], given: dict[str, list[str]]) -> Arguments:
    name = _name(names)
    if "--frame" in given and "-y" in given and "-x" not in given and "--target" not in given:
        raise LineError(
            f"the labels are a column of the frame: write --target {given['-y'][0]}", "-y"
        )
    ways = [way for way in _WAYS if any(option in given for option in way)]
    if len(ways) > 1:
        ways_text = ", or ".join(" and ".join(way) for way in ways)
        second = next(option for option in given if option in ways[1])
        raise LineError(f"give the data once: either {ways_text}", second)
    if "-y" in given and "-x" not in given:
        raise LineError("-x is missing: data are given as -x ROWS -y LABELS", "-y")
    if ("--frame" in given) != ("--target" in given):
        raise LineError(
            "--frame and --target go together: --frame df --target price",
            "--frame" if "--frame" in given else "--target",
        )
    first = {option: values[0] for option, values in given.items() if values}
    pairs = {option: tuple(given[option]) for option in PAIRS if option in given}
    return Arguments(
        name=name,
        x=first.get("-x"),
        y=first.get("-y"),
        frame=first.get("--frame"),
        target=first.get("--target"),
        folder=first.get("--folder"),
        validation=pairs.get("--validation"),
        test=pairs.get("--test"),
        goal=_goal(first.get("--goal")),
        train="--wait" in given or "--train" in given,
        wait="--wait" in given,
        trials=_count("--trials", first),
        search=_search(first),
        halving="--halving" in given,
        workers=_count("--workers", first),
        strict="--strict" in given,
        replace="--replace" in given,
        panel="--no-panel" not in given,
    )


def _count(option: str, first: Mapping[str, str]) -> int | None:
    text = first.get(option)
    if text is None:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise LineError(f"{option} needs a whole number of 1 or more, and not {text}", text)
    return int(text)


def _search(first: Mapping[str, str]) -> str:
    search = first.get("--search", "random")
    if "--search" in first and search not in (names := values_of("--search")):
        raise LineError(f"--search is {search}: it is {enumerated([*names], 'or')}", search)
    if "--search" in first and "--trials" not in first:
        raise LineError(f"--search {search} needs a number of trials: add --trials 20", "--search")
    return search


def _name(names: list[str]) -> str | None:
    if not names:
        return None
    name = names[0]
    if keyword.iskeyword(name):
        raise LineError(f"{name} is a Python keyword: give the model another name", name)
    if not name.isidentifier():
        raise LineError(
            f"{name} cannot be the model's name: a name is letters, digits and _ , as in Python",
            name,
        )
    return name


def _goal(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise LineError(
            f"--goal needs a number, such as --goal 0.98, and this is {text}", text
        ) from None


@dataclass(frozen=True)
class ParsedCommand:
    """The parsed line of a command."""

    words: tuple[str, ...]
    "The plain words, without quotes."
    named: Mapping[str, str]
    "The words after `as`, `to` or an option."

    def only(self, command: str, what: str) -> str:
        """The single expected word, which names `what`: "a saved model"."""
        if len(self.words) == 1:
            return self.words[0]
        if not self.words:
            raise DenseModelError(f"%densemodel {command} needs the name of {what}")
        raise DenseModelError(
            f"%densemodel {command} takes the name of {what}, and here are {len(self.words)}: "
            f'put a name with spaces in quotes, "{" ".join(self.words)}"'
        )


def parse_command(command: str, rest: Sequence[str], *, names: Sequence[str]) -> ParsedCommand:
    """Parse what follows a command, with words that name what follows them: "as", "--tags".

    Raises:
        DenseModelError: An option is unknown, or has nothing after it, or stands twice.
    """
    alone: list[str] = []
    named: dict[str, str] = {}
    waiting = list(rest)
    while waiting:
        word = waiting.pop(0)
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if option in names:
            if equals:
                waiting.insert(0, value)
            if not waiting or waiting[0] in names:
                raise DenseModelError(f"{option} needs a word after it: {command} ... {option} ...")
            if option in named:
                raise DenseModelError(f"{option} is given twice: leave one of them out")
            named[option] = bare(waiting.pop(0))
        elif word.startswith("-") and len(word) > 1:
            near = get_close_matches(word.lower(), names, n=1, cutoff=0.6)
            known = f"there are {', '.join(names)}" if names else "it has none"
            hint = f"did you mean {near[0]}?" if near else f"of %densemodel {command} {known}"
            raise DenseModelError(f"unknown option {word}: {hint}")
        else:
            alone.append(bare(word))
    return ParsedCommand(tuple(alone), named)


def bare(word: str) -> str:
    """A word without the quotes around it."""
    if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'":
        return word[1:-1]
    return word
