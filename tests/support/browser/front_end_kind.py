"""What the browser tests have to know of a front end to drive it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FrontEnd:
    """A front end as the places of its page and the JavaScript that drives it.

    A script that is empty stands for what the front end does not have: Voila runs all cells by
    itself and has no notebook to save.
    """

    name: str
    "as it stands in the names of tests and pictures"
    path: str
    "where a notebook is opened, with {name}, {workspace} and {theme} to fill in"
    cell: str
    "a selector of the cells"
    output: str
    "a selector, inside a cell, of all that stands below it"
    ready: str
    "path => whether the notebook is open and its kernel there"
    frame: str = ""
    "a selector, inside a cell, of the frame that its output is in, if it is in one"
    open: str = ""
    "path => opens a notebook on a page that has shown others; else each has a page of its own"
    leave: str = ""
    "() => takes what was opened off the page, unsaved, and tells whether nothing is left of it"
    idle: str = ""
    "() => whether the kernel has nothing to do"
    run: str = ""
    "index => runs a cell and notes in window.endedCells whether it has ended"
    ended: str = "index => window.endedCells[index]"
    "index => whether a cell that was run has ended"
    run_all: str = ""
    "() => a promise that is kept when all cells have ended"
    outputs: str = ""
    "index => a cell's outputs as the file holds them"
    select: str = ""
    "index => makes a cell the active one"
    set_source: str = ""
    "([index, source]) => overwrites what stands in a cell"
    restart: str = ""
    "() => a promise of a restarted kernel"
    save: str = ""
    "() => a promise of a saved notebook"
    change_theme: str = ""
    "theme's name => sets it; without this a theme can be had with the address at most"
    has_theme: str = "theme => document.body.dataset.jpThemeLight === String(theme === 'light')"
    "theme's name => whether it is set"
    notebook: type | None = None
    "the class of its notebooks, where a page's scripts alone can't drive them"
    subshells: bool = True
    "whether a click reaches the kernel while a cell runs, if the kernel can take it"
    own_errors: dict[str, str] = field(default_factory=dict)
    "the front end's own complaints on the console: a pattern of each, and where it comes from"
