"""The line form: `%densemodel SPEC`, and `%densemodel help`, `stop NAME`, `run NAME`, ..."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import partial
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DataError, DenseModelError
from densemodel.language import WORDS
from densemodel.magics.cell._arguments import parse_arguments
from densemodel.magics.cell._data import cell_data, data_options
from densemodel.magics.cell._from_keras import show_spec_of
from densemodel.magics.cell._plan import refuse_choices
from densemodel.magics.cell._start_all import wait_for
from densemodel.magics.cell._sweep_cell import wait_for_sweep
from densemodel.magics.commands._capacity_command import CapacityCommand
from densemodel.magics.help._help import help_on, help_text
from densemodel.magics.notebook._variables import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.magics.cell._arguments import Arguments
    from densemodel.magics.commands._saved_commands import SavedCommands
    from densemodel.magics.notebook._interrupts import Interrupts
    from densemodel.magics.notebook._registry import Registry
    from densemodel.training import Run

COMMANDS = {
    "help": ("help conv", "this page; all about one word"),
    "run": ("run digits", "the run of a model"),
    "code": ("code digits", "a Keras script that builds and trains the same"),
    "check": ("check digits", "findings in the data"),
    "stop": ("stop digits", "stop a run and keep its model"),
    "start": ("start digits", "start a run, as its button does"),
    "resume": ("resume digits", "resume a run that was stopped"),
    "score": ("score digits", "the scores of a model, on its own rows or on others"),
    "diagnose": ("diagnose digits", "why a run does not learn, layer by layer"),
    "wait": ("wait digits", "wait until a run has ended"),
    "sweep": ("sweep digits", "the sweep of a cell with choices"),
    "save": ("save digits --tags course", "save a model with its history"),
    "list": ("list course", "the saved models, or those that contain words"),
    "browse": ("browse", "a table of the saved models to work with"),
    "load": ("load digits as old", "load a saved model or unsaved run, or list them"),
    "rename": ("rename digits wide", "rename a saved model"),
    "delete": ("delete digits", "move a saved model to the trash"),
    "trash": ("trash empty", "the deleted models, and how to remove them"),
    "export": ("export digits onnx", "a model as keras, script, saved_model, onnx, litert"),
    "from_keras": ("from_keras model", "a Keras model of the notebook as a spec"),
    "capacity": ("capacity digits", "grow a network until validation stops improving"),
    "compare": ("compare digits wide", "runs or saved models side by side"),
}
"""Each command with an example and a line of help."""

TWO_SIGNS = "write %%densemodel, with two percent signs, and the spec below it"

_MEANT = {
    "train": "start",
    "fit": "start",
    "go": "start",
    "begin": "start",
    "continue": "resume",
    "predict": "score",
    "evaluate": "score",
    "eval": "score",
    "test": "score",
    "validate": "score",
    "metrics": "score",
    "report": "score",
    "confusion": "score",
    "pause": "stop",
    "cancel": "stop",
    "interrupt": "stop",
    "abort": "stop",
    "show": "run",
    "panel": "run",
    "plot": "run",
    "history": "run",
    "status": "run",
    "summary": "run",
    "models": "list",
    "ls": "list",
    "search": "list",
    "find": "list",
    "open": "load",
    "move": "rename",
    "keras": "code",
    "import": "from_keras",
    "explain": "diagnose",
    "tune": "sweep",
    "commands": "help",
    "docs": "help",
    "remove": "delete",
    "drop": "delete",
}
"Commands for the words of other tools."

DESTRUCTIVE = frozenset({"delete", "trash"})
"Commands that are never suggested for a mistyped word."

_ROWS = ("-x", "-y", "--frame", "--target", "--folder")
"Options that name rows."

_BESIDE = "--beside"
SCORE_OPTIONS = {_BESIDE: ("trees", "compare with gradient-boosted trees on the same rows")}
"""The options of `score` alone, each with what stands after it and a line of help."""

_NAME_FIRST = re.compile(r"(?P<name>[^\W\d]\w*)\s+(?P<spec>(?:\d|auto\b|table\b).*)", re.IGNORECASE)


class Commands:
    """The commands of `%densemodel` on one line."""

    _interrupts: Interrupts
    "Those of the cell whose line runs."

    def __init__(self, shell: Any, registry: Registry, saved: SavedCommands) -> None:
        self._shell = shell
        self._registry = registry
        self._capacity = CapacityCommand(shell, registry, self._model_name)
        self._named: dict[str, Callable[[str], Any]] = {
            "run": lambda name: self._registry.named(name).run,
            "code": self._code,
            "check": self._check,
            "diagnose": self._diagnose,
            "stop": self._stop,
            "wait": self._wait,
            "sweep": self._sweep,
        }
        self._with_words: dict[str, Callable[[list[str]], Any]] = {
            "start": partial(self._train, "start"),
            "resume": partial(self._train, "resume"),
            "score": self._score,
            "capacity": self._capacity.do,
            "from_keras": lambda rest: show_spec_of(rest, self._shell),
            **saved.named,
        }

    def do(self, line: str, interrupts: Interrupts) -> Any:
        """Run a line; returns the value that IPython shows."""
        self._interrupts = interrupts
        text = line.strip()
        if not text:
            print(help_text())
            return None
        if "->" in text or "→" in text:
            return self._build(text)
        command, *rest = words(text)
        if command == "help":
            page = "\n\n".join(help_on(word) for word in rest) or help_text()
            print(page)
            return None
        if command in self._named:
            return self._named[command](self._model_name(command, rest))
        if command in self._with_words:
            return self._with_words[command](rest)
        raise self._unknown(command, text)

    def close(self) -> None:
        """Stop what commands have started."""
        self._capacity.close()

    def _unknown(self, command: str, line: str) -> DenseModelError:
        if " -x " in f" {line} ":
            return DenseModelError(f"data go with a cell: {TWO_SIGNS}")
        if command in self._registry.runs():
            return DenseModelError(
                f"{command} is a model: for its run write %densemodel run {command}"
            )
        word = command.lower()
        near = next(iter(get_close_matches(word, [*_MEANT, *COMMANDS], n=1)), "")
        near = _MEANT.get(near, near)
        if near in DESTRUCTIVE:
            hint = "%densemodel help lists the commands"
        elif near:
            hint = f"did you mean {near}?"
        else:
            hint = "write a spec, such as 784 -> 50 relu -> 10 softmax, or see %densemodel help"
        return DenseModelError(f"unknown command {command}: {hint}")

    def _build(self, text: str) -> Any:
        """`m = %densemodel 784 -> 50 relu -> 10 softmax` gives the compiled model."""
        from densemodel.language import parse
        from densemodel.network import build, warm_up, why_it_waits
        from densemodel.widgets import Echo

        found = _NAME_FIRST.fullmatch(text)  # digits 784 -> 10, as a cell would name it
        if found and found["name"].lower() not in WORDS:
            raise DenseModelError(
                f"on one line the name comes first: write {found['name']} = %densemodel "
                f"{shorten(found['spec'], 60, placeholder=' ...')}"
            )
        spec = parse(text, names=self._shell.user_ns)
        refuse_choices(spec)
        waits = why_it_waits(spec)
        if waits:
            cell = f"a cell, %%densemodel with {data_options(spec)}"
            raise DenseModelError(f"{waits}: write {cell}, and the spec below it")
        warm_up()
        model = build(spec)
        if not text.endswith(";"):  # as IPython keeps quiet after one
            display(Echo(spec))
        return model

    def _model_name(self, command: str, rest: list[str]) -> str:
        if len(rest) == 1:
            return rest[0]
        names = [*dict.fromkeys([*self._registry.runs(), *self._registry.sweeps])]
        if not rest and len(names) == 1:
            return names[0]
        known = f": {', '.join(names)}" if names else ""
        raise DenseModelError(f"%densemodel {command} needs the name of one model{known}")

    def _code(self, name: str) -> None:
        from densemodel.network import keras_code

        run = self._registry.named(name).run
        bound = run.bound
        task, counts = (bound.task, bound.class_counts or ()) if bound else (None, ())
        print(keras_code(run.spec, task, class_counts=counts))

    def _check(self, name: str) -> None:
        findings = self._registry.named(name).run.findings
        print("\n".join(finding.message for finding in findings) or "No findings in the data.")

    def _diagnose(self, name: str) -> Any:
        from densemodel.training import diagnose

        run = self._registry.named(name).run
        is_loaded = run.came_trained or run.state != "ready"
        if is_loaded and not run.has_data and run.diagnosis is None:
            raise DenseModelError(
                f"{name} was loaded without its data, and its file keeps no diagnosis: load it "
                "with -x X -y Y"
            )
        return diagnose(run)

    def _sweep(self, name: str) -> Any:
        sweeps = self._registry.sweeps
        if name not in sweeps:
            known = f": there are {', '.join(sweeps)}" if sweeps else ""
            raise DenseModelError(f"no cell has made a sweep {name}{known}")
        return sweeps[name].sweep

    def _stop(self, name: str) -> None:
        if (sweep := self._registry.sweeps.get(name)) is not None:
            sweep.stop()
            self._registry.bind_best(sweep)
            print(sweep.sweep.sentence)
            return
        entry = self._registry.named(name)
        if entry.is_busy:
            entry.stop()
        print(entry.run.sentence)

    def _score(self, rest: list[str]) -> Any:
        from densemodel.data import with_names
        from densemodel.scoring import evaluate, evaluate_beside_trees

        rest, is_beside_trees = _beside_trees(rest)
        name, arguments = self._name_and_data("score", rest)
        other = next((word for word in rest if word.startswith("-") and word not in _ROWS), None)
        if other:
            takes = ", ".join((*_ROWS, *SCORE_OPTIONS))
            raise DenseModelError(f"%densemodel score takes {takes}: leave {other} out")
        run = self._registry.named(name).run
        data = cell_data(arguments, self._shell.user_ns, (run.spec,), self._interrupts)
        if data.x is None and not run.has_data and run.terms is not None:
            raise DenseModelError(
                f"{name} was loaded without its data: write %densemodel score {name} -x X -y Y"
            )
        try:
            score = evaluate_beside_trees if is_beside_trees else evaluate
            return score(run, data.x, data.y)
        except DataError as error:
            given = arguments.data_names
            names = given | {f"{name}_new": words for name, words in given.items()}
            raise DataError(with_names(error.message, names), findings=error.findings) from None

    def _name_and_data(self, command: str, rest: list[str]) -> tuple[str, Arguments]:
        place = next((i for i, word in enumerate(rest) if word.startswith("-")), len(rest))
        name = self._model_name(command, rest[:place])
        return name, parse_arguments(" ".join([name, *rest[place:]]))

    def _train(self, command: str, rest: list[str]) -> None:
        name, arguments = self._name_and_data(command, rest)
        if (sweep := self._registry.sweeps.get(name)) is not None:
            sweep.sweep.start()
            if not hasattr(self._shell, "kernel"):
                wait_for_sweep(sweep, self._registry, self._interrupts, reports=True)
            return
        entry = self._registry.named(name)
        run = entry.run
        data = cell_data(arguments, self._shell.user_ns, (run.spec,), self._interrupts)
        if entry.is_busy:
            raise DenseModelError(f"{name} is training already")
        if len(entry.runs) > 1 and data.x is None:
            self._resume_all(entry.runs)
            return
        if not run.has_data and data.x is None and run.state != "ready":
            raise DenseModelError(
                f"{name} was loaded without its data: write %densemodel {command} {name} -x X -y Y"
            )
        if run.state == "ready" and data.x is not None:
            raise DenseModelError(f"{name} has its data: write %densemodel {command} {name}")
        if run.state == "ready":
            run.start()
        elif data.validation is not None or data.test is not None:
            run.give(data.x, data.y, **data.others).resume()
        else:
            run.resume(data.x, data.y)
        if not hasattr(self._shell, "kernel"):
            wait_for([run], self._interrupts, reports=True)

    def _resume_all(self, runs: Sequence[Run]) -> None:
        """Start the ready runs of `repeat`; if none is ready, resume the stopped ones."""
        waiting = [run for run in runs if run.state == "ready"]
        for run in waiting or [run for run in runs if run.state == "stopped"] or runs:
            run.start() if run.state == "ready" else run.resume()
        if not hasattr(self._shell, "kernel"):
            wait_for([run for run in runs if run.is_busy], self._interrupts, reports=True)

    def _wait(self, name: str) -> None:
        if (sweep := self._registry.sweeps.get(name)) is not None:
            wait_for_sweep(sweep, self._registry, self._interrupts, reports=False)
        else:
            wait_for(self._registry.named(name).runs, self._interrupts, reports=False)


def _beside_trees(rest: Sequence[str]) -> tuple[list[str], bool]:
    """The words without `--beside trees`, and whether they were there."""
    split = [part for word in rest for part in _split_option(word)]
    if _BESIDE not in split:
        return [*rest], False
    place = split.index(_BESIDE)
    if split[place + 1 : place + 2] != ["trees"]:
        raise DenseModelError(
            "--beside needs trees after it: %densemodel score NAME --beside trees"
        )
    left = split[:place] + split[place + 2 :]
    if _BESIDE in left:
        raise DenseModelError(f"{_BESIDE} is given twice: leave one of them out")
    return left, True


def _split_option(word: str) -> list[str]:
    option, equals, value = word.partition("=")
    return [option, value] if equals and option == _BESIDE else [word]
