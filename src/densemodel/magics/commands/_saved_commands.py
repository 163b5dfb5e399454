"""`%densemodel list`, `browse`, `save`, `load`, `delete`, ...: models on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DenseModelError, StoreError
from densemodel.magics.cell._arguments import bare, parse_arguments, parse_command
from densemodel.magics.cell._data import cell_data

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.magics.cell._arguments import Arguments
    from densemodel.magics.notebook._registry import Registry
    from densemodel.store import ModelStore, SavedModel
    from densemodel.training import Run

_MODEL = "one saved model"


class SavedCommands:
    """The commands on the saved models of a folder, given by `store`."""

    def __init__(self, shell: Any, registry: Registry, store: Callable[[], ModelStore]) -> None:
        self._shell = shell
        self._registry = registry
        self._store = store
        self.named: dict[str, Callable[[list[str]], None]] = {
            "save": self._save,
            "load": self._load,
            "list": self._list,
            "browse": self._browse,
            "rename": self._rename,
            "delete": self._delete,
            "trash": self._trash,
            "export": self._export,
            "compare": self._compare,
        }

    def _save(self, rest: list[str]) -> None:
        line = parse_command("save", rest, names=("as", "--tags", "--notes"))
        name = self._run_name(line.words)
        run = self._registry.runs()[name]
        tags = [tag.strip() for tag in line.named.get("--tags", "").split(",") if tag.strip()]
        store, title = self._store(), line.named.get("as", name)
        had_one = any(model.name == title and not model.damaged for model in store.list())
        saved = store.save(run, title, notes=line.named.get("--notes", ""), tags=tags)
        replaced = "; the previous one is in the trash" if had_one else ""
        print(f"Saved as '{saved.name}': {_place(saved.path)}{replaced}")

    def _run_name(self, words: Sequence[str]) -> str:
        runs = self._registry.runs()
        if not words and len(runs) == 1:
            return next(iter(runs))
        if len(words) == 1:
            return self._registry.named(words[0]).run.name
        if len(words) > 1:
            raise DenseModelError(
                "%densemodel save takes one model, and several words go in quotes: "
                f'save {words[0]} as "two words" --notes "more of them"'
            )
        known = f": {', '.join(runs)}" if runs else ", and no cell has made one yet"
        raise DenseModelError(f"%densemodel save needs the name of one model{known}")

    def _load(self, rest: list[str]) -> None:
        if not rest:
            print(self._loadable())
            return
        if rest[0].startswith("-"):
            raise DenseModelError(
                f"%densemodel load needs the name of {_MODEL}, or of its file: load digits as mine"
            )
        what, options, name = bare(rest[0]), rest[1:], None
        if options[:1] == ["as"]:
            if len(options) == 1:
                raise DenseModelError(f"as needs a name after it: load {rest[0]} as NAME")
            name, options = options[1], options[2:]
        if options and not options[0].startswith("-"):
            whole = " ".join(map(bare, rest[: rest.index("as")] if "as" in rest else rest))
            raise DenseModelError(f'put a name with spaces in quotes: load "{whole}"')
        run = self._loaded(what)
        arguments = parse_arguments(" ".join([name or self._registry.suggest(run.name), *options]))
        data = cell_data(arguments, self._shell.user_ns, (run.spec,))
        if data.x is not None:
            run.give(data.x, data.y, **data.others)
        elif arguments.train:
            raise DenseModelError("there is nothing to train on: add -x and -y")
        variable = str(arguments.name)
        old = self._registry.get(variable)
        if old is not None and not old.is_busy:  # bind refuses a busy one
            replaced = old.replaced(None, by="is the loaded model now")
            if replaced is not None:
                print(replaced.line(variable))
        self._registry.bind(
            variable,
            run,
            replaces=arguments.replace,
            fix="choose another name or add --replace",
        )
        self._show(run, arguments)

    def _loaded(self, what: str) -> Run:
        from densemodel.store import load

        file = Path(what).expanduser()
        if file.suffix == ".keras" and (file.is_file() or len(file.parts) > 1):
            return load(file)
        return self._store().load(what)

    def _loadable(self) -> str:
        """The saved models and the unsaved runs, newest first."""
        from densemodel.magics.commands._saved_list import loadable

        store = self._store()
        saved, unsaved = store.list(), store.unsaved()
        if not saved and not unsaved:
            return f"Nothing is saved in {_place(store.folder)} yet: %densemodel save NAME saves."
        return loadable(saved, unsaved)

    def _show(self, run: Run, arguments: Arguments) -> None:
        has_panel = hasattr(self._shell, "kernel") and arguments.panel
        if has_panel:
            display(self._registry.panel_of(self._registry.named(run.name), arguments.goal))
        else:
            print(f"{run.name}: {run.sentence}")
        for finding in run.findings if run.has_data and not has_panel else ():
            print(finding.message)
        if arguments.train:
            run.resume()
        if arguments.wait or (arguments.train and not has_panel):
            run.wait()

    def _list(self, rest: list[str]) -> None:
        from densemodel.magics.commands._saved_list import listed

        words = " ".join(parse_command("list", rest, names=()).words)
        store = self._store()
        models = store.find(words) if words else store.list()
        if models:
            print(listed(models))
        elif words:
            print(f"No saved model in {_place(store.folder)} has '{words}'.")
        else:
            print(f"Nothing is saved in {_place(store.folder)} yet: %densemodel save NAME saves.")

    def _browse(self, rest: list[str]) -> None:
        line = parse_command("browse", rest, names=())
        store = self._store()
        if line.words:
            from densemodel.store import ModelStore

            store = ModelStore(line.only("browse", "one folder"))
            if not store.folder.is_dir():
                raise StoreError(f"there is no folder {_place(store.folder)}")
        if not hasattr(self._shell, "kernel"):
            self._list([])
            return
        from densemodel.widgets import ModelBrowser

        display(ModelBrowser(store))

    def _rename(self, rest: list[str]) -> None:
        line = parse_command("rename", rest, names=("as", "to"))
        names = (*line.words, *line.named.values())
        if len(names) != 2:  # the old and the new one
            raise DenseModelError(
                '%densemodel rename needs the old name and the new one: rename digits "two layers"'
            )
        print(f"'{names[0]}' is now called '{self._store().rename(*names).name}'.")

    def _delete(self, rest: list[str]) -> None:
        store = self._store()
        deleted = store.delete(parse_command("delete", rest, names=()).only("delete", _MODEL))
        undo = f"dm.ModelStore({_place(store.folder)!r}).restore({deleted.name!r})"
        print(f"'{deleted.name}' is in the trash. {undo} restores it.")

    def _trash(self, rest: list[str]) -> None:
        from densemodel.magics.commands._saved_list import empty, show

        store = self._store()
        if not rest:
            print(show(store, _place(store.folder)))
        elif rest == ["empty"]:
            print(empty(store))
        else:
            raise DenseModelError(
                f"%densemodel trash takes empty, and not {' '.join(rest)}: without a word it shows "
                "what lies there"
            )

    def _export(self, rest: list[str]) -> None:
        line = parse_command("export", rest, names=("to", "as"))
        if not line.words:
            raise DenseModelError(
                f"%densemodel export needs the name of {_MODEL} and a format: export digits onnx"
            )
        what, *formats = line.words
        written = line.named.get("as", formats[0] if formats else "keras")
        if len(formats) > 1:
            raise DenseModelError(
                f'put a name with spaces in quotes: export "{" ".join(line.words[:-1])}" '
                f"{line.words[-1]}"
            )
        path = self._store().export(what, written, to=line.named.get("to"))
        from densemodel.store import export_note

        note = export_note(path)
        print(f"Exported to {_place(path)}{note and f'. {note}'}")

    def _compare(self, rest: list[str]) -> None:
        line = parse_command("compare", rest, names=())
        if len(line.words) < 2:  # two are the least
            raise DenseModelError(
                "%densemodel compare needs the names of two models or more: compare digits wide"
            )
        runs = self._registry.runs()
        wanted: list[str | SavedModel | Run] = [runs.get(word, word) for word in line.words]
        try:
            print(self._store().compare(*wanted))
        except StoreError:
            for word in line.words:
                if word not in runs and word in self._registry.sweeps:
                    self._registry.named(word)  # that is why, whatever the store says
            raise


def _place(path: Path) -> str:
    """A path relative to the working directory, if it is below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
